/* A finished page as its record. */
#include "common/proto/page_json.h"

#include "common/proto/entity_json.h"
#include "common/proto/page_part.h"
#include "common/proto/scan.h"
#include "common/proto/zone_json.h"
#include "common/version.h"

#include <jansson.h>
#include <stdlib.h>

static void
record_segment(const struct segment *segment, const struct zone_list *zones, struct jsonw *w)
{
    jsonw_open(w, '{');
    page_part_segment(segment->start, segment->end, segment->article, segment->role, w);
    jsonw_key(w, "confidence");
    jsonw_share(w, segment->confidence);
    jsonw_member(w, "evidence", slice_from(segment->evidence));
    if (zones != NULL)
        zone_list_encode(zones, w);
    jsonw_close(w, '}');
}

/* The text of the first passage of that role, or "". */
static void
record_line(const struct article *article, const char *key, enum role role, struct jsonw *w)
{
    const struct passage *passage = article_passage(article, role);
    jsonw_member(w, key, passage == NULL ? SLICE_EMPTY : passage->text);
}

/* The texts of all passages of either role. */
static void
record_lines(const struct article *article, const char *key, enum role role, enum role other,
             struct jsonw *w)
{
    jsonw_key(w, key);
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->passage_count; i++)
        if (article->passages[i].role == role || article->passages[i].role == other)
            jsonw_text(w, article->passages[i].text);
    jsonw_close(w, ']');
}

static void
record_authors(const struct article *article, struct jsonw *w)
{
    jsonw_key(w, "authors");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->author_count; i++) {
        jsonw_open(w, '{');
        page_part_author(article->authors[i].name, article->authors[i].affiliation, w);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
record_entities(const struct article *article, struct jsonw *w)
{
    jsonw_key(w, "entities");
    jsonw_open(w, '[');
    for (size_t i = 0; i < article->mention_count; i++) {
        const struct mention *mention = &article->mentions[i];
        jsonw_open(w, '{');
        page_part_mention(mention->type, mention->text, mention->start, mention->end, w);
        jsonw_key(w, "confidence");
        jsonw_share(w, mention->confidence);
        if (mention->entity != 0)
            jsonw_member_number(w, "entity", mention->entity);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
record_article(const struct article *article, const struct zone_list *zones, struct jsonw *w)
{
    jsonw_open(w, '{');
    jsonw_member_number(w, "article", article->number);
    jsonw_key(w, "confidence");
    jsonw_share(w, article->confidence);
    record_line(article, "kicker", ROLE_KICKER, w);
    record_line(article, "headline", ROLE_HEADLINE, w);
    record_line(article, "deck", ROLE_DECK, w);
    record_authors(article, w);
    record_line(article, "dateline", ROLE_DATELINE, w);
    record_lines(article, "paragraphs", ROLE_BODY, ROLE_SUBHEAD, w);
    record_lines(article, "lead", ROLE_LEAD, ROLE_LEAD, w);
    record_lines(article, "captions", ROLE_CAPTION, ROLE_CAPTION, w);
    record_lines(article, "credits", ROLE_CREDIT, ROLE_CREDIT, w);
    record_entities(article, w);
    if (zones != NULL)
        zone_list_encode(zones, w);
    jsonw_close(w, '}');
}

static void
record_origin(const struct page *page, struct jsonw *w)
{
    jsonw_member(w, "page", page->name);
    jsonw_member(w, "page_id", page->id);
    page_part_origin(page, w);
    jsonw_key(w, "versions");
    jsonw_open(w, '{');
    jsonw_member(w, "pagewire", SLICE_LITERAL(PAGEWIRE_VERSION));
    jsonw_member(w, "segment", page->segment_version);
    jsonw_member(w, "enrich", page->enrich_version);
    jsonw_close(w, '}');
}

void
page_encode_record(const struct page *page, struct buf *json)
{
    struct jsonw w = { .out = json };
    buf_reserve(json, page->text.len * 3 + 1024);
    jsonw_open(&w, '{');
    record_origin(page, &w);
    if (page->zones != NULL)
        zone_size_encode(page->zones, &w);
    jsonw_member(&w, "text", page->text);
    jsonw_key(&w, "segments");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < page->segment_count; i++)
        record_segment(&page->segments[i], page->zones == NULL ? NULL : &page->zones->segments[i],
                       &w);
    jsonw_close(&w, ']');
    jsonw_key(&w, "articles");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < page->article_count; i++)
        record_article(&page->articles[i], page->zones == NULL ? NULL : &page->zones->articles[i],
                       &w);
    jsonw_close(&w, ']');
    page_part_entities(page, &w);
    page_part_damage(page, &w);
    jsonw_close(&w, '}');
}

/* Removes the elements of an array whose "article" is another; how many stay. */
static size_t
keep_article(json_t *array, uint32_t number)
{
    for (size_t i = json_array_size(array); i > 0; i--) {
        const json_t *value = json_object_get(json_array_get(array, i - 1), "article");
        if (!json_is_integer(value) || json_integer_value(value) != (json_int_t)number)
            (void)json_array_remove(array, i - 1);
    }
    return json_array_size(array);
}

/* Leaves of the page's entities those that the articles still there name, and their parents. */
static void
keep_entities(const json_t *articles, json_t *entities)
{
    size_t count = json_array_size(entities), max = count;
    const json_t *value, *mention, *articles_value;
    size_t i, k;
    json_array_foreach(entities, i, value)
    {
        json_int_t id = json_integer_value(json_object_get(value, "id"));
        max = id > (json_int_t)max && id <= PAGE_ENTITIES_MAX ? (size_t)id : max;
    }
    bool *named = calloc(max + 1, sizeof *named);
    if (named == NULL)
        die("out of memory");
    json_array_foreach(articles, i, articles_value)
    {
        json_array_foreach(json_object_get(articles_value, "entities"), k, mention)
        {
            json_int_t id = json_integer_value(json_object_get(mention, "entity"));
            named[id > 0 && id <= (json_int_t)max ? id : 0] = true;
        }
    }
    for (size_t pass = 0; pass < 2; pass++) /* a parent of a parent, a role's body */
        json_array_foreach(entities, i, value)
        {
            json_int_t id = json_integer_value(json_object_get(value, "id"));
            json_int_t parent = json_integer_value(json_object_get(value, "parent"));
            if (id <= 0 || id > (json_int_t)max || !named[id])
                continue;
            named[parent > 0 && parent <= (json_int_t)max ? parent : 0] = true;
            json_array_foreach(json_object_get(value, "roles"), k, mention)
            {
                json_int_t body = json_integer_value(json_object_get(mention, "body"));
                named[body > 0 && body <= (json_int_t)max ? body : 0] = true;
            }
        }
    for (i = count; i > 0; i--) {
        json_int_t id = json_integer_value(json_object_get(json_array_get(entities, i - 1), "id"));
        if (id <= 0 || id > (json_int_t)max || !named[id])
            (void)json_array_remove(entities, i - 1);
    }
    free(named);
}

static int
add_callback(const char *bytes, size_t size, void *arg)
{
    buf_add(arg, bytes, size);
    return 0;
}

int
record_pick_article(struct slice record, uint32_t number, struct buf *json)
{
    enum { RECORD_BYTES_MAX = 256 << 20 };
    if (json_scan(record, RECORD_BYTES_MAX, PAGE_JSON_DEPTH_MAX, NULL) != 0)
        return -1;
    json_t *root = json_loadb(record.ptr, record.len, JSON_REJECT_DUPLICATES, NULL);
    json_t *articles = json_object_get(root, "articles");
    int found = -1;
    if (json_is_array(articles)) {
        found = keep_article(articles, number) > 0;
        (void)keep_article(json_object_get(root, "segments"), number);
        keep_entities(articles, json_object_get(root, "entities"));
        /* 15 digits: 0.98 stays 0.98 */
        if (found == 1)
            (void)json_dump_callback(root, add_callback, json,
                                     JSON_COMPACT | JSON_REAL_PRECISION(15));
    }
    json_decref(root);
    return found;
}
