#include "cli/http.h"

#include "cli/tongue.h"
#include "common/clock.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MAX = 4 << 20 };

/* Waits until the socket is ready for `events`; 0, or -1 at the deadline. */
static int
await(int fd, short events, long long deadline, struct err *err)
{
    long long left = deadline - clock_ms();
    struct pollfd ready = { fd, events, 0 };
    int got = poll(&ready, 1, left > 0 ? (int)left : 0);
    if (got > 0)
        return 0;
    return err_set(err, ERR_RETRY, "%s", got == 0 ? gettext("no answer in time") : strerror(errno));
}

static int
dial(const char *endpoint, long long deadline, struct err *err)
{
    const char *colon = strrchr(endpoint, ':');
    if (colon == NULL)
        return err_set(err, ERR_REJECT, "'%s' is no HOST:PORT", endpoint);
    struct slice host = { endpoint, (size_t)(colon - endpoint) };
    if (host.len > 1 && host.ptr[0] == '[' && host.ptr[host.len - 1] == ']')
        host = slice_part(host, 1, host.len - 1);
    char *name = slice_dup(host);
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST }, *found;
    int failed = getaddrinfo(name, colon + 1, &hints, &found);
    free(name);
    if (failed != 0)
        return err_set(err, ERR_REJECT, "%s: %s", endpoint, gai_strerror(failed));
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int error = 0;
    socklen_t size = sizeof error;
    if (fd < 0 || (connect(fd, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS))
        error = errno;
    freeaddrinfo(found);
    if (error == 0 && await(fd, POLLOUT, deadline, err) != 0) {
        close(fd);
        return -1;
    }
    if (error == 0)
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return err_set(err, ERR_RETRY, "%s: %s", endpoint, strerror(error));
}

static int
exchange(int fd, const char *endpoint, const char *path, long long deadline, struct buf *answer,
         struct err *err)
{
    struct buf request = { 0 };
    buf_printf(&request, "GET %s HTTP/1.0\r\nHost: %s\r\nConnection: close\r\n\r\n", path,
               endpoint);
    ssize_t sent = send(fd, request.ptr, request.len, MSG_NOSIGNAL);
    bool whole = sent == (ssize_t)request.len;
    buf_done(&request);
    if (!whole)
        return err_set(err, ERR_RETRY, "%s: could not ask", endpoint);
    for (;;) {
        if (await(fd, POLLIN, deadline, err) != 0)
            return -1;
        ssize_t got = recv(fd, buf_reserve(answer, 16384), 16384, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (got < 0 || answer->len > ANSWER_MAX)
            return err_set(err, ERR_RETRY, "%s: %s", endpoint,
                           got < 0 ? strerror(errno) : gettext("endless answer"));
        if (got == 0)
            return 0;
        answer->len += (size_t)got;
    }
}

int
http_get(const char *endpoint, const char *path, int timeout_ms, struct buf *body, struct err *err)
{
    long long deadline = clock_ms() + timeout_ms;
    int fd = dial(endpoint, deadline, err);
    if (fd < 0)
        return -1;
    struct buf answer = { 0 };
    int status = exchange(fd, endpoint, path, deadline, &answer, err);
    close(fd);
    if (status == 0) {
        const char *text = buf_string(&answer);
        const char *space = strchr(text, ' '), *end = strstr(text, "\r\n\r\n");
        status = space == NULL || end == NULL ? -1 : (int)strtol(space + 1, NULL, 10);
        if (status < 100)
            status = err_set(err, ERR_RETRY, "%s: no HTTP", endpoint);
        else
            buf_add_slice(body, slice_from(end + 4));
    }
    buf_done(&answer);
    return status;
}
