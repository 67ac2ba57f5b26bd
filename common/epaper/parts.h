/*
 * parts: what the files of an e-paper share.
 */
#ifndef PAGEWIRE_EPAPER_PARTS_H
#define PAGEWIRE_EPAPER_PARTS_H

#include "common/epaper/epaper.h"

/* Everything up to <body>: title is text, root leads to the style sheet, more (may be NULL) stands
 * in the head.  And the end. */
void parts_begin(struct buf *html, struct slice title, const char *root, const char *body_class,
                 const char *more);
void parts_end(struct buf *html);

/* An element with escaped text; nothing for an empty one.  before and after are HTML. */
void parts_text(struct buf *html, const char *before, struct slice text, const char *after);

/* A title whose lines are parted by blanks: each stays together where there is room. */
void parts_title(struct buf *html, struct slice title);

/* 2018年1月9日 星期二; the date as it is when it is none. */
void parts_date(struct slice date, struct buf *html);

/* 第A03版, or the page's name. */
void parts_page_name(const struct epaper_page *page, struct buf *html);

/* Year, month and day of 2018-01-09; false for others. */
bool parts_day(struct slice date, int *year, int *month, int *day);

/* The page's picture in a box with the zones above it that lead to its articles; only those of
 * one article, and a link to the page, when `only` is not 0. */
void parts_picture(const struct epaper_page *page, uint32_t only, struct buf *html);

/* Whether an article has a file. */
bool parts_has_file(const struct record_article *article);

#endif
