#include "services/gateway/format.h"

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

static void
add_line(struct buf *out, struct slice text)
{
    if (text.len == 0)
        return;
    buf_add_slice(out, text);
    buf_add_char(out, '\n');
}

static void
add_article(struct buf *out, const struct record_article *article)
{
    add_line(out, article->kicker);
    add_line(out, article->headline);
    add_line(out, article->deck);
    for (size_t i = 0; i < article->author_count; i++) {
        buf_add_slice(out, article->authors[i].name);
        if (article->authors[i].affiliation.len > 0)
            buf_printf(out, "（%.*s）", SLICE_ARGS(article->authors[i].affiliation));
        buf_add_char(out, '\n');
    }
    buf_add_char(out, '\n');
    for (size_t i = 0; i < article->lead_count; i++)
        add_line(out, article->lead[i]);
    for (size_t i = 0; i < article->paragraph_count; i++)
        add_line(out, article->paragraphs[i]);
    for (size_t i = 0; i < article->caption_count; i++)
        add_line(out, article->captions[i]);
    for (size_t i = 0; i < article->credit_count; i++)
        add_line(out, article->credits[i]);
}

/* For people and programs that want nothing but words. */
static int
write_text(struct buf *out, const struct subject *subject, struct err *err)
{
    struct record record;
    if (record_decode(&record, subject->record, err) != 0)
        return -1;
    for (size_t i = 0; i < record.article_count; i++) {
        if (i > 0)
            buf_printf(out, "\n\n");
        add_article(out, &record.articles[i]);
    }
    record_done(&record);
    return 0;
}

/* The first is what a client gets that asks for nothing. */
static const struct format formats[] = {
    { "json", "application/json", true, true, write_json },
    { "txt", "text/plain; charset=utf-8", true, true, write_text },
};
enum { FORMAT_COUNT = sizeof formats / sizeof formats[0] };

/* ---- choosing ---- */

static bool
can(const struct format *format, bool article)
{
    return article ? format->articles : format->pages;
}

/* Without parameters. */
static struct slice
bare_type(struct slice type)
{
    return slice_trim(slice_part(type, 0, slice_find(type, SLICE_LITERAL(";"))));
}

/* Whether a range of Accept, as a media type or with stars, takes a format. */
static bool
takes(struct slice range, const struct format *format)
{
    struct slice type = bare_type(slice_from(format->media_type));
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
preference(struct slice accept, const struct format *format)
{
    unsigned best = 0;
    bool exact = false;
    while (accept.len > 0) {
        size_t comma = slice_find(accept, SLICE_LITERAL(","));
        struct slice range = slice_part(accept, 0, comma), type = bare_type(range);
        bool full = slice_equal(type, bare_type(slice_from(format->media_type)));
        accept = slice_part(accept, comma + 1, accept.len);
        if (!takes(type, format) || (exact && !full))
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
    for (size_t i = 0; i < FORMAT_COUNT; i++)
        if (can(&formats[i], article))
            buf_printf(out, "%s.%s (%s)", out->len > 0 ? ", " : "", formats[i].suffix,
                       formats[i].media_type);
}

const struct format *
format_choose(struct exchange *x, bool article)
{
    struct slice suffix = x->match.suffix, accept = exchange_header(x, "Accept");
    const struct format *found = NULL;
    unsigned best = 0;
    if (suffix.len == 0 && accept.len == 0)
        return &formats[0];
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        const struct format *format = &formats[i];
        if (!can(format, article))
            continue;
        if (suffix.len > 0) {
            if (slice_equal(suffix, slice_from(format->suffix)))
                return format;
            continue;
        }
        unsigned value = preference(accept, format);
        if (value > best) {
            best = value;
            found = format;
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
