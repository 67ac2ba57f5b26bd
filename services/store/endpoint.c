#include "services/store/endpoint.h"

#include "common/log.h"
#include "common/reply_path.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of answers that wait to be fetched by one client, and by all. */
enum { OWN_BYTES = 8 << 20, ALL_BYTES = 64 << 20 };

struct endpoint {
    struct endpoint_spec spec;
    zsock_t *router;
    char *address;
    zactor_t *thread;
    const struct curve *curve;
    struct backlog *backlog; /* the thread's */
};

/* ---- the thread ---- */

static struct slice
frame_slice(zframe_t *frame)
{
    return (struct slice){ (const char *)zframe_data(frame), zframe_size(frame) };
}

/* Answers a request; `path` has the frames that go before. */
static void
answer(struct endpoint *endpoint, zframe_t *request, zframe_t *body, zmsg_t *path)
{
    struct buf header = { 0 }, answered = { 0 };
    struct room room = backlog_room(endpoint->backlog, zmsg_first(path));
    bool has_body = endpoint->spec.answer(endpoint->spec.arg, frame_slice(request),
                                          body == NULL ? SLICE_EMPTY : frame_slice(body), room,
                                          &header, &answered);
    backlog_send(endpoint->backlog, endpoint->router, path, &header, has_body ? &answered : NULL);
    buf_done(&header);
    buf_done(&answered);
}

/* A client that is gone, whose key may not ask here (any more), or that does not fetch its answers,
 * gets none. */
static void
on_request(struct endpoint *endpoint)
{
    zmsg_t *message = zmsg_recv(endpoint->router);
    if (message == NULL)
        return;
    zmsg_t *path = zmsg_new();
    reply_path_take(message, path);
    zframe_t *request = zmsg_first(message);
    if (request != NULL &&
        curve_rights(endpoint->curve, zframe_meta(request, "User-Id")) & endpoint->spec.rights)
        answer(endpoint, request, zmsg_next(message), path);
    zmsg_destroy(&path);
    zmsg_destroy(&message);
}

static void
serve(zsock_t *pipe, void *arg)
{
    struct endpoint *endpoint = arg;
    zpoller_t *poller = zpoller_new(pipe, endpoint->router, NULL);
    zpoller_set_nonstop(poller, true);
    (void)zsock_signal(pipe, 0);
    if (endpoint->spec.begin != NULL)
        endpoint->spec.begin(endpoint->spec.arg);
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
endpoint_open(struct endpoint **endpoint, const struct endpoint_spec *spec,
              const struct curve *curve, struct err *err)
{
    zsock_t *router = zsock_new(ZMQ_ROUTER);
    if (router == NULL)
        die("cannot make a socket: %s", zmq_strerror(zmq_errno()));
    zsock_set_maxmsgsize(router, (int)spec->message_max);
    zsock_set_rcvhwm(router, spec->waiting_max);
    zsock_set_sndhwm(router, spec->waiting_max);
    zsock_set_linger(router, 1000);
    if (curve_bind(curve, router, spec->address, err) != 0) {
        zsock_destroy(&router);
        return err_prefix(err, "%s", spec->name);
    }
    struct endpoint *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    made->spec = *spec;
    made->router = router;
    made->address = slice_dup(slice_from(zsock_endpoint(router)));
    made->curve = curve;
    made->backlog = backlog_new(OWN_BYTES, ALL_BYTES);
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
    backlog_free(endpoint->backlog);
    endpoint->spec.close(endpoint->spec.arg);
    free(endpoint->address);
    free(endpoint);
}

const char *
endpoint_address(const struct endpoint *endpoint)
{
    return endpoint->address;
}
