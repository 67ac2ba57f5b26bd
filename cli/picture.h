/*
 * picture: a page as people look at it, its articles coloured and numbered.
 */
#ifndef PAGEWIRE_CLI_PICTURE_H
#define PAGEWIRE_CLI_PICTURE_H

#include "common/buf.h"
#include "common/err.h"
#include "common/page.h"

enum { PICTURE_WIDTH = 1600 }; /* pixels */

/* Appends a PNG of a page that has zones: each article in a colour of its own with its number
 * where it begins, roles other than body marked, what belongs to no article grey.  It is drawn
 * over `background`, a PNG of the page; on white where that is empty. */
int picture_draw(struct buf *png, const struct page *page, struct slice background,
                 struct err *err);

#endif
