/*
 * link: the open connections, each with the time by which it has to get on.
 */
#ifndef PAGEWIRE_GATEWAY_LINK_H
#define PAGEWIRE_GATEWAY_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct link {
    struct link *next, *prev;
    int fd;
    int64_t deadline; /* clock_ms; 0: none */
    bool local;       /* the peer is on this host */
    char peer[48];    /* its address */
};

struct links {
    struct link *first;
    size_t count;
};

struct link *links_begin(struct links *links, int fd, const struct sockaddr *peer,
                         int64_t deadline);
void links_end(struct links *links, struct link *link);

/* Shuts down those whose deadline is over; the library then finds them closed. */
void links_sweep(struct links *links, int64_t now);

#endif
