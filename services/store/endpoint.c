#include "services/store/endpoint.h"

#include "common/log.h"
#include "common/proto/query.h"
#include "common/reply_path.h"

#include <stdlib.h>
#include <string.h>

/* Requests that wait, and answers that a client has not fetched: one may have 100
 * questions on their way. */
enum { WAITING_MAX = 128 };

struct endpoint {
    zsock_t *router;
    char *address;
    zactor_t *thread;
    struct reader *reader;
    const struct curve *curve;
};

/* ---- the thread ---- */

static struct slice
frame_slice(zframe_t *frame)
{
    return (struct slice){ (const char *)zframe_data(frame), zframe_size(frame) };
}

/* Answers the request in `header`; `reply` has the frames that go before. */
static void
answer(struct endpoint *endpoint, zframe_t *request, zmsg_t *reply)
{
    struct buf header = { 0 }, body = { 0 };
    bool has_body = reader_answer(endpoint->reader, frame_slice(request), &header, &body);
    (void)zmsg_addmem(reply, header.ptr, header.len);
    if (has_body)
        (void)zmsg_addmem(reply, body.ptr, body.len);
    buf_done(&header);
    buf_done(&body);
}

/* A client that is gone, whose key is no reader's (any more), or that does not fetch its answers,
 * gets none. */
static void
on_request(struct endpoint *endpoint)
{
    zmsg_t *message = zmsg_recv(endpoint->router);
    if (message == NULL)
        return;
    zmsg_t *reply = zmsg_new();
    reply_path_take(message, reply);
    zframe_t *frame = zmsg_first(message);
    if (frame != NULL &&
        curve_rights(endpoint->curve, zframe_meta(frame, "User-Id")) & ROLE_MAY_READ) {
        answer(endpoint, frame, reply);
        (void)zmsg_send(&reply, endpoint->router);
    }
    zmsg_destroy(&reply);
    zmsg_destroy(&message);
}

static void
serve(zsock_t *pipe, void *arg)
{
    struct endpoint *endpoint = arg;
    zpoller_t *poller = zpoller_new(pipe, endpoint->router, NULL);
    zpoller_set_nonstop(poller, true);
    (void)zsock_signal(pipe, 0);
    for (;;) {
        void *ready = zpoller_wait(poller, -1);
        if (ready == pipe)
            break; /* the only thing that comes is $TERM */
        if (ready != NULL)
            on_request(endpoint);
    }
    zpoller_destroy(&poller);
}

/* ---- its owner ---- */

int
endpoint_open(struct endpoint **endpoint, const char *address, const struct curve *curve,
              struct reader *reader, struct err *err)
{
    zsock_t *router = zsock_new(ZMQ_ROUTER);
    if (router == NULL)
        die("cannot make a socket: %s", zmq_strerror(zmq_errno()));
    zsock_set_maxmsgsize(router,
                         QUERY_BYTES_MAX + 1024); /* an ERROR answers what is a bit larger */
    zsock_set_rcvhwm(router, WAITING_MAX);
    zsock_set_sndhwm(router, WAITING_MAX);
    zsock_set_linger(router, 1000);
    if (curve_bind(curve, router, address, err) != 0) {
        zsock_destroy(&router);
        return err_prefix(err, "query_endpoint");
    }
    struct endpoint *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->router = router;
    made->address = slice_dup(slice_from(zsock_endpoint(router)));
    made->reader = reader;
    made->curve = curve;
    made->thread = zactor_new(serve, made);
    if (made->thread == NULL)
        die("cannot make a thread");
    *endpoint = made;
    return 0;
}

void
endpoint_close(struct endpoint *endpoint)
{
    if (endpoint == NULL)
        return;
    zactor_destroy(&endpoint->thread);
    zsock_destroy(&endpoint->router);
    reader_close(endpoint->reader);
    free(endpoint->address);
    free(endpoint);
}

const char *
endpoint_address(const struct endpoint *endpoint)
{
    return endpoint->address;
}
