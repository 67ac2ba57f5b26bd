/*
 * epaper: keeps an e-paper (common/epaper) in a folder: draws the pages, writes what changed,
 * takes away what is gone, and knows from DIR/.epaper which issues there are.
 */
#ifndef PAGEWIRE_CLI_EPAPER_H
#define PAGEWIRE_CLI_EPAPER_H

#include "cli/issues.h"
#include "cli/outdir.h"

#include <stdbool.h>

enum { EPAPER_PICTURE_WIDTH = 1600 }; /* pixels */

struct epaper_site {
    struct outdir *dir;
    /* Appends the document that a page was read from; may fail: the page is then set anew. */
    int (*original)(void *arg, const struct issue_source *source, struct buf *bytes,
                    struct err *err);
    void *arg;
    bool whole; /* issues that are not among the pages are to go */
};

/* Brings the folder up to the pages. */
int epaper_write(const struct epaper_site *site, struct issues *issues, struct err *err);

#endif
