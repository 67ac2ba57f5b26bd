#include "common/hop/uplink.h"

#include "common/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
uplink_send(struct uplink *uplink, const struct envelope *envelope)
{
    int rc = hop_socket_send(uplink->dealer, NULL, envelope, NULL);
    if (rc != 0 && envelope->type != MESSAGE_HB)
        uplink->lost = true;
}

void
uplink_again(struct uplink *uplink, const struct curve *curve)
{
    struct err err;
    uplink->refused_at = 0;
    (void)zsock_disconnect(uplink->dealer, "%s", uplink->address);
    if (curve_connect(curve, uplink->dealer, uplink->address, &err) != 0)
        log_error(NULL, "upstream-failed", "upstream=%s reason=\"%s\"", uplink->address, err.text);
}

unsigned
uplink_event(struct uplink *uplink)
{
    uint16_t event = 0;
    zmq_msg_t frame;
    (void)zmq_msg_init(&frame);
    void *socket = zsock_resolve(uplink->monitor);
    if (zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= (int)sizeof event)
        memcpy(&event, zmq_msg_data(&frame), sizeof event);
    while (event != 0 && zmq_msg_more(&frame) && zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) >= 0)
        continue;
    (void)zmq_msg_close(&frame);
    return event;
}

static int
open_monitor(struct uplink *uplink, struct err *err)
{
    static atomic_uint monitors; /* a name is free again only some time after its use */
    char address[64];
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED |
                 ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                 ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;
    (void)snprintf(address, sizeof address, "inproc://hop-monitor-%u",
                   atomic_fetch_add(&monitors, 1));
    if (zmq_socket_monitor(zsock_resolve(uplink->dealer), address, events) != 0)
        return err_set(err, ERR_RETRY, "cannot monitor a socket: %s", zmq_strerror(errno));
    uplink->monitor = zsock_new(ZMQ_PAIR);
    if (uplink->monitor == NULL || zsock_connect(uplink->monitor, "%s", address) != 0)
        return err_set(err, ERR_RETRY, "cannot monitor a socket: %s", zmq_strerror(errno));
    return 0;
}

static int
watch(struct uplink *uplink, zloop_t *loop, zsock_t *sock, zloop_reader_fn *ready, struct err *err)
{
    if (zloop_reader(loop, sock, ready, uplink) != 0)
        return err_set(err, ERR_RETRY, "cannot watch the hop's socket");
    zloop_reader_set_tolerant(loop, sock);
    return 0;
}

struct uplink *
uplink_open(struct hop_in *in, zloop_t *loop, const struct curve *curve, const char *address,
            const char *identity, size_t message_max, zloop_reader_fn *ready, struct err *err)
{
    struct uplink *uplink = calloc(1, sizeof *uplink);
    if (uplink == NULL)
        die("out of memory");
    uplink->in = in;
    uplink->address = slice_dup(slice_from(address));
    uplink->dealer = zsock_new(ZMQ_DEALER);
    int rc = uplink->dealer != NULL
                 ? 0
                 : err_set(err, ERR_RETRY, "cannot make a socket: %s", zmq_strerror(errno));
    if (rc == 0) {
        zsock_set_identity(uplink->dealer, identity);
        hop_socket_limit(uplink->dealer, message_max);
        hop_socket_watch(uplink->dealer);
        rc = open_monitor(uplink, err);
    }
    if (rc == 0 && watch(uplink, loop, uplink->dealer, ready, err) == 0 &&
        watch(uplink, loop, uplink->monitor, ready, err) == 0 &&
        curve_connect(curve, uplink->dealer, address, err) == 0)
        return uplink;
    uplink_close(uplink, loop);
    return NULL;
}

void
uplink_close(struct uplink *uplink, zloop_t *loop)
{
    if (uplink->dealer != NULL) {
        zloop_reader_end(loop, uplink->dealer);
        (void)zmq_socket_monitor(zsock_resolve(uplink->dealer), NULL, 0);
    }
    if (uplink->monitor != NULL)
        zloop_reader_end(loop, uplink->monitor);
    zsock_destroy(&uplink->monitor);
    zsock_destroy(&uplink->dealer);
    free(uplink->address);
    free(uplink);
}
