#include "services/segment/write/word.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/person.h"
#include "services/segment/write/title.h"
#include "services/segment/write/town.h"

#include <string.h>

enum { GLUED_MOST = 5 }; /* names without a blank between them */

bool
word_is_foreign(const uint32_t *point, size_t len)
{
    for (size_t i = 1; i + 1 < len; i++)
        if (person_is_dot(point[i]))
            return true;
    return false;
}

static bool
is_among(uint32_t point, const char *list)
{
    return utf8_has(slice_from(list), point);
}

static bool
ends_with(const struct word *word, const char *end)
{
    struct slice text = slice_from(end);
    size_t count = utf8_count(text);
    return count <= word->len && utf8_is(text, word->point + word->len - count, count);
}

/* How much of the word's beginning is places, 河北省石家庄市: those of the list, and 市, 县 ... */
static size_t
places_end(const struct word *word)
{
    size_t end = 0;
    for (size_t at = 0, len; at < word->len; at = end) {
        for (len = word->len - at; len > 1 && !town_is_place(word->point + at, len);)
            len--;
        if (len < 2)
            break;
        for (end = at + len; end < word->len && is_among(word->point[end], "省市县区州");)
            end++;
    }
    return end;
}

/* What a word that is glued to a title keeps: of 研究员李明 the name. */
static void
drop_title_before(struct word *word)
{
    if (word->len < CHINESE_MAX || word_is_foreign(word->point, word->len) ||
        person_is_name(word->point, word->len))
        return;
    size_t places = places_end(word);
    for (size_t rest = CHINESE_MAX; rest > 0; rest--) {
        uint32_t name[CHINESE_MAX + 1] = { 0 };
        if (rest + places >= word->len ||
            !is_among(word->point[word->len - rest - 1], "员长师授任理家者士生委记"))
            continue;
        memcpy(name, word->point + word->len - rest, rest * sizeof *name);
        name[rest] = U'明'; /* of a padded name only the surname */
        if (!person_is_name(name, rest > 1 ? rest : 2) || town_is_place(name, rest) ||
            title_is(name, rest, false))
            continue;
        memcpy(word->point, name, rest * sizeof *name);
        word->len = rest;
        return;
    }
}

/* Of 唐·李白 the name. */
static void
drop_dynasty(struct word *word)
{
    if (word->len < 4 || word->len > CHINESE_MAX + 1 || !person_is_dot(word->point[1]) ||
        !is_among(word->point[0], "汉晋唐宋元明清") ||
        !person_is_name(word->point + 2, word->len - 2))
        return;
    word->len -= 2;
    memmove(word->point, word->point + 2, word->len * sizeof *word->point);
}

/* Of 李明代表 the name; of 李明摄, nothing; `padded`: the name begins in the word before. */
static void
drop_title_after(struct word *word, bool padded)
{
    size_t least = padded ? 1 : 2;
    for (const char *const *title = cue_titles; *title != NULL; title++)
        if (word->len >= least + 2 && word->len <= CHINESE_MAX + 2 && ends_with(word, *title)) {
            word->len -= 2;
            return;
        }
    if (word->len != CHINESE_MAX || person_is_name(word->point, word->len) ||
        !person_is_name(word->point, word->len - 1))
        return;
    if (is_among(word->point[word->len - 1], "文辑译著撰"))
        word->len--;
    else if (is_among(word->point[word->len - 1], "摄图绘"))
        word->len = 0;
}

bool
words_open(const struct words *words)
{
    size_t single = 0;
    while (single < words->count && words->at[words->count - 1 - single].len == 1 &&
           !words->at[words->count - 1 - single].pause)
        single++;
    return single % 2 == 1;
}

/* Whether a name begins at text[at], padded or at its line's end: 文 静, 文\n根雨. */
static bool
begins_padded(const uint32_t *text, size_t len, size_t at)
{
    size_t given = at + 1;
    if (given + 1 < len && text[given] == '\n' && point_is_han(text[given + 1]))
        return true;
    while (given < len && point_is_blank(text[given]))
        given++;
    return given > at + 1 && given < len && point_is_han(text[given]) &&
           (given + 1 == len || !point_is_han(text[given + 1]));
}

bool
words_claim(const struct words *words, const uint32_t *text, size_t len, size_t at)
{
    if (words->count == 0)
        return words->post && begins_padded(text, len, at);
    const struct word *last = &words->at[words->count - 1];
    uint32_t next = at + 1 < len ? text[at + 1] : ' ';
    return words_open(words) ||
           (last->broken && !last->pause && last->len == 2 && person_is_name(last->point, 2) &&
            (next == U'、' || next == U'）' || next == ')'));
}

/* How many ways the word is names that are glued to each other, and nothing else, each with a
 * surname that many have; parts[] has the lengths of one of the ways. */
static unsigned
count_splits(const uint32_t *point, size_t len, size_t *parts, size_t depth)
{
    unsigned ways = 0;
    if (len == 0)
        return depth > 1;
    for (size_t name = 2; name <= 3 && name <= len && depth < GLUED_MOST; name++) {
        if (!person_is_common(point[0]) || !person_is_name(point, name) ||
            town_is_place(point, name))
            continue;
        size_t rest[GLUED_MOST + 1] = { 0 };
        unsigned more = count_splits(point + name, len - name, rest, depth + 1);
        if (more > 0 && (ways == 0 || name == 3)) { /* more people have three characters */
            memcpy(parts, rest, sizeof rest);
            parts[depth] = name;
        }
        ways += more;
    }
    return ways;
}

/* Adds the names of 赵一鸣孙晓蕾; false when the word is no names glued to each other, or when it
 * could be others just as well. */
static bool
add_glued(struct words *words, const struct word *word)
{
    size_t parts[GLUED_MOST + 1] = { 0 }, at = 0;
    bool told = words->writes && !words->opens && word->len >= CHINESE_MAX;
    if (!told || person_is_name(word->point, word->len) ||
        count_splits(word->point, word->len, parts, 0) != 1)
        return false;
    for (size_t i = 0; at < word->len && words->count < WORDS_MAX; i++) {
        struct word *part = &words->at[words->count++];
        *part = (struct word){ .len = parts[i], .pause = true };
        memcpy(part->point, word->point + at, parts[i] * sizeof *part->point);
        at += parts[i];
    }
    words->at[words->count - 1].broken = word->broken;
    words->at[words->count - 1].pause = word->pause;
    return true;
}

/* The last character of a name and what its bearer did: of 曾超文/文. */
static bool
is_own_task(const uint32_t *text, size_t len)
{
    return len > 2 && text[0] == U'文' && (text[1] == '/' || text[1] == U'／') && text[2] == U'文';
}

void
words_take(struct words *words, const uint32_t *text, size_t len, size_t *at, bool glued)
{
    const struct cue_word *cue;
    struct word word = { .len = 0 };
    size_t stop = *at;
    while (stop < len) {
        bool inside = stop > *at;
        if (inside && text[stop] == '\n' && stop + 1 < len && person_is_dot(text[stop + 1]))
            stop++; /* the dot came into the next line */
        if (inside && !words_open(words) &&
            person_is_dot(text[stop])) { /* 露西·穆勒, perhaps on two lines; not 李明·编译 */
            size_t next = stop + 1 < len && text[stop + 1] == '\n' ? stop + 2 : stop + 1;
            if (next >= len || !point_is_han(text[next]) ||
                title_cue(text + next, len - next, &cue) > 0)
                break;
        } else if (!point_is_han(text[stop]) || (inside && !is_own_task(text + stop, len - stop) &&
                                                 title_cue(text + stop, len - stop, &cue) > 1)) {
            break;
        }
        if (word.len < WORD_MAX)
            word.point[word.len++] = text[stop];
        stop++;
    }
    word.broken = stop < len && text[stop] == '\n';
    *at = stop;
    if (glued && !words_open(words) && add_glued(words, &word))
        return;
    drop_dynasty(&word);
    drop_title_after(&word, words_open(words));
    drop_title_before(&word);
    if (words->count < WORDS_MAX && word.len > 0)
        words->at[words->count++] = word;
}
