/*
 * api: the JSON that the gateway speaks over HTTP beyond what store's answers and records
 * hold already; services/gateway/openapi.json describes all of it.
 */
#ifndef PAGEWIRE_PROTO_API_H
#define PAGEWIRE_PROTO_API_H

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

/* The text of a record. */
int api_page_text(struct buf *text, struct slice record, struct err *err);

/* A page that has no record yet. */
void api_waiting(struct buf *json, struct slice page_id, struct slice state);

/* A record with the page's state among its members; false when it is no JSON object. */
bool api_page(struct buf *json, struct slice record, struct slice state);

/* One article from its record (PROTOCOL.md): the article's own members, what names its page,
 * its segments, and its zones as fractions too where there is a layout. */
int api_article(struct buf *json, struct slice record, struct slice state, struct err *err);

#endif
