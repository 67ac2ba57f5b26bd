/*
 * A request becomes a visit: whom to answer, and what was asked.  Answers that
 * need Redis or store come later, in any order; `seq` tells the client which is which.
 *
 * Messages are read for at most 20 ms at a time, so that decoding many large
 * pages does not keep the workers' heartbeats waiting.
 */
#include "services/ingest/door_visit.h"

#include "common/clock.h"
#include "common/inflow.h"
#include "common/reply_path.h"

#include <stdlib.h>

enum {
    READ_MS = 20,
    PENDING_MAX = 20000,    /* requests under way; intake has a bound of its own */
    RECEIVE_HWM = 8,        /* messages a client; a page each: the rest waits in TCP */
    SEND_HWM = 2000,        /* answers that a client has not read; more are dropped */
    INFLOW_APART = 32 << 20 /* beside one of the largest, of messages that come in */
};

static struct slice
frame_slice(zframe_t *frame)
{
    return frame == NULL ? SLICE_EMPTY
                         : (struct slice){ (const char *)zframe_data(frame), zframe_size(frame) };
}

/* What a key may ask depends on its role.  (One that was removed is not listened to.) */
static bool
may_ask(const struct visit *visit, const char *user)
{
    unsigned rights = curve_rights(visit->door->curve, user), wanted = ROLE_MAY_OPERATE;
    if (visit->request.type == REQUEST_SUBMIT)
        wanted = ROLE_MAY_SUBMIT;
    else if (visit->request.type == REQUEST_STATE || visit->request.type == REQUEST_STATUS)
        wanted = ROLE_MAY_ALL;
    return (rights & wanted) != 0;
}

static void
on_message(struct door *door, zmsg_t *message)
{
    struct visit *visit = calloc(1, sizeof *visit);
    if (visit == NULL)
        die("out of memory");
    visit->door = door;
    visit->path = zmsg_new();
    request_init(&visit->request, REQUEST_STATUS);
    door->pending++;
    reply_path_take(message, visit->path);

    struct err err;
    zframe_t *header = zmsg_first(message), *body = zmsg_next(message);
    if (header == NULL)
        visit_answer_reject(visit, "the message has no header");
    else if (request_decode(&visit->request, frame_slice(header), &err) != 0)
        visit_answer_error(visit, &err);
    else if (door->pending > PENDING_MAX && visit->request.type != REQUEST_SUBMIT)
        visit_answer_retry(visit, "too many requests are under way");
    else if (!may_ask(visit, zframe_meta(header, "User-Id")))
        visit_answer_reject(visit, "this key may not ask that");
    else if (zmsg_size(message) > 2)
        visit_answer_reject(visit, "the message has more than a header and a body");
    else
        visit_serve(visit, frame_slice(body), body != NULL);
}

static int
on_readable(zloop_t *loop, zsock_t *router, void *arg)
{
    (void)loop;
    struct door *door = arg;
    int64_t until = clock_ms() + READ_MS;
    do {
        zmsg_t *message = zmsg_recv(router);
        if (message == NULL)
            return 0;
        if (curve_rights(door->curve, zframe_meta(zmsg_last(message), "User-Id")) != 0)
            on_message(door, message);
        size_t size = zmsg_content_size(message);
        zmsg_destroy(&message);
        inflow_taken(size);
        if (!(zsock_events(router) & ZMQ_POLLIN)) {
            inflow_empty();
            return 0;
        }
    } while (clock_ms() < until);
    return 0;
}

/* ---- public ---- */

int
door_open(struct door **out, zloop_t *loop, const struct curve *curve, const struct door_spec *spec,
          struct err *err)
{
    struct door *door = calloc(1, sizeof *door);
    if (door == NULL)
        die("out of memory");
    door->spec = *spec;
    door->loop = loop;
    door->router = zsock_new(ZMQ_ROUTER);
    if (door->router == NULL)
        die("cannot make a socket: %s", zmq_strerror(errno));
    zsock_set_maxmsgsize(door->router,
                         (int)(spec->message_max > INT32_MAX ? INT32_MAX : spec->message_max));
    zsock_set_rcvhwm(door->router, RECEIVE_HWM);
    zsock_set_sndhwm(door->router, SEND_HWM);
    zsock_set_linger(door->router, 1000);
    door->curve = curve;
    inflow_bound(spec->message_max + INFLOW_APART);
    if (curve_bind(curve, door->router, spec->endpoint, err) != 0) {
        zsock_destroy(&door->router);
        free(door);
        return err_prefix(err, "submit_endpoint");
    }
    if (zloop_reader(loop, door->router, on_readable, door) != 0)
        die("out of memory");
    zloop_reader_set_tolerant(loop, door->router);
    *out = door;
    return 0;
}

void
door_close(struct door *door)
{
    if (door == NULL)
        return;
    zloop_reader_end(door->loop, door->router);
    zsock_destroy(&door->router);
    free(door);
}

const char *
door_endpoint(const struct door *door)
{
    return zsock_endpoint(door->router);
}

size_t
door_pending(const struct door *door)
{
    return door->pending;
}
