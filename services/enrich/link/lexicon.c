#include "services/enrich/link/lexicon.h"

#include "common/err.h"
#include "common/utf8.h"

#include <stdlib.h>
#include <string.h>

static int
compare(uint32_t a, uint32_t b, size_t a_length, size_t b_length)
{
    if (a != b)
        return a < b ? -1 : 1;
    return (a_length < b_length) - (a_length > b_length);
}

static int
compare_first(const void *left, const void *right)
{
    const struct lexicon_word *a = left, *b = right;
    return compare(a->points[0], b->points[0], a->length, b->length);
}

static int
compare_last(const void *left, const void *right)
{
    const struct lexicon_word *a = left, *b = right;
    return compare(a->points[a->length - 1], b->points[b->length - 1], a->length, b->length);
}

void
lexicon_init(struct lexicon *lexicon, const char *words)
{
    size_t total;
    *lexicon = (struct lexicon){ .points = utf8_points(slice_from(words), &total) };
    lexicon->by_first = calloc(total + 1, sizeof *lexicon->by_first);
    lexicon->by_last = calloc(total + 1, sizeof *lexicon->by_last);
    if (lexicon->by_first == NULL || lexicon->by_last == NULL)
        die("out of memory");
    for (size_t at = 0; at < total;) {
        size_t start = at;
        while (at < total && !point_is_blank(lexicon->points[at]))
            at++;
        if (at > start)
            lexicon->by_first[lexicon->count++] =
                (struct lexicon_word){ lexicon->points + start, at - start };
        while (at < total && point_is_blank(lexicon->points[at]))
            at++;
    }
    memcpy(lexicon->by_last, lexicon->by_first, lexicon->count * sizeof *lexicon->by_last);
    qsort(lexicon->by_first, lexicon->count, sizeof *lexicon->by_first, compare_first);
    qsort(lexicon->by_last, lexicon->count, sizeof *lexicon->by_last, compare_last);
}

void
lexicon_done(struct lexicon *lexicon)
{
    free(lexicon->points);
    free(lexicon->by_first);
    free(lexicon->by_last);
    *lexicon = (struct lexicon){ 0 };
}

/* The first word of the sorted array whose first or last code point is not below `point`. */
static size_t
lower_bound(const struct lexicon_word *words, size_t count, bool last, uint32_t point)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct lexicon_word *word = &words[middle];
        if (word->points[last ? word->length - 1 : 0] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t
lexicon_ending(const struct lexicon *lexicon, const uint32_t *points, size_t count)
{
    if (count == 0)
        return 0;
    uint32_t point = points[count - 1];
    const struct lexicon_word *words = lexicon->by_last;
    for (size_t i = lower_bound(words, lexicon->count, true, point);
         i < lexicon->count && words[i].points[words[i].length - 1] == point; i++)
        if (words[i].length <= count && memcmp(words[i].points, points + count - words[i].length,
                                               words[i].length * sizeof *points) == 0)
            return words[i].length;
    return 0;
}

size_t
lexicon_beginning(const struct lexicon *lexicon, const uint32_t *points, size_t count)
{
    if (count == 0)
        return 0;
    const struct lexicon_word *words = lexicon->by_first;
    for (size_t i = lower_bound(words, lexicon->count, false, points[0]);
         i < lexicon->count && words[i].points[0] == points[0]; i++)
        if (words[i].length <= count &&
            memcmp(words[i].points, points, words[i].length * sizeof *points) == 0)
            return words[i].length;
    return 0;
}
