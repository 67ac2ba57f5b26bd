/*
 * example: the examples of PROTOCOL.md, which are files in tests/data/proto.
 */
#ifndef TESTS_COMMON_PROTO_EXAMPLE_H
#define TESTS_COMMON_PROTO_EXAMPLE_H

#include "common/file.h"
#include "common/log.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Appends what is in tests/data/proto/NAME.json, without the line's end. */
static inline void
example_read(const char *name, struct buf *content)
{
    char path[128];
    (void)snprintf(path, sizeof path, "tests/data/proto/%s.json", name);
    struct err err;
    if (file_load(path, 1 << 20, content, &err) != 0)
        die("%s", err.text);
    content->len = slice_trim(buf_slice(content)).len;
}

/* Fails when they do not say the same. */
static inline void
example_same(struct slice a, struct slice b)
{
    json_t *x = json_loadb(a.ptr, a.len, 0, NULL), *y = json_loadb(b.ptr, b.len, 0, NULL);
    if (x == NULL || !json_equal(x, y))
        die("%.*s\nis not\n%.*s", SLICE_ARGS(b), SLICE_ARGS(a));
    json_decref(x);
    json_decref(y);
}

#endif
