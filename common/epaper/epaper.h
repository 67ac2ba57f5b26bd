/*
 * epaper: an issue as a small web site, in the form that Chinese newspapers publish theirs and
 * that crawlers know: node_N.htm is a page, content_N.htm an article, a map named pagepicmap
 * leads from one to the other.  Plain HTML and one style sheet, no script: it works from a
 * folder, from any web server, on a phone and on paper.
 *
 * Where the files lie, from the root of the site:
 *
 *   index.html                           the papers, each with its latest issue
 *   epaper.css
 *   PAPER/index.html                     calendar of a paper
 *   PAPER/html/2018-01/09/node_3.htm     page A03
 *   PAPER/html/2018-01/09/content_30002.htm  its second article
 *   PAPER/html/2018-01/09/ID.png         its picture, where the page can be drawn
 *
 * Names stay the same when pages come later, so that links go on working.
 */
#ifndef PAGEWIRE_EPAPER_H
#define PAGEWIRE_EPAPER_H

#include "common/buf.h"
#include "common/proto/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EPAPER_ARTICLE_MAX = 9999 }; /* articles of a page with a higher number are left out */

struct epaper_page {
    const struct record *record;
    uint32_t node;          /* of node_N.htm, see epaper_number */
    const char *picture;    /* file beside it; NULL: the page is set anew from its text */
    unsigned width, height; /* of the picture in pixels */
};

struct epaper_issue {
    struct slice paper, date; /* "" when unknown */
    const char *root;         /* from the issue to the site: "../../../../" */
    const char *calendar;     /* from the issue to the paper's calendar */
    struct epaper_page *pages;
    size_t count;
};

/* What the calendar and the list of papers say of an issue. */
struct epaper_day {
    struct slice paper, date; /* date "" for pages of no known day */
    struct slice folder;      /* of the paper */
    struct slice path;        /* of the issue from there: html/2018-01/09 */
    uint32_t node;            /* its first page */
    unsigned pages, articles;
    struct slice headline; /* the first */
};

/* The number of a page by its name, 1 to 99999: A03 and 3 give 3, B01 101; 0 when it says none. */
uint32_t epaper_number(struct slice number);

/* The number in an article's file name. */
uint32_t epaper_content_number(const struct epaper_page *page, uint32_t article);

/* Append whole files: a page, an article of it (by index), a paper's calendar of days that are in
 * order, the latest first, and the list of papers: the latest day of each. */
void epaper_node(const struct epaper_issue *issue, size_t at, struct buf *html);
void epaper_content(const struct epaper_issue *issue, size_t at, size_t index, struct buf *html);
void epaper_calendar(const struct epaper_day *days, size_t count, struct buf *html);
void epaper_front(const struct epaper_day *days, size_t count, struct buf *html);

extern const char epaper_style[]; /* epaper.css */

#endif
