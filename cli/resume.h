/*
 * resume: where an export is, kept in a file, so that a kill at any byte leaves
 * neither a gap nor a double in the output.  The file's first line is the cursor;
 * for an export into a file the second tells how long that was then, and which
 * file: what stands behind is a batch whose cursor was not written any more.
 */
#ifndef PAGEWIRE_CLI_RESUME_H
#define PAGEWIRE_CLI_RESUME_H

#include "common/buf.h"
#include "common/err.h"

#include <stdint.h>

struct resume {
    struct buf cursor; /* "" to begin */
    int64_t size;      /* of the output; -1: unknown */
    uint64_t inode;    /* of the output */
};

/* Reads it; a file that is not there is a beginning. */
int resume_read(struct resume *resume, const char *path, struct err *err);
void resume_done(struct resume *resume);

/* Replaces the file by cursor and what the output (its descriptor, -1 for none) is
 * now.  Output and file are on the disk when it returns. */
int resume_write(const char *path, struct slice cursor, int output, struct err *err);

/* Cuts off what an interrupted export left at the end of the output: all since the
 * cursor, or, when that is another file, an unfinished line; then moves to the end. */
int resume_cut(const struct resume *resume, int output, const char *name, struct err *err);

#endif
