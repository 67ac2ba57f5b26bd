#include "services/gateway/format.h"

#include "common/format/format.h"
#include "common/proto/api.h"
#include "common/proto/record.h"

#include <string.h>

static int
write_json(struct buf *out, const struct subject *subject, struct err *err)
{
    if (subject->article > 0)
        return api_article(out, subject->record, err);
    buf_add_slice(out, slice_trim(subject->record));
    return 0;
}

/* A format of common/format. */
static int
write_format(struct buf *out, const struct subject *subject, const struct format *format,
             struct err *err)
{
    struct record record;
    if (record_decode(&record, subject->record, err) != 0)
        return -1;
    const struct format_context context = { .base = subject->base };
    if (format->head != NULL)
        buf_printf(out, "%s", format->head);
    format_write(format, &record, &context, out);
    record_done(&record);
    return 0;
}

int
shape_write(const struct shape *shape, struct buf *out, const struct subject *subject,
            struct err *err)
{
    return shape->format == NULL ? write_json(out, subject, err)
                                 : write_format(out, subject, shape->format, err);
}

/* The first is what a client gets that asks for nothing; the others are common/format's. */
enum { SHAPES_MAX = 32 };

static struct shape shapes[SHAPES_MAX] = { { "json", "application/json", true, true, NULL } };
static size_t shape_count;

static void
shapes_collect(void)
{
    for (size_t i = 0; shape_count <= format_count && i < format_count; i++)
        shapes[i + 1] = (struct shape){ formats[i]->suffix + 1, formats[i]->media_type, true,
                                        formats[i]->unit == FORMAT_ARTICLE, formats[i] };
    shape_count = format_count + 1;
}

/* ---- choosing ---- */

static bool
can(const struct shape *shape, bool article)
{
    return article ? shape->articles : shape->pages;
}

/* Without parameters. */
static struct slice
bare_type(struct slice type)
{
    return slice_trim(slice_part(type, 0, slice_find(type, SLICE_LITERAL(";"))));
}

/* Whether a range of Accept, as a media type or with stars, takes a format. */
static bool
takes(struct slice range, const struct shape *shape)
{
    struct slice type = bare_type(slice_from(shape->media_type));
    if (slice_equal(range, SLICE_LITERAL("*/*")) || slice_equal(range, type))
        return true;
    return slice_ends(range, SLICE_LITERAL("/*")) &&
           slice_starts(type, slice_part(range, 0, range.len - 1));
}

/* The quality that a range of Accept gives, in thousandths. */
static unsigned
quality(struct slice range)
{
    size_t at = slice_find(range, SLICE_LITERAL("q="));
    unsigned value = 0, digits = 0;
    if (at == range.len)
        return 1000;
    bool point = false;
    for (at += 2; at < range.len && digits < 4; at++) {
        if (range.ptr[at] == '.') {
            point = true;
            continue;
        }
        if (range.ptr[at] < '0' || range.ptr[at] > '9')
            break;
        value = value * 10 + (unsigned)(range.ptr[at] - '0');
        digits += point || digits == 0;
    }
    for (; digits < 4 && digits > 0; digits++)
        value *= 10;
    return value > 1000 ? 1000 : value;
}

/* The best quality that Accept gives a format: an exact type counts before stars. */
static unsigned
preference(struct slice accept, const struct shape *shape)
{
    unsigned best = 0;
    bool exact = false;
    while (accept.len > 0) {
        size_t comma = slice_find(accept, SLICE_LITERAL(","));
        struct slice range = slice_part(accept, 0, comma), type = bare_type(range);
        bool full = slice_equal(type, bare_type(slice_from(shape->media_type)));
        accept = slice_part(accept, comma + 1, accept.len);
        if (!takes(type, shape) || (exact && !full))
            continue;
        if (full && !exact)
            best = 0;
        exact = exact || full;
        unsigned value = quality(range);
        best = value > best ? value : best;
    }
    return best;
}

static void
list_formats(struct buf *out, bool article)
{
    for (size_t i = 0; i < shape_count; i++)
        if (can(&shapes[i], article))
            buf_printf(out, "%s.%s (%s)", out->len > 0 ? ", " : "", shapes[i].suffix,
                       shapes[i].media_type);
}

const struct shape *
shape_choose(struct exchange *x, bool article)
{
    struct slice suffix = x->match.suffix, accept = exchange_header(x, "Accept");
    const struct shape *found = NULL;
    unsigned best = 0;
    shapes_collect();
    if (suffix.len == 0 && accept.len == 0)
        return &shapes[0];
    for (size_t i = 0; i < shape_count; i++) {
        const struct shape *shape = &shapes[i];
        if (!can(shape, article))
            continue;
        if (suffix.len > 0) {
            if (slice_equal(suffix, slice_from(shape->suffix)))
                return shape;
            continue;
        }
        unsigned value = preference(accept, shape);
        if (value > best) {
            best = value;
            found = shape;
        }
    }
    if (found != NULL)
        return found;
    struct buf list = { 0 };
    list_formats(&list, article);
    if (suffix.len > 0)
        exchange_problem(x, 404, "no-format", "there is no such form of it; there are %s",
                         buf_string(&list));
    else
        exchange_problem(x, 406, "no-format", "Accept takes none of the forms: %s",
                         buf_string(&list));
    buf_done(&list);
    return NULL;
}
