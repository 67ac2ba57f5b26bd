/*
 * door_visit: what the files of the door share.  door_open.c has the socket and hears
 * requests, door_serve.c does what they ask, door_answer.c tells who asked.
 */
#ifndef PAGEWIRE_INGEST_DOOR_VISIT_H
#define PAGEWIRE_INGEST_DOOR_VISIT_H

#include "services/ingest/door.h"

struct door {
    struct door_spec spec;
    zloop_t *loop;
    zsock_t *router;
    size_t pending;
    size_t shown;                 /* DLQ_SHOW under way */
    struct ledger_status figures; /* as they were last known */
    const struct curve *curve;
};

struct visit {
    struct door *door;
    zmsg_t *path; /* of the answer */
    struct request request;
    /* STATE */
    enum ledger_state *states;
    size_t *asked; /* which of page_ids store was asked about */
    size_t asked_count;
};

/* Does what the request asks; body: the second frame.  Whatever comes of it is answered once. */
void visit_serve(struct visit *visit, struct slice body, bool has_body);

/* All send a reply with the request's seq, and end the visit and the reply. */
void visit_answer(struct visit *visit, struct reply *reply);
void visit_answer_body(struct visit *visit, struct reply *reply, struct slice body);
void visit_answer_error(struct visit *visit, const struct err *err);
void visit_answer_reject(struct visit *visit, const char *reason);
void visit_answer_retry(struct visit *visit, const char *reason);

/* Bytes of bodies that nobody has read yet. */
size_t visit_unread(void);

#endif
