/*
 * A glyph that stands twice says little, many of them in a row much: of a hundred pairs of
 * neighbours in print one or two are equal, mostly in words like 高高兴兴, whose doubled signs come
 * two at a time.  Where glyphs are doubled here and there, by no such measure, they come in runs of
 * any length.
 */
#include "services/segment/read/echo.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <stdbool.h>
#include <string.h>

enum {
    ECHO_PAIRS = 3,   /* so many doubled characters in a row of their own are fake bold */
    TIMES_MOST = 4,   /* that a glyph is printed */
    UNEVEN_SIGNS = 5, /* of a row that can be told by itself to be doubled unevenly */
    UNEVEN_DOUBLED = 4,
    UNEVEN_ODD = 2,    /* runs of doubled signs that are no 高高兴兴 */
    UNEVEN_SHARE = 30, /* of a hundred signs that are doubled */
    MOSTLY_SHARE = 60, /* of a hundred, so many that no more is asked */
    WEAK_DOUBLED = 2,  /* the same on a page that has such rows */
    WEAK_SHARE = 15,
    HALF_LEAST = 6, /* signs of a row that stands there twice */
    HALF_MOST = 40,
};

/* Whether nothing else stands in the rows of [start, end). */
static bool
is_alone(const uint32_t *plain, size_t start, size_t end, size_t count)
{
    while (start > 0 && point_is_blank(plain[start - 1]) && plain[start - 1] != '\n')
        start--;
    while (end < count && point_is_blank(plain[end]) && plain[end] != '\n')
        end++;
    return (start == 0 || plain[start - 1] == '\n') && (end == count || plain[end] == '\n');
}

/* Glyphs doubled one by one, across the ends of rows: the second of each pair goes. */
static void
hush_pairs(uint32_t *plain, size_t count)
{
    for (size_t at = 0; at < count;) {
        size_t pairs = 0, i = at, stop = at;
        uint32_t first = 0;
        bool varied = false;
        while (i < count) {
            size_t second = i + 1;
            while (second < count && second - i < 4 && point_is_blank(plain[second]))
                second++;
            if (point_is_blank(plain[i]) || second >= count || plain[second] != plain[i])
                break;
            varied |= pairs > 0 && plain[i] != first && point_is_han(plain[i]);
            first = pairs == 0 ? plain[i] : first;
            pairs++;
            stop = second + 1;
            i = stop;
            while (i < count && i - stop < 6 && point_is_blank(plain[i]))
                i++;
        }
        bool few = pairs < ECHO_PAIRS ||
                   (pairs == ECHO_PAIRS && !is_alone(plain, at, stop, count)); /* 凄凄惨惨戚戚 */
        if (few || !varied) {
            at = few ? at + 1 : stop; /* one sign repeated is none */
            continue;
        }
        bool echo = false;
        for (i = at; i < stop; i++)
            if (!point_is_blank(plain[i])) {
                if (echo)
                    plain[i] = ' ';
                echo = !echo;
            }
        at = stop;
    }
}

/* Where the run of equal glyphs ends that begins at `at`. */
static size_t
run_end(const uint32_t *plain, size_t at, size_t end)
{
    size_t stop = at + 1;
    while (stop < end && plain[stop] == plain[at])
        stop++;
    return stop;
}

/* A stretch where each glyph stands `times` times: all but the first go. */
static void
hush_times(uint32_t *plain, size_t count, size_t times)
{
    for (size_t at = 0; at < count;) {
        size_t runs = 0, kinds = 0, stop = at;
        for (size_t i = at; i < count; i = stop) {
            size_t end = run_end(plain, i, count);
            if (point_is_blank(plain[i]) ? plain[i] == '\n' : (end - i) % times != 0)
                break;
            if (!point_is_blank(plain[i])) {
                runs++;
                kinds += point_is_han(plain[i]) && end - i == times;
            }
            stop = end;
        }
        if (runs < ECHO_PAIRS || kinds < ECHO_PAIRS) {
            at = stop > at ? stop : run_end(plain, at, count);
            continue;
        }
        for (size_t i = at, end; i < stop; i = end) {
            end = run_end(plain, i, stop);
            for (size_t k = i; k < end && !point_is_blank(plain[k]); k++)
                if ((k - i) % times != 0)
                    plain[k] = ' ';
        }
        at = stop;
    }
}

struct row {
    size_t signs;   /* that differ from the one before; ideographs and marks */
    size_t doubled; /* of them, printed more than once */
    size_t odd;     /* runs of doubled ones that are not two long */
};

static struct row
measure(const uint32_t *plain, size_t start, size_t end)
{
    struct row row = { 0 };
    size_t run = 0;
    for (size_t i = start, stop; i < end; i = stop) {
        stop = run_end(plain, i, end);
        bool counts = point_is_han(plain[i]) || plain[i] == U'，' || plain[i] == U'。';
        if (!counts && point_is_blank(plain[i]))
            continue;
        row.signs += counts;
        row.doubled += counts && stop - i > 1;
        if (counts && stop - i > 1) {
            run++;
            continue;
        }
        row.odd += run != 0 && run != 2;
        run = 0;
    }
    row.odd += run != 0 && run != 2;
    return row;
}

/* Whether glyphs of the row are doubled here and there: as it was printed, and with what is left
 * once those that stand in long runs are gone. */
static bool
is_uneven(const struct row *print, const struct row *left, bool strong)
{
    bool some = print->doubled < print->signs && left->doubled > 0;
    if (!some || print->signs < UNEVEN_SIGNS)
        return false;
    if (print->doubled >= UNEVEN_DOUBLED &&
        ((left->doubled < print->doubled && print->doubled * 100 >= print->signs * MOSTLY_SHARE) ||
         (left->odd >= UNEVEN_ODD && print->doubled * 100 >= print->signs * UNEVEN_SHARE)))
        return true;
    return !strong && print->doubled >= WEAK_DOUBLED &&
           print->doubled * 100 >= print->signs * WEAK_SHARE;
}

static size_t
row_end(const uint32_t *plain, size_t at, size_t count)
{
    while (at < count && plain[at] != '\n')
        at++;
    return at;
}

/* What stands three times was doubled in print too: 常常. */
static void
hush_row(uint32_t *plain, size_t start, size_t end)
{
    for (size_t i = start, stop; i < end; i = stop) {
        stop = run_end(plain, i, end);
        bool dash = glyph_is_dash(plain[i]) || plain[i] == U'…' || plain[i] == '.';
        size_t keep = stop - i > 2 || dash ? 2 : 1;
        for (size_t k = i + keep; k < stop && !point_is_blank(plain[i]); k++)
            plain[k] = ECHO_UNEVEN;
    }
}

static void
hush_uneven(uint32_t *plain, const uint32_t *printed, size_t count)
{
    size_t found = 0;
    for (int pass = 0; pass < 2 && (pass == 0 || found > 0); pass++)
        for (size_t at = 0, end; at < count; at = end + 1) {
            end = row_end(plain, at, count);
            struct row print = measure(printed, at, end), left = measure(plain, at, end);
            bool strong = is_uneven(&print, &left, true);
            found += pass == 0 && strong;
            if (pass > 0 && (strong || is_uneven(&print, &left, false)))
                hush_row(plain, at, end);
        }
}

/* A row that is the same text twice: 老渠通了水老渠通了水. */
static void
hush_halves(uint32_t *plain, size_t count)
{
    for (size_t at = 0, end; at < count; at = end + 1) {
        end = row_end(plain, at, count);
        size_t from = at, to = end, half, same = 0;
        while (from < to && point_is_blank(plain[from]))
            from++;
        while (from < to && point_is_blank(plain[to - 1]))
            to--;
        half = (to - from) / 2;
        if ((to - from) % 2 != 0 || half < HALF_LEAST || half > HALF_MOST)
            continue;
        while (same < half && plain[from + same] == plain[from + half + same])
            same++;
        bool varied = run_end(plain, from, from + half) < from + half;
        for (size_t i = from + half; same == half && varied && point_is_han(plain[from]) && i < to;
             i++)
            plain[i] = ' ';
    }
}

void
echo_hush(uint32_t *plain, uint32_t *printed, size_t count)
{
    for (size_t times = TIMES_MOST; times > 2; times--)
        hush_times(plain, count, times);
    hush_halves(plain, count);
    memcpy(printed, plain, count * sizeof *plain);
    hush_pairs(plain, count);
    hush_uneven(plain, printed, count);
}
