/*
 * query: what clients ask of store, and what it answers; PROTOCOL.md explains
 * each.  A program that asks encodes a struct query and decodes the answer,
 * store does the reverse.
 *
 * Both structs are made by their init, hold what decoding copied in their own
 * arena, and are freed by their done.  Texts that the caller fills in are
 * borrowed.  Empty texts and zeros mean "not given".
 */
#ifndef PAGEWIRE_PROTO_QUERY_H
#define PAGEWIRE_PROTO_QUERY_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

#include <stdint.h>

enum {
    QUERY_BYTES_MAX = 64 << 10, /* of a request's JSON */
    QUERY_FIELD_BYTES_MAX = 1024,
    QUERY_IDS_MAX = 1000,
    QUERY_PREFIX_MIN = 6, /* hex digits that name a page when no other begins so */
};

enum query_type {
    QUERY_SHOW,
    QUERY_LIST,
    QUERY_SEARCH,
    QUERY_EXPORT,
    QUERY_STATE,
    QUERY_STATUS,
};
enum { QUERY_TYPE_COUNT = QUERY_STATUS + 1 };

/* Where a page is with store.  ANY filters nothing. */
enum page_state { PAGE_ANY, PAGE_CURRENT, PAGE_SUPERSEDED };

struct query {
    struct arena arena;
    enum query_type type;
    struct slice seq;     /* raw JSON, given back in the answer */
    struct slice page_id; /* SHOW: an id or the beginning of one */
    uint32_t article;     /* SHOW: its number, 0 for the page */
    struct slice paper, date, number;
    enum page_state state;                           /* LIST, EXPORT */
    struct slice words, person, place, organisation; /* SEARCH */
    struct slice date_from, date_to;                 /* SEARCH: 2018-01-09, 2018-01 or 2018 */
    uint32_t limit;                                  /* 0: the default; cut to the maximum */
    struct slice cursor;                             /* `next` of the answer before */
    struct slice *page_ids;                          /* STATE */
    size_t page_id_count;
};

void query_init(struct query *query, enum query_type type);
void query_done(struct query *query);

/* Appends the JSON of a request. */
void query_encode(const struct query *query, struct buf *json);

/* Reads a request into *query, which query_init or an earlier call left.  On -1
 * *err has the reason for the client, and of *query only seq counts, when that
 * could be read.  page_id may be "ID/NUMBER" with NUMBER the article's. */
int query_decode(struct query *query, struct slice json, struct err *err);

/* A page in LIST. */
struct listed {
    struct slice id, name, paper, date, number;
    enum page_state state;
    uint32_t articles;
    int64_t committed_ms;
};

/* An article in RESULTS. */
struct hit {
    struct slice page_id, headline, paper, date, number, snippet;
    uint32_t article;
};

enum answer_type {
    ANSWER_RECORD,  /* body: the record */
    ANSWER_LIST,    /* pages, newest first */
    ANSWER_RESULTS, /* hits, newest first */
    ANSWER_RECORDS, /* body: JSON lines */
    ANSWER_STATE,
    ANSWER_STATUS,
    ANSWER_ERROR,
};
enum { ANSWER_TYPE_COUNT = ANSWER_ERROR + 1 };

struct answer {
    struct arena arena;
    enum answer_type type;
    struct slice seq;     /* raw JSON as it was asked */
    struct slice reason;  /* ERROR */
    bool retry;           /* ERROR: the same request may succeed later */
    struct slice source;  /* RECORD: "cache", "archive" */
    struct slice page_id; /* RECORD: in full */
    struct slice next;    /* LIST, RESULTS: "" at the end; RECORDS: always, to go on from */
    uint32_t count;       /* RECORDS: lines in the body */
    struct listed *pages;
    size_t page_count, page_cap;
    struct hit *hits;
    size_t hit_count, hit_cap;
    struct slice *states; /* STATE: "committed", "superseded", "unknown", as asked */
    size_t state_count;
    int64_t total_pages, total_articles, total_bytes; /* STATUS */
};

void answer_init(struct answer *answer, enum answer_type type);
void answer_done(struct answer *answer);

/* Append and return a new element with empty texts. */
struct listed *answer_add_page(struct answer *answer);
struct hit *answer_add_hit(struct answer *answer);

/* Appends the JSON of an answer's header. */
void answer_encode(const struct answer *answer, struct buf *json);

/* Reads an answer's header.  An ERROR is an answer like others. */
int answer_decode(struct answer *answer, struct slice json, struct err *err);

/* "current", "superseded", "" for ANY; and back, false for others. */
const char *page_state_name(enum page_state state);
bool page_state_find(struct slice name, enum page_state *state);

#endif
