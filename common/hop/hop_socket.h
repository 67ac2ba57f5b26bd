/*
 * hop_socket: messages of a hop on ZeroMQ sockets.  Only hop_in and hop_out use
 * it.  Nothing here blocks.
 */
#ifndef PAGEWIRE_HOP_SOCKET_H
#define PAGEWIRE_HOP_SOCKET_H

#include "common/err.h"
#include "common/proto/envelope.h"

#include <czmq.h>
#include <zmq.h>

enum {
    HOP_BEAT_MS = 500,     /* between heartbeats of a worker */
    HOP_SILENCE_MS = 2000, /* after which a worker is dead */
    HOP_CHECK_MS = 100,    /* between looks at the clock */
    HOP_TICK_MS = 5,       /* ticks that come sooner do nothing */
    IDENTITY_SIZE = BOOT_SIZE + 16,
    KEY_TEXT_SIZE = 41,
};

struct hop_message {
    char identity[IDENTITY_SIZE]; /* ROUTER only; NUL-terminated */
    char peer[64];                /* its address, "" on ipc:// */
    char key[KEY_TEXT_SIZE];      /* public key of the sender, "" on a plain connection */
    struct envelope envelope;
    zmq_msg_t body; /* always initialised; the receiver closes it */
};

/* Bounds and time limits: HWM, MAXMSGSIZE, LINGER, handshake. */
void hop_socket_limit(zsock_t *sock, size_t message_max);

/* For a socket that connects: heartbeats.  They want that no message waits (see curve.c), so what
 * comes in is bounded by what was asked for, credit, alone. */
void hop_socket_watch(zsock_t *sock);

/* Sends an envelope and, when body is not NULL, a reference to its bytes.
 * identity is NULL on a DEALER.  Returns 0 or an errno: EAGAIN (high-water mark),
 * EHOSTUNREACH (no such peer). */
int hop_socket_send(zsock_t *sock, const char *identity, const struct envelope *envelope,
                    zmq_msg_t *body);

/* Takes one message.  Returns 1 with *message, 0 when none waits, or -1 when
 * one came that is malformed (identity is then filled in if there was one). */
int hop_socket_receive(zsock_t *sock, bool router, struct hop_message *message, struct err *err);

#endif
