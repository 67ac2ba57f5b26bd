#include "common/hop/hop_socket.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

void
hop_socket_limit(zsock_t *sock, size_t message_max)
{
    zsock_set_sndhwm(sock, 1000);
    zsock_set_rcvhwm(sock, 1000);
    zsock_set_maxmsgsize(sock, message_max > INT_MAX ? INT_MAX : (int)message_max);
    zsock_set_linger(sock, 1000);
    zsock_set_handshake_ivl(sock, 3000);
    zsock_set_connect_timeout(sock, 3000);
    zsock_set_reconnect_ivl(sock, 50);
    zsock_set_reconnect_ivl_max(sock, 250);
}

void
hop_socket_watch(zsock_t *sock)
{
    zsock_set_rcvhwm(sock, 0);
    zsock_set_heartbeat_ivl(sock, 1000);
    zsock_set_heartbeat_ttl(sock, 3000);
    zsock_set_heartbeat_timeout(sock, 3000);
}

static int
send_bytes(void *socket, const void *bytes, size_t len, int flags)
{
    return zmq_send(socket, bytes, len, flags | ZMQ_DONTWAIT) < 0 ? errno : 0;
}

static int
send_reference(void *socket, zmq_msg_t *body)
{
    zmq_msg_t copy;
    (void)zmq_msg_init(&copy);
    if (zmq_msg_copy(&copy, body) != 0 || zmq_msg_send(&copy, socket, ZMQ_DONTWAIT) < 0) {
        int fault = errno;
        (void)zmq_msg_close(&copy);
        return fault;
    }
    return 0;
}

int
hop_socket_send(zsock_t *sock, const char *identity, const struct envelope *envelope,
                zmq_msg_t *body)
{
    void *socket = zsock_resolve(sock);
    struct buf json = { 0 };
    int rc = identity ? send_bytes(socket, identity, strlen(identity), ZMQ_SNDMORE) : 0;
    if (rc != 0)
        return rc;
    envelope_encode(envelope, &json);
    rc = send_bytes(socket, json.ptr, json.len, body ? ZMQ_SNDMORE : 0);
    buf_done(&json);
    return rc == 0 && body != NULL ? send_reference(socket, body) : rc;
}

static bool
has_more(void *socket)
{
    int more = 0;
    size_t size = sizeof more;
    return zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size) == 0 && more;
}

/* The next frame of a message that has begun, into an initialised frame. */
static bool
next_frame(void *socket, zmq_msg_t *frame)
{
    return has_more(socket) && zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) >= 0;
}

static int
take_identity(zmq_msg_t *frame, char *identity, struct err *err)
{
    size_t len = zmq_msg_size(frame);
    if (len >= IDENTITY_SIZE || memchr(zmq_msg_data(frame), '\0', len) != NULL)
        return err_set(err, ERR_REJECT, "a peer without a usable routing id");
    memcpy(identity, zmq_msg_data(frame), len);
    identity[len] = '\0';
    return 0;
}

/* Reads what follows the first frame, which is in `frame`. */
static int
take_message(void *socket, bool router, zmq_msg_t *frame, struct hop_message *message,
             struct err *err)
{
    if (router && take_identity(frame, message->identity, err) != 0)
        return -1;
    if (router && !next_frame(socket, frame))
        return err_set(err, ERR_REJECT, "a message without an envelope");
    const char *key = zmq_msg_gets(frame, "User-Id");
    (void)snprintf(message->key, sizeof message->key, "%s", key ? key : "");
    const char *peer = zmq_msg_gets(frame, "Peer-Address");
    (void)snprintf(message->peer, sizeof message->peer, "%s", peer ? peer : "");
    struct slice json = { zmq_msg_data(frame), zmq_msg_size(frame) };
    if (envelope_decode(&message->envelope, json, err) != 0)
        return -1;
    bool body = next_frame(socket, &message->body);
    if (body != (message->envelope.type == MESSAGE_JOB || message->envelope.type == MESSAGE_HERE))
        return err_set(err, ERR_REJECT, "%s %s a body", message_type_name(message->envelope.type),
                       body ? "with" : "without");
    return has_more(socket) ? err_set(err, ERR_REJECT, "a message of too many frames") : 0;
}

int
hop_socket_receive(zsock_t *sock, bool router, struct hop_message *message, struct err *err)
{
    void *socket = zsock_resolve(sock);
    zmq_msg_t frame;
    *message = (struct hop_message){ .identity = "" };
    (void)zmq_msg_init(&message->body);
    (void)zmq_msg_init(&frame);
    int rc = zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT) < 0            ? 0
             : take_message(socket, router, &frame, message, err) == 0 ? 1
                                                                       : -1;
    while (rc < 0 && next_frame(socket, &frame))
        continue;
    (void)zmq_msg_close(&frame);
    if (rc <= 0)
        (void)zmq_msg_close(&message->body);
    return rc;
}
