#include "cli/client.h"

#include "cli/cli.h"

#include <czmq.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 15000 };

/* The process's one authenticator serves all clients; a command has one folder of keys. */
static struct curve *shared_curve;
static unsigned curve_users;

static int
share_curve(const char *keys, struct err *err)
{
    if (curve_users == 0 && curve_open(&shared_curve, keys, err) != 0)
        return -1;
    curve_users++;
    return 0;
}

static void
leave_curve(void)
{
    if (--curve_users == 0) {
        curve_close(shared_curve);
        shared_curve = NULL;
    }
}

struct client {
    struct ask *ask;
    char *endpoint;
    int64_t patience;
};

/* ZeroMQ tries for ever to open what it may not. */
static int
may_connect(const char *endpoint, struct err *err)
{
    static const char scheme[] = "ipc://";
    if (strncmp(endpoint, scheme, strlen(scheme)) != 0 ||
        faccessat(AT_FDCWD, endpoint + strlen(scheme), W_OK, AT_EACCESS) == 0 || errno != EACCES)
        return 0;
    return site_denied(endpoint, err);
}

int
client_open(struct client **client, const char *endpoint, const char *keys, struct err *err)
{
    if (may_connect(endpoint, err) != 0)
        return -1;
    zsys_handler_set(NULL); /* Ctrl-C ends us as usual */
    struct client *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        die("out of memory");
    opened->patience = PATIENCE_MS;
    opened->endpoint = strdup(endpoint);
    struct ask_spec spec = { .endpoint = endpoint, .patient = true };
    if (share_curve(keys, err) != 0) {
        free(opened->endpoint);
        free(opened);
        return -1;
    }
    if (ask_open(&opened->ask, shared_curve, &spec, err) != 0) {
        client_close(opened);
        return -1;
    }
    *client = opened;
    return 0;
}

void
client_close(struct client *client)
{
    if (client == NULL)
        return;
    ask_close(client->ask);
    leave_curve();
    free(client->endpoint);
    free(client);
}

void
client_patience(struct client *client, int64_t ms)
{
    client->patience = ms;
}

int
client_reopen(struct client *client, struct err *err)
{
    return ask_reopen(client->ask, err);
}

const char *
client_endpoint(const struct client *client)
{
    return client->endpoint;
}

struct ask *
client_asker(struct client *client)
{
    return client->ask;
}

/* One question that is waited for, and where its answer goes. */
struct call {
    struct reply *reply;
    struct answer *answer;
    struct buf *body;
    struct err *err;
    bool over;
    int result;
};

static void
on_answer(void *arg, const struct asked *asked, const struct err *err)
{
    struct call *call = arg;
    call->over = true;
    if (err != NULL) {
        if (call->err != NULL)
            *call->err = *err;
        call->result = -1;
        return;
    }
    if (call->body != NULL)
        buf_add_slice(call->body, asked->body);
    if (call->reply != NULL) {
        *call->reply = *asked->reply;
        reply_init(asked->reply, REPLY_ERROR);
    } else {
        *call->answer = *asked->answer;
        answer_init(asked->answer, ANSWER_ERROR);
    }
}

static int
wait_for(struct client *client, const struct call *call)
{
    while (!call->over)
        ask_turn(client->ask, client->patience);
    return call->result;
}

int
client_ask(struct client *client, const struct request *request, struct reply *reply,
           struct buf *body, struct err *err)
{
    struct call call = { .reply = reply, .body = body, .err = err };
    ask_request(client->ask, request, SLICE_EMPTY, client->patience, on_answer, &call);
    return wait_for(client, &call);
}

int
client_submit(struct client *client, const struct request *request, struct slice content,
              struct reply *reply, struct err *err)
{
    struct call call = { .reply = reply, .err = err };
    ask_request(client->ask, request, content, client->patience, on_answer, &call);
    return wait_for(client, &call);
}

int
client_query(struct client *client, const struct query *query, struct answer *answer,
             struct buf *body, struct err *err)
{
    struct call call = { .answer = answer, .body = body, .err = err };
    ask_query(client->ask, query, client->patience, on_answer, &call);
    return wait_for(client, &call);
}

int
client_drop(struct client *client, struct query *query, const char *shown, struct err *err)
{
    struct answer answer;
    query->who = SLICE_LITERAL("command line");
    int result = client_query(client, query, &answer, NULL, err);
    query_done(query);
    if (result != 0)
        return err_prefix(err, "%s", shown);
    answer_done(&answer);
    printf(_("%s is dropped\n"), shown);
    return 0;
}

static int
open_one(struct client **client, const struct site_options *options, const char *which,
         struct err *err)
{
    struct site site;
    if (site_find(&site, options, err) != 0)
        return -1;
    struct buf *endpoint = strcmp(which, "query") == 0  ? &site.query
                           : strcmp(which, "edit") == 0 ? &site.edit
                                                        : &site.submit;
    int result = endpoint->len == 0
                     ? err_set(err, ERR_REJECT, "give --%s-endpoint too", which)
                     : client_open(client, buf_string(endpoint), buf_string(&site.keys), err);
    site_done(&site);
    return result;
}

int
client_open_ingest(struct client **client, const struct site_options *options, struct err *err)
{
    return open_one(client, options, "submit", err);
}

int
client_open_store(struct client **client, const struct site_options *options, struct err *err)
{
    return open_one(client, options, "query", err);
}

int
client_open_desk(struct client **client, const struct site_options *options, struct err *err)
{
    return open_one(client, options, "edit", err);
}
