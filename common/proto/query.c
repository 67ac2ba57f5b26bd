#include "common/proto/query.h"

#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

#include <string.h>

enum {
    QUERY_DEPTH_MAX = 8,
    ANSWER_BYTES_MAX = 16 << 20,
    ANSWER_DEPTH_MAX = 16,
    QUERY_ID_BYTES_MAX = 64,
};

static const char *const query_names[QUERY_TYPE_COUNT] = {
    [QUERY_SHOW] = "SHOW",     [QUERY_LIST] = "LIST",   [QUERY_SEARCH] = "SEARCH",
    [QUERY_EXPORT] = "EXPORT", [QUERY_STATE] = "STATE", [QUERY_STATUS] = "STATUS",
};

static const char *const answer_names[ANSWER_TYPE_COUNT] = {
    [ANSWER_RECORD] = "RECORD",   [ANSWER_LIST] = "LIST",   [ANSWER_RESULTS] = "RESULTS",
    [ANSWER_RECORDS] = "RECORDS", [ANSWER_STATE] = "STATE", [ANSWER_STATUS] = "STATUS",
    [ANSWER_ERROR] = "ERROR",
};

static const char *const state_names[] = {
    [PAGE_ANY] = "",
    [PAGE_CURRENT] = "current",
    [PAGE_SUPERSEDED] = "superseded",
};

const char *
page_state_name(enum page_state state)
{
    return state_names[state];
}

bool
page_state_find(struct slice name, enum page_state *state)
{
    for (int i = PAGE_ANY; i <= PAGE_SUPERSEDED; i++)
        if (slice_equal(name, slice_from(state_names[i]))) {
            *state = (enum page_state)i;
            return true;
        }
    return false;
}

/* The texts of a query under their names. */
struct field {
    const char *name;
    size_t offset; /* of a struct slice */
};

static const struct field query_fields[] = {
    { "page_id", offsetof(struct query, page_id) },
    { "paper", offsetof(struct query, paper) },
    { "date", offsetof(struct query, date) },
    { "number", offsetof(struct query, number) },
    { "words", offsetof(struct query, words) },
    { "person", offsetof(struct query, person) },
    { "place", offsetof(struct query, place) },
    { "organisation", offsetof(struct query, organisation) },
    { "date_from", offsetof(struct query, date_from) },
    { "date_to", offsetof(struct query, date_to) },
    { "cursor", offsetof(struct query, cursor) },
};
enum { QUERY_FIELD_COUNT = sizeof query_fields / sizeof *query_fields };

static const struct field listed_fields[] = {
    { "page_id", offsetof(struct listed, id) },    { "name", offsetof(struct listed, name) },
    { "paper", offsetof(struct listed, paper) },   { "date", offsetof(struct listed, date) },
    { "number", offsetof(struct listed, number) },
};
enum { LISTED_FIELD_COUNT = sizeof listed_fields / sizeof *listed_fields };

static const struct field hit_fields[] = {
    { "page_id", offsetof(struct hit, page_id) }, { "headline", offsetof(struct hit, headline) },
    { "paper", offsetof(struct hit, paper) },     { "date", offsetof(struct hit, date) },
    { "number", offsetof(struct hit, number) },   { "snippet", offsetof(struct hit, snippet) },
};
enum { HIT_FIELD_COUNT = sizeof hit_fields / sizeof *hit_fields };

static struct slice *
field_of(void *object, const struct field *field)
{
    return (struct slice *)(void *)((char *)object + field->offset);
}

static struct slice
field_value(const void *object, const struct field *field)
{
    return *(const struct slice *)(const void *)((const char *)object + field->offset);
}

static void
empty_fields(void *object, const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *field_of(object, &fields[i]) = SLICE_EMPTY;
}

static struct slice
string_slice(const json_t *value)
{
    return (struct slice){ json_string_value(value), json_string_length(value) };
}

/* Reads the texts that are there; -1 when one is no string or too long. */
static int
read_fields(struct arena *arena, void *object, const struct field *fields, size_t count,
            const json_t *json, size_t max, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (jsonr_text(arena, json, fields[i].name, max, field_of(object, &fields[i]), err) != 0)
            return -1;
    return 0;
}

static void
write_fields(struct jsonw *w, const void *object, const struct field *fields, size_t count,
             bool empty_too)
{
    for (size_t i = 0; i < count; i++) {
        struct slice value = field_value(object, &fields[i]);
        if (value.len > 0 || empty_too)
            jsonw_member(w, fields[i].name, value);
    }
}

/* ---- queries ---- */

void
query_init(struct query *query, enum query_type type)
{
    *query = (struct query){ .type = type, .seq = SLICE_EMPTY };
    empty_fields(query, query_fields, QUERY_FIELD_COUNT);
}

void
query_done(struct query *query)
{
    arena_done(&query->arena);
    query_init(query, query->type);
}

void
query_encode(const struct query *query, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    jsonw_member(&w, "type", slice_from(query_names[query->type]));
    jsonw_given_value(&w, "seq", query->seq);
    write_fields(&w, query, query_fields, QUERY_FIELD_COUNT, false);
    if (query->article != 0)
        jsonw_member_number(&w, "article", query->article);
    if (query->state != PAGE_ANY)
        jsonw_member(&w, "state", slice_from(state_names[query->state]));
    if (query->limit != 0)
        jsonw_member_number(&w, "limit", query->limit);
    if (query->type == QUERY_STATE)
        jsonw_member_list(&w, "page_ids", query->page_ids, query->page_id_count);
    jsonw_close(&w, '}');
}

static bool
is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* "ID/NUMBER" is split, and ID may be the beginning of an id. */
static int
read_page_id(struct query *query, struct err *err)
{
    struct slice id = query->page_id;
    size_t slash = slice_find(id, SLICE_LITERAL("/"));
    query->page_id = slice_part(id, 0, slash);
    if (slash < id.len) {
        uint32_t number = 0;
        for (size_t i = slash + 1; i < id.len && number < 100000000; i++)
            number = id.ptr[i] >= '0' && id.ptr[i] <= '9'
                         ? number * 10 + (uint32_t)(id.ptr[i] - '0')
                         : UINT32_MAX;
        if (number == 0 || number >= 100000000)
            return err_set(err, ERR_REJECT, "\"page_id\" has no article number after its /");
        query->article = number;
    }
    id = query->page_id;
    bool valid = id.len >= QUERY_PREFIX_MIN && id.len <= 32;
    for (size_t i = 0; valid && i < id.len; i++)
        valid = is_hex(id.ptr[i]);
    return valid ? 0
                 : err_set(err, ERR_REJECT, "\"page_id\" is not %d to 32 lower-case hex digits",
                           QUERY_PREFIX_MIN);
}

static int
read_show(struct query *query, struct err *err)
{
    if (query->page_id.len > 0)
        return read_page_id(query, err);
    if (query->paper.len > 0 && query->date.len > 0 && query->number.len > 0)
        return 0;
    return err_set(err, ERR_REJECT, "SHOW needs page_id, or paper, date and number");
}

/* What is left once the type and the texts are known. */
static int
read_query(struct query *query, const json_t *root, struct err *err)
{
    int64_t limit = 0, article = 0;
    if (jsonr_whole(root, "limit", UINT32_MAX, &limit, err) != 0 ||
        jsonr_whole(root, "article", UINT32_MAX, &article, err) != 0)
        return -1;
    query->limit = (uint32_t)limit;
    query->article = (uint32_t)article;
    const json_t *state = json_object_get(root, "state");
    if (state != NULL &&
        (!json_is_string(state) || !page_state_find(string_slice(state), &query->state)))
        return err_set(err, ERR_REJECT, "\"state\" is neither current nor superseded");
    if (query->type == QUERY_SHOW)
        return read_show(query, err);
    if (query->type == QUERY_STATE)
        return jsonr_list(&query->arena, root, "page_ids", QUERY_IDS_MAX, QUERY_ID_BYTES_MAX,
                          &query->page_ids, &query->page_id_count, err);
    return 0;
}

static int
read_request(struct query *query, const json_t *root, struct err *err)
{
    int type = 0;
    if (jsonr_seq(&query->arena, root, &query->seq, err) != 0 || jsonr_version(root, err) != 0 ||
        jsonr_type(root, query_names, QUERY_TYPE_COUNT, &type, err) != 0)
        return -1;
    query->type = (enum query_type)type;
    if (read_fields(&query->arena, query, query_fields, QUERY_FIELD_COUNT, root,
                    QUERY_FIELD_BYTES_MAX, err) != 0)
        return -1;
    return read_query(query, root, err);
}

int
query_decode(struct query *query, struct slice json, struct err *err)
{
    query_done(query);
    json_t *root = jsonr_object(json, QUERY_BYTES_MAX, QUERY_DEPTH_MAX, err);
    if (root == NULL)
        return -1;
    int result = read_request(query, root, err);
    json_decref(root);
    return result;
}

/* ---- answers ---- */

void
answer_init(struct answer *answer, enum answer_type type)
{
    *answer = (struct answer){
        .type = type,
        .seq = SLICE_EMPTY,
        .reason = SLICE_EMPTY,
        .source = SLICE_EMPTY,
        .page_id = SLICE_EMPTY,
        .next = SLICE_EMPTY,
    };
}

void
answer_done(struct answer *answer)
{
    arena_done(&answer->arena);
    answer_init(answer, answer->type);
}

struct listed *
answer_add_page(struct answer *answer)
{
    answer->pages = arena_grow(&answer->arena, answer->pages, answer->page_count, &answer->page_cap,
                               sizeof *answer->pages);
    struct listed *page = &answer->pages[answer->page_count++];
    *page = (struct listed){ .state = PAGE_ANY };
    empty_fields(page, listed_fields, LISTED_FIELD_COUNT);
    return page;
}

struct hit *
answer_add_hit(struct answer *answer)
{
    answer->hits = arena_grow(&answer->arena, answer->hits, answer->hit_count, &answer->hit_cap,
                              sizeof *answer->hits);
    struct hit *hit = &answer->hits[answer->hit_count++];
    *hit = (struct hit){ .article = 0 };
    empty_fields(hit, hit_fields, HIT_FIELD_COUNT);
    return hit;
}

static void
write_pages(struct jsonw *w, const struct answer *answer)
{
    jsonw_key(w, "pages");
    jsonw_open(w, '[');
    for (size_t i = 0; i < answer->page_count; i++) {
        const struct listed *page = &answer->pages[i];
        jsonw_open(w, '{');
        write_fields(w, page, listed_fields, LISTED_FIELD_COUNT, true);
        jsonw_member(w, "state", slice_from(state_names[page->state]));
        jsonw_member_number(w, "articles", page->articles);
        jsonw_member_number(w, "committed_ms", page->committed_ms);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
    jsonw_member(w, "next", answer->next);
}

static void
write_hits(struct jsonw *w, const struct answer *answer)
{
    jsonw_key(w, "articles");
    jsonw_open(w, '[');
    for (size_t i = 0; i < answer->hit_count; i++) {
        jsonw_open(w, '{');
        write_fields(w, &answer->hits[i], hit_fields, HIT_FIELD_COUNT, true);
        jsonw_member_number(w, "article", answer->hits[i].article);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
    jsonw_member(w, "next", answer->next);
}

void
answer_encode(const struct answer *answer, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    jsonw_member(&w, "type", slice_from(answer_names[answer->type]));
    jsonw_given_value(&w, "seq", answer->seq);
    switch (answer->type) {
    case ANSWER_RECORD:
        jsonw_member(&w, "page_id", answer->page_id);
        jsonw_member(&w, "source", answer->source);
        break;
    case ANSWER_LIST:
        write_pages(&w, answer);
        break;
    case ANSWER_RESULTS:
        write_hits(&w, answer);
        break;
    case ANSWER_RECORDS:
        jsonw_member_number(&w, "count", answer->count);
        jsonw_member(&w, "next", answer->next);
        break;
    case ANSWER_STATE:
        jsonw_member_list(&w, "states", answer->states, answer->state_count);
        break;
    case ANSWER_STATUS:
        jsonw_member_number(&w, "pages", answer->total_pages);
        jsonw_member_number(&w, "articles", answer->total_articles);
        jsonw_member_number(&w, "bytes", answer->total_bytes);
        break;
    case ANSWER_ERROR:
        jsonw_member(&w, "reason", answer->reason);
        jsonw_key(&w, "retry");
        jsonw_boolean(&w, answer->retry);
        break;
    }
    jsonw_close(&w, '}');
}

static int
read_listed(struct answer *answer, const json_t *json, struct err *err)
{
    struct listed *page = answer_add_page(answer);
    int64_t articles = 0, committed = 0;
    if (!json_is_object(json))
        return err_set(err, ERR_REJECT, "\"pages\" holds something that is no object");
    if (read_fields(&answer->arena, page, listed_fields, LISTED_FIELD_COUNT, json, ANSWER_BYTES_MAX,
                    err) != 0 ||
        jsonr_whole(json, "articles", UINT32_MAX, &articles, err) != 0 ||
        jsonr_whole(json, "committed_ms", INT64_MAX, &committed, err) != 0)
        return -1;
    const json_t *state = json_object_get(json, "state");
    if (!json_is_string(state) || !page_state_find(string_slice(state), &page->state))
        return err_set(err, ERR_REJECT, "\"state\" of a page is unknown");
    page->articles = (uint32_t)articles;
    page->committed_ms = committed;
    return 0;
}

static int
read_hit(struct answer *answer, const json_t *json, struct err *err)
{
    struct hit *hit = answer_add_hit(answer);
    int64_t article = 0;
    if (!json_is_object(json))
        return err_set(err, ERR_REJECT, "\"articles\" holds something that is no object");
    if (read_fields(&answer->arena, hit, hit_fields, HIT_FIELD_COUNT, json, ANSWER_BYTES_MAX,
                    err) != 0 ||
        jsonr_whole(json, "article", UINT32_MAX, &article, err) != 0)
        return -1;
    hit->article = (uint32_t)article;
    return 0;
}

static int
read_each(struct answer *answer, const json_t *root, const char *field,
          int (*read)(struct answer *, const json_t *, struct err *), struct err *err)
{
    const json_t *array = json_object_get(root, field);
    if (!json_is_array(array))
        return err_set(err, ERR_REJECT, "\"%s\" is no array", field);
    for (size_t i = 0; i < json_array_size(array); i++)
        if (read(answer, json_array_get(array, i), err) != 0)
            return -1;
    return 0;
}

static int
read_status(struct answer *answer, const json_t *root, struct err *err)
{
    int64_t pages = 0, articles = 0, bytes = 0;
    if (jsonr_whole(root, "pages", INT64_MAX, &pages, err) != 0 ||
        jsonr_whole(root, "articles", INT64_MAX, &articles, err) != 0 ||
        jsonr_whole(root, "bytes", INT64_MAX, &bytes, err) != 0)
        return -1;
    answer->total_pages = pages;
    answer->total_articles = articles;
    answer->total_bytes = bytes;
    return 0;
}

static int
read_records(struct answer *answer, const json_t *root, struct err *err)
{
    int64_t count = 0;
    if (jsonr_whole(root, "count", UINT32_MAX, &count, err) != 0)
        return -1;
    answer->count = (uint32_t)count;
    return 0;
}

static int
read_content(struct answer *answer, const json_t *root, struct err *err)
{
    switch (answer->type) {
    case ANSWER_RECORD:
        return 0;
    case ANSWER_LIST:
        return read_each(answer, root, "pages", read_listed, err);
    case ANSWER_RESULTS:
        return read_each(answer, root, "articles", read_hit, err);
    case ANSWER_RECORDS:
        return read_records(answer, root, err);
    case ANSWER_STATE:
        return jsonr_list(&answer->arena, root, "states", QUERY_IDS_MAX, ANSWER_BYTES_MAX,
                          &answer->states, &answer->state_count, err);
    case ANSWER_STATUS:
        return read_status(answer, root, err);
    case ANSWER_ERROR:
        answer->retry = json_is_true(json_object_get(root, "retry"));
        return 0;
    }
    return 0;
}

static int
read_answer(struct answer *answer, const json_t *root, struct err *err)
{
    static const struct field texts[] = {
        { "reason", offsetof(struct answer, reason) },
        { "source", offsetof(struct answer, source) },
        { "page_id", offsetof(struct answer, page_id) },
        { "next", offsetof(struct answer, next) },
    };
    int type = 0;
    if (jsonr_seq(&answer->arena, root, &answer->seq, err) != 0 || jsonr_version(root, err) != 0 ||
        jsonr_type(root, answer_names, ANSWER_TYPE_COUNT, &type, err) != 0 ||
        read_fields(&answer->arena, answer, texts, sizeof texts / sizeof *texts, root,
                    ANSWER_BYTES_MAX, err) != 0)
        return -1;
    answer->type = (enum answer_type)type;
    return read_content(answer, root, err);
}

int
answer_decode(struct answer *answer, struct slice json, struct err *err)
{
    answer_done(answer);
    json_t *root = jsonr_object(json, ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, err);
    if (root == NULL)
        return err_prefix(err, "answer");
    int result = read_answer(answer, root, err);
    json_decref(root);
    return result == 0 ? 0 : err_prefix(err, "answer");
}
