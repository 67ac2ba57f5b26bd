/*
 * house: the state folder of `pagewire up` (site.h says what is in it) while
 * this process owns it.
 */
#ifndef PAGEWIRE_CLI_HOUSE_H
#define PAGEWIRE_CLI_HOUSE_H

#include "common/buf.h"
#include "common/err.h"

struct house {
    struct buf state; /* absolute path */
    struct buf run;   /* runtime folder, a short path */
    int lock;
};

/* Makes the folder if need be, locks it, and makes a new runtime folder; one that
 * a killed `up` left is removed.  -1 when another `up` has it. */
int house_open(struct house *house, const char *path, struct err *err);

/* Removes the runtime folder and gives the lock up. */
void house_close(struct house *house);

/* Appends the path of a file in the state or the runtime folder, formatted. */
void house_state(const struct house *house, struct buf *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void house_run(const struct house *house, struct buf *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Writes a whole file, mode 0600. */
int house_write(const char *path, struct slice content, struct err *err);

#endif
