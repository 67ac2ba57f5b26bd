/*
 * A byline is read word by word: cues (本报记者, 通讯员, 文, 图 ...) say what the
 * names after them did; names are two to four ideographs, some padded with a
 * blank to three places, some broken by a line's end, some glued to a title
 * (研究员李明, 李明代表).
 */
#include "services/segment/write/name.h"

#include "common/utf8.h"
#include "services/segment/cue.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"
#include "services/segment/write/title.h"

#include <string.h>

enum {
    CHINESE_MAX = 4, /* ideographs of a Chinese name */
    WORDS_MAX = 64,
    WORD_MAX = 40,
    GLUED_MOST = 5,  /* names without a blank between them */
    QUOTED_MAX = 30, /* code points of a title in 《》 */
};

struct word {
    uint32_t point[WORD_MAX];
    size_t len;
    bool broken; /* a line ends after it */
    bool pause;  /* 、 or the like after it */
};

/* The words since the last cue. */
struct words {
    struct word at[WORDS_MAX];
    size_t count;
    bool writes; /* they are what wrote */
    bool opens;  /* no cue stands before them */
};

struct reader {
    const uint32_t *text;
    size_t len;
    const struct towns *towns;
    struct name *names;
    bool sure[WORDS_MAX]; /* of each name */
    size_t count, cap;
    enum names_place place;
};

/* Whether it has a dot inside, as 露西·穆勒 has. */
static bool
is_foreign(const uint32_t *point, size_t len)
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

/* ---- words ---- */

/* What a word that is glued to a title keeps: of 研究员李明 the name. */
static void
drop_title_before(struct word *word)
{
    if (word->len < CHINESE_MAX || is_foreign(word->point, word->len) ||
        person_is_name(word->point, word->len))
        return;
    for (size_t rest = CHINESE_MAX; rest > 0; rest--) {
        uint32_t name[CHINESE_MAX + 1] = { 0 };
        if (rest >= word->len ||
            !is_among(word->point[word->len - rest - 1], "员长师授任理家者士生委记"))
            continue;
        memcpy(name, word->point + word->len - rest, rest * sizeof *name);
        name[rest] = U'明'; /* of a padded name only the surname */
        if (!person_is_name(name, rest > 1 ? rest : 2) || town_is_place(name, rest))
            continue;
        memcpy(word->point, name, rest * sizeof *name);
        word->len = rest;
        return;
    }
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

/* Whether the name that the last words begin lacks a character: it is padded, or broken. */
static bool
is_open(const struct words *words)
{
    size_t single = 0;
    while (single < words->count && words->at[words->count - 1 - single].len == 1 &&
           !words->at[words->count - 1 - single].pause)
        single++;
    return single % 2 == 1;
}

/* Whether the cue of one character at text[at] belongs to a name: 刘 文, 许远\n文、. */
static bool
ends_name(const struct reader *reader, size_t at, const struct words *words)
{
    if (words->count == 0)
        return false;
    const struct word *last = &words->at[words->count - 1];
    uint32_t next = at + 1 < reader->len ? reader->text[at + 1] : ' ';
    return is_open(words) ||
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

/* Takes the word at text[*at]. */
static void
take_word(const struct reader *reader, size_t *at, struct words *words)
{
    const uint32_t *text = reader->text;
    const struct cue_word *cue;
    struct word word = { .len = 0 };
    size_t stop = *at, len = reader->len;
    while (stop < len) {
        bool inside = stop > *at;
        if (inside && !is_open(words) &&
            person_is_dot(text[stop])) { /* 露西·穆勒, perhaps on two lines; not 李明·编译 */
            size_t next = stop + 1 < len && text[stop + 1] == '\n' ? stop + 2 : stop + 1;
            if (next >= len || !point_is_han(text[next]) ||
                title_cue(text + next, len - next, &cue) > 0)
                break;
        } else if (!point_is_han(text[stop]) ||
                   (inside && title_cue(text + stop, len - stop, &cue) > 1)) {
            break;
        }
        if (word.len < WORD_MAX)
            word.point[word.len++] = text[stop];
        stop++;
    }
    word.broken = stop < len && text[stop] == '\n';
    *at = stop;
    if (reader->place != NAMES_TOLD && !is_open(words) && add_glued(words, &word))
        return;
    drop_title_after(&word, is_open(words));
    drop_title_before(&word);
    if (words->count < WORDS_MAX && word.len > 0)
        words->at[words->count++] = word;
}

/* Where what is quoted from text[at] on ends; at when nothing is. */
static size_t
quoted_end(const struct reader *reader, size_t at)
{
    if (reader->text[at] != U'《')
        return at;
    for (size_t i = at + 1; i < reader->len && i - at <= QUOTED_MAX; i++)
        if (reader->text[i] == U'》')
            return i + 1;
    return at;
}

/* ---- names ---- */

/* Whether a name goes on in the next word: padded to its full width, or broken by a line's end; the
 * next may have a place glued to it. */
static bool
goes_on(const struct word *word, const struct word *next, bool place)
{
    size_t len = word->len + next->len;
    if (word->pause || len > NAME_MAX_INK)
        return false;
    if (place && (word->len == 1 || (word->broken && (word->len > 3 || next->len == 1))))
        return true;
    if (word->len == 1 && next->len <= 2)
        return true;
    uint32_t both[NAME_MAX_INK];
    memcpy(both, word->point, word->len * sizeof *both);
    memcpy(both + word->len, next->point, next->len * sizeof *both);
    return word->broken &&
           ((len <= 3 && next->len == 1) || (len == CHINESE_MAX && person_is_name(both, len)) ||
            is_foreign(both, len));
}

/* Whether three words of one character are one name that is spaced out: 李 曦 丽. */
static bool
is_spaced(const struct words *words, size_t i)
{
    size_t run = 0;
    while (i + run < words->count && words->at[i + run].len == 1 &&
           (run == 0 || !(words->at[i + run - 1].pause || words->at[i + run - 1].broken)))
        run++;
    return run == 3 && !words->at[i + 2].broken;
}

static void
add_name(struct reader *reader, const uint32_t *point, size_t len, bool before)
{
    bool sure = !person_is_outlet(point, len) &&
                (is_foreign(point, len) ||
                 ((person_is_stranger(point, len) || person_is_name(point, len)) &&
                  !town_is_place(point, len)));
    if (len < 2 || (len > CHINESE_MAX && !sure) || title_is(point, len, before) ||
        person_is_outlet(point, len) || reader->count == reader->cap || reader->count == WORDS_MAX)
        return;
    reader->sure[reader->count] = sure;
    memcpy(reader->names[reader->count].point, point, len * sizeof *point);
    reader->names[reader->count++].len = len;
}

/* How much of name and place, glued to each other, is the name: of 李明伦敦 two. */
static size_t
cut_place(const uint32_t *point, size_t len)
{
    for (size_t name = 2; name <= CHINESE_MAX && name + 2 <= len; name++)
        if (person_is_name(point, name) && town_is_place(point + name, len - name))
            return name;
    size_t most = len > CHINESE_MAX ? 3 : 2;
    return len >= CHINESE_MAX && !person_is_name(point, len) && person_is_name(point, most) ? most
                                                                                            : len;
}

/* Joins padded and broken names, and adds what then reads like a name. */
static void
add_names(struct reader *reader, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->at[i];
        bool before = i + 1 < words->count && !word->pause;
        if (before && town_is_known(reader->towns, word->point, word->len, words->opens && i == 0))
            continue;
        if (before && word->broken && word->len > 1 && words->at[i + 1].len > CHINESE_MAX &&
            !person_is_name(word->point, word->len) &&
            !is_foreign(words->at[i + 1].point, words->at[i + 1].len))
            continue; /* a title begins here */
        uint32_t point[NAME_MAX_INK];
        size_t len = word->len, last = i;
        if (len > NAME_MAX_INK)
            continue;
        memcpy(point, word->point, len * sizeof *point);
        bool place = i + 2 == words->count && reader->place == NAMES_TOLD;
        size_t more = is_spaced(words, i) ? 2 : before && goes_on(word, &words->at[i + 1], place);
        for (; last < i + more; last++) {
            const struct word *next = &words->at[last + 1];
            memcpy(point + len, next->point, next->len * sizeof *point);
            len += next->len;
        }
        i = last;
        if (i + 1 == words->count && reader->place == NAMES_TOLD)
            len = cut_place(point, len);
        add_name(reader, point, len, i + 1 < words->count && !words->at[i].pause);
    }
}

/* Whether the cue at text[at, end) tells of the names before it: 李明/图, 李明 摄. */
static bool
comes_after(const struct reader *reader, size_t at, size_t end)
{
    while (at > 0 && point_is_blank(reader->text[at - 1]))
        at--;
    if (at > 0 && (reader->text[at - 1] == '/' || reader->text[at - 1] == U'／'))
        return true;
    while (end < reader->len && !point_is_han(reader->text[end]))
        end++;
    return end == reader->len;
}

/* What may be a name is none beside one that is for sure. */
static void
drop_doubtful(struct reader *reader)
{
    bool sure = reader->place != NAMES_BYLINE;
    for (size_t i = 0; i < reader->count; i++)
        sure |= reader->sure[i];
    size_t kept = 0;
    for (size_t i = 0; i < reader->count; i++)
        if (reader->sure[i] || !sure)
            reader->names[kept++] = reader->names[i];
    reader->count = kept;
}

/* How long what a decoder wrote for a glyph without a character is, at text[at]; 0 when none is. */
static size_t
lost_glyph(const struct reader *reader, size_t at)
{
    static const char start[] = "(cid:";
    size_t i = 0;
    while (start[i] != '\0' && at + i < reader->len && reader->text[at + i] == (uint32_t)start[i])
        i++;
    if (start[i] != '\0')
        return 0;
    while (at + i < reader->len && glyph_is_digit(reader->text[at + i]))
        i++;
    return at + i < reader->len && reader->text[at + i] == ')' ? i + 1 : 0;
}

/* Whether a word that a title is glued to is a name for all that: 李明记者. */
static bool
is_plain_name(const struct word *word)
{
    return word->len <= 3 && person_is_name(word->point, word->len) &&
           !person_is_outlet(word->point, word->len);
}

/* 报道, before which the place may stand. */
static bool
is_told(const struct cue_word *cue)
{
    return slice_equal(slice_from(cue->word), SLICE_LITERAL("报道"));
}

size_t
names_read(struct name *names, size_t cap, const uint32_t *text, size_t len,
           const struct towns *towns, enum names_place place)
{
    struct reader reader = {
        .text = text, .len = len, .towns = towns, .names = names, .cap = cap, .place = place
    };
    struct words words = { .writes = true, .opens = true };
    for (size_t at = 0; at < len;) {
        const struct cue_word *cue = NULL;
        size_t skip = title_cue(text + at, len - at, &cue), quoted = quoted_end(&reader, at);
        if (skip > 0 && !(skip == 1 && ends_name(&reader, at, &words))) {
            bool after = cue->sense == CUE_PICTURE && comes_after(&reader, at, at + skip);
            bool pictured = !words.writes && !words.opens && words.count == 0; /* 图/通讯员 */
            if (cue->sense == CUE_RESIDENT && at > 0 && words.count > 0 &&
                point_is_han(text[at - 1]))
                words.count--; /* 石桥市民 */
            else if (is_told(cue) && at > 0 && words.count > 1 && point_is_han(text[at - 1]) &&
                     !(is_plain_name(&words.at[words.count - 1]) &&
                       person_is_common(words.at[words.count - 1].point[0])))
                words.count--; /* 李明 河湾报道 */
            else if (title_is_post(cue) && at > 0 && words.count > 0 &&
                     point_is_han(text[at - 1]) && !is_plain_name(&words.at[words.count - 1]))
                words.count--; /* 大河报·豫视频记者 */
            if (words.writes && !after)
                add_names(&reader, &words);
            words.count = 0;
            words.opens = false;
            words.writes =
                (cue->sense != CUE_PICTURE || after) && !(pictured && title_is_post(cue));
            at += skip;
        } else if (lost_glyph(&reader, at) > 0) { /* (cid:1903)阳娜: who that is cannot be told */
            at += lost_glyph(&reader, at);
            while (at < len && point_is_han(text[at]))
                at++;
        } else if (point_is_han(text[at])) {
            take_word(&reader, &at, &words);
        } else {
            if (words.count > 0 && !point_is_blank(text[at]))
                words.at[words.count - 1].pause = true;
            at = quoted > at ? quoted : at + 1;
        }
    }
    if (words.writes)
        add_names(&reader, &words);
    drop_doubtful(&reader);
    return reader.count;
}

bool
name_is_day(uint32_t point)
{
    return glyph_is_digit(point) || point_is_blank(point) ||
           is_among(point, "一二三四五六七八九十廿〇零月日年专特急");
}
