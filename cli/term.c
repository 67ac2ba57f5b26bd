#include "cli/term.h"

#include "common/err.h"
#include "common/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unistd.h>

enum { WIDTH_MAX = 84, WIDTH_MIN = 24 };

static const char *const style_codes[] = {
    [STYLE_PLAIN] = "",       [STYLE_BOLD] = "\033[1m",   [STYLE_DIM] = "\033[2m",
    [STYLE_PER] = "\033[33m", [STYLE_LOC] = "\033[32m",   [STYLE_ORG] = "\033[36m",
    [STYLE_BAD] = "\033[31m", [STYLE_HIT] = "\033[1;33m",
};

static size_t
screen_columns(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return WIDTH_MAX;
    return size.ws_col < WIDTH_MIN ? WIDTH_MIN : size.ws_col;
}

int
term_init(struct term *term, const char *when)
{
    bool terminal = isatty(STDOUT_FILENO) == 1;
    const char *no_colour = getenv("NO_COLOR"), *kind = getenv("TERM");
    if (strcmp(when, "always") == 0)
        term->colour = true;
    else if (strcmp(when, "never") == 0)
        term->colour = false;
    else if (strcmp(when, "auto") == 0)
        term->colour = terminal && (no_colour == NULL || *no_colour == '\0') &&
                       (kind == NULL || strcmp(kind, "dumb") != 0);
    else
        return -1;
    term->columns = terminal ? screen_columns() : 0;
    term->width = term->columns > WIDTH_MAX ? WIDTH_MAX : term->columns;
    return 0;
}

void
term_add(const struct term *term, struct buf *out, enum style style, struct slice text)
{
    bool paint = term->colour && style != STYLE_PLAIN;
    if (paint)
        buf_add_slice(out, slice_from(style_codes[style]));
    buf_add_slice(out, text);
    if (paint)
        buf_add_slice(out, SLICE_LITERAL("\033[0m"));
}

void
term_printf(const struct term *term, struct buf *out, enum style style, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    term_add(term, out, style, slice_from(text));
}

static size_t
point_columns(uint32_t point)
{
    switch (u_getIntPropertyValue((UChar32)point, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_WIDE:
    case U_EA_FULLWIDTH:
    case U_EA_AMBIGUOUS:
        return 2;
    default:
        return u_getCombiningClass((UChar32)point) != 0 ? 0 : 1;
    }
}

/* Text of a page must not steer the terminal. */
static uint32_t
harmless(uint32_t point)
{
    bool turns = point == 0x61c || point == 0x200e || point == 0x200f ||
                 (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
    return point < ' ' || (point >= 0x7f && point < 0xa0) || turns ? ' ' : point;
}

size_t
term_columns(struct slice text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.len;)
        columns += point_columns(utf8_next(text, &at));
    return columns;
}

/* Characters that must not begin a line, and those that must not end one. */
static bool
point_in(uint32_t point, const char *set)
{
    struct slice points = slice_from(set);
    for (size_t at = 0; at < points.len;)
        if (utf8_next(points, &at) == point)
            return true;
    return false;
}

static bool
may_break(uint32_t before, uint32_t after)
{
    if (point_in(after, "，。、；：？！”’）》】…·％,.;:?!)]%") || point_in(before, "“‘（《【(["))
        return false;
    return before > 0x7f || after > 0x7f || before == ' ' || after == ' ';
}

/* One code point of a paragraph that is being broken into lines. */
struct cell {
    uint32_t point;
    enum style style;
};

static void
put_line(const struct term *term, struct buf *out, size_t indent, const struct cell *cells,
         size_t count)
{
    for (size_t i = 0; i < indent; i++)
        buf_add_char(out, ' ');
    struct buf part = { 0 };
    for (size_t i = 0; i < count;) {
        enum style style = cells[i].style;
        buf_clear(&part);
        for (; i < count && cells[i].style == style; i++)
            utf8_add(&part, cells[i].point);
        term_add(term, out, style, buf_slice(&part));
    }
    buf_done(&part);
    buf_add_char(out, '\n');
}

static size_t
line_end(const struct cell *cells, size_t start, size_t count, size_t room)
{
    size_t used = 0, end = start;
    while (end < count && used + point_columns(cells[end].point) <= room)
        used += point_columns(cells[end++].point);
    if (end == count)
        return count;
    for (size_t at = end; at > start + 1; at--)
        if (may_break(cells[at - 1].point, cells[at].point))
            return at;
    return end > start ? end : start + 1;
}

void
term_flow(const struct term *term, struct buf *out, size_t first, size_t indent,
          const struct span *spans, size_t count)
{
    size_t cell_count = 0;
    for (size_t i = 0; i < count; i++)
        cell_count += utf8_count(spans[i].text);
    struct cell *cells = calloc(cell_count + 1, sizeof *cells);
    if (cells == NULL)
        die("out of memory");
    cell_count = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < spans[i].text.len; cell_count++) {
            uint32_t point = utf8_next(spans[i].text, &at);
            cells[cell_count].point = harmless(point);
            cells[cell_count].style = spans[i].style;
        }
    for (size_t at = 0; at < cell_count;) {
        size_t blanks = at == 0 ? first : indent;
        size_t room = term->width == 0           ? SIZE_MAX
                      : term->width > blanks + 8 ? term->width - blanks
                                                 : 8;
        size_t end = line_end(cells, at, cell_count, room);
        size_t shown = end;
        while (end < cell_count && shown > at + 1 && cells[shown - 1].point == ' ')
            shown--;
        put_line(term, out, blanks, cells + at, shown - at);
        for (at = end; at < cell_count && cells[at].point == ' '; at++)
            continue;
    }
    free(cells);
}

void
term_cell(struct buf *out, struct slice text, size_t columns, bool fill)
{
    bool cut = term_columns(text) > columns;
    size_t room = cut && columns >= 2 ? columns - 2 : columns, used = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t point = utf8_next(text, &at);
        size_t width = point_columns(point);
        if (used + width > room)
            break;
        utf8_add(out, harmless(point));
        used += width;
    }
    if (cut) {
        buf_add_slice(out, SLICE_LITERAL("…"));
        used += 2;
    }
    for (; fill && used < columns; used++)
        buf_add_char(out, ' ');
}
