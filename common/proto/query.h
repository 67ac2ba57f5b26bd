/*
 * query: what clients ask of store; PROTOCOL.md explains each request, and
 * common/proto/answer.h has what comes back.  A program that asks encodes a struct
 * query and decodes the answer, store does the reverse.
 *
 * The struct is made by its init, holds what decoding copied in its own arena, and
 * is freed by its done.  Texts that the caller fills in are borrowed.  Empty texts,
 * zeros and false mean "not given".
 */
#ifndef PAGEWIRE_PROTO_QUERY_H
#define PAGEWIRE_PROTO_QUERY_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/proto/answer.h"

#include <stdint.h>

enum {
    QUERY_BYTES_MAX = 64 << 10,     /* of a request's JSON */
    QUERY_BODY_BYTES_MAX = 8 << 20, /* of the record that comes with CORRECT */
    QUERY_FIELD_BYTES_MAX = 1024,
    QUERY_WHY_BYTES_MAX = 4096, /* why, detail, filter */
    QUERY_IDS_MAX = 1000,
    QUERY_PREFIX_MIN = 6, /* hex digits that name a page when no other begins so */
};

enum query_type {
    /* asked at query_endpoint: nothing changes */
    QUERY_SHOW,
    QUERY_LIST,
    QUERY_SEARCH,
    QUERY_EXPORT,
    QUERY_STATE,
    QUERY_STATUS,
    QUERY_ORIGINAL,
    QUERY_VERSIONS,
    QUERY_CHANGES,
    QUERY_SUGGEST,
    QUERY_NAME,
    QUERY_PAPERS,
    /* asked at edit_endpoint */
    QUERY_WITHDRAW,
    QUERY_RESTORE,
    QUERY_ABSENT,
    QUERY_PRESENT,
    QUERY_CORRECT, /* body: the record as it should be */
    QUERY_UNDO,
    QUERY_TOKEN_ADD,
    QUERY_TOKEN_DROP,
    QUERY_TOKEN_FIND,
    QUERY_TOKEN_LIST,
    QUERY_HOOK_ADD,
    QUERY_HOOK_DROP,
    QUERY_HOOK_LIST,
    QUERY_HOOK_MOVE,
    QUERY_HOOK_BURY,
    QUERY_HOOK_DEAD,
    QUERY_HOOK_FORGET,
    QUERY_LEASE,
    QUERY_AUDIT_ADD,
    QUERY_AUDIT_LIST,
};
enum { QUERY_TYPE_COUNT = QUERY_AUDIT_LIST + 1 };

/* What SEARCH puts first. */
enum search_order {
    ORDER_NEWEST,     /* committed last: not given */
    ORDER_DATE,       /* the latest date of the paper */
    ORDER_RELEVANCE,  /* the words in the headline, early and often */
    ORDER_CONFIDENCE, /* the least confidence in how it was cut */
};

struct query {
    struct arena arena;
    enum query_type type;
    struct slice seq;     /* raw JSON, given back in the answer */
    struct slice page_id; /* an id or the beginning of one */
    uint32_t article;     /* its number, 0 for the page */
    struct slice paper, date, number;
    enum page_state state;                           /* LIST, EXPORT */
    struct slice words, person, place, organisation; /* SEARCH; SUGGEST: words */
    struct slice date_from, date_to;                 /* 2018-01-09, 2018-01 or 2018 */
    enum search_order order;                         /* SEARCH */
    bool facets;                                     /* SEARCH: count them, too */
    bool corrected;                                  /* EXPORT: only what a person corrected */
    bool withdrawn;                                  /* SHOW, ORIGINAL: even if it is */
    uint32_t limit;                                  /* 0: the default; cut to the maximum */
    struct slice cursor;                             /* `next` of the answer before */
    struct slice from;                               /* CHANGES, EXPORT: "now" */
    struct slice *page_ids;                          /* STATE */
    size_t page_id_count;
    struct slice name_type, name, code; /* SUGGEST, NAME: PER, LOC, ORG; TOKEN_*: name */
    uint32_t result, expected;          /* CORRECT, UNDO, SHOW: numbers of results */
    struct slice who, why;              /* whoever edits, and the reason that is kept */
    struct slice hash;                  /* TOKEN_*: SHA-256, hex */
    struct slice *scopes;               /* TOKEN_ADD: read, submit, edit, admin */
    size_t scope_count;
    struct slice id, url, secret, filter; /* HOOK_*; filter: a JSON object */
    struct slice profile;                 /* HOOK_ADD: "" or newsroom */
    struct slice holder;                  /* LEASE, HOOK_MOVE */
    int64_t sequence;                     /* HOOK_*: of a change */
    int64_t ms;                           /* LEASE: for how long; 0 gives it up */
    int64_t retry_ms;                     /* HOOK_MOVE: when to try next */
    uint32_t failures;                    /* HOOK_MOVE: in a row */
    struct slice action, detail;          /* AUDIT_ADD */
};

void query_init(struct query *query, enum query_type type);
void query_done(struct query *query);

/* The type's name, and whether it is asked at edit_endpoint. */
const char *query_type_name(enum query_type type);
bool query_is_edit(enum query_type type);

/* Appends the JSON of a request. */
void query_encode(const struct query *query, struct buf *json);

/* Reads a request into *query, which query_init or an earlier call left.  On -1
 * *err has the reason for the client, and of *query only seq counts, when that
 * could be read.  page_id may be "ID/NUMBER" with NUMBER the article's. */
int query_decode(struct query *query, struct slice json, struct err *err);

#endif
