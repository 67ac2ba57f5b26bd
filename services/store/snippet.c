#include "services/store/snippet.h"

#include "common/buf.h"
#include "common/utf8.h"

#include <strings.h>

enum { BEFORE = 20, AFTER = 60, HITS_MAX = 100 }; /* code points; marks */

/* ---- words ---- */

/* The word from *at on, which moves behind it; empty at the end. */
static struct slice
next_word(struct slice words, size_t *at)
{
    size_t start = *at, end = *at;
    while (*at < words.len) {
        end = *at;
        if (!point_is_blank(utf8_next(words, at))) {
            end = *at;
            continue;
        }
        if (end > start)
            return slice_part(words, start, end);
        start = end = *at;
    }
    return slice_part(words, start, end);
}

/* Byte from `from` on at which the word stands; text.len when it does not. */
static size_t
find_word(struct slice text, size_t from, struct slice word)
{
    for (size_t at = from; at + word.len <= text.len; at++)
        if (strncasecmp(text.ptr + at, word.ptr, word.len) == 0)
            return at;
    return text.len;
}

/* The first place of the first word that is there at all; 0 when none is. */
static size_t
find_first(struct slice text, const struct slice *sought, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < sought[i].len;) {
            struct slice word = next_word(sought[i], &at);
            size_t found = word.len == 0 ? text.len : find_word(text, 0, word);
            if (found < text.len)
                return found;
        }
    return 0;
}

/* ---- marks ---- */

static size_t
count_points(struct slice text, size_t bytes)
{
    return utf8_count(slice_part(text, 0, bytes));
}

/* Adds a mark in its order; what touches becomes one. */
static void
add_mark(struct stretch *marks, size_t *count, uint32_t start, uint32_t end)
{
    size_t at = *count;
    while (at > 0 && marks[at - 1].start > start)
        at--;
    if (at > 0 && marks[at - 1].end >= start) {
        at--;
        if (marks[at].end < end)
            marks[at].end = end;
    } else {
        if (*count == HITS_MAX)
            return;
        for (size_t i = *count; i > at; i--)
            marks[i] = marks[i - 1];
        marks[at] = (struct stretch){ start, end };
        *count += 1;
    }
    size_t kept = at;
    for (size_t i = at + 1; i < *count; i++)
        if (marks[i].start <= marks[kept].end)
            marks[kept].end = marks[i].end > marks[kept].end ? marks[i].end : marks[kept].end;
        else
            marks[++kept] = marks[i];
    *count = kept + 1;
}

struct stretch *
snippet_mark(struct arena *arena, struct slice text, const struct slice *sought, size_t count,
             size_t *hit_count)
{
    struct stretch marks[HITS_MAX] = { 0 };
    *hit_count = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < sought[i].len;) {
            struct slice word = next_word(sought[i], &at);
            size_t found = word.len == 0 ? text.len : find_word(text, 0, word);
            for (; found < text.len; found = find_word(text, found + word.len, word))
                add_mark(marks, hit_count, (uint32_t)count_points(text, found),
                         (uint32_t)count_points(text, found + word.len));
        }
    struct stretch *kept = arena_alloc(arena, *hit_count, sizeof *kept);
    for (size_t i = 0; i < *hit_count; i++)
        kept[i] = marks[i];
    return kept;
}

/* ---- cutting ---- */

/* `count` code points back from a byte. */
static size_t
step_back(struct slice text, size_t at, unsigned count)
{
    while (at > 0 && count > 0)
        if (((unsigned char)text.ptr[--at] & 0xC0) != 0x80)
            count--;
    return at;
}

static const struct slice ellipsis = SLICE_LITERAL("…");

static bool
ends_with(const struct buf *line, struct slice end)
{
    return line->len >= end.len &&
           slice_equal(slice_part(buf_slice(line), line->len - end.len, line->len), end);
}

static void
add_ellipsis(struct buf *line)
{
    while (line->len > 0 && line->ptr[line->len - 1] == ' ')
        line->len--;
    if (!ends_with(line, ellipsis))
        buf_add_slice(line, ellipsis);
}

/* One blank for many, and none where a part begins. */
static void
add_blank(struct buf *line)
{
    if (line->len > 0 && line->ptr[line->len - 1] != ' ' && !ends_with(line, ellipsis))
        buf_add_char(line, ' ');
}

void
snippet_cut(struct arena *arena, struct slice text, const struct slice *sought, size_t count,
            struct snippet *snippet)
{
    size_t found = find_first(text, sought, count);
    size_t start = step_back(text, found, BEFORE);
    struct buf line = { 0 };
    if (start > 0)
        add_ellipsis(&line);
    size_t at = start, points = 0;
    while (at < text.len && (at < found || points < AFTER)) {
        points += at >= found;
        uint32_t point = utf8_next(text, &at);
        if (point == '\n' && line.len > 0 && at < text.len)
            add_ellipsis(&line);
        else if (point_is_blank(point))
            add_blank(&line);
        else
            utf8_add(&line, point);
    }
    if (at < text.len)
        add_ellipsis(&line);
    snippet->text = arena_slice(arena, buf_slice(&line));
    snippet->hits = snippet_mark(arena, snippet->text, sought, count, &snippet->hit_count);
    buf_done(&line);
}
