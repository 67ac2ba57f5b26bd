#include "common/hostport.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* Cuts "HOST:PORT" or "[HOST]:PORT" in place. */
static bool
cut(char *text, const char **host, const char **port)
{
    char *colon = strrchr(text, ':');
    if (colon == NULL)
        return false;
    *colon = '\0';
    *port = colon + 1;
    *host = text;
    size_t len = strlen(text);
    if (*text == '[' && len > 1 && text[len - 1] == ']') {
        text[len - 1] = '\0';
        *host = text + 1;
    }
    return true;
}

int
hostport_read(struct hostport *hostport, const char *key, const char *text, struct err *err)
{
    char copy[HOSTPORT_SIZE];
    const char *host, *port;
    (void)snprintf(copy, sizeof copy, "%s", text);
    struct addrinfo hints = { .ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM }, *found = NULL;
    if (strlen(text) >= sizeof copy || !cut(copy, &host, &port) ||
        getaddrinfo(host, port, &hints, &found) != 0)
        return err_set(err, ERR_REJECT, "%s: \"%.60s\" is not HOST:PORT", key, text);
    memcpy(&hostport->address, found->ai_addr, found->ai_addrlen);
    hostport->len = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

void
hostport_text(const struct hostport *hostport, unsigned port, char text[HOSTPORT_SIZE])
{
    bool six = hostport->address.ss_family == AF_INET6;
    char host[HOSTPORT_SIZE] = "";
    (void)getnameinfo((const struct sockaddr *)&hostport->address, hostport->len, host, sizeof host,
                      NULL, 0, NI_NUMERICHOST);
    (void)snprintf(text, HOSTPORT_SIZE, six ? "[%.100s]:%u" : "%.100s:%u", host, port);
}

bool
address_is_loopback(const struct sockaddr *address)
{
    if (address->sa_family == AF_UNIX)
        return true;
    if (address->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, address, sizeof four);
        return ntohl(four.sin_addr.s_addr) >> 24 == 127;
    }
    if (address->sa_family != AF_INET6)
        return false;
    struct sockaddr_in6 six;
    memcpy(&six, address, sizeof six);
    return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr) ||
           (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr) && six.sin6_addr.s6_addr[12] == 127);
}
