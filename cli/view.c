#include "cli/view.h"

#include "cli/tongue.h"

#include "common/err.h"
#include "common/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 4, PARAGRAPH_INDENT = INDENT + 4, NAMES_INDENT = INDENT + 15 };

static const enum style mention_styles[] = {
    [MENTION_PER] = STYLE_PER,
    [MENTION_LOC] = STYLE_LOC,
    [MENTION_ORG] = STYLE_ORG,
};

/* Every surface of an article once, with how often it was found. */
struct name {
    struct slice text;
    enum mention_type type;
    size_t count;
};

struct names {
    struct name *items;
    size_t count;
};

static struct names
names_collect(const struct record_article *article)
{
    struct names names = { calloc(article->entity_count + 1, sizeof *names.items), 0 };
    if (names.items == NULL)
        die("out of memory");
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct record_entity *entity = &article->entities[i];
        size_t at = 0;
        while (at < names.count && !(names.items[at].type == entity->type &&
                                     slice_equal(names.items[at].text, entity->text)))
            at++;
        if (at == names.count)
            names.items[names.count++] = (struct name){ entity->text, entity->type, 0 };
        names.items[at].count++;
    }
    return names;
}

/* The longest name that begins here; NULL for none.  Names of one character
 * stand in too many other words to be painted by their looks. */
static const struct name *
name_at(const struct names *names, struct slice text)
{
    const struct name *best = NULL;
    for (size_t i = 0; i < names->count; i++) {
        const struct name *name = &names->items[i];
        if (slice_starts(text, name->text) && utf8_count(name->text) > 1 &&
            (best == NULL || name->text.len > best->text.len))
            best = name;
    }
    return best;
}

static void
add_span(struct span **spans, size_t *count, size_t *cap, struct slice text, enum style style)
{
    if (text.len == 0)
        return;
    if (*count == *cap) {
        *cap = *cap == 0 ? 16 : *cap * 2;
        *spans = realloc(*spans, *cap * sizeof **spans);
        if (*spans == NULL)
            die("out of memory");
    }
    (*spans)[(*count)++] = (struct span){ text, style };
}

static void
view_paragraph(const struct term *term, struct buf *out, const struct names *names,
               struct slice text, enum style plain)
{
    struct span *spans = NULL;
    size_t count = 0, cap = 0, from = 0;
    for (size_t at = 0; at < text.len;) {
        const struct name *name = name_at(names, slice_part(text, at, text.len));
        if (name == NULL) {
            utf8_next(text, &at);
            continue;
        }
        add_span(&spans, &count, &cap, slice_part(text, from, at), plain);
        add_span(&spans, &count, &cap, name->text, mention_styles[name->type]);
        from = at += name->text.len;
    }
    add_span(&spans, &count, &cap, slice_part(text, from, text.len), plain);
    term_flow(term, out, PARAGRAPH_INDENT, INDENT, spans, count);
    free(spans);
}

static void
view_line(const struct term *term, struct buf *out, struct slice text, enum style style)
{
    if (text.len > 0)
        term_flow(term, out, INDENT, INDENT, &(struct span){ text, style }, 1);
}

static void
view_heading(const struct term *term, struct buf *out, const struct record_article *article)
{
    size_t start = out->len;
    view_line(term, out, article->kicker, STYLE_DIM);
    view_line(term, out,
              article->headline.len > 0 ? article->headline : slice_from(_("(no headline)")),
              article->headline.len > 0 ? STYLE_BOLD : STYLE_DIM);
    view_line(term, out, article->deck, STYLE_PLAIN);
    /* The number stands in the margin of the first line. */
    char number[16];
    int digits = snprintf(number, sizeof number, "%2u", article->number);
    if (digits > 0 && digits < INDENT && start + INDENT <= out->len)
        memcpy(out->ptr + start, number, (size_t)digits);
}

static void
view_authors(const struct term *term, struct buf *out, const struct record_article *article)
{
    struct buf line = { 0 };
    for (size_t i = 0; i < article->author_count; i++) {
        const struct record_author *author = &article->authors[i];
        buf_printf(&line, "%s%.*s", i > 0 ? "、" : "", SLICE_ARGS(author->name));
        if (author->affiliation.len > 0)
            buf_printf(&line, "（%.*s）", SLICE_ARGS(author->affiliation));
    }
    view_line(term, out, buf_slice(&line), STYLE_PER);
    buf_done(&line);
}

/* What a list of names shows: a name, what is known of it, how often it stands in the article. */
struct item {
    struct slice name;
    struct slice about; /* a role, the places above, the parent; "" */
    bool doubtful;      /* several places fit */
    size_t count;
};

/* What somebody is to the page of whom it prints no role. */
static const char *const kinds[KIND_COUNT] = { [KIND_SUBJECT] = N_("spoken of"),
                                               [KIND_AUTHOR] = N_("author"),
                                               [KIND_PHOTOGRAPHER] = N_("photographer"),
                                               [KIND_EDITOR] = N_("editor") };

/* The roles as printed, those spoken of first; of a byline without one its kind. */
static struct slice
about_person(const struct entity *entity, struct arena *arena)
{
    struct buf about = { 0 };
    for (int spoken = 1; spoken >= 0; spoken--)
        for (size_t i = 0; i < entity->role_count; i++)
            if (entity->roles[i].text.len > 0 &&
                (entity->roles[i].kind == KIND_SUBJECT) == (spoken == 1))
                buf_printf(&about, "%s%.*s", about.len > 0 ? "；" : "",
                           SLICE_ARGS(entity->roles[i].text));
    if (about.len == 0 && entity->role_count > 0)
        buf_printf(&about, "%s", _(kinds[entity->roles[0].kind]));
    struct slice text = about.len > 0 ? arena_slice(arena, buf_slice(&about)) : SLICE_EMPTY;
    buf_done(&about);
    return text;
}

/* The path without the place itself: 河南省 焦作市 of 温县. */
static struct slice
about_place(const struct entity *entity)
{
    size_t end = entity->path.len;
    while (end > 0 && entity->path.ptr[end - 1] != ' ')
        end--;
    return slice_part(entity->path, 0, end > 0 ? end - 1 : 0);
}

static struct item
item_of(const struct entity *entity, size_t count, struct arena *arena)
{
    struct item item = { .name = entity->name, .about = SLICE_EMPTY, .count = count };
    switch (entity->type) {
    case MENTION_PER:
        item.about = about_person(entity, arena);
        break;
    case MENTION_LOC:
        item.about = about_place(entity);
        item.doubtful = entity->candidate_count > 0 && entity->code.len == 0;
        break;
    default:
        item.about = entity->parent_name;
    }
    return item;
}

/* How often the article names the entity. */
static size_t
count_of(const struct record_article *article, uint32_t id)
{
    size_t count = 0;
    for (size_t i = 0; i < article->entity_count; i++)
        count += article->entities[i].entity == id;
    return count;
}

/* The items of one type: entities where the record has them, the most salient first, else surfaces.
 */
static struct item *
collect_items(const struct record *record, const struct record_article *article,
              const struct names *names, enum mention_type type, struct arena *arena, size_t *count)
{
    struct item *items = calloc(record->entity_count + names->count + 1, sizeof *items);
    if (items == NULL)
        die("out of memory");
    *count = 0;
    for (size_t i = 0; i < record->entity_count; i++) {
        const struct entity *entity = &record->entities[i];
        size_t named = entity->type == type ? count_of(article, entity->id) : 0;
        if (named > 0)
            items[(*count)++] = item_of(entity, named, arena);
    }
    for (size_t i = 0; record->entity_count == 0 && i < names->count; i++)
        if (names->items[i].type == type)
            items[(*count)++] = (struct item){ .name = names->items[i].text,
                                               .about = SLICE_EMPTY,
                                               .count = names->items[i].count };
    return items;
}

/* The names of one type, with counts; a line breaks between names only. */
static void
view_names_of(const struct term *term, struct buf *out, const struct item *items, size_t count,
              enum mention_type type, const char *title)
{
    size_t used = 0;
    struct buf about = { 0 }, label = { 0 };
    term_cell(&label, slice_from(_(title)), NAMES_INDENT - INDENT, true);
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &items[i];
        buf_clear(&about);
        if (item->doubtful)
            buf_add_char(&about, '?');
        if (item->about.len > 0)
            buf_printf(&about, "（%.*s）", SLICE_ARGS(item->about));
        if (item->count > 1)
            buf_printf(&about, "%s×%zu", item->about.len > 0 ? "" : " ", item->count);
        size_t columns = term_columns(item->name) + term_columns(buf_slice(&about));
        if (used == 0) {
            buf_printf(out, "%*s", INDENT, "");
            term_printf(term, out, STYLE_DIM, "%s", buf_string(&label));
        } else if (term->width > 0 && NAMES_INDENT + used + 4 + columns > term->width) {
            buf_printf(out, "\n%*s", NAMES_INDENT, "");
            used = 0;
        } else {
            term_printf(term, out, STYLE_DIM, " · ");
            used += 4;
        }
        term_add(term, out, mention_styles[type], item->name);
        term_add(term, out, STYLE_DIM, buf_slice(&about));
        used += columns;
    }
    if (used > 0)
        buf_add_char(out, '\n');
    buf_done(&about);
    buf_done(&label);
}

static void
view_names(const struct term *term, struct buf *out, const struct record *record,
           const struct record_article *article, const struct names *names)
{
    static const char *const titles[] = { [MENTION_PER] = N_("people"),
                                          [MENTION_LOC] = N_("places"),
                                          [MENTION_ORG] = N_("organisations") };
    for (int type = 0; type < MENTION_TYPE_COUNT; type++) {
        size_t count;
        struct arena arena = { 0 };
        struct item *items =
            collect_items(record, article, names, (enum mention_type)type, &arena, &count);
        view_names_of(term, out, items, count, (enum mention_type)type, titles[type]);
        free(items);
        arena_done(&arena);
    }
}

static void
view_texts(const struct term *term, struct buf *out, const struct names *names,
           const struct slice *texts, size_t count, enum style style)
{
    for (size_t i = 0; i < count; i++)
        view_paragraph(term, out, names, texts[i], style);
}

static void
view_article(const struct term *term, struct buf *out, const struct record *record,
             const struct record_article *article)
{
    struct names names = names_collect(article);
    view_heading(term, out, article);
    view_authors(term, out, article);
    view_line(term, out, article->dateline, STYLE_DIM);
    buf_add_char(out, '\n');
    view_texts(term, out, &names, article->lead, article->lead_count, STYLE_DIM);
    view_texts(term, out, &names, article->paragraphs, article->paragraph_count, STYLE_PLAIN);
    view_texts(term, out, &names, article->captions, article->caption_count, STYLE_DIM);
    view_texts(term, out, &names, article->credits, article->credit_count, STYLE_DIM);
    if (article->lead_count + article->paragraph_count + article->caption_count +
            article->credit_count >
        0)
        buf_add_char(out, '\n');
    if (names.count > 0) {
        view_names(term, out, record, article, &names);
        buf_add_char(out, '\n');
    }
    free(names.items);
}

void
view_origin(struct buf *out, struct slice paper, struct slice date, struct slice number,
            struct slice name)
{
    const struct slice parts[] = { paper, date, number };
    size_t start = out->len;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].len > 0)
            buf_printf(out, "%s%.*s", out->len > start ? " " : "", SLICE_ARGS(parts[i]));
    if (out->len == start)
        buf_add_slice(out, name);
}

struct slice
view_id(const struct term *term, struct slice id, size_t columns)
{
    return term->columns == 0 || columns <= term->columns ? id : slice_part(id, 0, VIEW_ID_SHORT);
}

void
view_record(const struct term *term, struct buf *out, const struct record *record)
{
    struct buf title = { 0 };
    buf_add_slice(&title, SLICE_LITERAL("── "));
    view_origin(&title, record->paper, record->date, record->number, record->page);
    term_add(term, out, STYLE_BOLD, buf_slice(&title));
    size_t wide =
        term_columns(buf_slice(&title)) + record->page_id.len + strlen("  page   10 articles");
    struct slice id = view_id(term, record->page_id, wide);
    buf_clear(&title);
    if (id.len > 0)
        buf_printf(&title, _("  page %.*s"), SLICE_ARGS(id));
    if (record->article_count == 1)
        buf_add_slice(&title, slice_from(_("  1 article")));
    else
        buf_printf(&title, _("  %zu articles"), record->article_count);
    if (record->damaged &&
        slice_find(record->text, SLICE_LITERAL("\xef\xbf\xbd")) < record->text.len)
        buf_add_slice(&title, slice_from(_("  (broken bytes were replaced)")));
    else if (record->damaged)
        buf_add_slice(&title, slice_from(_("  (not all is as printed: see damage in --json)")));
    buf_add_slice(&title, SLICE_LITERAL("\n\n"));
    term_add(term, out, STYLE_DIM, buf_slice(&title));
    buf_done(&title);
    for (size_t i = 0; i < record->article_count; i++)
        view_article(term, out, record, &record->articles[i]);
}
