/*
 * uri: the target of a request, cut and decoded strictly.  What cannot be decoded
 * without guessing is refused: broken percent signs, bytes that are not UTF-8, control
 * characters, "." and ".." and empty parts of the path, a parameter given twice.
 */
#ifndef PAGEWIRE_GATEWAY_URI_H
#define PAGEWIRE_GATEWAY_URI_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

#include <stddef.h>

enum { URI_PARTS_MAX = 12, URI_PARAMS_MAX = 20 };

struct uri_param {
    struct slice name, value;
};

struct uri {
    struct slice parts[URI_PARTS_MAX]; /* "/v1/pages/x" has 3, "/" none */
    size_t part_count;
    struct uri_param params[URI_PARAMS_MAX];
    size_t param_count;
};

/* Reads "/path?query" or "http://host/path?query"; texts are copied into the arena.  -1 and
 * a REJECT that says what is wrong. */
int uri_read(struct uri *uri, struct arena *arena, struct slice raw, struct err *err);

/* The value of a parameter, or NULL. */
const struct slice *uri_param(const struct uri *uri, const char *name);

/* Appends text so that it may stand in a path or query: all but unreserved characters as %XX. */
void uri_escape(struct slice text, struct buf *out);

#endif
