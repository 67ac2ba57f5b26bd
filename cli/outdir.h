/*
 * outdir: a folder that an export keeps up to date, while others read it.  A file that would
 * not change is left alone, time and all; others are written aside (DIR/.writing) and renamed
 * into their place, so that nobody sees half of one, and their times rise strictly, since readers
 * that poll pass over what is not newer than the last.
 */
#ifndef PAGEWIRE_CLI_OUTDIR_H
#define PAGEWIRE_CLI_OUTDIR_H

#include "common/buf.h"
#include "common/err.h"

#include <stdbool.h>
#include <time.h>

struct outdir {
    int fd;
    const char *path; /* borrowed */
    struct timespec last;
    size_t written, kept, dropped; /* files */
};

/* Makes the folder where it is not there.  -1: it cannot be. */
int outdir_open(struct outdir *dir, const char *path, struct err *err);
void outdir_close(struct outdir *dir); /* harmless for {.fd = -1} */

/* name is relative; its folders are made. */
int outdir_put(struct outdir *dir, const char *name, struct slice bytes, struct err *err);

bool outdir_has(const struct outdir *dir, const char *name);

/* Appends a file; false when it is not there or cannot be read. */
bool outdir_read(const struct outdir *dir, const char *name, struct buf *bytes);

/* Takes a file away, and the folders above that are empty then. */
void outdir_drop(struct outdir *dir, const char *name);

/* Everything is on the disk when it returns. */
int outdir_sync(const struct outdir *dir, struct err *err);

#endif
