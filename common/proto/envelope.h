/*
 * envelope: the first frame of a hop's message, see PROTOCOL.md.
 */
#ifndef PAGEWIRE_PROTO_ENVELOPE_H
#define PAGEWIRE_PROTO_ENVELOPE_H

#include "common/buf.h"
#include "common/err.h"
#include "common/hop/hop.h"

enum message_type {
    MESSAGE_HELLO,
    MESSAGE_CREDIT,
    MESSAGE_JOB,
    MESSAGE_DONE,
    MESSAGE_NACK,
    MESSAGE_HB,
    MESSAGE_BYE,
    MESSAGE_WHERE, /* to ingest: which relays are there? */
    MESSAGE_HERE,  /* its answer; body: a line for each, its endpoints with blanks between */
    MESSAGE_EARLY, /* to who said DONE: the page is not */
};
enum { MESSAGE_TYPE_COUNT = MESSAGE_EARLY + 1 };

enum { ENVELOPE_MAX = 2048, BOOT_SIZE = 41, REASON_SIZE = 241 };
enum { STAGE_SIZE = 16, ENDPOINTS_SIZE = 512 };

/* Which fields count depends on the type; the others are zero.  Strings are
 * NUL-terminated. */
struct envelope {
    enum message_type type;
    char boot[BOOT_SIZE];           /* HELLO, HB: routing id of the worker */
    unsigned capacity;              /* HELLO */
    bool serial;                    /* HELLO: computes one at a time, in order */
    unsigned large;                 /* HELLO: bytes of a job that it computes beside others, or 0 */
    bool final;                     /* BYE: nothing is held any more, the sender is gone */
    unsigned credit;                /* CREDIT: how many more */
    char computed[PAGE_ID_SIZE];    /* CREDIT: page whose computation ended, or "" */
    char computing[PAGE_ID_SIZE];   /* HB: page being computed, or "" */
    char stage[STAGE_SIZE];         /* HB, WHERE: what the sender is, or "" */
    char endpoints[ENDPOINTS_SIZE]; /* HB, WHERE: where its next stage connects, or "" */
    char wanted[STAGE_SIZE];        /* WHERE: the stage that is looked for */
    bool blocked;                   /* HB: cannot pass pages on, send others elsewhere */
    char page_id[PAGE_ID_SIZE];     /* JOB, DONE, NACK */
    unsigned attempt;               /* JOB, DONE, NACK: 1.. */
    char trace[TRACE_SIZE];         /* JOB, DONE, NACK */
    enum hop_verdict verdict;       /* NACK: HOP_RETRY or HOP_REJECT */
    char culprit[WORKER_SIZE];      /* NACK: the worker that failed the page, or "": the sender */
    char avoid[AVOID_SIZE];         /* JOB: workers that failed the page, blanks between, or "" */
    bool blame;                     /* NACK */
    char reason[REASON_SIZE];       /* NACK; cut on a code point */
};

const char *message_type_name(enum message_type type); /* "HELLO", ... */

/* Appends the JSON. */
void envelope_encode(const struct envelope *envelope, struct buf *json);

/* Returns 0, or -1 with a REJECT and *envelope untouched: not JSON, larger than
 * ENVELOPE_MAX, a version above 1, unknown type, or a field that is missing, of
 * the wrong type or malformed (page ids are 32 lower-case hex digits). */
int envelope_decode(struct envelope *envelope, struct slice json, struct err *err);

/* Copies text into an envelope's reason: cut on a code point, bytes that are not
 * UTF-8 as '?'. */
void reason_copy(char reason[REASON_SIZE], const char *text);

/* Whether s is a page id. */
bool page_id_valid(struct slice s);

#endif
