#include "services/store/snippet.h"

#include "common/buf.h"
#include "common/utf8.h"

enum { BEFORE = 20, AFTER = 60 }; /* code points */

/* Byte at which the first word that stands in text begins; 0 when none does. */
static size_t
find_word(struct slice text, struct slice words)
{
    for (size_t at = 0, start = 0; start < words.len; start = at) {
        size_t end = start;
        for (at = start; at < words.len; end = at)
            if (point_is_blank(utf8_next(words, &at)))
                break;
        if (end == start)
            continue;
        size_t found = slice_find(text, slice_part(words, start, end));
        if (found < text.len)
            return found;
    }
    return 0;
}

/* `count` code points back from a byte. */
static size_t
step_back(struct slice text, size_t at, unsigned count)
{
    while (at > 0 && count > 0)
        if (((unsigned char)text.ptr[--at] & 0xC0) != 0x80)
            count--;
    return at;
}

struct slice
snippet_cut(struct arena *arena, struct slice text, struct slice words)
{
    size_t found = find_word(text, words);
    size_t start = step_back(text, found, BEFORE);
    struct buf line = { 0 };
    if (start > 0)
        buf_add_slice(&line, SLICE_LITERAL("…"));
    size_t at = start, count = 0;
    while (at < text.len && (at < found || count < AFTER)) {
        count += at >= found;
        uint32_t point = utf8_next(text, &at);
        bool blank = point_is_blank(point);
        if (!blank || line.len == 0 || line.ptr[line.len - 1] != ' ')
            utf8_add(&line, blank ? ' ' : point);
    }
    if (at < text.len)
        buf_add_slice(&line, SLICE_LITERAL("…"));
    struct slice snippet = arena_slice(arena, buf_slice(&line));
    buf_done(&line);
    return snippet;
}
