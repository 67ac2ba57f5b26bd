/*
 * submit: what clients ask of ingest, and what it answers; PROTOCOL.md explains
 * each.  A client encodes a struct request and decodes the reply, ingest does
 * the reverse.  The bytes of a page travel in a frame of their own.
 *
 * Both structs are made by their init, hold what decoding copied in their own
 * arena, and are freed by their done.  Texts that the caller fills in are
 * borrowed.  Empty texts and zeros mean "not given".
 */
#ifndef PAGEWIRE_PROTO_SUBMIT_H
#define PAGEWIRE_PROTO_SUBMIT_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/lane.h"

#include <stdint.h>

struct jsonw;

enum {
    REQUEST_BYTES_MAX = 64 << 10, /* of the JSON */
    REQUEST_IDS_MAX = 1000,
    REQUEST_LIMIT_MAX = 1000,
};

enum request_type {
    REQUEST_SUBMIT, /* body: the file's bytes */
    REQUEST_STATE,
    REQUEST_STATUS,
    REQUEST_DLQ_LIST,
    REQUEST_DLQ_SHOW,
    REQUEST_DLQ_RETRY,
    REQUEST_DLQ_DROP,
};
enum { REQUEST_TYPE_COUNT = REQUEST_DLQ_DROP + 1 };

struct request {
    struct arena arena;
    enum request_type type;
    struct slice seq;                       /* raw JSON, given back in the reply */
    struct slice name, paper, date, number; /* SUBMIT */
    struct slice encoding;                  /* SUBMIT: "" for auto */
    bool lenient;                           /* SUBMIT */
    bool again;             /* SUBMIT: becomes current even if a later file has its place */
    uint32_t file_page;     /* SUBMIT: only that page of a file of several; 0: all */
    enum lane lane;         /* SUBMIT */
    struct slice *page_ids; /* STATE: 1 to REQUEST_IDS_MAX */
    size_t page_id_count;
    struct slice page_id; /* DLQ_SHOW, DLQ_RETRY, DLQ_DROP */
    uint32_t limit;       /* DLQ_LIST; 0: 100 */
};

void request_init(struct request *request, enum request_type type);
void request_done(struct request *request);

/* Appends the JSON. */
void request_encode(const struct request *request, struct buf *json);

/* Reads a request into *request, which request_init or an earlier call left.  On
 * -1 *err has the reason for the client, and of *request only seq counts, when
 * that could be read. */
int request_decode(struct request *request, struct slice json, struct err *err);

enum reply_type {
    REPLY_ACCEPTED, /* page_id, state: "waiting" or "committed" */
    REPLY_REFUSED,  /* reason: the page is at fault */
    REPLY_BUSY,     /* retry_after_ms, reason */
    REPLY_DEAD,     /* page_id, reason: it failed before; see DLQ_RETRY */
    REPLY_STATE,
    REPLY_STATUS,
    REPLY_DLQ,
    REPLY_DLQ_PAGE, /* pages: one; body: its bytes */
    REPLY_OK,
    REPLY_ERROR, /* reason */
};
enum { REPLY_TYPE_COUNT = REPLY_ERROR + 1 };

struct dead_page {
    struct slice id, name, paper, date, number;
    uint32_t attempts;
    struct slice reasons; /* one a line */
    int64_t dead_ms;
};

/* A page of a file that has several. */
struct file_page {
    struct slice id, number;
    struct slice state; /* "waiting", "committed", "dead" */
};

struct reply_lane {
    int64_t waiting;   /* pages accepted and not yet committed */
    int64_t oldest_ms; /* age of the oldest of them */
};

struct reply {
    struct arena arena;
    enum reply_type type;
    struct slice seq;             /* raw JSON as it was asked */
    struct slice page_id;         /* ACCEPTED, DEAD */
    struct slice state;           /* ACCEPTED: of several pages "waiting" while one waits */
    struct file_page *file_pages; /* ACCEPTED, DEAD: of a file of several pages, in order */
    size_t file_page_count, file_page_cap;
    bool superseded;     /* ACCEPTED: it was committed, and a later page has its place */
    struct slice reason; /* REFUSED, BUSY, DEAD, ERROR */
    bool retry;          /* ERROR: the same request may succeed later */
    uint32_t retry_after_ms;
    struct slice *states; /* STATE: "waiting", "committed", "dead", "unknown", as asked */
    size_t state_count;
    struct slice *progress;  /* STATE: of each what can be told, "" for nothing */
    size_t progress_count;   /* 0: of none */
    struct dead_page *pages; /* DLQ, DLQ_PAGE */
    size_t page_count, page_cap;
    struct reply_lane lanes[LANE_COUNT]; /* STATUS, and the rest */
    int64_t bytes, max_bytes, dead, workers, dispatched;
    int64_t documents, decoders;   /* that wait for a decoder; those that are there */
    int64_t hot_waiting, hot_left; /* files of the hot folder: seen, and of other kinds */
    struct slice redis;            /* "up", or why not */
};

void reply_init(struct reply *reply, enum reply_type type);
void reply_done(struct reply *reply);

/* Appends and returns a new element with empty texts. */
struct dead_page *reply_add_page(struct reply *reply);

struct file_page *reply_add_file_page(struct reply *reply);

/* Appends the JSON. */
void reply_encode(const struct reply *reply, struct buf *json);

/* What STATUS, DLQ and DLQ_PAGE say, as members of an object that is open. */
/* A dead page's members, into an object that is open. */
void dead_page_encode_members(const struct dead_page *page, struct jsonw *w);
void reply_encode_members(const struct reply *reply, struct jsonw *w);

/* Reads a reply.  An ERROR is a reply like others. */
int reply_decode(struct reply *reply, struct slice json, struct err *err);

#endif
