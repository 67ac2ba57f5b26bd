#include "services/gateway/edit.h"

bool
edit_read(struct exchange *x, struct api_edit *edit)
{
    struct err err;
    struct slice type = exchange_header(x, "Content-Type");
    if (!slice_starts(type, SLICE_LITERAL("application/json"))) {
        exchange_problem(x, 415, "media-type", "send an object as application/json");
        return false;
    }
    if (api_edit_read(edit, &x->arena, buf_slice(&x->body), &err) == 0)
        return true;
    exchange_problem(x, 400, "bad-body", "%s", err.text);
    return false;
}
