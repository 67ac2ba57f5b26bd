/*
 * fuzz_http: any bytes as a request's address with the parameters of each route, and as the
 * body of an edit.
 */
#include "common/proto/api.h"
#include "common/utf8.h"
#include "services/gateway/route.h"
#include "services/gateway/sign.h"
#include "services/gateway/uri.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_address(struct slice raw)
{
    struct arena arena = { 0 };
    struct uri uri;
    struct err err = { 0 };
    struct match match;
    struct buf escaped = { 0 };
    if (uri_read(&uri, &arena, raw, &err) != 0) {
        if (err.kind != ERR_REJECT)
            abort();
        arena_done(&arena);
        return;
    }
    for (size_t i = 0; i < uri.part_count; i++)
        if (uri.parts[i].len == 0 || !utf8_valid(uri.parts[i], NULL))
            abort();
    for (int method = 0; method < METHOD_COUNT; method++) {
        route_find(&match, (enum method)method, &uri);
        if (match.route != NULL)
            (void)route_params(&match, &uri, &err);
    }
    /* what was decoded says the same when it is escaped again */
    struct uri again;
    for (size_t i = 0; i < uri.part_count; i++) {
        buf_add_char(&escaped, '/');
        uri_escape(uri.parts[i], &escaped);
    }
    if (uri.part_count > 0) {
        if (uri_read(&again, &arena, buf_slice(&escaped), NULL) != 0 ||
            again.part_count != uri.part_count)
            abort();
        for (size_t i = 0; i < uri.part_count; i++)
            if (!slice_equal(again.parts[i], uri.parts[i]))
                abort();
    }
    buf_done(&escaped);
    arena_done(&arena);
}

static void
check_edit(struct slice json)
{
    struct arena arena = { 0 };
    struct api_edit edit;
    struct change change = { .change = CHANGE_COMMITTED, .paper = SLICE_EMPTY };
    struct buf out = { 0 };
    struct err err;
    if (api_edit_read(&edit, &arena, json, NULL) == 0 && api_filter_check(edit.filter, NULL) == 0)
        (void)api_filter_takes(edit.filter, &change);
    if (sign_check(json, &err) == 0)
        sign_add(&out, json, SLICE_LITERAL("id"), 1, json);
    buf_clear(&out);
    (void)api_article(&out, json, NULL);
    buf_done(&out);
    arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    check_address(bytes);
    check_edit(bytes);
    return 0;
}
