/*
 * post: sends HTTP POST requests from the loop, on libcurl.  Redirects are not followed and
 * of the answer only its status counts.
 */
#ifndef PAGEWIRE_GATEWAY_POST_H
#define PAGEWIRE_GATEWAY_POST_H

#include "common/err.h"
#include "common/slice.h"

#include <czmq.h>
#include <stdbool.h>

struct post;

enum { POST_HEADERS_MAX = 8, POST_WHY_SIZE = 300, POST_TIMEOUT_MS = 15000 };

/* Called once.  ok: the status was 2xx; else why says what came instead. */
typedef void post_done(void *arg, bool ok, const char *why);

int post_open(struct post **post, zloop_t *loop, struct err *err);
/* Those under way are given up, without a call. */
void post_close(struct post *post);

/* Everything is copied; headers are whole lines. */
void post_send(struct post *post, const char *url, const char *const *headers, size_t count,
               struct slice body, post_done *done, void *arg);

#endif
