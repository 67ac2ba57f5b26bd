#include "services/gateway/uri.h"

#include "common/utf8.h"

#include <string.h>

static int
hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes into the arena; plus: '+' is a blank. */
static int
decode(struct arena *arena, struct slice raw, bool plus, struct slice *text, struct err *err)
{
    char *out = arena_alloc(arena, raw.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? hex(raw.ptr[i + 1]) : -1;
            int low = i + 2 < raw.len ? hex(raw.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return err_set(err, ERR_REJECT,
                               "a %% in the address is not followed by two hex "
                               "digits");
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        if ((unsigned char)c < 0x20 || c == 0x7f)
            return err_set(err, ERR_REJECT, "the address holds a control character");
        out[len++] = c;
    }
    *text = (struct slice){ out, len };
    if (!utf8_valid(*text, NULL))
        return err_set(err, ERR_REJECT, "the address is not UTF-8");
    return 0;
}

/* Takes what stands before the next `mark` off *rest, and the mark. */
static struct slice
take(struct slice *rest, char mark)
{
    const char *found = rest->len > 0 ? memchr(rest->ptr, mark, rest->len) : NULL;
    size_t len = found != NULL ? (size_t)(found - rest->ptr) : rest->len;
    struct slice head = { rest->ptr, len };
    *rest = slice_part(*rest, found != NULL ? len + 1 : len, rest->len);
    return head;
}

static int
read_path(struct uri *uri, struct arena *arena, struct slice path, struct err *err)
{
    path = slice_part(path, 1, path.len);
    while (path.len > 0) {
        struct slice raw = take(&path, '/'), text = SLICE_EMPTY;
        if (uri->part_count == URI_PARTS_MAX)
            return err_set(err, ERR_REJECT, "the path has more than %d parts", URI_PARTS_MAX);
        if (decode(arena, raw, false, &text, err) != 0)
            return -1;
        if (text.len == 0 || slice_equal(text, SLICE_LITERAL(".")) ||
            slice_equal(text, SLICE_LITERAL("..")))
            return err_set(err, ERR_REJECT, "the path has an empty part, \".\" or \"..\"");
        uri->parts[uri->part_count++] = text;
    }
    return 0;
}

static int
read_query(struct uri *uri, struct arena *arena, struct slice query, struct err *err)
{
    while (query.len > 0) {
        struct slice value = take(&query, '&'), name = take(&value, '=');
        struct uri_param param = { 0 };
        if (name.len == 0 && value.len == 0)
            continue;
        if (decode(arena, name, true, &param.name, err) != 0 ||
            decode(arena, value, true, &param.value, err) != 0)
            return -1;
        for (size_t i = 0; i < uri->param_count; i++)
            if (slice_equal(uri->params[i].name, param.name))
                return err_set(err, ERR_REJECT, "the parameter \"%.*s\" is given twice",
                               SLICE_ARGS(slice_part(param.name, 0, 40)));
        if (uri->param_count == URI_PARAMS_MAX)
            return err_set(err, ERR_REJECT, "more than %d parameters", URI_PARAMS_MAX);
        uri->params[uri->param_count++] = param;
    }
    return 0;
}

/* Proxies may send the whole address: what stands before the path is not ours. */
static struct slice
without_host(struct slice raw)
{
    struct slice scheme = SLICE_LITERAL("http://");
    if (!slice_starts(raw, scheme))
        return raw;
    size_t at = scheme.len;
    while (at < raw.len && raw.ptr[at] != '/' && raw.ptr[at] != '?')
        at++;
    return slice_part(raw, at, raw.len);
}

int
uri_read(struct uri *uri, struct arena *arena, struct slice raw, struct err *err)
{
    *uri = (struct uri){ 0 };
    struct slice rest = without_host(raw), path = take(&rest, '?');
    if (path.len == 0 || path.ptr[0] != '/')
        return err_set(err, ERR_REJECT, "the address does not begin with /");
    if (memchr(raw.ptr, '#', raw.len) != NULL)
        return err_set(err, ERR_REJECT, "a # in the address has to be written as %%23");
    return read_path(uri, arena, path, err) == 0 ? read_query(uri, arena, rest, err) : -1;
}

const struct slice *
uri_param(const struct uri *uri, const char *name)
{
    for (size_t i = 0; i < uri->param_count; i++)
        if (slice_equal(uri->params[i].name, slice_from(name)))
            return &uri->params[i].value;
    return NULL;
}

void
uri_escape(struct slice text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
            (c != '\0' && strchr("-._~", c) != NULL))
            buf_add_char(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}
