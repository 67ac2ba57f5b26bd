/*
 * mover: files of the hot folder go to done/ or failed/, if they are still those that
 * were read.
 */
#ifndef PAGEWIRE_INGEST_MOVER_H
#define PAGEWIRE_INGEST_MOVER_H

#include "common/buf.h"

#include <stdbool.h>
#include <sys/stat.h>

/* What tells one state of a file from another. */
struct print {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct print print_of(const struct stat *status);
bool print_equal(const struct print *a, const struct print *b);

enum moved {
    MOVED,
    MOVE_OTHER,  /* another file has its name now, which stays */
    MOVE_FAILED, /* see errno */
};

/* Moves a file below `top` ("done") under the same path, or under a numbered one where that is
 * taken; *target becomes its new path. */
enum moved mover_put_away(int root, const char *path, const struct print *print, const char *top,
                          struct buf *target);

/* Writes why a file is in failed/ beside it.  -1: see errno. */
int mover_explain(int root, const char *target, struct slice reason);

#endif
