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
#include "services/segment/write/word.h"

#include <string.h>

enum {
    QUOTED_MAX = 30, /* code points of a title in 《》 */
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
    if (word->broken && word_is_foreign(word->point, word->len) && person_is_common(*next->point) &&
        person_is_name(next->point, next->len))
        return false; /* who translated it */
    if (place && (word->len == 1 || (word->broken && (word->len > 3 || next->len == 1))))
        return true;
    if (word->len == 1 && next->len <= 2)
        return true;
    uint32_t both[NAME_MAX_INK];
    memcpy(both, word->point, word->len * sizeof *both);
    memcpy(both + word->len, next->point, next->len * sizeof *both);
    return word->broken &&
           ((next->len == 1 && (len <= 3 || person_is_stranger(both, len))) ||
            (len == CHINESE_MAX && person_is_name(both, len)) || word_is_foreign(both, len));
}

/* Whether three words of one character are one name that is spaced out: 李 曦 丽. */
static bool
is_spaced(const struct words *words, size_t i)
{
    size_t run = 0;
    bool broken = false;
    while (i + run < words->count && words->at[i + run].len == 1 &&
           (run == 0 || !words->at[i + run - 1].pause)) {
        broken |= words->at[i + run].broken;
        run++;
    }
    return run == 3 && (!broken || i + run == words->count || words->at[i + 2].pause);
}

/* `told`: what stands beside it says that it is a name. */
static void
add_name(struct reader *reader, const uint32_t *point, size_t len, bool before, bool told)
{
    told = told && len <= 3 && !title_is(point, len, false);
    bool sure = told || (!person_is_outlet(point, len) &&
                         (word_is_foreign(point, len)
                              ? person_sounds(point, len)
                              : (person_is_stranger(point, len) || person_is_name(point, len)) &&
                                    !town_is_place(point, len)));
    if (len < 2 || (len > CHINESE_MAX && !sure) ||
        (!told && (title_is(point, len, before) || person_is_outlet(point, len))) ||
        reader->count == reader->cap || reader->count == WORDS_MAX)
        return;
    reader->sure[reader->count] = sure;
    memcpy(reader->names[reader->count].point, point, len * sizeof *point);
    reader->names[reader->count++].len = len;
}

/* How much of a name and a place of the list, glued to each other, is the name: of 李明伦敦 two. */
static size_t
word_place(const uint32_t *point, size_t len)
{
    for (size_t name = 2; name <= CHINESE_MAX && name + 2 <= len; name++)
        if (person_is_name(point, name) && town_is_place(point + name, len - name))
            return name;
    return len;
}

/* The same of a place that may be any. */
static size_t
cut_place(const uint32_t *point, size_t len)
{
    size_t known = word_place(point, len);
    if (known < len)
        return known;
    size_t most = len > CHINESE_MAX ? 3 : 2;
    return len >= CHINESE_MAX && !person_is_name(point, len) && person_is_name(point, most) ? most
                                                                                            : len;
}

/* 河湾镇, 石桥村, before who comes from there. */
static bool
is_district(const struct word *word)
{
    return word->len >= 3 && word->len <= CHINESE_MAX &&
           utf8_has(slice_from("镇乡村县市区州省旗"), word->point[word->len - 1]);
}

/* Whether word i stands where only a name does, whatever it means elsewhere: right after 记者,
 * after 、 and such a name, or, written by its sound, beside one: 记者沈阳、高原, 玉波 古丽娜尔. */
static bool
is_told_name(const struct words *words, size_t i, enum names_place place)
{
    const struct word *word = &words->at[i], *last = word - 1;
    if (word->len < 2 || word->len > 3 || (place == NAMES_TOLD && i + 1 == words->count))
        return false;
    if (i == 0 && words->post)
        return true;
    if (i > 0 && last->pause)
        return (i == 1 && words->post) ||
               (person_is_name(last->point, last->len) && !town_is_place(last->point, last->len));
    bool beside = i > 0 ? words->post || person_sounds(last->point, last->len)
                        : i + 1 < words->count && person_sounds(word[1].point, word[1].len);
    return beside && person_sounds(word->point, word->len) &&
           !town_is_place(word->point, word->len);
}

/* Joins padded and broken names, and adds what then reads like a name. */
static void
add_names(struct reader *reader, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->at[i];
        size_t from = i;
        bool before = i + 1 < words->count && !word->pause;
        if (before &&
            (town_is_known(reader->towns, word->point, word->len, words->opens && i == 0) ||
             (words->opens && i == 0 && !word->broken && is_district(word))))
            continue;
        if (before && word->broken && word->len > 1 && words->at[i + 1].len > CHINESE_MAX &&
            !person_is_name(word->point, word->len) &&
            !word_is_foreign(words->at[i + 1].point, words->at[i + 1].len))
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
        bool told =
            (last > from && !words->at[from].broken) || is_told_name(words, from, reader->place);
        add_name(reader, point, len, i + 1 < words->count && !words->at[i].pause, told);
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

/* Drops who translated what a foreigner wrote: [英]露西·史密斯 李明 译. */
static void
drop_translators(struct words *words)
{
    size_t author = words->count;
    while (author > 0 && !word_is_foreign(words->at[author - 1].point, words->at[author - 1].len))
        author--;
    words->count = author > 0 ? author : words->count;
}

/* 报道, before which the place may stand. */
static bool
is_told(const struct cue_word *cue)
{
    return slice_equal(slice_from(cue->word), SLICE_LITERAL("报道"));
}

/* Drops the outlet that is glued to the end of words, before a cue: 大河报·豫视频, 石榴云/天山日报.
 */
static void
drop_outlet(struct words *words)
{
    words->count--;
    while (words->count > 0) {
        const struct word *last = &words->at[words->count - 1];
        bool joined = last->joined;
        bool broken = last->broken && !last->pause && !words->post &&
                      !(is_plain_name(last) && person_is_common(last->point[0]));
        if (!joined && !broken)
            return;
        words->count--;
    }
}

/* Takes what is glued before the cue out of words: a town, an outlet, a place. */
static void
take_employer(const struct reader *reader, const struct cue_word *cue, size_t at, size_t end,
              struct words *words)
{
    if (at == 0 || words->count == 0 ||
        !(point_is_han(reader->text[at - 1]) || reader->text[at - 1] == '+'))
        return; /* of 南方+记者 the outlet ends so */
    const struct word *last = &words->at[words->count - 1];
    bool plain = is_plain_name(last), common = person_is_common(last->point[0]);
    if (cue->sense == CUE_RESIDENT) {
        words->count--; /* 石桥市民 */
    } else if (is_told(cue)) {
        bool outlet = end < reader->len && point_is_han(reader->text[end]); /* 21世纪经济报道记者 */
        struct word *glued = &words->at[words->count - 1];
        size_t name = word_place(glued->point, glued->len);
        if (!outlet && name < glued->len) { /* 李明北京报道 */
            glued->len = name;
            return;
        }
        words->count -= outlet || (words->count > 1 && !(plain && common)); /* 李明 河湾报道 */
    } else if (title_is_post(cue)) {
        while (end < reader->len && point_is_blank(reader->text[end]))
            end++;
        bool names = end < reader->len && point_is_han(reader->text[end]);
        if (!plain || (!common && !words->post && names)) /* 南都记者李明 */
            drop_outlet(words);
    } else if (cue->sense == CUE_PICTURE && !(plain && common) && words->count > 1) {
        words->count--; /* 每经编辑 */
    }
}

/* 作者单位, 作者为, which no name follows. */
static bool
is_employed(const struct reader *reader, size_t at)
{
    return at + 2 < reader->len && reader->text[at] == U'作' && reader->text[at + 1] == U'者' &&
           utf8_has(slice_from("单为系是"), reader->text[at + 2]);
}

/* Where a bracket ends that says who somebody is whose name stands before it, 李明（退休教师）,
 * perhaps with the text; `at` when it is none, or says what somebody did. */
static size_t
bracket_end(const struct reader *reader, const struct words *words, size_t at)
{
    const struct cue_word *cue;
    const uint32_t *text = reader->text;
    if (words->count == 0 || !is_plain_name(&words->at[words->count - 1]) ||
        (text[at] != U'（' && text[at] != '('))
        return at;
    size_t i = at + 1;
    for (; i < reader->len && i - at <= QUOTED_MAX; i++) {
        if (text[i] == U'）' || text[i] == ')')
            return i > at + 3 ? i + 1 : at;
        if ((i == at + 1 && title_cue(text + i, reader->len - i, &cue) > 0 &&
             !is_employed(reader, i)) ||
            !(point_is_han(text[i]) || point_is_blank(text[i]) || text[i] == U'：'))
            return at;
    }
    return i == reader->len ? i : at;
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
        size_t skip = title_cue(text + at, len - at, &cue), quoted = quoted_end(&reader, at),
               closed = bracket_end(&reader, &words, at);
        if (skip > 0 && !(skip == 1 && words_claim(&words, text, len, at))) {
            bool after = cue->sense == CUE_PICTURE && comes_after(&reader, at, at + skip);
            take_employer(&reader, cue, at, at + skip, &words);
            bool translates = slice_equal(slice_from(cue->word), SLICE_LITERAL("译")),
                 helps = translates && reader.count > 0;
            if (translates)
                drop_translators(&words);
            bool pictured = !words.writes && !words.opens && words.count == 0; /* 图/通讯员 */
            if (words.writes && !after && !helps)
                add_names(&reader, &words);
            words.count = 0;
            words.opens = false;
            words.post = title_is_post(cue);
            words.writes = (cue->sense != CUE_PICTURE || after) && !(pictured && words.post);
            at += skip;
        } else if (lost_glyph(&reader, at) > 0) { /* (cid:1903)阳娜: who that is cannot be told */
            at += lost_glyph(&reader, at);
            while (at < len && point_is_han(text[at]))
                at++;
        } else if (point_is_han(text[at])) {
            words_take(&words, text, len, &at, place != NAMES_TOLD);
        } else {
            if (words.count > 0 && !point_is_blank(text[at]))
                words.at[words.count - 1].pause = true;
            if (words.count > 0 && utf8_has(slice_from("/／-—＋+·"), text[at]))
                words.at[words.count - 1].joined = true;
            bool class = glyph_is_close(text[at]) && at + 1 < len && text[at + 1] == U'班';
            at = quoted > at ? quoted : closed > at ? closed : at + 1 + class; /* 高二（3）班 */
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
           utf8_has(slice_from("一二三四五六七八九十廿〇零月日年专特急"), point);
}
