/*
 * A byline is read word by word: cues (本报记者, 通讯员, 文, 图 ...) say what the
 * names after them did; names are two to four ideographs, some padded with a
 * blank to three places, some broken by a line's end.  What stands before a
 * name may be the writer's town: the rest of the page often says so.
 */
#include "services/segment/author.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"

#include <string.h>

enum {
    NAME_MAX_INK = 4,
    FOREIGN_MAX_INK = 14,
    AUTHORS_MAX = 24,
    WORDS_MAX = 64,
    BYLINE_MAX = 200,
    TOWNS = 1 << 12,
};

struct cue {
    const char *word;
    bool writes; /* names after it are authors */
};

/* Longer ones first where one begins another. */
static const struct cue cues[] = {
    { "本报评论员", true }, { "特约评论员", true }, { "全媒体记者", true },
    { "特约通讯员", true }, { "本报通讯员", true }, { "本报见习记者", true },
    { "本报实习生", true }, { "本报记者", true },   { "本刊记者", true },
    { "新华社记者", true }, { "见习记者", true },   { "实习记者", true },
    { "特约记者", true },   { "首席记者", true },   { "特派记者", true },
    { "实习生", true },     { "通讯员", true },     { "记者", true },
    { "作者：", true },     { "作者", true },       { "撰文", true },
    { "执笔", true },       { "整理", true },       { "采写", true },
    { "采访整理", true },   { "采访", true },       { "融媒记者", true },
    { "都市报记者", true }, { "学生记者", true },   { "市民", true },
    { "摄影报道", false },  { "文图", true },       { "文/图", true },
    { "图/文", true },      { "图文", true },       { "文并图", true },
    { "文并摄", true },     { "文／图", true },     { "文/", true },
    { "文：", true },       { "图/", false },       { "图：", false },
    { "摄影", false },      { "摄", false },        { "图片", false },
    { "供图", false },      { "文", true },         { "图", false },
    { "本报讯", true },     { "报道", true },       { "编译", true },
    { "口述", true },       { "评论员", true },     { "本报", true },
    { "新华社", true },     { "综合", true },
};

struct word {
    uint32_t point[FOREIGN_MAX_INK];
    size_t len;
    bool broken; /* a line ends after it */
    bool pause;  /* 、 or the like after it */
};

/* Where the page has words of two and three ideographs, by hash; 0: nowhere.  A word that shares
 * its hash with a later one is forgotten. */
struct towns {
    const uint32_t *plain;
    uint32_t named[TOWNS]; /* 市, 县, 区 ... follows it there */
    uint32_t signs[TOWNS]; /* it stands there in a byline, before another word */
    bool often[TOWNS];     /* so it does elsewhere, before yet another word */
};

struct list {
    struct word words[WORDS_MAX];
    size_t count;
    bool doubtful; /* what does not look like a name is none */
};

/* A cue at the start of point[0..len): how long it is, 0 when there is none. */
static size_t
match_cue(const uint32_t *point, size_t len, const struct cue **found)
{
    for (size_t c = 0; c < sizeof cues / sizeof cues[0]; c++) {
        struct slice word = slice_from(cues[c].word);
        size_t byte = 0, at = 0;
        while (byte < word.len) {
            while (at < len && at > 0 && point_is_blank(point[at]))
                at++;
            if (at >= len || point[at] != utf8_next(word, &byte))
                break;
            at++;
            if (byte < word.len)
                continue;
            if (at == 1 && at < len && point_is_han(point[at]))
                break; /* 文 and 图 begin names, too */
            *found = &cues[c];
            return at;
        }
    }
    return 0;
}

static void
add_author(struct page *page, struct article *article, const uint32_t *point, size_t len)
{
    struct buf name = { 0 };
    for (size_t i = 0; i < len; i++)
        utf8_add(&name, point[i]);
    bool known = article->author_count >= AUTHORS_MAX;
    for (size_t i = 0; i < article->author_count; i++)
        known |= slice_equal(article->authors[i].name, buf_slice(&name));
    if (!known) {
        struct author *author = article_add_author(page, article);
        author->name = arena_slice(&page->arena, buf_slice(&name));
        author->affiliation = SLICE_EMPTY;
    }
    buf_done(&name);
}

/* A name with a dot inside: 露西·穆勒. */
static bool
is_foreign(const uint32_t *point, size_t len)
{
    for (size_t i = 1; i + 1 < len; i++)
        if (point[i] == 0xb7)
            return true;
    return false;
}

/* A word that names what somebody is or where from, not who: 学生, 化工学院. */
static bool
is_title(const uint32_t *point, size_t len)
{
    static const char *const words[] = { "读者", "市民",   "学生", "网友", "群众", "家长",
                                         "居民", "记者团", "学校", "回访", "采访", "编者",
                                         "教师", "中新社", "本报", "校报" };
    static const uint32_t ends[] = { 0x9662, 0x5904, 0x90e8, 0x5c40, 0x62a5, 0x793e, 0x56e2,
                                     0x59d4, 0x5b66, 0x6c11, 0x8005, 0x5382, 0x7ad9, 0x53f8 };
    /* 院 处 部 局 报 社 团 委 学 民 者 厂 站 司 */
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        struct slice word = slice_from(words[w]);
        size_t byte = 0, at = 0;
        while (byte < word.len && at < len && point[at] == utf8_next(word, &byte))
            at++;
        if (byte == word.len && at == len && at > 0 && utf8_count(word) == at)
            return true;
    }
    for (size_t e = 0; len >= 2 && e < sizeof ends / sizeof ends[0]; e++)
        if (point[len - 1] == ends[e] && (len > 3 || !glyph_is_name(point, len)))
            return true;
    return false;
}

static uint32_t
hash_of(const uint32_t *point, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ point[i]) * 16777619u;
    return h ^ h >> 15;
}

static bool
same_word(const struct towns *towns, uint32_t at, const uint32_t *point, size_t len)
{
    return at != 0 && memcmp(towns->plain + at, point, len * sizeof *point) == 0;
}

static bool
is_town(const struct towns *towns, const uint32_t *point, size_t len)
{
    uint32_t h = hash_of(point, len) % TOWNS;
    return same_word(towns, towns->named[h], point, len) ||
           (towns->often[h] && same_word(towns, towns->signs[h], point, len));
}

/* Whether a name goes on in the next word: padded to its full width, or broken by a line's end. */
static bool
goes_on(const struct word *word, const struct word *next)
{
    if (word->pause)
        return false;
    if (word->len == 1 && next->len <= 2)
        return true;
    uint32_t both[2 * FOREIGN_MAX_INK];
    memcpy(both, word->point, word->len * sizeof *both);
    memcpy(both + word->len, next->point, next->len * sizeof *both);
    return word->broken &&
           ((word->len + next->len <= 3 && next->len == 1) ||
            (word->len + next->len == NAME_MAX_INK && glyph_is_name(both, word->len + next->len)));
}

/* Joins padded and broken names, and adds what then reads like a name. */
static void
add_names(struct page *page, struct article *article, const struct list *list,
          const struct towns *towns)
{
    for (size_t i = 0; i < list->count; i++) {
        uint32_t point[2 * FOREIGN_MAX_INK];
        size_t len = list->words[i].len;
        memcpy(point, list->words[i].point, len * sizeof *point);
        bool town = i + 1 < list->count && !list->words[i].pause && len >= 2 && len <= 3 &&
                    is_town(towns, point, len);
        if (town)
            continue;
        if (i + 1 < list->count && goes_on(&list->words[i], &list->words[i + 1])) {
            const struct word *next = &list->words[++i];
            memcpy(point + len, next->point, next->len * sizeof *point);
            len += next->len;
        }
        bool sure = is_foreign(point, len) || glyph_is_name(point, len);
        if (len >= 2 && (len <= NAME_MAX_INK || sure) && !is_title(point, len) &&
            (sure || !list->doubtful))
            add_author(page, article, point, len);
    }
}

/* Reads the names in text; '\n' stands for a line's end. */
static void
read_names(struct page *page, struct article *article, const uint32_t *text, size_t len,
           bool doubtful, const struct towns *towns)
{
    struct list list = { .count = 0, .doubtful = doubtful };
    bool writes = true;
    size_t at = 0;
    while (at < len) {
        const struct cue *cue = NULL;
        size_t skip = match_cue(text + at, len - at, &cue);
        if (skip > 0) {
            if (writes)
                add_names(page, article, &list, towns);
            list.count = 0;
            writes = cue->writes;
            at += skip;
            continue;
        }
        if (!point_is_han(text[at])) {
            if (list.count > 0 && !point_is_blank(text[at]))
                list.words[list.count - 1].pause = true;
            at++;
            continue;
        }
        struct word word = { .len = 0 };
        size_t stop = at;
        while (stop < len && (point_is_han(text[stop]) || (stop > at && text[stop] == 0xb7)) &&
               (stop == at || match_cue(text + stop, len - stop, &cue) < 2)) {
            if (word.len < FOREIGN_MAX_INK)
                word.point[word.len] = text[stop];
            word.len++;
            stop++;
        }
        word.broken = stop < len && text[stop] == '\n';
        if (word.len <= FOREIGN_MAX_INK && list.count < WORDS_MAX)
            list.words[list.count++] = word;
        at = stop;
    }
    if (writes)
        add_names(page, article, &list, towns);
}

/* The pieces [from, to) as text, blanks kept, '\n' between lines. */
static size_t
gather(const struct sheet *sheet, size_t from, size_t to, uint32_t *text, size_t cap)
{
    size_t len = 0;
    for (size_t i = from; i < to; i++) {
        if (i > from && len < cap)
            text[len++] = sheet->pieces[i].line != sheet->pieces[i - 1].line ? '\n' : ' ';
        for (uint32_t at = sheet->pieces[i].start; at < sheet->pieces[i].end && len < cap; at++)
            text[len++] = sheet->plain[at];
    }
    return len;
}

/* Whether some word of the byline is sure to be a name. */
static bool
has_name(const uint32_t *text, size_t len)
{
    const struct cue *cue;
    for (size_t at = 0; at < len;) {
        at += match_cue(text + at, len - at, &cue);
        size_t stop = at;
        while (stop < len && point_is_han(text[stop]))
            stop++;
        if (stop > at && glyph_is_name(text + at, stop - at))
            return true;
        at = stop + 1;
    }
    return false;
}

/* 本报讯（记者 …）: the names stand in the bracket; else after the cue, or before 报道：. */
static void
read_dateline(struct page *page, struct article *article, const uint32_t *text, size_t len,
              const struct towns *towns)
{
    static const uint32_t opening[] = { 0xff08, '(', 0x3014 };
    for (size_t at = 0; at < len; at++)
        for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
            if (text[at] == opening[i]) {
                read_names(page, article, text + at, len - at, has_name(text + at, len - at),
                           towns);
                return;
            }
    bool told = len > 3 && text[len - 3] == 0x62a5 && text[len - 2] == 0x9053; /* 报道： */
    for (size_t at = 0; at + 1 < len; at++) /* 记者 某某 某地报道： */
        if (told || (text[at] == 0x8bb0 && text[at + 1] == 0x8005) ||
            (text[at] == 0x901a && text[at + 1] == 0x8baf)) {
            read_names(page, article, text + at, len - at, true, towns);
            return;
        }
}

static struct slice
affiliation_of(struct page *page, const uint32_t *text, size_t len)
{
    size_t from = 0, cue = 0;
    for (size_t i = 0; i + 1 < len && cue == 0; i++)
        if (text[i] == 0x4f5c && text[i + 1] == 0x8005) /* 作者 */
            cue = i + 2;
    if (cue == 0)
        return SLICE_EMPTY;
    from = cue;
    while (from < len && (text[from] == 0x4e3a || text[from] == 0x7cfb || text[from] == 0x5355 ||
                          text[from] == 0x4f4d || text[from] == 0xff1a || text[from] == ':' ||
                          point_is_blank(text[from])))
        from++; /* 为 系 单位 ： */
    struct buf out = { 0 };
    for (size_t i = from; i < len && text[i] != '\0'; i++) {
        bool closing = (text[i] == 0xff09 || text[i] == ')' || text[i] == 0x3011) && i + 1 >= len;
        if (!closing && !point_is_blank(text[i]))
            utf8_add(&out, text[i]);
    }
    struct slice copy = arena_slice(&page->arena, buf_slice(&out));
    buf_done(&out);
    return copy;
}

/* What the page tells about the words that stand before names. */
static void
learn_towns(struct towns *towns, const struct sheet *sheet)
{
    static const uint32_t ends[] = {
        0x5e02, 0x53bf, 0x533a, 0x9547, 0x4e61, 0x6751, 0x7701, 0x5dde
    };
    /* 市 县 区 镇 乡 村 省 州 */
    const uint32_t *plain = towns->plain = sheet->plain;
    for (uint32_t at = 4; at < sheet->count; at++)
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++)
            if (plain[at] == ends[e])
                for (uint32_t len = 2; len <= 3; len++)
                    towns->named[hash_of(plain + at - len, len) % TOWNS] = at - len;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        uint32_t start = piece->start, end = piece->end;
        while (start < end && !point_is_han(plain[start]))
            start++;
        uint32_t stop = start;
        while (stop < end && point_is_han(plain[stop]))
            stop++;
        uint32_t next = sheet_ink(sheet, stop, end);
        uint32_t len = stop - start;
        if (piece->role != ROLE_BYLINE || len < 2 || len > 3 || next == stop || next + 1 >= end)
            continue;
        uint32_t h = hash_of(plain + start, len) % TOWNS, seen = towns->signs[h];
        bool again = same_word(towns, seen, plain + start, len);
        uint32_t before = again ? sheet_ink(sheet, seen + len, (uint32_t)sheet->count) : 0;
        towns->often[h] = again && (towns->often[h] ||
                                    memcmp(plain + before, plain + next, 2 * sizeof *plain) != 0);
        towns->signs[h] = start;
    }
}

static void
find_authors(const struct sheet *sheet, struct page *page, struct article *article,
             const struct towns *towns)
{
    struct slice affiliation = SLICE_EMPTY;
    uint32_t text[BYLINE_MAX];
    for (size_t i = 0; i < sheet->piece_count;) {
        const struct piece *piece = &sheet->pieces[i];
        size_t to = i + 1;
        if (piece->article != article->number) {
            i++;
            continue;
        }
        while (to < sheet->piece_count && sheet->pieces[to].article == article->number &&
               sheet->pieces[to].role == piece->role)
            to++;
        size_t len = piece->role == ROLE_BYLINE || piece->role == ROLE_DATELINE ||
                             piece->role == ROLE_AFFILIATION
                         ? gather(sheet, i, to, text, BYLINE_MAX)
                         : 0;
        if (piece->role == ROLE_BYLINE)
            read_names(page, article, text, len, has_name(text, len), towns);
        else if (piece->role == ROLE_DATELINE)
            read_dateline(page, article, text, len, towns);
        else if (piece->role == ROLE_AFFILIATION)
            affiliation = affiliation_of(page, text, len);
        i = to;
    }
    if (affiliation.len > 0 && article->author_count > 0)
        article->authors[0].affiliation = affiliation;
}

void
authors_find(const struct sheet *sheet, struct page *page)
{
    struct towns *towns = arena_alloc(&page->arena, 1, sizeof *towns);
    learn_towns(towns, sheet);
    for (size_t i = 0; i < page->article_count; i++)
        find_authors(sheet, page, &page->articles[i], towns);
}
