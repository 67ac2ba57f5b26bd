#include "services/segment/sheet.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/read/echo.h"
#include "services/segment/read/markdown.h"
#include "services/segment/read/markup.h"

#include <string.h>

enum {
    DECODE_BEAT = 1 << 16, /* characters */
    SPACED_LEAST = 4,      /* so many with equal gaps are spaced out */
};

bool
sheet_beats(struct sheet *sheet, uint32_t turns)
{
    sheet->beats += turns;
    if (sheet->beats >= SHEET_BEATS && !sheet->stopped) {
        sheet->beats = 0;
        sheet->stopped = tick_call(sheet->tick, sheet->err) != 0;
    }
    return !sheet->stopped;
}

bool
sheet_beat(struct sheet *sheet)
{
    return sheet_beats(sheet, 1);
}

void
sheet_decode(struct sheet *sheet, struct arena *arena, struct slice text)
{
    *sheet = (struct sheet){
        .arena = arena, .count = utf8_count(text), .tick = sheet->tick, .err = sheet->err
    };
    uint32_t *point = arena_alloc(arena, sheet->count + 1, sizeof *point);
    uint32_t *plain = arena_alloc(arena, sheet->count + 1, sizeof *plain);
    size_t at = 0;
    for (size_t i = 0; i < sheet->count; i++) {
        point[i] = utf8_next(text, &at);
        plain[i] = glyph_fold(point[i]);
        if (i % DECODE_BEAT == 0)
            (void)sheet_beats(sheet, SHEET_BEATS);
    }
    markup_hush(plain, sheet->count);
    (void)sheet_beats(sheet, SHEET_BEATS);
    markdown_hush(plain, sheet->count);
    uint32_t *simple = arena_alloc(arena, sheet->count + 1, sizeof *simple);
    echo_hush(plain, simple, sheet->count); /* simple is not needed before */
    (void)sheet_beats(sheet, SHEET_BEATS);
    sheet->weights = arena_alloc(arena, sheet->count + 1, sizeof *sheet->weights);
    for (size_t i = 0; i < sheet->count; i++) {
        simple[i] = glyph_simple(plain[i]);
        sheet->weights[i] = -1;
    }
    sheet->point = point;
    sheet->plain = plain;
    sheet->simple = simple;
}

uint32_t
sheet_ink(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    while (at < end && point_is_blank(sheet->point[at]))
        at++;
    return at;
}

/* The next offset of text at or after `at`, or `end`. */
static uint32_t
next_letter(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    while (at < end && point_is_blank(sheet->plain[at]))
        at++;
    return at;
}

bool
sheet_is_hushed(const struct sheet *sheet, uint32_t at)
{
    uint32_t point = sheet->point[at];
    return point_is_blank(sheet->plain[at]) && !point_is_blank(point) && point != '<' &&
           point != '&';
}

bool
sheet_same(const struct sheet *sheet, const struct piece *a, const struct piece *b)
{
    uint32_t i = a->from, k = b->from;
    while (i < a->to && k < b->to && sheet->plain[i] == sheet->plain[k]) {
        i = next_letter(sheet, i + 1, a->to);
        k = next_letter(sheet, k + 1, b->to);
    }
    return i >= a->to && k >= b->to;
}

uint32_t
sheet_spaced(const struct sheet *sheet, uint32_t at, uint32_t end)
{
    uint32_t gap = 0, count = 1, stop = at + 1;
    for (uint32_t i = at + 1, width = 0; i < end; i++) {
        if (point_is_blank(sheet->point[i]))
            width += sheet->point[i] == GLYPH_SPACE ? 2 : 1;
        else if (point_is_blank(sheet->plain[i]))
            stop = i + 1; /* an echo */
        if (point_is_blank(sheet->plain[i]))
            continue;
        if (width == 0 || (count > 1 && width != gap))
            break;
        gap = width;
        width = 0;
        stop = i + 1;
        count++;
    }
    return count < SPACED_LEAST ? at : stop;
}

/* Matches word at `at` and returns where it ends, or 0. */
static uint32_t
match_at(const struct sheet *sheet, uint32_t at, uint32_t end, struct slice word)
{
    size_t byte = 0;
    while (byte < word.len) {
        uint32_t point = utf8_next(word, &byte);
        while (at < end && point_is_blank(sheet->plain[at]))
            at++;
        if (at >= end || sheet->simple[at] != point)
            return 0;
        at++;
    }
    return at;
}

uint32_t
sheet_find(const struct sheet *sheet, uint32_t start, uint32_t end, const char *word,
           uint32_t *stop)
{
    struct slice bytes = slice_from(word);
    size_t byte = 0;
    uint32_t first = utf8_next(bytes, &byte);
    for (uint32_t at = start; at < end; at++) {
        if (sheet->simple[at] != first)
            continue;
        uint32_t after = match_at(sheet, at, end, bytes);
        if (after != 0) {
            if (stop != NULL)
                *stop = after;
            return at;
        }
    }
    return end;
}

uint32_t
sheet_match(const struct sheet *sheet, uint32_t at, uint32_t end, const char *word)
{
    return at < end && !point_is_blank(sheet->plain[at])
               ? match_at(sheet, at, end, slice_from(word))
               : 0;
}

bool
sheet_starts(const struct sheet *sheet, uint32_t start, uint32_t end, const char *word)
{
    return match_at(sheet, start, end, slice_from(word)) != 0;
}

bool
sheet_ends(const struct sheet *sheet, uint32_t start, uint32_t end, const char *word)
{
    struct slice bytes = slice_from(word);
    size_t need = utf8_count(bytes);
    for (uint32_t at = end; at > start && need > 0; at--)
        if (!point_is_blank(sheet->plain[at - 1]) && --need == 0)
            return match_at(sheet, at - 1, end, bytes) == end;
    return false;
}

/* Most words of a list begin with another letter: told by its bytes, they need not be read. */
bool
sheet_starts_any(const struct sheet *sheet, uint32_t start, uint32_t end, const char *const *words)
{
    char first[UTF8_MOST];
    while (start < end && point_is_blank(sheet->plain[start]))
        start++;
    if (start >= end)
        return false;
    size_t bytes = utf8_put(first, sheet->simple[start]);
    for (; *words != NULL; words++)
        if (strncmp(*words, first, bytes) == 0 && sheet_starts(sheet, start, end, *words))
            return true;
    return false;
}

bool
sheet_ends_any(const struct sheet *sheet, uint32_t start, uint32_t end, const char *const *words)
{
    char last[UTF8_MOST];
    uint32_t stop = end;
    while (stop > start && point_is_blank(sheet->plain[stop - 1]))
        stop--;
    if (stop <= start)
        return false;
    size_t bytes = utf8_put(last, sheet->simple[stop - 1]);
    for (; *words != NULL; words++) {
        size_t len = strlen(*words);
        if (len >= bytes && memcmp(*words + len - bytes, last, bytes) == 0 &&
            sheet_ends(sheet, start, end, *words))
            return true;
    }
    return false;
}

bool
sheet_holds_any(const struct sheet *sheet, uint32_t start, uint32_t end, const char *const *words)
{
    for (; *words != NULL; words++)
        if (sheet_find(sheet, start, end, *words, NULL) < end)
            return true;
    return false;
}

bool
sheet_is_any(const struct sheet *sheet, uint32_t start, uint32_t end, const char *const *words)
{
    for (; *words != NULL; words++)
        if (sheet_match(sheet, start, end, *words) == end)
            return true;
    return false;
}
