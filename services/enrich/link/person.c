#include "services/enrich/link/person.h"

#include "common/utf8.h"
#include "services/enrich/link/author.h"
#include "services/enrich/link/roll.h"

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
    if (full->length == 4) /* 扎西 of 尼玛扎西 */
        note_shortening(index, whole,
                        slice_part(full->name, bytes_of(full->name, 2), full->name.len));
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
    bool given = table_find(all, 0, form) != 0; /* 小喜 of 黄小喜 */
    if (!given && part->length == 2 && (first == U'老' || first == U'小' || first == U'阿'))
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
        while (other != 0 && (drafts->items[other - 1].article == drafts->items[i].article ||
                              !may_be_one(&drafts->items[other - 1], &drafts->items[i])))
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

/* ---- two of one name in an article ---- */

/* What tells that another has the name, and, up to NEW_WORDS, that this is the other. */
static const char *const another_words[] = { "另一位",   "另一个", "另一名", "同名", "重名",
                                             "同名同姓", "两位",   "两个",   "两名" };
enum { NEW_WORDS = 3, ANOTHER_WORDS = sizeof another_words / sizeof another_words[0] };

/* Whether the text says so of the mention, in the first `count` words: 另一位|王强, 同名的|王强. */
static bool
is_another(const struct scene *scene, const struct scene_mention *m, size_t count)
{
    enum { REACH = 12 }; /* 另一位|豆腐坊坊主|王强 */
    const struct scene_text *text = &scene->texts[m->text];
    uint32_t from = m->start > REACH ? m->start - REACH : 0;
    for (uint32_t at = m->start; at > from && !point_is_in(text->points[at - 1], U"。！？；，、");
         at--)
        for (size_t i = 0; i < count; i++) {
            struct slice word = slice_from(another_words[i]);
            size_t length = utf8_count(word);
            if (at >= length && utf8_is(word, text->points + at - length, length))
                return true;
        }
    return false;
}

/* What the print says directly beside the mention, as text; empty: nothing. */
static struct slice
role_beside(const struct scene *scene, const struct role_words *words,
            const struct scene_mention *m)
{
    struct role_span span;
    if (!role_before(words, scene, m, &span) && !role_behind(words, scene, m, &span) &&
        !role_title(words, scene, m, &span))
        return SLICE_EMPTY;
    return draft_text(scene->arena, SLICE_EMPTY, scene->texts[m->text].points + span.title,
                      span.end - span.title);
}

/* One of two people of one name in an article. */
struct namesake {
    uint32_t id; /* of a draft */
    struct slice role;
    struct namesake *next;
};

/* The draft of a mention whose name two people of the article have: that of the same role, or, when
 * it has none beside it, of the last one spoken of. */
static uint32_t
namesake_of(struct drafts *drafts, const struct role_words *words, const struct scene_mention *m,
            struct namesake **all)
{
    struct slice role = role_beside(drafts->scene, words, m);
    struct namesake *last = *all;
    for (struct namesake *one = *all; one != NULL; one = one->next)
        if (role.len > 0 && (slice_ends(one->role, role) || slice_ends(role, one->role))) {
            one->role = role; /* a headline's has none */
            return one->id;
        }
    if (last != NULL && role.len == 0 && !is_another(drafts->scene, m, NEW_WORDS))
        return last->id;
    struct namesake *made = arena_alloc(drafts->scene->arena, 1, sizeof *made);
    *made = (struct namesake){ draft_add(drafts, m), role, last };
    if (last != NULL)
        draft_because(drafts, made->id, "another %.*s in the article", SLICE_ARGS(m->surface));
    *all = made;
    return made->id;
}

/* Gives every mention of a person a draft: one for each name of an article. */
static void
draft_people(struct drafts *drafts, const struct role_words *words)
{
    struct scene *scene = drafts->scene;
    struct table shared = { .arena = scene->arena }; /* names that two have -> namesakes + 1 */
    struct namesake **namesakes =
        arena_alloc(scene->arena, scene->mention_count + 1, sizeof *namesakes);
    uint32_t count = 0;
    for (size_t i = 0; i < scene->mention_count; i++) {
        const struct scene_mention *m = &scene->mentions[i];
        if (m->type != MENTION_PER || m->length < 2 || !is_another(scene, m, ANOTHER_WORDS))
            continue;
        uint32_t *at = table_at(&shared, scene_article(scene, m) + 1, m->surface);
        if (*at == 0)
            *at = ++count;
    }
    for (size_t i = 0; i < scene->mention_count; i++) {
        struct scene_mention *m = &scene->mentions[i];
        if (m->type != MENTION_PER)
            continue;
        uint32_t space = scene_article(scene, m) + 1, two = table_find(&shared, space, m->surface);
        uint32_t *id = table_at(&drafts->index, space, m->surface);
        if (two != 0)
            *id = namesake_of(drafts, words, m, &namesakes[two - 1]);
        else if (*id == 0)
            *id = draft_add(drafts, m);
        m->entity = *id;
    }
}

void
person_link(struct drafts *drafts, const struct role_words *words)
{
    draft_people(drafts, words);
    roll_read(drafts, words);
    author_add(drafts, words);
    join_scripts(drafts);
    size_t count = drafts->count;
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && drafts->items[to].article == drafts->items[from].article;)
            to++;
        join_short(drafts, from, to);
    }
    roll_titles(drafts, words);
    join_articles(drafts, count);
}
