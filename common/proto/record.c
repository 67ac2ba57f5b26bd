#include "common/proto/record.h"

#include "common/proto/entity_json.h"
#include "common/proto/page_json.h"
#include "common/proto/scan.h"

#include <jansson.h>
#include <string.h>

/* The text of a member, "" when it is missing; *bad becomes its name when it is
 * something else. */
static struct slice
read_text(struct arena *arena, const json_t *object, const char *key, const char **bad)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL)
        return SLICE_EMPTY;
    if (!json_is_string(value)) {
        *bad = key;
        return SLICE_EMPTY;
    }
    return arena_slice(arena,
                       (struct slice){ json_string_value(value), json_string_length(value) });
}

static uint32_t
read_count(const json_t *object, const char *key, const char **bad)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > UINT32_MAX) {
        *bad = key;
        return 0;
    }
    return (uint32_t)number;
}

/* A missing confidence is certain: other programs may write records too. */
static double
read_share(const json_t *object, const char *key, const char **bad)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL)
        return 1;
    if (!json_is_number(value))
        *bad = key;
    return json_number_value(value);
}

/* The elements of a member that is an array, or missing. */
static size_t
read_array(const json_t *object, const char *key, const json_t **array, const char **bad)
{
    *array = json_object_get(object, key);
    if (*array != NULL && !json_is_array(*array))
        *bad = key;
    return json_array_size(*array);
}

static struct slice *
read_texts(struct arena *arena, const json_t *object, const char *key, size_t *count,
           const char **bad)
{
    const json_t *array;
    *count = read_array(object, key, &array, bad);
    struct slice *texts = arena_alloc(arena, *count, sizeof *texts);
    for (size_t i = 0; i < *count; i++) {
        const json_t *text = json_array_get(array, i);
        if (!json_is_string(text))
            *bad = key;
        else
            texts[i] = arena_slice(
                arena, (struct slice){ json_string_value(text), json_string_length(text) });
    }
    return texts;
}

static void
read_authors(struct arena *arena, const json_t *json, struct record_article *article,
             const char **bad)
{
    const json_t *array;
    article->author_count = read_array(json, "authors", &array, bad);
    article->authors = arena_alloc(arena, article->author_count, sizeof *article->authors);
    for (size_t i = 0; i < article->author_count; i++) {
        const json_t *author = json_array_get(array, i);
        article->authors[i].name = read_text(arena, author, "name", bad);
        article->authors[i].affiliation = read_text(arena, author, "affiliation", bad);
    }
}

static void
read_entities(struct arena *arena, const json_t *json, struct record_article *article,
              const char **bad)
{
    const json_t *array;
    article->entity_count = read_array(json, "entities", &array, bad);
    article->entities = arena_alloc(arena, article->entity_count, sizeof *article->entities);
    for (size_t i = 0; i < article->entity_count; i++) {
        const json_t *json_entity = json_array_get(array, i);
        struct record_entity *entity = &article->entities[i];
        entity->text = read_text(arena, json_entity, "text", bad);
        entity->start = read_count(json_entity, "start", bad);
        entity->end = read_count(json_entity, "end", bad);
        entity->confidence = read_share(json_entity, "confidence", bad);
        if (json_object_get(json_entity, "entity") != NULL)
            entity->entity = read_count(json_entity, "entity", bad);
        if (!mention_type_find(read_text(arena, json_entity, "type", bad), &entity->type))
            *bad = "type";
    }
}

/* A list of [left, top, right, bottom]. */
static struct box *
read_zones(struct arena *arena, const json_t *object, size_t *count, const char **bad)
{
    const json_t *array;
    *count = read_array(object, "zones", &array, bad);
    struct box *zones = arena_alloc(arena, *count, sizeof *zones);
    for (size_t i = 0; i < *count; i++) {
        const json_t *zone = json_array_get(array, i);
        if (json_array_size(zone) < 4)
            *bad = "zones";
        zones[i] = (struct box){
            (float)json_number_value(json_array_get(zone, 0)),
            (float)json_number_value(json_array_get(zone, 1)),
            (float)json_number_value(json_array_get(zone, 2)),
            (float)json_number_value(json_array_get(zone, 3)),
        };
    }
    return zones;
}

static void
read_segments(struct record *record, const json_t *root, const char **bad)
{
    struct arena *arena = &record->arena;
    const json_t *array;
    record->segment_count = read_array(root, "segments", &array, bad);
    record->segments = arena_alloc(arena, record->segment_count, sizeof *record->segments);
    for (size_t i = 0; i < record->segment_count; i++) {
        const json_t *json = json_array_get(array, i);
        struct record_segment *segment = &record->segments[i];
        segment->start = read_count(json, "start", bad);
        segment->end = read_count(json, "end", bad);
        segment->article = read_count(json, "article", bad);
        segment->confidence = read_share(json, "confidence", bad);
        segment->evidence = read_text(arena, json, "evidence", bad);
        segment->zones = read_zones(arena, json, &segment->zone_count, bad);
        if (!role_find(read_text(arena, json, "role", bad), &segment->role))
            *bad = "role";
    }
}

static void
read_article(struct arena *arena, const json_t *json, struct record_article *article,
             const char **bad)
{
    article->number = read_count(json, "article", bad);
    article->confidence = read_share(json, "confidence", bad);
    article->kicker = read_text(arena, json, "kicker", bad);
    article->headline = read_text(arena, json, "headline", bad);
    article->deck = read_text(arena, json, "deck", bad);
    article->dateline = read_text(arena, json, "dateline", bad);
    article->paragraphs = read_texts(arena, json, "paragraphs", &article->paragraph_count, bad);
    article->lead = read_texts(arena, json, "lead", &article->lead_count, bad);
    article->captions = read_texts(arena, json, "captions", &article->caption_count, bad);
    article->credits = read_texts(arena, json, "credits", &article->credit_count, bad);
    read_authors(arena, json, article, bad);
    read_entities(arena, json, article, bad);
    article->zones = read_zones(arena, json, &article->zone_count, bad);
}

/* Where code points begin. */
static void
index_text(struct record *record)
{
    struct slice text = record->text;
    record->places = arena_alloc(&record->arena, text.len + 1, sizeof *record->places);
    for (size_t i = 0; i < text.len; i++)
        if (((unsigned char)text.ptr[i] & 0xC0) != 0x80)
            record->places[record->point_count++] = (uint32_t)i;
    record->places[record->point_count] = (uint32_t)text.len;
}

/* The article of that number; articles are in order of it, as a rule. */
static struct record_article *
find_article(const struct record *record, uint32_t number)
{
    if (number > 0 && number <= record->article_count &&
        record->articles[number - 1].number == number)
        return &record->articles[number - 1];
    for (size_t i = 0; number > 0 && i < record->article_count; i++)
        if (record->articles[i].number == number)
            return &record->articles[i];
    return NULL;
}

/* Gives each article its segments. */
static void
index_segments(struct record *record)
{
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < record->segment_count; i++) {
            struct record_article *article = find_article(record, record->segments[i].article);
            if (article == NULL)
                continue;
            if (pass == 1)
                article->segments[article->segment_count] = &record->segments[i];
            article->segment_count++;
        }
        for (size_t i = 0; pass == 0 && i < record->article_count; i++) {
            struct record_article *article = &record->articles[i];
            article->segments =
                arena_alloc(&record->arena, article->segment_count, sizeof *article->segments);
            article->segment_count = 0;
        }
    }
}

static void
read_page(struct record *record, const json_t *root, const char **bad)
{
    struct arena *arena = &record->arena;
    record->page = read_text(arena, root, "page", bad);
    record->page_id = read_text(arena, root, "page_id", bad);
    record->paper = read_text(arena, root, "paper", bad);
    record->date = read_text(arena, root, "date", bad);
    record->number = read_text(arena, root, "number", bad);
    record->encoding = read_text(arena, root, "encoding", bad);
    record->damaged = json_is_true(json_object_get(root, "damaged"));
    record->text = read_text(arena, root, "text", bad);
    const json_t *size = json_object_get(root, "page_size");
    record->width = (float)json_number_value(json_array_get(size, 0));
    record->height = (float)json_number_value(json_array_get(size, 1));
    record->made_ms = json_integer_value(json_object_get(root, "made_ms"));
    if (json_object_get(root, "file_page") != NULL)
        record->file_page = read_count(root, "file_page", bad);
    if (json_object_get(root, "result") != NULL)
        record->result = read_count(root, "result", bad);
    const json_t *versions = json_object_get(root, "versions");
    record->segment_version = read_text(arena, versions, "segment", bad);
    record->enrich_version = read_text(arena, versions, "enrich", bad);
    read_segments(record, root, bad);
    const json_t *array;
    record->article_count = read_array(root, "articles", &array, bad);
    record->articles = arena_alloc(arena, record->article_count, sizeof *record->articles);
    for (size_t i = 0; i < record->article_count; i++)
        read_article(arena, json_array_get(array, i), &record->articles[i], bad);
    index_text(record);
    index_segments(record);
}

int
record_decode(struct record *record, struct slice json, struct err *err)
{
    if (json_scan(json, PAGE_JOB_BYTES_MAX, PAGE_JSON_DEPTH_MAX, err) != 0)
        return err_prefix(err, "record");
    json_error_t error;
    json_t *root = json_loadb(json.ptr, json.len, JSON_ALLOW_NUL, &error);
    if (!json_is_object(root)) {
        json_decref(root);
        return err_set(err, ERR_REJECT, "record: no JSON object: %s", error.text);
    }
    struct record read = { 0 };
    const char *bad = NULL;
    read_page(&read, root, &bad);
    int entities = entities_decode(&read.arena, json_object_get(root, "entities"), &read.entities,
                                   &read.entity_count, err);
    json_decref(root);
    if (entities != 0 || bad != NULL) {
        record_done(&read);
        if (entities != 0)
            return err_prefix(err, "record");
        return err_set(err, ERR_REJECT, "record: \"%s\" has the wrong type", bad);
    }
    *record = read;
    return 0;
}

void
record_done(struct record *record)
{
    arena_done(&record->arena);
    *record = (struct record){ 0 };
}

struct slice
record_span(const struct record *record, uint32_t start, uint32_t end)
{
    size_t last = end < record->point_count ? end : record->point_count;
    size_t first = start < last ? start : last;
    return slice_part(record->text, record->places[first], record->places[last]);
}

const struct entity *
record_find_entity(const struct record *record, uint32_t id)
{
    size_t low = 0, high = record->entity_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (record->entities[middle].id == id)
            return &record->entities[middle];
        if (record->entities[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}
