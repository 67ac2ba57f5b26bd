#include "services/enrich/link/person.h"

#include "common/utf8.h"
#include "services/enrich/link/role_scan.h"

#include <stdlib.h>
#include <string.h>

/* ---- authors ---- */

/* Where the word stands in the text from code point `from` on, blanks left out; false when nowhere.
 */
static bool
find_spaced(const struct scene_text *text, const uint32_t *word, size_t length, uint32_t from,
            uint32_t *start, uint32_t *end)
{
    for (uint32_t at = from; length > 0 && at < text->count; at++) {
        if (text->points[at] != word[0])
            continue;
        size_t matched = 0;
        uint32_t i = at;
        for (; i < text->count && matched < length; i++) {
            if (text->points[i] == word[matched])
                matched++;
            else if (!point_is_blank(text->points[i]))
                break;
        }
        if (matched == length) {
            *start = at;
            *end = i;
            return true;
        }
    }
    return false;
}

static uint32_t *
letters_of(struct arena *arena, struct slice text, size_t *count)
{
    size_t total, n = 0;
    uint32_t *points = utf8_points(text, &total);
    uint32_t *letters = arena_alloc(arena, total + 1, sizeof *letters);
    for (size_t i = 0; i < total; i++)
        if (!point_is_blank(points[i]))
            letters[n++] = points[i];
    free(points);
    *count = n;
    return letters;
}

static bool
is_byline(enum role role)
{
    return role == ROLE_BYLINE || role == ROLE_AFFILIATION;
}

/* A body or place that is the author (本报评论员, 市社科联课题组) is no person. */
static bool
is_covered(const struct scene *scene, uint32_t text, uint32_t start, uint32_t end,
           float *confidence)
{
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->text != text || m->start > start || m->end < end)
            continue;
        if (m->type == MENTION_ORG)
            return true;
        if (m->start == start && m->end == end)
            *confidence = m->confidence;
    }
    return false;
}

static void
mark_author(struct scene *scene, uint32_t text, uint32_t start, uint32_t end)
{
    float confidence = 0.9F;
    if (is_covered(scene, text, start, end, &confidence))
        return;
    size_t n = 0;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->text != text || m->end <= start || m->start >= end)
            scene->mentions[n++] = *m;
    }
    scene->mention_count = n;
    (void)scene_add(scene, text, start, end, MENTION_PER, confidence);
}

void
person_mark_authors(struct scene *scene)
{
    for (uint32_t t = 0; t < scene->text_count; t++) {
        const struct scene_text *text = &scene->texts[t];
        const struct article *article = &scene->page->articles[text->article];
        if (!is_byline(text->role))
            continue;
        for (size_t i = 0; i < article->author_count; i++) {
            size_t length;
            uint32_t start, end;
            uint32_t *name = letters_of(scene->arena, article->authors[i].name, &length);
            if (length >= 2 && length <= 20 && find_spaced(text, name, length, 0, &start, &end))
                mark_author(scene, t, start, end);
        }
    }
}

/* ---- roles ---- */

static struct entity_role
print_role(const struct scene *scene, uint32_t text, const struct role_span *span)
{
    const struct scene_text *t = &scene->texts[text];
    struct arena *arena = &scene->page->arena;
    struct entity_role role = {
        .kind = span->kind, .text = SLICE_EMPTY, .title = SLICE_EMPTY, .affiliation = SLICE_EMPTY
    };
    struct {
        uint32_t start, end;
        struct slice *text;
    } parts[] = { { span->start, span->end, &role.text },
                  { span->title, span->end, &role.title },
                  { span->body_start, span->body_end, &role.affiliation } };
    for (size_t i = 0; i < 3; i++) {
        struct buf out = { 0 };
        for (uint32_t at = parts[i].start; at < parts[i].end; at++)
            if (!point_is_blank(t->points[at]) && (at < span->aside_start || at >= span->aside_end))
                utf8_add(&out, t->points[at]);
        if (out.len > 0)
            *parts[i].text = arena_slice(arena, buf_slice(&out));
        buf_done(&out);
    }
    if (span->start < span->end) {
        role.start = passage_place(t->passage, span->start);
        role.end = passage_place(t->passage, span->end - 1) + 1;
        if (role.end <= role.start)
            role.start = role.end = 0;
    }
    return role;
}

/* Gives the person what the span says: one role for each body with its posts. */
static void
give_role(struct drafts *drafts, uint32_t id, uint32_t text, struct role_span span)
{
    struct role_span first;
    while (role_split(drafts->scene, text, &span, &first))
        draft_add_role(drafts, id, print_role(drafts->scene, text, &first), first.body);
    draft_add_role(drafts, id, print_role(drafts->scene, text, &span), span.body);
}

/* Whether a mark of a list, and nothing else, stands between two names; `blanks` part them too in
 * lists of reporters. */
static bool
is_listed(const struct scene *scene, const struct scene_mention *a, const struct scene_mention *b,
          bool blanks)
{
    const struct scene_text *text = &scene->texts[a->text];
    size_t marks = 0;
    for (uint32_t at = a->end; at < b->start; at++) {
        uint32_t point = text->points[at];
        if (point == U'、' || point == U'和' || point == U'与' || point == U'及' ||
            (blanks && (point == U'，' || point == ',' || point == U'/')))
            marks++;
        else if (!point_is_blank(point))
            return false;
        else if (blanks)
            marks = marks > 0 ? marks : 1;
    }
    return marks == 1;
}

/* Whether the role is one that stands before lists of names without marks: 记者 甲 乙. */
static bool
is_credit(const struct scene_text *text, const struct role_span *role)
{
    static const char *const words[] = { "记者", "通讯员", "实习生", "摄影", "作者", "策划",
                                         "制作", "编辑",   "责编",   "校对", NULL };
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t length = utf8_count(slice_from(words[i]));
        if (role->end - role->start >= length &&
            utf8_is(slice_from(words[i]), text->points + role->end - length, length))
            return true;
    }
    return false;
}

/* The people of a text so far, from left to right. */
struct roll {
    struct drafts *drafts;
    const struct role_words *words;
    const struct scene_text *text;
    const struct scene_mention *last;
    struct role_span handed; /* the role before the list */
    size_t list;             /* where the list of people began */
    size_t credits;          /* where those began whom 文/图 or 摄 tells of */
};

static void
give_list(const struct roll *roll, size_t from, size_t to, const struct role_span *span)
{
    const struct scene *scene = roll->drafts->scene;
    for (size_t k = from; k <= to; k++)
        if (scene->mentions[k].type == MENTION_PER)
            give_role(roll->drafts, scene->mentions[k].entity, scene->mentions[k].text, *span);
}

/* The roles behind the name, which may be those of the list that it ends. */
static void
read_behind(struct roll *roll, size_t i)
{
    const struct scene *scene = roll->drafts->scene;
    const struct scene_mention *m = &scene->mentions[i];
    bool byline = is_byline(roll->text->role) || roll->text->role == ROLE_CREDIT;
    struct role_span behind;
    if (role_behind(roll->words, scene, m, &behind)) {
        bool both = behind.trade && byline && behind.end > behind.start + 1 &&
                    point_is_in(U'文', (const uint32_t[]){ roll->text->points[behind.start],
                                                           roll->text->points[behind.end - 1], 0 });
        give_list(roll, both ? roll->credits : behind.verb ? roll->list : i, i, &behind);
        if (behind.trade)
            roll->credits = i + 1;
    } else if (role_of_list(roll->words, scene, m, &behind))
        give_list(roll, roll->list, i, &behind);
}

/* All people of one text: roles beside names, then those that lists hand on. */
static void
read_roles(struct drafts *drafts, const struct role_words *words, const struct scene_text *text)
{
    const struct scene *scene = drafts->scene;
    struct roll roll = { drafts, words, text, NULL, { 0 }, text->first, text->first };
    bool byline = is_byline(text->role) || text->role == ROLE_CREDIT;
    for (size_t i = text->first; i < text->end; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        struct role_span span;
        if (m->type != MENTION_PER)
            continue;
        bool blanks = byline || (roll.handed.shared && is_credit(text, &roll.handed));
        bool listed = roll.last != NULL && (is_listed(scene, roll.last, m, blanks) ||
                                            (blanks && roll.last->end == m->start));
        if (!listed)
            roll.list = i;
        if (role_before(words, scene, m, &span)) {
            give_role(drafts, m->entity, m->text, span);
            roll.handed = span;
        } else if (listed && roll.handed.shared) {
            give_role(drafts, m->entity, m->text, roll.handed);
        } else
            roll.handed.shared = false;
        read_behind(&roll, i);
        roll.last = m;
    }
}

/* The titles behind names, which are roles where the rest of the page does not say more. */
static void
read_titles(struct drafts *drafts, const struct role_words *words)
{
    struct scene *scene = drafts->scene;
    for (int addresses = 0; addresses < 2; addresses++)
        for (size_t i = 0; i < scene->mention_count && scene_goes_on(scene, i); i++) {
            const struct scene_mention *m = &scene->mentions[i];
            struct role_span span;
            if (m->type != MENTION_PER || !role_title(words, scene, m, &span) ||
                span.address != (addresses == 1) ||
                (span.address && draft_has_role(drafts, m->entity)))
                continue;
            draft_add_role(drafts, m->entity, print_role(scene, m->text, &span), span.body);
        }
}

/* ---- are two of one name the same? ---- */

static bool
ends_alike(struct slice a, struct slice b)
{
    return a.len > 0 && b.len > 0 && (slice_ends(a, b) || slice_ends(b, a));
}

/* Whether the print lets both be the same: one has no role, or a post or body is common to both. */
static bool
may_be_one(const struct draft *a, const struct draft *b)
{
    size_t told_a = 0, told_b = 0;
    for (size_t i = 0; i < a->role_count; i++)
        told_a += a->roles[i].text.len > 0 || a->roles[i].kind == KIND_AUTHOR;
    for (size_t k = 0; k < b->role_count; k++)
        told_b += b->roles[k].text.len > 0 || b->roles[k].kind == KIND_AUTHOR;
    if (told_a == 0 || told_b == 0)
        return true;
    for (size_t i = 0; i < a->role_count; i++)
        for (size_t k = 0; k < b->role_count; k++) {
            const struct entity_role *p = &a->roles[i], *q = &b->roles[k];
            if (p->kind != KIND_SUBJECT && q->kind != KIND_SUBJECT)
                return true; /* the newsroom's own, whoever takes the picture */
            if (ends_alike(p->title, q->title) || ends_alike(p->text, q->text) ||
                (p->affiliation.len > 0 && slice_equal(p->affiliation, q->affiliation)))
                return true;
        }
    return false;
}

/* ---- names in an article ---- */

static bool
has_dot(const struct draft *draft, size_t *last)
{
    bool found = false;
    for (size_t i = 0; i < draft->length; i++)
        if (draft->points[i] == U'·' || draft->points[i] == U'•' || draft->points[i] == U'・') {
            *last = i;
            found = true;
        }
    return found;
}

/* A shortened form's value in the index when it fits more than one full name. */
#define SEVERAL UINT32_MAX

static void
note_shortening(struct table *index, uint32_t whole, struct slice form)
{
    uint32_t *at = table_at(index, 0, form);
    *at = *at == 0 || *at == whole ? whole : SEVERAL;
}

/* Han characters of names are three bytes or four. */
static size_t
bytes_of(struct slice text, size_t points)
{
    size_t at = 0;
    while (points-- > 0)
        utf8_next(text, &at);
    return at;
}

/* Notes what the draft's name may be shortened to: 苗国富 to 国富 and 苗, 唐纳德·特朗普 to 特朗普
 * and 唐纳德. */
static void
note_shortenings(struct table *index, const struct scene *scene, const struct draft *full,
                 uint32_t whole)
{
    size_t dot = 0;
    if (has_dot(full, &dot)) {
        note_shortening(index, whole,
                        slice_part(full->name, bytes_of(full->name, dot + 1), full->name.len));
        note_shortening(index, whole, slice_part(full->name, 0, bytes_of(full->name, dot)));
        return;
    }
    if (full->length == 4 || full->length == 5) /* 田中 of 田中一郎, 小泉 of 小泉纯一郎 */
        note_shortening(index, whole, slice_part(full->name, 0, bytes_of(full->name, 2)));
    size_t surname = gazetteer_surname(scene->gazetteer, full->points, full->length);
    if (surname == 0 || full->length > 4 || full->length <= surname)
        return;
    size_t bytes = bytes_of(full->name, surname);
    note_shortening(index, whole, slice_part(full->name, 0, bytes));
    if (full->length - surname >= 1)
        note_shortening(index, whole, slice_part(full->name, bytes, full->name.len));
}

/* The full name that draft i shortens: the only one of those met before it, or, when there is none,
 * of all; 0: none, or several. */
static uint32_t
find_whole(const struct table *before, const struct table *all, const struct draft *part)
{
    struct slice form = part->name;
    uint32_t first = part->points[0];
    if (part->length == 2 && (first == U'老' || first == U'小' || first == U'阿'))
        form = slice_part(form, bytes_of(form, 1), form.len);
    uint32_t whole = table_find(before, 0, form);
    if (whole == 0)
        whole = table_find(all, 0, form);
    return whole == SEVERAL ? 0 : whole;
}

/* Joins short names to the full name of the article, drafts [from, to), that they fit. */
static void
join_short(struct drafts *drafts, size_t from, size_t to)
{
    const struct scene *scene = drafts->scene;
    struct table all = { .arena = scene->arena }, before = { .arena = scene->arena };
    for (size_t i = from; i < to; i++)
        note_shortenings(&all, scene, &drafts->items[i], (uint32_t)i + 1);
    for (size_t i = from; i < to; i++) {
        struct slice name = drafts->items[i].name;
        uint32_t whole = find_whole(&before, &all, &drafts->items[i]);
        note_shortenings(&before, scene, &drafts->items[i], (uint32_t)i + 1);
        if (whole == 0 || whole == i + 1 || drafts->items[whole - 1].joined != 0 ||
            !may_be_one(&drafts->items[i], &drafts->items[whole - 1]))
            continue;
        draft_join(drafts, (uint32_t)i + 1, whole);
        draft_because(drafts, whole, "%.*s is short for %.*s", SLICE_ARGS(name),
                      SLICE_ARGS(drafts->items[whole - 1].name));
    }
}

/* ---- one name in several articles ---- */

static void
join_articles(struct drafts *drafts, size_t count)
{
    struct table first = { .arena = drafts->scene->arena };
    uint32_t *next = arena_alloc(drafts->scene->arena, count + 1, sizeof *next);
    for (size_t i = 0; i < count; i++) {
        if (drafts->items[i].joined != 0 || drafts->items[i].length < 2)
            continue;
        uint32_t *head = table_at(&first, 0, drafts->items[i].name);
        uint32_t other = *head;
        while (other != 0 && !may_be_one(&drafts->items[other - 1], &drafts->items[i]))
            other = next[other - 1];
        if (other != 0) {
            draft_join(drafts, (uint32_t)i + 1, other);
            continue;
        }
        if (*head != 0)
            draft_because(drafts, (uint32_t)i + 1, "another %.*s has other roles",
                          SLICE_ARGS(drafts->items[i].name));
        next[i] = *head;
        *head = (uint32_t)i + 1;
    }
}

/* ---- authors as drafts ---- */

/* Gives the author what the page prints of the affiliation; false when it stands nowhere. */
static bool
give_affiliation(struct drafts *drafts, const struct role_words *words, uint32_t article,
                 uint32_t id, struct slice affiliation)
{
    const struct scene *scene = drafts->scene;
    size_t length;
    uint32_t *letters = letters_of(scene->arena, affiliation, &length);
    for (uint32_t t = 0; t < scene->text_count; t++) {
        uint32_t start, end;
        if (scene->texts[t].article != article || !is_byline(scene->texts[t].role) ||
            !find_spaced(&scene->texts[t], letters, length, 0, &start, &end))
            continue;
        struct role_span span;
        role_of_span(words, scene, t, start, end, &span);
        span.kind = KIND_AUTHOR;
        give_role(drafts, id, t, span);
        return true;
    }
    return false;
}

static void
add_authors(struct drafts *drafts, const struct role_words *words)
{
    const struct scene *scene = drafts->scene;
    for (uint32_t a = 0; a < scene->page->article_count; a++) {
        const struct article *article = &scene->page->articles[a];
        for (size_t i = 0; i < article->author_count; i++) {
            const struct author *author = &article->authors[i];
            uint32_t id = table_find(&drafts->index, a + 1, author->name);
            if (id == 0)
                continue;
            draft_because(drafts, id, "author");
            if (author->affiliation.len > 0 &&
                give_affiliation(drafts, words, a, id, author->affiliation))
                continue;
            struct entity_role role = { .kind = KIND_AUTHOR,
                                        .text = SLICE_EMPTY,
                                        .title = SLICE_EMPTY,
                                        .affiliation = SLICE_EMPTY };
            draft_add_role(drafts, id, role, NULL);
        }
    }
}

/* A name and the same in another script behind it in brackets are one person:
 * 伊德里斯(Kamil al-Tayeb Idris). */
static void
join_scripts(struct drafts *drafts)
{
    const struct scene *scene = drafts->scene;
    for (size_t i = 1; i < scene->mention_count; i++) {
        const struct scene_mention *a = &scene->mentions[i - 1], *b = &scene->mentions[i];
        const struct scene_text *text = &scene->texts[b->text];
        if (a->type != MENTION_PER || b->type != MENTION_PER || a->text != b->text ||
            b->name[0] >= 0x250 || a->name[0] < 0x250 || b->start != a->end + 1 ||
            !point_is_in(text->points[a->end], U"（(") || b->end >= text->count ||
            !point_is_in(text->points[b->end], U"）)"))
            continue;
        struct draft *whole = draft_of(drafts, a->entity);
        whole->named = true;
        draft_join(drafts, b->entity, a->entity);
        draft_because(drafts, a->entity, "%.*s behind it in brackets", SLICE_ARGS(b->surface));
    }
}

void
person_link(struct drafts *drafts, const struct role_words *words)
{
    struct scene *scene = drafts->scene;
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->type != MENTION_PER)
            continue;
        uint32_t *id = table_at(&drafts->index, scene_article(scene, m) + 1, m->surface);
        if (*id == 0)
            *id = draft_add(drafts, m);
        m->entity = *id;
    }
    for (size_t t = 0; t < scene->text_count && scene_goes_on(scene, t); t++)
        read_roles(drafts, words, &scene->texts[t]);
    add_authors(drafts, words);
    join_scripts(drafts);
    size_t count = drafts->count;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && drafts->items[to].article == drafts->items[from].article;)
            to++;
        join_short(drafts, from, to);
    }
    read_titles(drafts, words);
    join_articles(drafts, count);
}
