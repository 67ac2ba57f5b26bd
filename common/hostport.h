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
    struct sockaddr_storage address;
    socklen_t len;
};

/* Cuts the text and looks the host up (the first address counts).  -1 and a REJECT
 * that starts with `key` when it is no HOST:PORT. */
int hostport_read(struct hostport *hostport, const char *key, const char *text, struct err *err);

/* Writes "ADDRESS:PORT" or "[ADDRESS]:PORT" with a port that was really bound: numbers, also where
 * a name was configured, for whoever must not wait for a name server. */
void hostport_text(const struct hostport *hostport, unsigned port, char text[HOSTPORT_SIZE]);

/* Whether an address is of this host alone: 127.0.0.0/8, ::1, or a UNIX socket. */
bool address_is_loopback(const struct sockaddr *address);

#endif
