#include "common/proto/extra.h"

#include "common/buf.h"

#include <stdbool.h>
#include <string.h>

static bool
is_known(const char *key, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strcmp(key, *known) == 0)
            return true;
    return false;
}

static int
add_callback(const char *bytes, size_t size, void *arg)
{
    buf_add(arg, bytes, size);
    return 0;
}

struct slice
extra_keep(struct arena *arena, const json_t *object, const char *const *known)
{
    struct buf json = { 0 };
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (is_known(key, known))
            continue;
        struct jsonw w = { .out = &json, .comma = json.len > 0 };
        jsonw_text(&w, slice_from(key)); /* a key may need escaping */
        buf_add_char(&json, ':');
        (void)json_dump_callback(value, add_callback, &json, /* 15 digits: 0.98 stays 0.98 */
                                 JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    }
    struct slice kept = json.len > 0 ? arena_slice(arena, buf_slice(&json)) : SLICE_EMPTY;
    buf_done(&json);
    return kept;
}

void
extra_write(struct jsonw *w, struct slice extra)
{
    if (extra.len > 0)
        jsonw_value(w, extra);
}
