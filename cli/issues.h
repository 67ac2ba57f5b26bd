/*
 * issues: the pages of an export, put together by paper and date.  They come in the order of
 * their commits, so all are kept, in a temporary file, until the last is there; in memory is
 * one issue at a time.
 */
#ifndef PAGEWIRE_CLI_ISSUES_H
#define PAGEWIRE_CLI_ISSUES_H

#include "common/buf.h"
#include "common/err.h"
#include "common/proto/record.h"

#include <stdio.h>

/* Where a page came from, for whoever draws it. */
struct issue_source {
    char *name;      /* the page's id, or a file's path; owned */
    uint32_t number; /* of the page in the document */
    char *stem;      /* what its picture is called; owned */
};

struct issues {
    FILE *spool;
    struct issue_entry *entries;
    size_t count, cap;
};

int issues_open(struct issues *issues, struct err *err);
void issues_done(struct issues *issues); /* harmless for {0} */

/* Adds a page: its record in JSON.  name and stem are copied;
 * NULL: the page's id.  number 0: what the record says. */
int issues_add(struct issues *issues, struct slice json, const char *name, uint32_t number,
               const char *stem, struct err *err);

/* Calls each with the pages of an issue, which are in the order of their numbers, for all issues
 * in the order of paper and date, until one returns -1. */
typedef int issue_done(void *arg, const struct record *records, const struct issue_source *sources,
                       size_t count, struct err *err);
int issues_each(struct issues *issues, issue_done *each, void *arg, struct err *err);

#endif
