/*
 * issue: what a METS file says of an issue: its paper, its day, and which files are its
 * pages.  The file is read in the jail.
 *
 * The program's answer, a record a line:
 *
 *     pagewire-issue 1
 *     title TEXT           at most once
 *     date TEXT            as it stands there
 *     page                 what follows is of the next page
 *     number TEXT
 *     text HREF
 *     picture HREF
 *     end          or          error TEXT
 */
#ifndef PAGEWIRE_DECODE_ISSUE_H
#define PAGEWIRE_DECODE_ISSUE_H

#include "common/arena.h"
#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { ISSUE_PAGES_MAX = 2000 };

struct issue_page {
    struct slice number;
    struct slice text, picture; /* paths below the METS file's folder; "" for none */
};

struct issue {
    struct arena arena;
    struct slice paper, date; /* 2018-01-09; "" when it says none */
    struct issue_page *pages;
    size_t page_count, page_cap;
};

/* Whether the first bytes are those of a METS file. */
bool issue_sniff(struct slice bytes);

/* -1: REJECT with the reason: it is broken, or a page's file lies outside its folder; RETRY.
 * Freed by issue_done. */
int issue_read(struct issue *issue, struct slice mets, struct err *err);
void issue_done(struct issue *issue);

#endif
