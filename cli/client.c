#include "cli/client.h"

#include "common/curve.h"

#include <czmq.h>
#include <stdlib.h>
#include <string.h>

struct client {
    char *endpoint;
    struct curve *curve;
    zsock_t *socket;
};

int
client_reopen(struct client *client, struct err *err)
{
    zsock_destroy(&client->socket);
    client->socket = zsock_new(ZMQ_DEALER);
    zsock_set_linger(client->socket, 0);
    zsock_set_sndhwm(client->socket, 1000);
    zsock_set_sndtimeo(client->socket, CLIENT_PATIENCE_MS);
    zsock_set_reconnect_ivl_max(client->socket, 1000);
    return curve_connect(client->curve, client->socket, client->endpoint, err);
}

int
client_open(struct client **client, const char *endpoint, const char *keys, struct err *err)
{
    zsys_handler_set(NULL); /* Ctrl-C ends us as usual */
    struct client *opened = calloc(1, sizeof *opened);
    if (opened == NULL)
        return err_set(err, ERR_RETRY, "out of memory");
    opened->endpoint = slice_dup(slice_from(endpoint));
    if (curve_open(&opened->curve, keys, err) != 0 || client_reopen(opened, err) != 0) {
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
    zsock_destroy(&client->socket);
    curve_close(client->curve);
    free(client->endpoint);
    free(client);
}

int
client_send(struct client *client, struct slice header, struct slice body, struct err *err)
{
    zmsg_t *message = zmsg_new();
    zmsg_addmem(message, header.ptr, header.len);
    zmsg_addmem(message, body.ptr, body.len);
    if (zmsg_send(&message, client->socket) == 0)
        return 0;
    zmsg_destroy(&message);
    return err_set(err, ERR_RETRY, "%s takes nothing more", client->endpoint);
}

static void
add_frame(struct buf *out, zframe_t *frame)
{
    if (out != NULL && frame != NULL)
        buf_add(out, zframe_data(frame), zframe_size(frame));
}

int
client_receive(struct client *client, int timeout_ms, struct buf *header, struct buf *body,
               struct err *err)
{
    zsock_set_rcvtimeo(client->socket, timeout_ms);
    zmsg_t *message = zmsg_recv(client->socket);
    if (message == NULL)
        return errno == EAGAIN
                   ? 0
                   : err_set(err, ERR_RETRY, "%s: %s", client->endpoint, zmq_strerror(errno));
    zframe_t *frame = zmsg_first(message);
    if (frame != NULL && zframe_size(frame) == 0)
        frame = zmsg_next(message); /* REQ's delimiter, should a daemon send it */
    add_frame(header, frame);
    add_frame(body, zmsg_next(message));
    zmsg_destroy(&message);
    return 1;
}

/* One request, one reply: nothing else is under way. */
static int
call(struct client *client, struct slice header, struct buf *answer, struct buf *body,
     struct err *err)
{
    if (client_send(client, header, SLICE_EMPTY, err) != 0)
        return -1;
    int got = client_receive(client, CLIENT_PATIENCE_MS, answer, body, err);
    if (got == 0)
        return err_set(err, ERR_RETRY, "no answer from %s in %d s; is it running?",
                       client->endpoint, CLIENT_PATIENCE_MS / 1000);
    return got < 0 ? -1 : 0;
}

int
client_ask(struct client *client, const struct request *request, struct reply *reply,
           struct buf *body, struct err *err)
{
    struct buf header = { 0 }, answer = { 0 };
    request_encode(request, &header);
    int result = call(client, buf_slice(&header), &answer, body, err);
    if (result == 0) {
        reply_init(reply, REPLY_ERROR);
        result = reply_decode(reply, buf_slice(&answer), err);
        if (result == 0 && reply->type == REPLY_ERROR)
            result = err_set(err, reply->retry ? ERR_RETRY : ERR_REJECT, "%.*s",
                             SLICE_ARGS(reply->reason));
        if (result != 0)
            reply_done(reply);
    }
    buf_done(&header);
    buf_done(&answer);
    return result;
}

int
client_query(struct client *client, const struct query *query, struct answer *answer,
             struct buf *body, struct err *err)
{
    struct buf header = { 0 }, text = { 0 };
    query_encode(query, &header);
    int result = call(client, buf_slice(&header), &text, body, err);
    if (result == 0) {
        answer_init(answer, ANSWER_ERROR);
        result = answer_decode(answer, buf_slice(&text), err);
        if (result == 0 && answer->type == ANSWER_ERROR)
            result = err_set(err, answer->retry ? ERR_RETRY : ERR_REJECT, "%.*s",
                             SLICE_ARGS(answer->reason));
        if (result != 0)
            answer_done(answer);
    }
    buf_done(&header);
    buf_done(&text);
    return result;
}

static int
open_one(struct client **client, const struct site_options *options, bool store, struct err *err)
{
    struct site site;
    if (site_find(&site, options, err) != 0)
        return -1;
    struct buf *endpoint = store ? &site.query : &site.submit;
    int result =
        endpoint->len == 0
            ? err_set(err, ERR_REJECT, "give --%s-endpoint too", store ? "query" : "submit")
            : client_open(client, buf_string(endpoint), buf_string(&site.keys), err);
    site_done(&site);
    return result;
}

int
client_open_ingest(struct client **client, const struct site_options *options, struct err *err)
{
    return open_one(client, options, false, err);
}

int
client_open_store(struct client **client, const struct site_options *options, struct err *err)
{
    return open_one(client, options, true, err);
}
