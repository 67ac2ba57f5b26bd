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

/* Writes it to the path that was given; a later page of a file (number > 1) with its number before
 * the extension. */
int picture_keep(const char *given, uint32_t number, struct slice png, struct err *err);

#endif
