/*
 * hostport: "HOST:PORT" and "[HOST]:PORT", as HTTP endpoints are configured.
 */
#ifndef PAGEWIRE_HOSTPORT_H
#define PAGEWIRE_HOSTPORT_H

#include "common/err.h"

#include <stdbool.h>
#include <sys/socket.h>

enum { HOSTPORT_SIZE = 128 };

struct hostport {
    char host[HOSTPORT_SIZE]; /* without brackets */
    struct sockaddr_storage address;
    socklen_t len;
};

/* Cuts the text and looks the host up (the first address counts).  -1 and a REJECT
 * that starts with `key` when it is no HOST:PORT. */
int hostport_read(struct hostport *hostport, const char *key, const char *text, struct err *err);

/* Writes "HOST:PORT" or "[HOST]:PORT" with a port that was really bound. */
void hostport_text(const struct hostport *hostport, unsigned port, char text[HOSTPORT_SIZE]);

/* Whether an address is of this host alone: 127.0.0.0/8, ::1, or a UNIX socket. */
bool address_is_loopback(const struct sockaddr *address);

#endif
