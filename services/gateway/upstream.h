/*
 * upstream: questions to ingest and store on behalf of an exchange.  When one fails the
 * exchange is answered with the problem that fits; `done` hears only of answers.
 */
#ifndef PAGEWIRE_GATEWAY_UPSTREAM_H
#define PAGEWIRE_GATEWAY_UPSTREAM_H

#include "common/proto/query.h"
#include "common/proto/submit.h"
#include "services/gateway/exchange.h"

typedef void answer_fn(struct exchange *x, struct answer *answer, struct slice body);
typedef void reply_fn(struct exchange *x, struct reply *reply, struct slice body);

/* Asks store, at the endpoint that the type of question needs.  type: of the only answer
 * that is expected. */
void upstream_query(struct exchange *x, const struct query *query, enum answer_type type,
                    answer_fn *done);

/* The same, and `failed` (may be NULL) is offered an ERROR first: true when it answered x
 * or asked on. */
void upstream_try(struct exchange *x, const struct query *query, enum answer_type type,
                  answer_fn *done, bool (*failed)(struct exchange *x, const struct answer *answer));

/* The same with the record that comes with CORRECT. */
void upstream_correct(struct exchange *x, const struct query *query, struct slice record,
                      answer_fn *done);

/* An answer_fn: answers x with what store said, in its own words. */
void upstream_relay(struct exchange *x, struct answer *answer, struct slice body);

/* Asks ingest; ERROR is a problem, all other replies are for `done`. */
void upstream_request(struct exchange *x, const struct request *request, struct slice body,
                      reply_fn *done);

/* Answers with what went wrong: store's codes become 400, 404, 410, 409 and 503. */
void upstream_problem(struct exchange *x, const struct answer *answer, const struct err *err);

#endif
