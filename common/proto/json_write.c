#include "common/proto/json_write.h"

#include <math.h>
#include <string.h>

static void
before_value(struct jsonw *w)
{
    if (w->comma)
        buf_add_char(w->out, ',');
    w->comma = true;
}

void
jsonw_open(struct jsonw *w, char bracket)
{
    before_value(w);
    buf_add_char(w->out, bracket);
    w->comma = false;
}

void
jsonw_close(struct jsonw *w, char bracket)
{
    buf_add_char(w->out, bracket);
    w->comma = true;
}

void
jsonw_key(struct jsonw *w, const char *key)
{
    before_value(w);
    buf_add_char(w->out, '"');
    buf_add(w->out, key, strlen(key));
    buf_add(w->out, "\":", 2);
    w->comma = false;
}

static bool
needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

static void
add_escape(struct buf *out, unsigned char c)
{
    switch (c) {
    case '"':
        buf_add(out, "\\\"", 2);
        break;
    case '\\':
        buf_add(out, "\\\\", 2);
        break;
    case '\n':
        buf_add(out, "\\n", 2);
        break;
    case '\t':
        buf_add(out, "\\t", 2);
        break;
    case '\r':
        buf_add(out, "\\r", 2);
        break;
    default:
        buf_printf(out, "\\u%04x", c);
    }
}

void
jsonw_text(struct jsonw *w, struct slice text)
{
    before_value(w);
    buf_add_char(w->out, '"');
    size_t from = 0; /* the plain bytes not yet copied begin here */
    for (size_t at = 0; at < text.len; at++)
        if (needs_escape((unsigned char)text.ptr[at])) {
            buf_add(w->out, text.ptr + from, at - from);
            add_escape(w->out, (unsigned char)text.ptr[at]);
            from = at + 1;
        }
    if (from < text.len) /* an empty text may be NULL, which nothing may be added to */
        buf_add(w->out, text.ptr + from, text.len - from);
    buf_add_char(w->out, '"');
}

void
jsonw_number(struct jsonw *w, int64_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0)
        digits[--at] = '-';
    before_value(w);
    buf_add(w->out, digits + at, sizeof digits - at);
}

/* By integers, because printf's decimal point depends on the locale. */
void
jsonw_share(struct jsonw *w, double share)
{
    long thousandths = share > 0 ? lround(fmin(share, 1e6) * 1000) : 0;
    char text[16] = { 0 };
    jsonw_number(w, thousandths / 1000);
    long rest = thousandths % 1000;
    if (rest == 0)
        return;
    text[0] = '.';
    text[1] = (char)('0' + rest / 100);
    text[2] = (char)('0' + rest / 10 % 10);
    text[3] = (char)('0' + rest % 10);
    size_t len = 4;
    while (text[len - 1] == '0')
        len--;
    buf_add(w->out, text, len);
}

void
jsonw_boolean(struct jsonw *w, bool truth)
{
    before_value(w);
    buf_add_slice(w->out, truth ? SLICE_LITERAL("true") : SLICE_LITERAL("false"));
}

void
jsonw_value(struct jsonw *w, struct slice json)
{
    before_value(w);
    buf_add_slice(w->out, json);
}

void
jsonw_member(struct jsonw *w, const char *key, struct slice text)
{
    jsonw_key(w, key);
    jsonw_text(w, text);
}

void
jsonw_member_number(struct jsonw *w, const char *key, int64_t number)
{
    jsonw_key(w, key);
    jsonw_number(w, number);
}

void
jsonw_member_list(struct jsonw *w, const char *key, const struct slice *texts, size_t count)
{
    jsonw_key(w, key);
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++)
        jsonw_text(w, texts[i]);
    jsonw_close(w, ']');
}

void
jsonw_given(struct jsonw *w, const char *key, struct slice text)
{
    if (text.len > 0)
        jsonw_member(w, key, text);
}

void
jsonw_given_value(struct jsonw *w, const char *key, struct slice json)
{
    if (json.len == 0)
        return;
    jsonw_key(w, key);
    jsonw_value(w, json);
}
