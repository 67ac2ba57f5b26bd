#include "services/enrich/link/home.h"

#include "common/utf8.h"

#include <stdlib.h>

enum { PAPER_MAX = 8 }; /* code points of a newspaper's place */

/* The division of that whole name: the only one of the highest level; else PLACE_NONE. */
static uint32_t
division(const struct atlas *atlas, const uint32_t *points, size_t count)
{
    const struct meaning *meanings;
    size_t found = atlas_find(atlas, points, count, &meanings), equals = 0;
    uint32_t best = PLACE_NONE;
    for (size_t i = 0; i < found; i++) {
        const struct place_row *row = atlas_place(atlas, meanings[i].place);
        if (meanings[i].kind == NAME_PAPER)
            return meanings[i].place;
        if (meanings[i].kind > NAME_SHORT || row->code == 0 || row->level < LEVEL_PROVINCE ||
            row->level > LEVEL_COUNTY)
            continue;
        if (best == PLACE_NONE || row->level < atlas_place(atlas, best)->level) {
            best = meanings[i].place;
            equals = 1;
        } else if (row->level == atlas_place(atlas, best)->level)
            equals++;
    }
    return equals == 1 ? best : PLACE_NONE;
}

static uint32_t
named(const struct atlas *atlas, struct slice name)
{
    uint32_t place = atlas_by_code(atlas, name);
    if (place != PLACE_NONE)
        return place;
    size_t count;
    uint32_t *points = utf8_points(name, &count);
    place = division(atlas, points, count);
    free(points);
    return place;
}

int
homes_read(struct homes *homes, const struct atlas *atlas, const char *const *words, size_t count,
           struct err *err)
{
    struct homes read = { calloc(count + 1, sizeof *read.rules), 0 };
    if (read.rules == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++) {
        struct slice word = slice_from(words[i]);
        size_t equals = slice_find(word, SLICE_LITERAL("="));
        struct home_rule *rule = &read.rules[read.count++];
        struct slice place = word;
        rule->paper = SLICE_EMPTY;
        if (equals < word.len) {
            rule->paper = slice_part(word, 0, equals);
            place = slice_part(word, equals + 1, word.len);
        }
        rule->place = named(atlas, place);
        if (rule->place == PLACE_NONE) {
            homes_done(&read);
            return err_set(err, ERR_REJECT, "home: \"%.*s\" is no division, or several",
                           SLICE_ARGS(place));
        }
    }
    homes_done(homes);
    *homes = read;
    return 0;
}

void
homes_done(struct homes *homes)
{
    free(homes->rules);
    *homes = (struct homes){ 0 };
}

/* How many code points the name of a newspaper's kind has that begins here. */
static size_t
paper_noun(const uint32_t *points, size_t count)
{
    static const char *const nouns[] = { "日报", "晚报", "晨报", "早报",       "都市报", "时报",
                                         "商报", "周报", "新闻", "广播电视报", "法治报" };
    for (size_t i = 0; i < sizeof nouns / sizeof nouns[0]; i++) {
        size_t length = utf8_count(slice_from(nouns[i]));
        if (length <= count && utf8_is(slice_from(nouns[i]), points, length))
            return length;
    }
    return 0;
}

/* Named after no place, though their names begin like one. */
static bool
is_national(const uint32_t *points, size_t count)
{
    static const char *const papers[] = { "光明日报", "团结日报", "和平日报" };
    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++) {
        size_t length = utf8_count(slice_from(papers[i]));
        if (length <= count && utf8_is(slice_from(papers[i]), points, length))
            return true;
    }
    return false;
}

/* The home of a newspaper that the atlas knows by the very name: 新民晚报, which is not of 新民. */
static uint32_t
known_paper(const struct atlas *atlas, const uint32_t *points, size_t count)
{
    for (size_t length = count < PAPER_MAX ? count : PAPER_MAX; length >= 2; length--) {
        const struct meaning *meanings;
        size_t found = atlas_find(atlas, points, length, &meanings);
        for (size_t i = 0; i < found; i++)
            if (meanings[i].kind == NAME_PAPER)
                return meanings[i].place;
    }
    return PLACE_NONE;
}

/* Where the newspaper is at home whose name stands in the text; PLACE_NONE when none does. */
static uint32_t
home_in(const struct atlas *atlas, const uint32_t *points, size_t count)
{
    for (size_t at = 0; at < count; at++) {
        uint32_t place = known_paper(atlas, points + at, count - at);
        if (place != PLACE_NONE)
            return place;
        for (size_t length = 2; length <= PAPER_MAX && at + length <= count; length++) {
            const struct meaning *meanings;
            if (atlas_find(atlas, points + at, length, &meanings) == 0 ||
                is_national(points + at, count - at) ||
                paper_noun(points + at + length, count - at - length) == 0)
                continue;
            place = division(atlas, points + at, length);
            if (place != PLACE_NONE)
                return place;
        }
    }
    return PLACE_NONE;
}

static uint32_t
home_in_text(const struct atlas *atlas, struct slice text)
{
    size_t count;
    uint32_t *points = utf8_points(text, &count);
    uint32_t place = home_in(atlas, points, count);
    free(points);
    return place;
}

/* The part of the page's text from code point `start`, which byte *at of code point *point
 * precedes, to `end`. */
static struct slice
page_part(struct slice text, uint32_t start, uint32_t end, uint32_t *point, size_t *at)
{
    size_t from = *at;
    while (*point < end && *at < text.len) {
        if (*point == start)
            from = *at;
        utf8_next(text, at);
        (*point)++;
    }
    return slice_part(text, from, *at);
}

/* The masthead stands in the furniture of the page. */
static uint32_t
home_in_furniture(const struct atlas *atlas, const struct page *page)
{
    uint32_t point = 0, place = PLACE_NONE;
    size_t at = 0;
    for (size_t i = 0; i < page->segment_count && place == PLACE_NONE; i++) {
        const struct segment *segment = &page->segments[i];
        if (segment->role == ROLE_FURNITURE && segment->end - segment->start <= 200)
            place = home_in_text(atlas,
                                 page_part(page->text, segment->start, segment->end, &point, &at));
    }
    return place;
}

uint32_t
home_of(const struct homes *homes, const struct atlas *atlas, const struct page *page)
{
    uint32_t fallback = PLACE_NONE;
    for (size_t i = 0; i < homes->count; i++)
        if (homes->rules[i].paper.len == 0)
            fallback = homes->rules[i].place;
        else if (slice_equal(homes->rules[i].paper, page->paper))
            return homes->rules[i].place;
    uint32_t place = page->paper.len > 0 ? home_in_text(atlas, page->paper) : PLACE_NONE;
    if (place == PLACE_NONE)
        place = home_in_furniture(atlas, page);
    return place != PLACE_NONE ? place : fallback;
}

struct slice
home_unlisted(const struct atlas *atlas, const struct page *page)
{
    size_t count, stem = 0, end = 0;
    uint32_t *points = utf8_points(page->paper, &count);
    for (size_t at = 2; at <= 4 && at < count && stem == 0; at++)
        if (paper_noun(points + at, count - at) == count - at)
            stem = at;
    if (stem > 0 && division(atlas, points, stem) != PLACE_NONE)
        stem = 0;
    free(points);
    for (size_t i = 0; i < stem; i++)
        utf8_next(page->paper, &end);
    return slice_part(page->paper, 0, end);
}
