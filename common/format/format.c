#include "common/format/format.h"

#include <string.h>
#include <strings.h>

static bool
same(const char *name, struct slice text)
{
    return strlen(name) == text.len && strncasecmp(name, text.ptr, text.len) == 0;
}

const struct format *
format_find(struct slice name)
{
    for (size_t i = 0; i < format_count; i++)
        if (same(formats[i]->name, name))
            return formats[i];
    return NULL;
}

const struct format *
format_find_suffix(struct slice suffix)
{
    for (size_t i = 0; i < format_count; i++)
        if (same(formats[i]->suffix, suffix))
            return formats[i];
    return NULL;
}

const struct format *
format_find_media(struct slice media_type)
{
    for (size_t i = 0; i < format_count; i++) {
        const char *mine = formats[i]->media_type, *end = strchr(mine, ';');
        size_t length = end != NULL ? (size_t)(end - mine) : strlen(mine);
        if (length == media_type.len && strncasecmp(mine, media_type.ptr, length) == 0)
            return formats[i];
    }
    return NULL;
}

void
format_write(const struct format *format, const struct record *record,
             const struct format_context *context, struct buf *out)
{
    if (format->unit == FORMAT_ARTICLE) {
        for (size_t i = 0; i < record->article_count; i++) {
            format->article(record, &record->articles[i], context, out);
            if (out->len > 0 && out->ptr[out->len - 1] != '\n')
                buf_add_char(out, '\n');
        }
        return;
    }
    if (format->unit == FORMAT_PAGE)
        format->page(record, context, out);
    else
        format->issue(record, 1, context, out);
    if (out->len > 0 && out->ptr[out->len - 1] != '\n')
        buf_add_char(out, '\n');
}

void
format_write_withdrawn(const struct format *format, const struct record *page, uint32_t article,
                       struct slice base, struct buf *out)
{
    const struct format_context context = { .base = base, .withdrawn = true };
    const struct record_article none = { .number = article };
    format->article(page, &none, &context, out);
}
