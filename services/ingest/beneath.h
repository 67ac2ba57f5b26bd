/*
 * beneath: files below a folder that others may write to.  A path is relative to
 * the folder `root`; nothing outside is ever touched: no symbolic link is followed, on
 * the way or at the end, and no "..", whatever is swapped meanwhile (openat2 with
 * RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, Linux 5.6).
 *
 * All return -1 with errno: ELOOP or EXDEV where a path leads elsewhere.
 */
#ifndef PAGEWIRE_INGEST_BENEATH_H
#define PAGEWIRE_INGEST_BENEATH_H

#include <sys/stat.h>

/* A file descriptor, as open gives; O_CLOEXEC is added. */
int beneath_open(int root, const char *path, int flags, mode_t mode);

/* What lies there itself, a link too. */
int beneath_stat(int root, const char *path, struct stat *status);

/* Makes the folders above a path. */
int beneath_make_parents(int root, const char *path);

/* Renames, replacing nothing (EEXIST). */
int beneath_move(int root, const char *from, const char *to);

/* Makes a file, in place of what may have been there, but for a folder. */
int beneath_create(int root, const char *path, mode_t mode);

/* Removes a folder that is empty. */
int beneath_remove_folder(int root, const char *path);

#endif
