/*
 * client: a command's connection to ingest or store, over common/ask.
 */
#ifndef PAGEWIRE_CLI_CLIENT_H
#define PAGEWIRE_CLI_CLIENT_H

#include "cli/site.h"
#include "common/ask.h"
#include "common/buf.h"

struct client;

/* Connects; that nothing answers shows only later.  keys "" for none. */
int client_open(struct client **client, const char *endpoint, const char *keys, struct err *err);
void client_close(struct client *client);

/* Where it asks; borrowed. */
const char *client_endpoint(const struct client *client);

/* How long the calls below wait for an answer; 15000 at first. */
void client_patience(struct client *client, int64_t ms);

/* Forgets what is under way and connects again. */
int client_reopen(struct client *client, struct err *err);

/* For many questions at a time; borrowed. */
struct ask *client_asker(struct client *client);

/* One request and its reply, which the caller frees with reply_done; an ERROR
 * becomes -1 with its reason.  body (may be NULL) receives the body. */
int client_ask(struct client *client, const struct request *request, struct reply *reply,
               struct buf *body, struct err *err);

/* SUBMIT with the page's bytes. */
int client_submit(struct client *client, const struct request *request, struct slice content,
                  struct reply *reply, struct err *err);

/* The same for store. */
int client_query(struct client *client, const struct query *query, struct answer *answer,
                 struct buf *body, struct err *err);

/* Asks the desk to drop what the query names, frees the query, and tells people so, who call it
 * `shown`. */
int client_drop(struct client *client, struct query *query, const char *shown, struct err *err);

/* Finds the site and connects to one of its daemons. */
int client_open_ingest(struct client **client, const struct site_options *options, struct err *err);
int client_open_store(struct client **client, const struct site_options *options, struct err *err);
int client_open_desk(struct client **client, const struct site_options *options, struct err *err);

#endif
