/*
 * folder: documents of a format, a file each, as news systems that watch a folder take them:
 * PAGE_ID-2.ninjs1.json for an article, PAGE_ID.alto.xml for a page.  It follows what changes
 * in the archive: commits, corrections, withdrawals and returns.
 */
#ifndef PAGEWIRE_CLI_FOLDER_H
#define PAGEWIRE_CLI_FOLDER_H

#include "cli/client.h"
#include "cli/outdir.h"
#include "common/format/format.h"

#include <stdbool.h>

struct folder {
    struct outdir *dir;
    struct client *client; /* of store */
    const struct format *format;
    struct slice base, paper, date; /* "" for all */
    const char *cursor_file;        /* as of cmd_export; NULL: begins with the first change */
    const char *after;
    bool follow;
};

/* Brings the folder up to the archive; with follow, until it fails. */
int folder_write(const struct folder *folder, struct err *err);

/* The file of an issue: 焦作日报-2018-01-09.iiif.json; the caller frees it. */
char *folder_issue_name(const struct record *record, const struct format *format);

#endif
