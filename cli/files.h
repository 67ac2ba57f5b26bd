/*
 * files: the files that a command line names.
 */
#ifndef PAGEWIRE_CLI_FILES_H
#define PAGEWIRE_CLI_FILES_H

#include "common/buf.h"
#include "common/err.h"

#include <stdbool.h>

enum { FILE_BYTES_MAX = 64 << 20 }; /* nothing larger is read into memory */

struct file {
    char *path;     /* to open; "-" is standard input */
    char *name;     /* for people and output: base name without extension, or, where
                       names repeat, the path as it was given */
    char *relative; /* below the folder that was given; else the path as given */
    /* what a METS file says of it (mets.h), else NULL */
    char *paper, *date, *number;
    char *picture; /* path of the page's picture, which belongs to it */
};

struct files {
    struct file *items;
    size_t count, cap;
    size_t passed_over; /* files in folders whose names are not those of pages */
    bool lacking;       /* a folder without pages was given, which has been told */
};

/* Adds a file, "-", or every text, document and picture below a folder, by its name's end, in the
 * order of their names; hidden ones and links to folders are passed over.  A path that cannot be
 * looked at or read is added too, if it is not a folder: reading it tells why.  -1 when a folder
 * cannot be read; what else there is has been added. */
int files_add(struct files *files, const char *path, struct err *err);

/* Adds a file, whatever it is. */
void files_add_one(struct files *files, const char *path);

/* Gives every file its name; call it when all are there. */
void files_name(struct files *files);
void files_done(struct files *files);

/* The path for messages; "standard input" for "-". */
const char *file_shown(const struct file *file);

/* Appends the content; with a picture both, as a pair (services/decode/pair.h).  -1 and a REJECT
 * that names the path. */
int file_read(const struct file *file, struct buf *content, struct err *err);

/* How much of a message of file_read is the file's name, which the caller says too. */
size_t file_prefix(const struct file *file, const char *text);

#endif
