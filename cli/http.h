/*
 * http: asks a daemon on this host for /ready or /metrics.
 */
#ifndef PAGEWIRE_CLI_HTTP_H
#define PAGEWIRE_CLI_HTTP_H

#include "common/buf.h"
#include "common/err.h"

/* GET of a path at "127.0.0.1:43210" or "[::1]:43210".  Returns the HTTP status
 * and appends the body, or -1 when nothing answered within timeout_ms. */
int http_get(const char *endpoint, const char *path, int timeout_ms, struct buf *body,
             struct err *err);

#endif
