#include "services/segment/read/markdown.h"

#include "common/utf8.h"

#include <stdbool.h>

enum {
    HEADING_DEPTH = 6,
    EMPHASIS_MOST = 200, /* characters between signs of emphasis */
    LINK_MOST = 300,     /* of an address */
    SIGNS_LEAST = 2,     /* emphasised words that tell without a headline */
};

static void
hush(uint32_t *plain, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        plain[i] = MARKDOWN_SIGN;
}

static size_t
row_end(const uint32_t *plain, size_t at, size_t count)
{
    while (at < count && plain[at] != '\n')
        at++;
    return at;
}

/* How often the sign stands at plain[at]. */
static size_t
times(const uint32_t *plain, size_t at, size_t end)
{
    size_t stop = at;
    while (stop < end && plain[stop] == plain[at])
        stop++;
    return stop - at;
}

/* How long the mark of a headline at the start of a row is: ## 老渠通水; 0 when there is none. */
static size_t
heading(const uint32_t *plain, size_t at, size_t end)
{
    size_t len = at < end && plain[at] == '#' ? times(plain, at, end) : 0;
    return len <= HEADING_DEPTH && at + len < end && plain[at + len] == ' ' ? len : 0;
}

/* Where the emphasis ends that `len` signs at `at` begin: at its last signs; 0 when none begins. */
static size_t
emphasis(const uint32_t *plain, size_t at, size_t len, size_t end)
{
    size_t from = at + len;
    if (from >= end || point_is_blank(plain[from]))
        return 0;
    for (size_t i = from + 1; i + len <= end && i - from < EMPHASIS_MOST; i++)
        if (plain[i] == plain[at]) {
            bool same = times(plain, i, end) == len && !point_is_blank(plain[i - 1]);
            return same ? i : 0;
        }
    return 0;
}

/* Hushes **老渠** and tells where it ends; `at` when it is no emphasis. */
static size_t
take_emphasis(uint32_t *plain, size_t at, size_t end, bool take, size_t *signs)
{
    size_t len = times(plain, at, end),
           stop = len <= 3 && (len > 1 || plain[at] == '*') ? emphasis(plain, at, len, end) : 0;
    if (stop == 0)
        return at + len;
    *signs += len > 1;
    if (take) {
        hush(plain, at, at + len);
        hush(plain, stop, stop + len);
    }
    return take ? at + len : stop + len;
}

/* Hushes all but the words of [老渠](http://…). */
static size_t
take_link(uint32_t *plain, size_t at, size_t end)
{
    size_t close = at + 1, stop;
    while (close < end && close - at < EMPHASIS_MOST && plain[close] != ']' && plain[close] != '[')
        close++;
    if (close + 1 >= end || plain[close] != ']' || plain[close + 1] != '(')
        return at + 1;
    for (stop = close + 2; stop < end && plain[stop] != ')'; stop++)
        if (stop - close > LINK_MOST || point_is_blank(plain[stop]) || point_is_han(plain[stop]))
            return at + 1; /* [注](见下文) is prose */
    if (stop == end)
        return at + 1;
    hush(plain, at, at + 1);
    hush(plain, close, stop + 1);
    return at + 1;
}

static void
take_row(uint32_t *plain, size_t at, size_t end, bool take, size_t *signs)
{
    size_t len = heading(plain, at, end);
    if (len > 0) {
        *signs += SIGNS_LEAST;
        hush(plain, at, at + len);
    }
    for (size_t i = at; take && i < end && (plain[i] == '>' || plain[i] == ' '); i++)
        if (plain[i] == '>')
            hush(plain, i, i + 1);
    for (size_t i = at; i < end;) {
        if (plain[i] == '*' || plain[i] == '_')
            i = take_emphasis(plain, i, end, take, signs);
        else if (take && plain[i] == '[') {
            size_t before = i;
            i = take_link(plain, i, end);
            if (plain[before] == MARKDOWN_SIGN && before > at && plain[before - 1] == '!')
                hush(plain, before - 1, before);
        } else
            i++;
    }
}

void
markdown_hush(uint32_t *plain, size_t count)
{
    size_t signs = 0;
    for (int pass = 0; pass < 2 && (pass == 0 || signs >= SIGNS_LEAST); pass++)
        for (size_t at = 0, end; at < count; at = end + 1) {
            end = row_end(plain, at, count);
            take_row(plain, at, end, pass > 0, &signs);
        }
}
