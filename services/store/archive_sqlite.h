/*
 * archive_sqlite: what the files of the archive in SQLite share.  archive_commit.c
 * writes pages, archive_edit.c changes them, archive_read.c and archive_list.c read,
 * archive_search.c and archive_names.c find, archive_desk.c keeps what gateways need.
 */
#ifndef PAGEWIRE_STORE_ARCHIVE_SQLITE_H
#define PAGEWIRE_STORE_ARCHIVE_SQLITE_H

#include "services/store/archive.h"
#include "services/store/facts.h"
#include "services/store/sql.h"

struct archive {
    struct sql sql;
    struct facts facts; /* of searches, filled by the first one */
};

/* Columns of a page, as change_add and its like need them. */
struct page_row {
    int64_t seq, accepted_ms;
    char id[33];
    enum page_state state;
    int64_t current_result; /* results.id */
    uint32_t result;        /* its number */
    uint32_t result_count;
    int64_t made_ms; /* of the current one */
};

/* The page of that id.  1, 0 or -1. */
int page_row_read(struct sql *sql, struct slice id, struct page_row *row, struct err *err);

/* Adds a row to the table of changes; *sequence, unless NULL, is its number. */
int change_add(struct sql *sql, const struct page_row *page, enum change_kind change,
               uint32_t article, struct slice by, struct slice why, int64_t *sequence,
               struct err *err);

/* Settles which page of a slot is current, now that `page` may be; marks the other one. */
int slot_settle(struct sql *sql, struct page_row *page, struct err *err);

/* Adds `by` to the counts of the names in a page's articles (article 0), or one article. */
int names_count(struct sql *sql, int64_t seq, uint32_t article, int by, struct err *err);

/* How the codes of all that lies in a place begin: 4108 for 410800. */
struct slice code_prefix(struct slice code);

void copy_id(sqlite3_stmt *s, int place, char id[33]);

#endif
