/*
 * Who wrote an article: its bylines, the brackets of its datelines and its tags
 * (作者为…), read in the order of its text.
 */
#include "services/segment/write/author.h"

#include "common/utf8.h"
#include "services/segment/glyph.h"
#include "services/segment/person.h"
#include "services/segment/write/name.h"

enum {
    AUTHORS_MAX = 24,
    BYLINE_MAX = 200,
    PLACE_MAX = 12, /* of （北京综合讯） */
};

static void
add_author_text(struct page *page, struct article *article, struct slice name)
{
    bool known = name.len == 0 || article->author_count >= AUTHORS_MAX;
    for (size_t i = 0; i < article->author_count; i++)
        known |= slice_equal(article->authors[i].name, name);
    if (known)
        return;
    struct author *author = article_add_author(page, article);
    author->name = arena_slice(&page->arena, name);
    author->affiliation = SLICE_EMPTY;
}

static void
add_author(struct page *page, struct article *article, const struct name *name)
{
    struct buf text = { 0 };
    for (size_t i = 0; i < name->len; i++)
        utf8_add(&text, name->point[i]);
    add_author_text(page, article, buf_slice(&text));
    buf_done(&text);
}

/* Reads the names in text; '\n' stands for a line's end. */
static void
read_names(struct page *page, struct article *article, const uint32_t *text, size_t len,
           const struct towns *towns, enum names_place place)
{
    struct name names[AUTHORS_MAX];
    size_t count = names_read(names, AUTHORS_MAX, text, len, towns, place);
    for (size_t i = 0; i < count; i++)
        add_author(page, article, &names[i]);
}

/* Pieces of an article with the same role, one after the other. */
struct stretch {
    enum role role;
    const struct piece *last;
    uint32_t text[BYLINE_MAX]; /* blanks kept, '\n' between lines */
    size_t len;
};

static void
stretch_add(struct stretch *stretch, const struct sheet *sheet, const struct piece *piece)
{
    const struct piece *last = stretch->last;
    bool parted = last != NULL && last->line != piece->line;
    for (uint32_t at = last != NULL ? last->end : piece->start; at < piece->start && !parted; at++)
        parted = !sheet_is_hushed(sheet, at);
    if (parted && stretch->len < BYLINE_MAX)
        stretch->text[stretch->len++] = piece->line != last->line ? '\n' : ' ';
    for (uint32_t at = piece->start; at < piece->end && stretch->len < BYLINE_MAX; at++)
        if (!sheet_is_hushed(sheet, at))
            stretch->text[stretch->len++] = sheet->plain[at] == U'丨' ? U'｜' : sheet->plain[at];
    stretch->last = piece;
}

/* Where first and second stand in text[0..len), with nothing but blanks between; len: nowhere. */
static size_t
find_pair(const uint32_t *text, size_t len, uint32_t first, uint32_t second)
{
    for (size_t at = 0; at < len; at++) {
        size_t next = at + 1;
        while (next < len && point_is_blank(text[next]))
            next++;
        if (glyph_simple(text[at]) == first && next < len && glyph_simple(text[next]) == second)
            return at;
    }
    return len;
}

/* Cuts 报道：, and the day and 电, off the end of text; returns the length that is left, len when
 * it does not end so. */
static size_t
cut_told(const uint32_t *text, size_t len)
{
    size_t end = len, day;
    while (end > 0 && !point_is_han(text[end - 1]))
        end--;
    for (day = end; day > 1 && point_is_blank(text[day - 2]);)
        day--;
    if (day > 1 && (text[end - 1] == U'道' || text[end - 1] == U'導') &&
        glyph_simple(text[day - 2]) == U'报')
        return day - 2;
    if (end == 0 || glyph_simple(text[end - 1]) != U'电')
        return len;
    for (day = end - 1; day > 0 && name_is_day(text[day - 1]);)
        day--;
    return day < end - 1 ? day : len;
}

/* 本报讯（记者 …）: the names stand in the bracket; else after the cue, or before 报道：. */
static void
read_dateline(struct page *page, struct article *article, const uint32_t *text, size_t len,
              const struct towns *towns)
{
    static const uint32_t opening[] = { U'（', '(', U'〔' };
    size_t cut = cut_told(text, len);
    for (size_t at = 1; at < cut; at++)
        for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
            if (text[at] == opening[i]) {
                read_names(page, article, text + at, len - at, towns, NAMES_BYLINE);
                return;
            }
    size_t at = find_pair(text, cut, U'记', U'者'); /* 记者 某某 某地报道： */
    if (at == cut)
        at = find_pair(text, cut, U'通', U'讯');
    size_t from = 0; /* 石桥晚报讯 记者…报道： */
    for (size_t i = 1; i < cut; i++)
        if ((glyph_simple(text[i]) == U'讯' && text[i - 1] != U'通') ||
            glyph_simple(text[i]) == U'电')
            from = i + 1;
    size_t told = cut;
    for (size_t i = from; i < told; i++) /* 【記者某某／台中報導】 */
        if ((text[i] == '/' || text[i] == U'／') && cut < len && text[cut] == U'報')
            told = i;
    bool wired =
        cut < len && glyph_simple(text[len - 1]) == U'电' && at == cut; /* 新华社包头5月3日电 */
    if (wired)
        return;
    if (cut < len)
        read_names(page, article, text + from, told - from, towns, NAMES_TOLD);
    else if (at < len)
        read_names(page, article, text + at, len - at, towns, NAMES_DATELINE);
}

/* Behind 作者 and its colon; len when it is not there. */
static size_t
behind_author(const uint32_t *text, size_t len)
{
    size_t at = find_pair(text, len, U'作', U'者');
    while (at < len && text[at] != U'者')
        at++;
    at += at < len;
    while (at < len && (text[at] == U'：' || text[at] == ':' || point_is_blank(text[at])))
        at++;
    return at;
}

/* How long the name is that begins at text[from], where no other word goes on from it but 系, 为 or
 * 是; 0 when none is. */
static size_t
name_at(const uint32_t *text, size_t len, size_t from)
{
    size_t run = from;
    while (run < len && point_is_han(text[run]))
        run++;
    if (run == from || !person_is_common(text[from]))
        return 0;
    if (person_is_name(text + from, run - from))
        return run - from;
    for (size_t name = 3; name >= 2; name--)
        if (from + name < run && utf8_has(slice_from("系为是"), text[from + name]) &&
            person_is_name(text + from, name))
            return name;
    return 0;
}

/* How much of text[from, len), behind 作者, is names of whose tag it is: 李明，系…, 李明、王芳 为…;
 * 0 when none are. */
static size_t
signed_names(const uint32_t *text, size_t len, size_t from)
{
    size_t end = from;
    for (size_t at = from, name; (name = name_at(text, len, at)) > 0;) {
        end = at = at + name;
        while (at < len && (text[at] == U'、' || point_is_blank(text[at])))
            at++;
        if (at == end)
            break;
    }
    return from + 1 < len && text[from] == U'单' && text[from + 1] == U'位' ? 0 : end - from;
}

static struct slice
affiliation_of(struct page *page, const uint32_t *text, size_t len)
{
    size_t from = behind_author(text, len), names = signed_names(text, len, from);
    if (from == len)
        return SLICE_EMPTY;
    from += names;
    while (from < len && (utf8_has(slice_from("为系单位是：，（"), text[from]) ||
                          text[from] == ':' || point_is_blank(text[from])))
        from++;
    struct buf out = { 0 };
    for (size_t i = from; i < len && text[i] != '\0'; i++) {
        bool closing = (text[i] == U'）' || text[i] == ')' || text[i] == U'】') && i + 1 >= len;
        if (!closing && !point_is_blank(text[i]))
            utf8_add(&out, text[i]);
    }
    struct slice copy = arena_slice(&page->arena, buf_slice(&out));
    buf_done(&out);
    return copy;
}

/* By LIN XIAO and GAO YONG in Beijing: adds the names; false when it does not begin so. */
static bool
read_english(struct page *page, struct article *article, const uint32_t *text, size_t len)
{
    if (len < 6 || (text[0] | 0x20) != 'b' || (text[1] | 0x20) != 'y' || text[2] != ' ')
        return false;
    for (size_t at = 3; at < len; at++)
        if (point_is_han(text[at]))
            return false; /* By 李明 */
    struct buf name = { 0 };
    for (size_t at = 3; at <= len; at++) {
        size_t left = len - at;
        bool and = left > 4 && text[at] == ' ' && (text[at + 1] | 0x20) == 'a' &&
                   (text[at + 2] | 0x20) == 'n' && (text[at + 3] | 0x20) == 'd' &&
                   text[at + 4] == ' ';
        bool in = left > 3 && text[at] == ' ' && text[at + 1] == 'i' && text[at + 2] == 'n' &&
                  text[at + 3] == ' ';
        if (left > 0 && !and&&!in && text[at] != ',' && text[at] != '\n') {
            if (name.len > 0 || text[at] != ' ')
                utf8_add(&name, text[at]);
            continue;
        }
        while (name.len > 0 && name.ptr[name.len - 1] == ' ')
            name.len--;
        add_author_text(page, article, buf_slice(&name));
        name.len = 0;
        if (in)
            break;
        at += and? 4 : 0;
    }
    buf_done(&name);
    return true;
}

/* （作者为…）, which says what the author is, and may name him. */
static void
read_tag(struct page *page, struct article *article, const struct stretch *tag,
         const struct towns *towns, struct slice *affiliation)
{
    size_t from = behind_author(tag->text, tag->len),
           names = signed_names(tag->text, tag->len, from);
    if (names > 0)
        read_names(page, article, tag->text + from, names, towns, NAMES_DATELINE);
    struct slice rest = affiliation_of(page, tag->text, tag->len);
    if (rest.len > 0)
        *affiliation = rest;
}

/* How much of text stands before a bracket that ends it and says where the news is from, nobody's
 * name: of 李明　报道（北京综合讯） the first half; len when there is no such bracket. */
static size_t
before_place(const uint32_t *text, size_t len)
{
    size_t open = len > 2 ? len - 2 : 0;
    uint32_t mark = open > 0 && text[len - 1] == U'）' ? glyph_simple(text[open]) : 0;
    while (open > 0 && point_is_han(text[open]))
        open--;
    size_t inside = len - open;
    return (mark == U'讯' || mark == U'电') && text[open] == U'（' && inside <= PLACE_MAX &&
                   find_pair(text + open, inside, U'记', U'者') == inside &&
                   find_pair(text + open, inside, U'通', U'讯') == inside
               ? open
               : len;
}

static void
read_stretch(struct page *page, struct article *article, const struct stretch *stretch,
             const struct towns *towns, struct slice *affiliation)
{
    if (stretch->role == ROLE_BYLINE && read_english(page, article, stretch->text, stretch->len))
        return;
    if (stretch->role == ROLE_BYLINE)
        read_names(page, article, stretch->text, stretch->len, towns, NAMES_BYLINE);
    else if (stretch->role == ROLE_DATELINE)
        read_dateline(page, article, stretch->text, before_place(stretch->text, stretch->len),
                      towns);
    else if (stretch->role == ROLE_AFFILIATION)
        read_tag(page, article, stretch, towns, affiliation);
}

static void
find_authors(const struct sheet *sheet, const struct roll *roll, struct page *page,
             struct article *article, const struct towns *towns)
{
    struct slice affiliation = SLICE_EMPTY;
    struct stretch stretch = { .role = ROLE_BODY };
    for (size_t i = roll->first[article->number]; i < roll->first[article->number + 1]; i++) {
        const struct piece *piece = &sheet->pieces[roll->pieces[i]];
        if (piece->role != stretch.role) {
            read_stretch(page, article, &stretch, towns, &affiliation);
            stretch = (struct stretch){ .role = piece->role };
        }
        if (piece->role != ROLE_BODY)
            stretch_add(&stretch, sheet, piece);
    }
    read_stretch(page, article, &stretch, towns, &affiliation);
    if (affiliation.len > 0 && article->author_count > 0)
        article->authors[0].affiliation = affiliation;
}

void
authors_find(struct sheet *sheet, const struct roll *roll, struct page *page)
{
    const struct towns *towns = towns_learn(sheet);
    for (size_t i = 0; i < page->article_count && sheet_beat(sheet); i++)
        find_authors(sheet, roll, page, &page->articles[i], towns);
}
