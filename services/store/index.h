/*
 * index: what of an article can be searched for, and the rows of it in the archive:
 * articles, mentions, names and the shadow of its text.
 */
#ifndef PAGEWIRE_STORE_INDEX_H
#define PAGEWIRE_STORE_INDEX_H

#include "common/page.h"
#include "common/proto/record.h"
#include "services/store/sql.h"

/* A name of an article, of a mention or an author. */
struct index_name {
    enum mention_type type;
    bool author; /* stands in no place of the text */
    uint32_t start, end;
    double confidence;
    struct slice surface;
    struct slice name, code; /* canonical */
    struct slice place;      /* code of what a site or body lies in */
};

struct index_article {
    uint32_t number;
    double confidence;
    struct slice headline, text;
    struct index_name *names;
    size_t name_count, name_cap;
};

/* What an article of a page, or of a record, has; in the arena, and borrowed. */
void index_of_page(struct arena *arena, const struct page *page, const struct article *article,
                   struct index_article *made);
void index_of_record(struct arena *arena, const struct record *record,
                     const struct record_article *article, struct index_article *made);

/* Adds its rows for page seq.  Its names count as found only when `live`. */
int index_add(struct sql *sql, int64_t seq, const struct index_article *article, bool live,
              struct err *err);

/* Takes away the rows of all articles of a page, whose names do not count any more.  What is
 * left in article_index is of no article. */
int index_drop(struct sql *sql, int64_t seq, struct err *err);

#endif
