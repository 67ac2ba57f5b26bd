/*
 * api: the JSON that the gateway speaks over HTTP beyond what store's answers and records
 * hold already; services/gateway/openapi.json describes all of it.
 */
#ifndef PAGEWIRE_PROTO_API_H
#define PAGEWIRE_PROTO_API_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/proto/answer.h"
#include "common/proto/submit.h"

#include <stdint.h>

/* problem+json (RFC 9457). */
void api_problem(struct buf *json, const char *type, const char *title, unsigned status,
                 struct slice detail);

/* ACCEPTED: the page's id, those of all pages that a file holds, and their state. */
void api_accepted(struct buf *json, const struct reply *reply);

/* What store answered, without what belongs to messages. */
void api_answer(struct buf *json, const struct answer *answer);

/* What ingest replied to STATUS or DLQ_LIST, the same way. */
void api_reply(struct buf *json, const struct reply *reply);

/* The text of a record. */
int api_page_text(struct buf *text, struct slice record, struct err *err);

/* A page that has no record yet. */
void api_waiting(struct buf *json, struct slice page_id, struct slice state);

/* One article from its record (PROTOCOL.md): the article's own members, what names its page,
 * its segments, and its zones as fractions too where there is a layout. */
int api_article(struct buf *json, struct slice record, struct err *err);

/* What requests that change something carry; members that are missing are empty or 0. */
struct api_edit {
    struct slice why;
    uint32_t expected;   /* a result's number */
    struct slice record; /* JSON: an object */
    struct slice name;   /* of a token */
    struct slice *scopes;
    size_t scope_count;
    struct slice url, secret, profile, filter; /* of a hook; filter is JSON: an object, or "" */
};

/* -1: no object, a member of another kind, or one that is not known. */
int api_edit_read(struct api_edit *edit, struct arena *arena, struct slice json, struct err *err);

/* A token's name and scopes, and the token where it is not "". */
void api_token(struct buf *json, struct slice name, const struct slice *scopes, size_t count,
               struct slice token);

/* A hook that was made. */
void api_hook(struct buf *json, struct slice id, struct slice url, struct slice secret,
              struct slice profile);

/* What a hook wants: {"types": ["committed"], "papers": ["..."]}, either may be missing, "" is
 * everything.  check: -1 when it is no such object. */
void api_filter_papers(struct buf *json, const struct slice *papers, size_t count);
int api_filter_check(struct slice filter, struct err *err);
bool api_filter_takes(struct slice filter, const struct change *change);

/* A change as an event, in a CloudEvents 1.0 envelope, in one line; source: the gateway. */
void api_event(struct buf *json, const struct change *change, struct slice source);

/* An event with a record among its members; "" for none. */
void api_event_record(struct buf *json, struct slice event, struct slice record);

/* "2018-01-09T08:00:00.000Z" */
void api_time(struct buf *text, int64_t ms);

#endif
