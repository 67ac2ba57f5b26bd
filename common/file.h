/*
 * file: whole files, read and replaced.
 *
 * What cannot be read, or is too large, is REJECT, what cannot be written RETRY; the error begins
 * with the path.
 */
#ifndef PAGEWIRE_FILE_H
#define PAGEWIRE_FILE_H

#include "common/buf.h"
#include "common/err.h"

#include <stdbool.h>

/* Appends what is in the file, at most bytes_max; nothing on an error. */
int file_load(const char *path, size_t bytes_max, struct buf *content, struct err *err);

/* The same from an open file, which stays open; the error begins with its name. */
int file_load_open(int fd, const char *name, size_t bytes_max, struct buf *content,
                   struct err *err);

/* Puts content in its place at once: whoever reads it sees the old file or the new one, whole.
 * `lasting`: both the file and its name are on the disk afterwards.  Of one process. */
int file_replace(const char *path, struct slice content, bool lasting, struct err *err);

#endif
