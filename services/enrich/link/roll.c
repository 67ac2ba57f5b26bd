#include "services/enrich/link/roll.h"

#include "common/utf8.h"

bool
role_is_byline(enum role role)
{
    return role == ROLE_BYLINE || role == ROLE_AFFILIATION;
}

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

void
roll_give(struct drafts *drafts, uint32_t id, uint32_t text, struct role_span span)
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
            roll_give(roll->drafts, scene->mentions[k].entity, scene->mentions[k].text, *span);
}

/* Whether the mention is the last part of a foreign name before it: 彼得·汉森 and 汉森. */
static bool
is_last_name(const struct scene *scene, const struct scene_mention *m)
{
    enum { REACH = 50 };
    size_t at = (size_t)(m - scene->mentions);
    for (size_t i = at > REACH ? at - REACH : 0; i < at; i++) {
        const struct scene_mention *other = &scene->mentions[i];
        if (other->type == MENTION_PER && other->length > m->length &&
            other->name[other->length - m->length - 1] == 0xb7 &&
            slice_ends(other->surface, m->surface))
            return true;
    }
    return false;
}

/* The roles behind the name, which may be those of the list that it ends. */
static void
read_behind(struct roll *roll, size_t i)
{
    const struct scene *scene = roll->drafts->scene;
    const struct scene_mention *m = &scene->mentions[i];
    bool byline = role_is_byline(roll->text->role) || roll->text->role == ROLE_CREDIT;
    struct role_span behind;
    if (role_behind(roll->words, scene, m, &behind)) {
        bool both = behind.trade && byline && behind.end > behind.start + 1 &&
                    point_is_in(U'文', (const uint32_t[]){ roll->text->points[behind.start],
                                                           roll->text->points[behind.end - 1], 0 });
        give_list(roll, both ? roll->credits : behind.verb ? roll->list : i, i, &behind);
        if (behind.trade)
            roll->credits = i + 1;
    } else if (role_of_list(roll->words, scene, m, &behind)) {
        for (size_t k = roll->list; k <= i; k++)
            if (scene->mentions[k].type == MENTION_PER &&
                (i > roll->list || !draft_has_role(roll->drafts, scene->mentions[k].entity)))
                give_list(roll, k, k, &behind);
    }
}

/* All people of one text: roles beside names, then those that lists hand on. */
static void
read_roles(struct drafts *drafts, const struct role_words *words, const struct scene_text *text)
{
    const struct scene *scene = drafts->scene;
    struct roll roll = { drafts, words, text, NULL, { 0 }, text->first, text->first };
    bool byline = role_is_byline(text->role) || text->role == ROLE_CREDIT;
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
            roll_give(drafts, m->entity, m->text, span);
            roll.handed = span;
        } else if (listed && roll.handed.shared && !is_last_name(scene, m)) {
            roll_give(drafts, m->entity, m->text, roll.handed);
            draft_because(drafts, m->entity, "role handed on in a list");
        } else
            roll.handed.shared = false;
        read_behind(&roll, i);
        roll.last = m;
    }
}

void
roll_titles(struct drafts *drafts, const struct role_words *words)
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
            struct entity_role role = print_role(scene, m->text, &span);
            if (!draft_is_deputy(drafts, m->entity, role.text))
                draft_add_role(drafts, m->entity, role, span.body);
        }
}

void
roll_read(struct drafts *drafts, const struct role_words *words)
{
    struct scene *scene = drafts->scene;
    for (size_t t = 0; t < scene->text_count && scene_goes_on(scene, t); t++)
        read_roles(drafts, words, &scene->texts[t]);
}
