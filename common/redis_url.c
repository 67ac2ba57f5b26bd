#include "common/redis_url.h"

#include "common/slice.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool
is_local(const char *host)
{
    struct in_addr four; /* 127.0.0.1.example.com is somebody else's name */
    if (inet_pton(AF_INET, host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0;
}

/* Takes USER:PASSWORD@ or :PASSWORD@ off the front. */
static void
take_login(struct redis_url *url, struct slice *rest)
{
    size_t end = rest->len, at = slice_find(*rest, SLICE_LITERAL("@"));
    if (at == end)
        return;
    struct slice login = slice_part(*rest, 0, at);
    size_t colon = slice_find(login, SLICE_LITERAL(":"));
    if (colon > 0 && colon < login.len)
        url->user = slice_dup(slice_part(login, 0, colon));
    url->password = slice_dup(colon < login.len ? slice_part(login, colon + 1, login.len) : login);
    *rest = slice_part(*rest, at + 1, end);
}

static int
parse_tcp(struct redis_url *url, struct slice rest, struct err *err)
{
    take_login(url, &rest);
    size_t slash = slice_find(rest, SLICE_LITERAL("/"));
    if (slash + 1 < rest.len)
        url->database = slice_dup(slice_part(rest, slash + 1, rest.len));
    struct slice host = slice_part(rest, 0, slash), port = SLICE_LITERAL("6379");
    if (slice_starts(host, SLICE_LITERAL("["))) {
        size_t close = slice_find(host, SLICE_LITERAL("]"));
        port = close + 2 < host.len ? slice_part(host, close + 2, host.len) : port;
        host = slice_part(host, 1, close);
    } else {
        size_t colon = slice_find(host, SLICE_LITERAL(":"));
        port = colon + 1 < host.len ? slice_part(host, colon + 1, host.len) : port;
        host = slice_part(host, 0, colon);
    }
    url->host = slice_dup(host);
    char *number = slice_dup(port), *end = NULL;
    long value = strtol(number, &end, 10);
    bool good = *number != '\0' && *end == '\0' && value > 0 && value < 65536;
    free(number);
    if (!good || host.len == 0)
        return err_set(err, ERR_REJECT, "the Redis URL needs redis://HOST:PORT");
    url->port = (int)value;
    if (!url->plaintext && !is_local(url->host))
        return err_set(err, ERR_REJECT,
                       "Redis at %s is not this host and would be spoken to in plain text: tunnel "
                       "it, or set redis_plaintext = yes",
                       url->host);
    return 0;
}

static int
parse_unix(struct redis_url *url, struct slice rest, struct err *err)
{
    if (!slice_starts(rest, SLICE_LITERAL("/")))
        take_login(url, &rest);
    size_t query = slice_find(rest, SLICE_LITERAL("?db="));
    if (query < rest.len)
        url->database = slice_dup(slice_part(rest, query + 4, rest.len));
    url->path = slice_dup(slice_part(rest, 0, query));
    if (url->path[0] != '/')
        return err_set(err, ERR_REJECT, "the Redis URL needs unix:///PATH");
    return 0;
}

int
redis_url_read(struct redis_url *url, const char *text, struct err *err)
{
    struct slice all = slice_from(text);
    struct slice tcp = SLICE_LITERAL("redis://"), local = SLICE_LITERAL("unix://");
    if (slice_starts(all, tcp))
        return parse_tcp(url, slice_part(all, tcp.len, all.len), err);
    if (slice_starts(all, local))
        return parse_unix(url, slice_part(all, local.len, all.len), err);
    return err_set(err, ERR_REJECT, "the Redis URL begins with neither redis:// nor unix://");
}

void
redis_url_done(struct redis_url *url)
{
    free(url->path);
    free(url->host);
    free(url->user);
    free(url->password);
    free(url->database);
    *url = (struct redis_url){ 0 };
}
