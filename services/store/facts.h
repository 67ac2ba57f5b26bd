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
    int64_t sequence; /* of the last change that is in them */
    bool begun;
};

void facts_done(struct facts *facts);

/* Brings them up to the snapshot that sql reads.  0 or -1; what was loaded until then stays. */
int facts_refresh(struct facts *facts, struct sql *sql, struct err *err);

/* NULL for an article that cannot be found. */
const struct fact *facts_find(const struct facts *facts, int64_t id);

#endif
