/*
 * client: one connection to ingest or store.  Requests may be under way at the
 * same time; replies come in any order and carry the request's seq.
 */
#ifndef PAGEWIRE_CLI_CLIENT_H
#define PAGEWIRE_CLI_CLIENT_H

#include "cli/site.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/proto/query.h"
#include "common/proto/submit.h"

enum { CLIENT_PATIENCE_MS = 15000 };

struct client;

/* Connects; that nothing answers shows only later.  keys "" for none. */
int client_open(struct client **client, const char *endpoint, const char *keys, struct err *err);
void client_close(struct client *client);

/* Forgets what is under way and connects again. */
int client_reopen(struct client *client, struct err *err);

/* Sends a request's frames.  -1 and a RETRY when the queue is full. */
int client_send(struct client *client, struct slice header, struct slice body, struct err *err);

/* Waits for the next reply: 1 with both frames appended (body may be NULL), 0
 * when none came in time, -1 with *err. */
int client_receive(struct client *client, int timeout_ms, struct buf *header, struct buf *body,
                   struct err *err);

/* One request and its reply, which the caller frees with reply_done; an ERROR
 * becomes -1 with its reason.  body (may be NULL) receives the body. */
int client_ask(struct client *client, const struct request *request, struct reply *reply,
               struct buf *body, struct err *err);

/* The same for store. */
int client_query(struct client *client, const struct query *query, struct answer *answer,
                 struct buf *body, struct err *err);

/* Finds the site and connects to one of its daemons. */
int client_open_ingest(struct client **client, const struct site_options *options, struct err *err);
int client_open_store(struct client **client, const struct site_options *options, struct err *err);

#endif
