#include "services/gateway/post.h"

#include "common/buf.h"
#include "common/version.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum {
    EVENTS_MAX = 64,
    CONNECTIONS_MAX = 256,
    HOST_CONNECTIONS_MAX = 8,
    CONNECT_MS = 5000,
    ANSWER_BYTES_MAX = 64 << 10, /* longer answers are cut off */
};

struct sending {
    struct sending *next, *prev;
    struct post *post;
    CURL *easy;
    struct curl_slist *headers;
    struct buf body;
    size_t answered;
    char fault[CURL_ERROR_SIZE];
    post_done *done;
    void *arg;
};

struct post {
    zloop_t *loop;
    CURLM *multi;
    int epoll, timer;
    struct sending *first;
};

static void
drop(struct sending *sending)
{
    struct post *post = sending->post;
    *(sending->prev != NULL ? &sending->prev->next : &post->first) = sending->next;
    if (sending->next != NULL)
        sending->next->prev = sending->prev;
    if (sending->easy != NULL) {
        (void)curl_multi_remove_handle(post->multi, sending->easy);
        curl_easy_cleanup(sending->easy);
    }
    curl_slist_free_all(sending->headers);
    buf_done(&sending->body);
    free(sending);
}

static void
finish(struct sending *sending, CURLcode code)
{
    char why[POST_WHY_SIZE] = "";
    long status = 0;
    (void)curl_easy_getinfo(sending->easy, CURLINFO_RESPONSE_CODE, &status);
    bool cut = code == CURLE_WRITE_ERROR && sending->answered > ANSWER_BYTES_MAX;
    bool ok = (code == CURLE_OK || cut) && status >= 200 && status < 300;
    if (!ok && (code == CURLE_OK || cut))
        (void)snprintf(why, sizeof why, "it answered %ld", status);
    else if (!ok)
        (void)snprintf(why, sizeof why, "%s",
                       *sending->fault != '\0' ? sending->fault : curl_easy_strerror(code));
    post_done *done = sending->done;
    void *arg = sending->arg;
    drop(sending);
    done(arg, ok, why);
}

static void
collect(struct post *post)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(post->multi, &left)) != NULL;) {
        struct sending *sending = NULL;
        CURLcode code = message->data.result;
        if (message->msg != CURLMSG_DONE)
            continue;
        (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&sending);
        finish(sending, code);
    }
}

/* ---- libcurl in the loop ---- */

static int
on_ready(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    struct post *post = arg;
    struct epoll_event events[EVENTS_MAX];
    int running, count = epoll_wait(post->epoll, events, EVENTS_MAX, 0);
    for (int i = 0; i < count; i++) {
        int mask = (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) ? CURL_CSELECT_IN : 0) |
                   (events[i].events & EPOLLOUT ? CURL_CSELECT_OUT : 0);
        (void)curl_multi_socket_action(post->multi, events[i].data.fd, mask, &running);
    }
    collect(post);
    return 0;
}

static int
on_timer(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct post *post = arg;
    int running;
    post->timer = 0;
    (void)curl_multi_socket_action(post->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(post);
    return 0;
}

static int
want_timer(CURLM *multi, long ms, void *arg)
{
    (void)multi;
    struct post *post = arg;
    if (post->timer != 0)
        (void)zloop_timer_end(post->loop, post->timer);
    post->timer = ms < 0 ? 0 : zloop_timer(post->loop, ms > 0 ? (size_t)ms : 1, 1, on_timer, post);
    return 0;
}

static int
want_socket(CURL *easy, curl_socket_t fd, int what, void *arg, void *known)
{
    (void)easy;
    struct post *post = arg;
    if (what == CURL_POLL_REMOVE) {
        (void)epoll_ctl(post->epoll, EPOLL_CTL_DEL, fd, NULL);
        return 0;
    }
    struct epoll_event event = { .events = (what & CURL_POLL_IN ? EPOLLIN : 0u) |
                                           (what & CURL_POLL_OUT ? EPOLLOUT : 0u),
                                 .data.fd = fd };
    (void)epoll_ctl(post->epoll, known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
    (void)curl_multi_assign(post->multi, fd, post);
    return 0;
}

/* ---- sending ---- */

static size_t
take_answer(char *bytes, size_t size, size_t count, void *arg)
{
    struct sending *sending = arg;
    (void)bytes;
    sending->answered += size * count;
    return sending->answered > ANSWER_BYTES_MAX ? 0 : size * count;
}

static void
set_options(struct sending *sending, const char *url)
{
    CURL *easy = sending->easy;
    (void)curl_easy_setopt(easy, CURLOPT_URL, url);
    (void)curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(easy, CURLOPT_HTTPHEADER, sending->headers);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)sending->body.len);
    (void)curl_easy_setopt(easy, CURLOPT_POSTFIELDS, sending->body.ptr);
    (void)curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)POST_TIMEOUT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    (void)curl_easy_setopt(easy, CURLOPT_USERAGENT, "pagewire/" PAGEWIRE_VERSION);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    (void)curl_easy_setopt(easy, CURLOPT_WRITEDATA, sending);
    (void)curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, sending->fault);
    (void)curl_easy_setopt(easy, CURLOPT_PRIVATE, sending);
}

void
post_send(struct post *post, const char *url, const char *const *headers, size_t count,
          struct slice body, post_done *done, void *arg)
{
    struct sending *sending = calloc(1, sizeof *sending);
    if (sending == NULL || (sending->easy = curl_easy_init()) == NULL)
        die("out of memory");
    sending->post = post;
    sending->done = done;
    sending->arg = arg;
    buf_add_slice(&sending->body, body);
    for (size_t i = 0; i < count; i++)
        sending->headers = curl_slist_append(sending->headers, headers[i]);
    sending->next = post->first;
    if (sending->next != NULL)
        sending->next->prev = sending;
    post->first = sending;
    set_options(sending, url);
    (void)curl_multi_add_handle(post->multi, sending->easy);
}

int
post_open(struct post **post, zloop_t *loop, struct err *err)
{
    struct post *opened = calloc(1, sizeof *opened);
    if (opened == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        die("out of memory");
    opened->loop = loop;
    opened->epoll = epoll_create1(EPOLL_CLOEXEC);
    opened->multi = curl_multi_init();
    if (opened->epoll < 0 || opened->multi == NULL) {
        free(opened);
        return err_set(err, ERR_RETRY, "webhooks: no epoll or no libcurl");
    }
    (void)curl_multi_setopt(opened->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    (void)curl_multi_setopt(opened->multi, CURLMOPT_SOCKETDATA, opened);
    (void)curl_multi_setopt(opened->multi, CURLMOPT_TIMERFUNCTION, want_timer);
    (void)curl_multi_setopt(opened->multi, CURLMOPT_TIMERDATA, opened);
    (void)curl_multi_setopt(opened->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)CONNECTIONS_MAX);
    (void)curl_multi_setopt(opened->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                            (long)HOST_CONNECTIONS_MAX);
    zmq_pollitem_t item = { .fd = opened->epoll, .events = ZMQ_POLLIN };
    (void)zloop_poller(loop, &item, on_ready, opened);
    zloop_poller_set_tolerant(loop, &item);
    *post = opened;
    return 0;
}

void
post_close(struct post *post)
{
    if (post == NULL)
        return;
    while (post->first != NULL)
        drop(post->first); /* NOLINT: it does not see that the list shrinks */
    (void)curl_multi_cleanup(post->multi);
    if (post->timer != 0)
        (void)zloop_timer_end(post->loop, post->timer);
    zmq_pollitem_t item = { .fd = post->epoll, .events = ZMQ_POLLIN };
    zloop_poller_end(post->loop, &item);
    (void)close(post->epoll);
    free(post);
    curl_global_cleanup();
}
