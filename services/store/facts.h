/*
 * facts: a few words about each article, in memory, so that a search can filter, count and
 * order hundreds of thousands of them in some milliseconds.  20 bytes an article; they follow
 * the table of changes.
 */
#ifndef PAGEWIRE_STORE_FACTS_H
#define PAGEWIRE_STORE_FACTS_H

#include "common/arena.h"
#include "services/store/sql.h"

/* Different texts of one kind, by number. */
struct facts_texts {
    struct slice *items;
    size_t count, cap;
    void *numbers; /* zhash_t: text -> number */
};

/* Of a date: its place in order (0: none), and the numbers of its year and month in `periods`
 * (-1: it has none). */
struct facts_date {
    int64_t day;
    int32_t year, month;
};

struct fact {
    uint32_t seq, date;     /* date: its number in dates */
    uint16_t paper, number; /* the same */
    uint16_t confidence;    /* thousandths */
    uint16_t head, length;  /* code points of the headline; of the text, in eighths */
    bool live;              /* can be found */
};

struct facts {
    struct arena arena;
    struct fact *items; /* of article id: items[id - 1] */
    size_t count, cap;
    struct facts_texts papers, dates, numbers;
    struct facts_date *days;    /* of each of the dates */
    struct facts_texts periods; /* years and months */
    int64_t sequence;           /* of the last change that is in them */
    bool begun;
};

void facts_done(struct facts *facts);

/* Brings them up to the snapshot that sql reads.  0 or -1; what was loaded until then stays. */
int facts_refresh(struct facts *facts, struct sql *sql, struct err *err);

/* NULL for an article that cannot be found. */
const struct fact *facts_find(const struct facts *facts, int64_t id);

#endif
