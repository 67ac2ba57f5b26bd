/* The body of a JOB as a page. */
#include "common/proto/page_json.h"

#include "common/proto/entity_json.h"
#include "common/proto/envelope.h"
#include "common/proto/extra.h"
#include "common/proto/given_json.h"
#include "common/proto/layout_json.h"
#include "common/proto/scan.h"
#include "common/proto/zone_json.h"
#include "common/utf8.h"

#include <jansson.h>

/* The `known` of each object names all members that are read here: others pass through. */

/* The page being filled, how much of the limits is used, and the first fault. */
struct decoding {
    struct page page;
    size_t length; /* code points of the page's text */
    size_t passages, runs, authors, mentions;
    struct err *err;
};

static int
fault(struct decoding *d, const char *field, const char *what)
{
    return err_set(d->err, ERR_REJECT, "page: \"%s\" %s", field, what);
}

static int
read_text(struct decoding *d, const json_t *value, const char *field, size_t max,
          struct slice *text)
{
    if (!json_is_string(value))
        return fault(d, field, value == NULL ? "is missing" : "is no string");
    struct slice s = { json_string_value(value), json_string_length(value) };
    if (s.len > max)
        return fault(d, field, "is too long");
    *text = arena_slice(&d->page.arena, s);
    return 0;
}

static int
read_field(struct decoding *d, const json_t *object, const char *field, struct slice *text)
{
    return read_text(d, json_object_get(object, field), field, PAGE_FIELD_BYTES_MAX, text);
}

static int
read_number(struct decoding *d, const json_t *value, const char *field, uint32_t *number)
{
    if (!json_is_integer(value))
        return fault(d, field, value == NULL ? "is missing" : "holds no whole number");
    json_int_t n = json_integer_value(value);
    if (n < 0 || n > INT32_MAX)
        return fault(d, field, "holds a number out of bounds");
    *number = (uint32_t)n;
    return 0;
}

static int
read_share(struct decoding *d, const json_t *value, const char *field, float *share)
{
    if (!json_is_number(value))
        return fault(d, field, value == NULL ? "is missing" : "holds no number");
    double n = json_number_value(value);
    if (!(n >= 0 && n <= 1))
        return fault(d, field, "holds a share that is not 0 to 1");
    *share = (float)n;
    return 0;
}

static int
read_role(struct decoding *d, const json_t *value, const char *field, enum role *role)
{
    struct slice name = SLICE_EMPTY;
    if (json_is_string(value))
        name = (struct slice){ json_string_value(value), json_string_length(value) };
    return role_find(name, role) ? 0 : fault(d, field, "holds an unknown role");
}

/* Whether value is an array of at least `size` elements: a newer stage may know more. */
static int
read_array(struct decoding *d, const json_t *value, const char *field, size_t size)
{
    if (!json_is_array(value))
        return fault(d, field, value == NULL ? "is missing" : "is no array");
    if (json_array_size(value) < size)
        return fault(d, field, "has elements that are too short");
    return 0;
}

/* Adds an array's size to what is used of a limit. */
static int
read_many(struct decoding *d, const json_t *object, const char *field, size_t *used, size_t max,
          const json_t **array)
{
    *array = json_object_get(object, field);
    if (read_array(d, *array, field, 0) != 0)
        return -1;
    *used += json_array_size(*array);
    return *used <= max ? 0 : fault(d, field, "has too many elements");
}

static int
read_segment(struct decoding *d, const json_t *value)
{
    struct segment segment = { 0 };
    struct slice evidence = SLICE_EMPTY;
    if (read_array(d, value, "segments", 6) != 0 ||
        read_number(d, json_array_get(value, 0), "segments", &segment.start) != 0 ||
        read_number(d, json_array_get(value, 1), "segments", &segment.end) != 0 ||
        read_number(d, json_array_get(value, 2), "segments", &segment.article) != 0 ||
        read_role(d, json_array_get(value, 3), "segments", &segment.role) != 0 ||
        read_share(d, json_array_get(value, 4), "segments", &segment.confidence) != 0 ||
        read_text(d, json_array_get(value, 5), "segments", PAGE_FIELD_BYTES_MAX, &evidence) != 0)
        return -1;
    segment.evidence = evidence.ptr; /* arena_slice ends it with a NUL */
    *page_add_segment(&d->page) = segment;
    return 0;
}

static int
read_segments(struct decoding *d, const json_t *root)
{
    const json_t *array;
    size_t used = 0;
    if (read_many(d, root, "segments", &used, PAGE_SEGMENTS_MAX, &array) != 0)
        return -1;
    for (size_t i = 0; i < json_array_size(array); i++)
        if (read_segment(d, json_array_get(array, i)) != 0)
            return -1;
    return 0;
}

static int
read_damage(struct decoding *d, const json_t *root)
{
    struct page *page = &d->page;
    const json_t *array;
    size_t used = 0;
    if (json_object_get(root, "damage") == NULL)
        return 0;
    if (read_many(d, root, "damage", &used, PAGE_DAMAGES_MAX, &array) != 0)
        return -1;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *value = json_array_get(array, i);
        struct damage damage = { 0 };
        struct slice kind = SLICE_EMPTY;
        if (!json_is_object(value))
            return fault(d, "damage", "is no object");
        if (read_field(d, value, "kind", &kind) != 0 ||
            read_number(d, json_object_get(value, "start"), "damage", &damage.start) != 0 ||
            read_number(d, json_object_get(value, "end"), "damage", &damage.end) != 0)
            return -1;
        if (damage.end < damage.start || damage.end > d->length)
            return fault(d, "damage", "ends past the page");
        damage.kind = kind.ptr; /* arena_slice ends it with a NUL */
        page->damages = arena_grow(&page->arena, page->damages, page->damage_count,
                                   &page->damage_cap, sizeof *page->damages);
        page->damages[page->damage_count++] = damage;
    }
    return 0;
}

static int
read_run(struct decoding *d, const json_t *value, struct run *run)
{
    if (read_array(d, value, "runs", 3) != 0 ||
        read_number(d, json_array_get(value, 0), "runs", &run->text) != 0 ||
        read_number(d, json_array_get(value, 1), "runs", &run->page) != 0 ||
        read_number(d, json_array_get(value, 2), "runs", &run->count) != 0)
        return -1;
    return 0;
}

static int
read_passage(struct decoding *d, struct article *article, const json_t *value)
{
    static const char *const known[] = { "role", "text", "runs", NULL };
    struct passage passage = { 0 };
    const json_t *runs;
    if (read_role(d, json_object_get(value, "role"), "role", &passage.role) != 0 ||
        read_text(d, json_object_get(value, "text"), "text", PAGE_TEXT_BYTES_MAX, &passage.text) !=
            0 ||
        read_many(d, value, "runs", &d->runs, PAGE_RUNS_MAX, &runs) != 0)
        return -1;
    passage.extra = extra_keep(&d->page.arena, value, known);
    passage.run_count = json_array_size(runs);
    passage.runs = arena_alloc(&d->page.arena, passage.run_count, sizeof *passage.runs);
    for (size_t i = 0; i < passage.run_count; i++)
        if (read_run(d, json_array_get(runs, i), &passage.runs[i]) != 0)
            return -1;
    *article_add_passage(&d->page, article) = passage;
    return 0;
}

static int
read_author(struct decoding *d, struct article *article, const json_t *value)
{
    struct author author;
    if (read_array(d, value, "authors", 2) != 0 ||
        read_text(d, json_array_get(value, 0), "authors", PAGE_TEXT_BYTES_MAX, &author.name) != 0 ||
        read_text(d, json_array_get(value, 1), "authors", PAGE_TEXT_BYTES_MAX,
                  &author.affiliation) != 0)
        return -1;
    *article_add_author(&d->page, article) = author;
    return 0;
}

static int
read_mention(struct decoding *d, struct article *article, const json_t *value)
{
    struct mention mention = { 0 };
    if (read_array(d, value, "mentions", 5) != 0)
        return -1;
    const json_t *type = json_array_get(value, 0);
    if (!json_is_string(type) ||
        !mention_type_find(slice_from(json_string_value(type)), &mention.type))
        return fault(d, "mentions", "holds an unknown type");
    if (read_number(d, json_array_get(value, 1), "mentions", &mention.start) != 0 ||
        read_number(d, json_array_get(value, 2), "mentions", &mention.end) != 0 ||
        read_text(d, json_array_get(value, 3), "mentions", PAGE_TEXT_BYTES_MAX, &mention.text) !=
            0 ||
        read_share(d, json_array_get(value, 4), "mentions", &mention.confidence) != 0)
        return -1;
    uint32_t from =
        article->mention_count > 0 ? article->mentions[article->mention_count - 1].end : 0;
    if (mention.start < from || mention.end <= mention.start || mention.end > d->length)
        return fault(d, "mentions", "holds offsets out of order or bounds");
    *article_add_mention(&d->page, article) = mention;
    return 0;
}

/* "mention_entities", when it is there: the id of an entity for each mention, or 0. */
static int
read_mention_entities(struct decoding *d, struct article *article, const json_t *object)
{
    const json_t *array = json_object_get(object, "mention_entities");
    if (array == NULL)
        return 0;
    if (!json_is_array(array) || json_array_size(array) != article->mention_count)
        return fault(d, "mention_entities", "is not one number a mention");
    for (size_t i = 0; i < article->mention_count; i++) {
        uint32_t *id = &article->mentions[i].entity;
        if (read_number(d, json_array_get(array, i), "mention_entities", id) != 0)
            return -1;
        if (*id > d->page.entity_count)
            return fault(d, "mention_entities", "names an entity that is not there");
    }
    return 0;
}

static int
read_entities(struct decoding *d, const json_t *root)
{
    struct page *page = &d->page;
    if (entities_decode(&page->arena, json_object_get(root, "entities"), &page->entities,
                        &page->entity_count, d->err) != 0)
        return err_prefix(d->err, "page");
    page->entity_cap = page->entity_count;
    if (page->entity_count > 0 && page->entities[page->entity_count - 1].id != page->entity_count)
        return fault(d, "entities", "holds ids that are not 1, 2, 3 ...");
    return 0;
}

/* Calls read for each element of a member of an article. */
static int
read_each(struct decoding *d, struct article *article, const json_t *object, const char *field,
          size_t *used, size_t max,
          int (*read)(struct decoding *, struct article *, const json_t *))
{
    const json_t *array;
    if (read_many(d, object, field, used, max, &array) != 0)
        return -1;
    for (size_t i = 0; i < json_array_size(array); i++)
        if (read(d, article, json_array_get(array, i)) != 0)
            return -1;
    return 0;
}

static int
read_article(struct decoding *d, const json_t *value)
{
    static const char *const known[] = { "number",   "confidence",       "passages", "authors",
                                         "mentions", "mention_entities", NULL };
    uint32_t last =
        d->page.article_count > 0 ? d->page.articles[d->page.article_count - 1].number : 0;
    struct article *article = page_add_article(&d->page);
    if (read_number(d, json_object_get(value, "number"), "number", &article->number) != 0)
        return -1;
    if (article->number <= last)
        return fault(d, "number", "is not above the article's before");
    if (read_share(d, json_object_get(value, "confidence"), "confidence", &article->confidence) !=
            0 ||
        read_each(d, article, value, "passages", &d->passages, PAGE_PASSAGES_MAX, read_passage) !=
            0 ||
        read_each(d, article, value, "authors", &d->authors, PAGE_AUTHORS_MAX, read_author) != 0 ||
        read_each(d, article, value, "mentions", &d->mentions, PAGE_MENTIONS_MAX, read_mention) !=
            0 ||
        read_mention_entities(d, article, value) != 0)
        return -1;
    article->extra = extra_keep(&d->page.arena, value, known);
    return 0;
}

static int
read_articles(struct decoding *d, const json_t *root)
{
    const json_t *array;
    size_t used = 0;
    if (read_many(d, root, "articles", &used, PAGE_ARTICLES_MAX, &array) != 0)
        return -1;
    for (size_t i = 0; i < json_array_size(array); i++)
        if (read_article(d, json_array_get(array, i)) != 0)
            return -1;
    return 0;
}

static int
compare_number(const void *key, const void *element)
{
    uint32_t number = *(const uint32_t *)key;
    uint32_t other = ((const struct article *)element)->number;
    return (number > other) - (number < other);
}

/* Every segment belongs to an article that is there, or to none. */
static int
check_owners(struct decoding *d)
{
    const struct page *page = &d->page;
    for (size_t i = 0; i < page->segment_count; i++) {
        uint32_t number = page->segments[i].article;
        if (number != 0 &&
            (page->article_count == 0 || bsearch(&number, page->articles, page->article_count,
                                                 sizeof *page->articles, compare_number) == NULL))
            return fault(d, "segments", "names an article that is not there");
    }
    return 0;
}

static int
read_origin(struct decoding *d, const json_t *object)
{
    static const char *const known[] = { "id",       "name",    "paper",     "date", "number",
                                         "encoding", "damaged", "file_page", NULL };
    struct page *page = &d->page;
    const json_t *file_page = json_object_get(object, "file_page");
    if (!json_is_object(object))
        return fault(d, "page", object == NULL ? "is missing" : "is no object");
    if (read_field(d, object, "id", &page->id) != 0 ||
        read_field(d, object, "name", &page->name) != 0 ||
        read_field(d, object, "paper", &page->paper) != 0 ||
        read_field(d, object, "date", &page->date) != 0 ||
        read_field(d, object, "number", &page->number) != 0 ||
        read_field(d, object, "encoding", &page->encoding) != 0 ||
        (file_page != NULL && read_number(d, file_page, "file_page", &page->file_page) != 0))
        return -1;
    if (!page_id_valid(page->id))
        return fault(d, "id", "is not 32 hex digits");
    const json_t *damaged = json_object_get(object, "damaged");
    if (!json_is_boolean(damaged))
        return fault(d, "damaged", "is neither true nor false");
    page->damaged = json_is_true(damaged);
    page->origin_extra = extra_keep(&page->arena, object, known);
    return 0;
}

static int
read_root(struct decoding *d, const json_t *root)
{
    static const char *const known[] = { "page",           "text",     "segment_version",
                                         "enrich_version", "segments", "articles",
                                         "entities",       "zones",    "layout",
                                         "damage",         "given",    NULL };
    struct page *page = &d->page;
    if (!json_is_object(root))
        return err_set(d->err, ERR_REJECT, "page: the JSON is no object");
    if (read_origin(d, json_object_get(root, "page")) != 0 ||
        read_text(d, json_object_get(root, "text"), "text", PAGE_TEXT_BYTES_MAX, &page->text) != 0)
        return -1;
    const json_t *layout = json_object_get(root, "layout");
    if (layout != NULL &&
        layout_decode(&page->layout, &page->arena, layout, utf8_count(page->text), d->err) != 0)
        return -1;
    const json_t *given = json_object_get(root, "given");
    if (given != NULL && given_decode(page, given, utf8_count(page->text), d->err) != 0)
        return -1;
    page->extra = extra_keep(&page->arena, root, known);
    if (json_object_get(root, "segment_version") == NULL)
        return 0; /* fresh from ingest */
    d->length = utf8_count(page->text);
    if (read_field(d, root, "segment_version", &page->segment_version) != 0 ||
        read_field(d, root, "enrich_version", &page->enrich_version) != 0 ||
        read_segments(d, root) != 0 || read_entities(d, root) != 0 || read_articles(d, root) != 0 ||
        read_damage(d, root) != 0 || check_owners(d) != 0)
        return -1;
    const json_t *zones = json_object_get(root, "zones");
    if (zones != NULL && zones_decode(page, zones, d->err) != 0)
        return -1;
    return page_check(page, d->err);
}

int
page_decode_job(struct page *page, struct slice json, struct err *err)
{
    if (json_scan(json, PAGE_JOB_BYTES_MAX, PAGE_JSON_DEPTH_MAX, err) != 0)
        return err_prefix(err, "page");
    json_error_t error;
    json_t *root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return err_set(err, ERR_REJECT, "page: %s at byte %d", error.text, error.position);

    struct decoding d = { .err = err };
    page_init(&d.page);
    int result = read_root(&d, root);
    json_decref(root);
    if (result != 0) {
        page_done(&d.page);
        return -1;
    }
    page_done(page);
    *page = d.page;
    return 0;
}
