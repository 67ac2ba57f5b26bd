#include "common/reply_path.h"

#include "common/err.h"

#include <stdlib.h>
#include <string.h>

enum {
    PATH_FRAMES = 4,     /* what may stand before the delimiter, at most */
    CORRELATION_SIZE = 4 /* bytes of the number that ZMQ_REQ_CORRELATE puts there */
};

/* A number may begin with any byte, a header's first too. */
static bool
is_header(zframe_t *frame)
{
    return zframe_size(frame) > CORRELATION_SIZE && zframe_data(frame)[0] == '{';
}

static void
move_frame(zmsg_t *message, zmsg_t *path)
{
    zframe_t *frame = zmsg_pop(message);
    (void)zmsg_append(path, &frame);
}

void
reply_path_take(zmsg_t *message, zmsg_t *path)
{
    move_frame(message, path);
    size_t count = 0, delimiter = 0;
    for (zframe_t *frame = zmsg_first(message);
         frame != NULL && count < PATH_FRAMES && !is_header(frame); frame = zmsg_next(message)) {
        count++;
        if (zframe_size(frame) == 0) {
            delimiter = count < zmsg_size(message) ? count : 0;
            break;
        }
    }
    for (; delimiter > 0; delimiter--)
        move_frame(message, path);
}

/* Before the bytes of a body. */
struct counted {
    atomic_size_t *unread;
    size_t len;
};

/* Called by one of ZeroMQ's threads. */
static void
on_sent(void *data, void *hint)
{
    struct counted *counted = hint;
    (void)data;
    (void)atomic_fetch_sub(counted->unread, counted->len);
    free(counted);
}

void
reply_path_send(zmsg_t **message, struct slice body, zsock_t *router, atomic_size_t *unread)
{
    struct counted *counted = malloc(sizeof *counted + body.len + 1);
    if (counted == NULL)
        die("out of memory");
    *counted = (struct counted){ unread, body.len };
    char *bytes = (char *)(counted + 1);
    if (body.len > 0)
        memcpy(bytes, body.ptr, body.len);
    (void)atomic_fetch_add(unread, body.len);
    zmq_msg_t last;
    (void)zmq_msg_init_data(&last, bytes, body.len, on_sent, counted);
    bool sent = true;
    for (zframe_t *frame = zmsg_pop(*message); frame != NULL; frame = zmsg_pop(*message)) {
        sent = sent && zframe_send(&frame, router, ZFRAME_MORE | ZFRAME_DONTWAIT) == 0;
        zframe_destroy(&frame);
    }
    if (!sent || zmq_msg_send(&last, zsock_resolve(router), ZMQ_DONTWAIT) < 0)
        (void)zmq_msg_close(&last);
    zmsg_destroy(message);
}
