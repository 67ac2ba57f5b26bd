#include "services/gateway/link.h"

#include "common/err.h"
#include "common/hostport.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>

struct link *
links_begin(struct links *links, int fd, const struct sockaddr *peer, int64_t deadline)
{
    struct link *link = calloc(1, sizeof *link);
    if (link == NULL)
        die("out of memory");
    socklen_t len =
        peer->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    link->fd = fd;
    link->deadline = deadline;
    link->local = address_is_loopback(peer);
    if (getnameinfo(peer, len, link->peer, sizeof link->peer, NULL, 0, NI_NUMERICHOST) != 0)
        link->peer[0] = '\0';
    link->next = links->first;
    if (link->next != NULL)
        link->next->prev = link;
    links->first = link;
    links->count++;
    return link;
}

void
links_end(struct links *links, struct link *link)
{
    *(link->prev != NULL ? &link->prev->next : &links->first) = link->next;
    if (link->next != NULL)
        link->next->prev = link->prev;
    links->count--;
    free(link);
}

void
links_sweep(struct links *links, int64_t now)
{
    for (struct link *link = links->first; link != NULL; link = link->next) {
        if (link->deadline == 0 || now < link->deadline)
            continue;
        link->deadline = 0;
        (void)shutdown(link->fd, SHUT_RDWR);
    }
}
