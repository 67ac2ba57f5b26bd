#include "services/store/index.h"

#include "services/store/words.h"

#include <string.h>

/* ---- what there is to find ---- */

static struct index_name *
add_name(struct arena *arena, struct index_article *article, enum mention_type type,
         struct slice surface)
{
    article->names = arena_grow(arena, article->names, article->name_count, &article->name_cap,
                                sizeof *article->names);
    struct index_name *name = &article->names[article->name_count++];
    *name = (struct index_name){
        .type = type,
        .surface = surface,
        .name = surface,
        .code = SLICE_EMPTY,
        .place = SLICE_EMPTY,
        .confidence = 1,
    };
    return name;
}

static void
add_author(struct arena *arena, struct index_article *article, struct slice author)
{
    if (author.len > 0)
        add_name(arena, article, MENTION_PER, author)->author = true;
}

/* What is known of it takes the place of the surface. */
static void
link_entity(struct index_name *name, const struct entity *entity)
{
    if (entity == NULL || entity->name.len == 0)
        return;
    name->name = entity->name;
    name->code = entity->code;
    name->place = entity->in;
}

static void
add_line(struct buf *text, struct slice line)
{
    if (line.len == 0)
        return;
    if (text->len > 0)
        buf_add_char(text, '\n');
    buf_add_slice(text, line);
}

static void
add_author_line(struct buf *text, struct slice name, struct slice affiliation)
{
    buf_add_char(text, '\n');
    buf_add_slice(text, name);
    buf_add_char(text, ' ');
    buf_add_slice(text, affiliation);
}

static struct slice
keep(struct arena *arena, struct buf *text)
{
    struct slice kept = arena_slice(arena, buf_slice(text));
    buf_done(text);
    return kept;
}

void
index_of_page(struct arena *arena, const struct page *page, const struct article *article,
              struct index_article *made)
{
    struct buf text = { 0 };
    const struct passage *headline = article_passage(article, ROLE_HEADLINE);
    if (headline == NULL)
        headline = article_passage(article, ROLE_KICKER);
    *made = (struct index_article){
        .number = article->number,
        .confidence = article->confidence,
        .headline = headline == NULL ? SLICE_EMPTY : headline->text,
    };
    for (size_t i = 0; i < article->passage_count; i++)
        add_line(&text, article->passages[i].text);
    for (size_t i = 0; i < article->author_count; i++) {
        add_author_line(&text, article->authors[i].name, article->authors[i].affiliation);
        add_author(arena, made, article->authors[i].name);
    }
    for (size_t i = 0; i < article->mention_count; i++) {
        const struct mention *mention = &article->mentions[i];
        struct index_name *name = add_name(arena, made, mention->type, mention->text);
        name->start = mention->start;
        name->end = mention->end;
        name->confidence = mention->confidence;
        link_entity(name, page_entity(page, mention->entity));
    }
    made->text = keep(arena, &text);
}

static void
add_lines(struct buf *text, const struct slice *lines, size_t count)
{
    for (size_t i = 0; i < count; i++)
        add_line(text, lines[i]);
}

void
index_of_record(struct arena *arena, const struct record *record,
                const struct record_article *article, struct index_article *made)
{
    struct buf text = { 0 };
    *made = (struct index_article){
        .number = article->number,
        .confidence = article->confidence,
        .headline = article->headline.len > 0 ? article->headline : article->kicker,
    };
    add_line(&text, article->kicker);
    add_line(&text, article->headline);
    add_line(&text, article->deck);
    add_line(&text, article->dateline);
    add_lines(&text, article->lead, article->lead_count);
    add_lines(&text, article->paragraphs, article->paragraph_count);
    add_lines(&text, article->captions, article->caption_count);
    add_lines(&text, article->credits, article->credit_count);
    for (size_t i = 0; i < article->author_count; i++) {
        add_author_line(&text, article->authors[i].name, article->authors[i].affiliation);
        add_author(arena, made, article->authors[i].name);
    }
    for (size_t i = 0; i < article->entity_count; i++) {
        const struct record_entity *mention = &article->entities[i];
        struct index_name *name = add_name(arena, made, mention->type, mention->text);
        name->start = mention->start;
        name->end = mention->end;
        name->confidence = mention->confidence;
        link_entity(name, record_find_entity(record, mention->entity));
    }
    made->text = keep(arena, &text);
}

/* ---- its rows ---- */

static int
add_mention(struct sql *sql, int64_t id, const struct index_name *name, struct err *err)
{
    if (name->author)
        return 0;
    return sql_run(sql, err,
                   "INSERT OR REPLACE INTO mentions (article, start, stop, type, text, confidence)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                   "iiistd", id, (int64_t)name->start, (int64_t)name->end,
                   mention_type_name(name->type), name->surface, name->confidence);
}

static int
link_name(struct sql *sql, int64_t id, const struct index_name *name, bool live, struct err *err)
{
    if (name->name.len == 0)
        return 0;
    const char *type = mention_type_name(name->type);
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT id FROM names WHERE name = ?1 AND type = ?2 AND code = ?3"
                          " AND place = ?4",
                          "tstt", name->name, type, name->code, name->place);
    int64_t name_id = found == 1 ? sql_integer(s, 0) : 0;
    if (found == 0) {
        found = sql_run(sql, err,
                        "INSERT INTO names (name, type, code, place, articles)"
                        " VALUES (?1, ?2, ?3, ?4, 0)",
                        "tstt", name->name, type, name->code, name->place);
        name_id = sqlite3_last_insert_rowid(sql->db);
    }
    if (found < 0)
        return -1;
    if (sql_run(sql, err,
                "UPDATE article_names SET count = count + 1 WHERE article = ?1 AND name = ?2", "ii",
                id, name_id) != 0)
        return -1;
    if (sqlite3_changes(sql->db) > 0)
        return 0;
    if (sql_run(sql, err, "INSERT INTO article_names (article, name, count) VALUES (?1, ?2, 1)",
                "ii", id, name_id) != 0)
        return -1;
    return live ? sql_run(sql, err, "UPDATE names SET articles = articles + 1 WHERE id = ?1", "i",
                          name_id)
                : 0;
}

static int
add_shadow(struct sql *sql, int64_t id, const struct index_article *article, struct err *err)
{
    struct buf words = { 0 }, names[MENTION_TYPE_COUNT] = { 0 };
    words_shadow(article->text, &words);
    for (size_t i = 0; i < article->name_count; i++) {
        const struct index_name *name = &article->names[i];
        words_shadow_name(name->surface, &names[name->type]);
        if (!slice_equal(name->name, name->surface))
            words_shadow_name(name->name, &names[name->type]);
    }
    int result = sql_run(sql, err,
                         "INSERT INTO article_index (rowid, words, people, places, organisations)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
                         "itttt", id, buf_slice(&words), buf_slice(&names[MENTION_PER]),
                         buf_slice(&names[MENTION_LOC]), buf_slice(&names[MENTION_ORG]));
    buf_done(&words);
    for (int i = 0; i < MENTION_TYPE_COUNT; i++)
        buf_done(&names[i]);
    return result;
}

int
index_add(struct sql *sql, int64_t seq, const struct index_article *article, bool live,
          struct err *err)
{
    if (sql_run(sql, err,
                "INSERT INTO articles (seq, number, headline, text, confidence)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                "iittd", seq, (int64_t)article->number, article->headline, article->text,
                article->confidence) != 0)
        return -1;
    int64_t id = sqlite3_last_insert_rowid(sql->db);
    if (sql_run(sql, err,
                "INSERT INTO facts SELECT id, seq, number, confidence, length(headline),"
                " length(text) FROM articles WHERE id = ?1",
                "i", id) != 0)
        return -1;
    for (size_t i = 0; i < article->name_count; i++)
        if (add_mention(sql, id, &article->names[i], err) != 0 ||
            link_name(sql, id, &article->names[i], live, err) != 0)
            return -1;
    return add_shadow(sql, id, article, err);
}

int
index_drop(struct sql *sql, int64_t seq, struct err *err)
{
    if (sql_run(sql, err,
                "DELETE FROM mentions WHERE article IN (SELECT id FROM articles WHERE seq = ?1)",
                "i", seq) != 0 ||
        sql_run(sql, err,
                "DELETE FROM article_names WHERE article IN"
                " (SELECT id FROM articles WHERE seq = ?1)",
                "i", seq) != 0 ||
        sql_run(sql, err,
                "DELETE FROM facts WHERE article IN (SELECT id FROM articles WHERE seq = ?1)", "i",
                seq) != 0)
        return -1;
    return sql_run(sql, err, "DELETE FROM articles WHERE seq = ?1", "i", seq);
}
