#include "common/proto/answer.h"

#include "common/proto/answer_shape.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
    ANSWER_BYTES_MAX = 16 << 20,
    ANSWER_DEPTH_MAX = 16,
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

const char *
page_state_name(enum page_state state)
{
    return page_state_words[state];
}

bool
page_state_find(struct slice name, enum page_state *state)
{
    int found = field_word(page_state_words, name);
    if (found >= 0)
        *state = (enum page_state)found;
    return found >= 0;
}

const char *
change_kind_name(enum change_kind kind)
{
    return change_kind_words[kind];
}

enum change_kind
change_kind_find(struct slice name)
{
    int found = field_word(change_kind_words, name);
    return found < 0 ? CHANGE_NONE : (enum change_kind)found;
}

enum { FACETS_FIRST = TALLY_PAPERS, FACETS_LAST = TALLY_NAMES };

bool
answer_has_body(enum answer_type type)
{
    return type == ANSWER_RECORD || type == ANSWER_RECORDS || type == ANSWER_ORIGINAL;
}

/* ---- making ---- */

int
answer_refuse(struct answer *answer, const char *code, struct err *err, const char *format, ...)
{
    char text[200];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    answer->code = slice_from(code);
    return err_set(err, ERR_REJECT, "%s", text);
}

void
answer_init(struct answer *answer, enum answer_type type)
{
    *answer = (struct answer){ .type = type, .seq = SLICE_EMPTY };
    for (int i = 0; i < ANSWER_TYPE_COUNT; i++)
        fields_init(answer, answer_shapes[i].fields, answer_shapes[i].field_count);
}

void
answer_done(struct answer *answer)
{
    arena_done(&answer->arena);
    answer_init(answer, answer->type);
}

static size_t *
list_count(struct answer *answer, const struct answer_list *list)
{
    return (size_t *)(void *)((char *)answer + list->count);
}

/* A new element, zeroed but for its texts. */
static void *
add(struct answer *answer, const struct answer_list *list)
{
    void **items = (void **)(void *)((char *)answer + list->items);
    size_t *count = list_count(answer, list);
    size_t *cap = (size_t *)(void *)((char *)answer + list->cap);
    *items = arena_grow(&answer->arena, *items, *count, cap, list->size);
    void *item = (char *)*items + (*count)++ * list->size;
    memset(item, 0, list->size);
    fields_init(item, list->fields, list->field_count);
    return item;
}

struct listed *
answer_add_page(struct answer *answer)
{
    return add(answer, &answer_pages);
}

struct hit *
answer_add_hit(struct answer *answer)
{
    return add(answer, &answer_hits);
}

struct paper *
answer_add_paper(struct answer *answer)
{
    return add(answer, &answer_papers);
}

struct day *
answer_add_day(struct answer *answer)
{
    return add(answer, &answer_days);
}

struct version *
answer_add_version(struct answer *answer)
{
    return add(answer, &answer_versions);
}

struct change *
answer_add_change(struct answer *answer)
{
    return add(answer, &answer_changes);
}

struct token *
answer_add_token(struct answer *answer)
{
    return add(answer, &answer_tokens);
}

struct hook *
answer_add_hook(struct answer *answer)
{
    return add(answer, &answer_hooks);
}

struct dead_change *
answer_add_dead(struct answer *answer)
{
    return add(answer, &answer_deads);
}

struct audited *
answer_add_audited(struct answer *answer)
{
    return add(answer, &answer_audits);
}

struct tally *
answer_add_tally(struct answer *answer, enum tally_list list)
{
    return add(answer, &answer_tallies[list]);
}

/* ---- writing ---- */

static void
write_list(struct jsonw *w, const struct answer *answer, const struct answer_list *list)
{
    const char *base = (const char *)answer;
    const char *items = *(const char *const *)(const void *)(base + list->items);
    size_t count = *(const size_t *)(const void *)(base + list->count);
    jsonw_key(w, list->name);
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        jsonw_open(w, '{');
        fields_write(w, items + i * list->size, list->fields, list->field_count);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
write_facets(struct jsonw *w, const struct answer *answer)
{
    if (answer->facet_paper_count + answer->facet_year_count + answer->facet_name_count == 0)
        return;
    jsonw_key(w, "facets");
    jsonw_open(w, '{');
    for (int i = FACETS_FIRST; i <= FACETS_LAST; i++)
        write_list(w, answer, &answer_tallies[i]);
    jsonw_close(w, '}');
}

void
answer_encode_members(const struct answer *answer, struct jsonw *w)
{
    const struct answer_shape *shape = &answer_shapes[answer->type];
    for (size_t i = 0; i < COUNT(shape->lists) && shape->lists[i] != NULL; i++)
        write_list(w, answer, shape->lists[i]);
    fields_write(w, answer, shape->fields, shape->field_count);
    if (answer->type == ANSWER_RESULTS)
        write_facets(w, answer);
}

void
answer_encode(const struct answer *answer, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    jsonw_member(&w, "type", slice_from(answer_shapes[answer->type].name));
    jsonw_given_value(&w, "seq", answer->seq);
    answer_encode_members(answer, &w);
    jsonw_close(&w, '}');
}

void
change_encode(const struct change *change, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    fields_write(&w, change, answer_changes.fields, answer_changes.field_count);
    jsonw_close(&w, '}');
}

/* ---- reading ---- */

static int
read_list(struct answer *answer, const json_t *root, const struct answer_list *list, bool needed,
          struct err *err)
{
    const json_t *array = json_object_get(root, list->name);
    if (array == NULL && !needed)
        return 0;
    if (!json_is_array(array))
        return err_set(err, ERR_REJECT, "\"%s\" is no array", list->name);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *json = json_array_get(array, i);
        if (!json_is_object(json))
            return err_set(err, ERR_REJECT, "\"%s\" holds something that is no object", list->name);
        if (fields_read(&answer->arena, add(answer, list), list->fields, list->field_count, json,
                        ANSWER_BYTES_MAX, err) != 0)
            return -1;
    }
    return 0;
}

static int
read_facets(struct answer *answer, const json_t *root, struct err *err)
{
    const json_t *facets = json_object_get(root, "facets");
    for (int i = FACETS_FIRST; facets != NULL && i <= FACETS_LAST; i++)
        if (read_list(answer, facets, &answer_tallies[i], false, err) != 0)
            return -1;
    return 0;
}

static int
read_answer(struct answer *answer, const json_t *root, struct err *err)
{
    const char *names[ANSWER_TYPE_COUNT];
    int type = 0;
    for (int i = 0; i < ANSWER_TYPE_COUNT; i++)
        names[i] = answer_shapes[i].name;
    if (jsonr_seq(&answer->arena, root, &answer->seq, err) != 0 || jsonr_version(root, err) != 0 ||
        jsonr_type(root, names, ANSWER_TYPE_COUNT, &type, err) != 0)
        return -1;
    const struct answer_shape *shape = &answer_shapes[type];
    answer->type = (enum answer_type)type;
    if (fields_read(&answer->arena, answer, shape->fields, shape->field_count, root,
                    ANSWER_BYTES_MAX, err) != 0)
        return -1;
    if (answer->type == ANSWER_STATE && json_object_get(root, "states") == NULL)
        return err_set(err, ERR_REJECT, "\"states\" is no list");
    for (size_t i = 0; i < COUNT(shape->lists) && shape->lists[i] != NULL; i++)
        if (read_list(answer, root, shape->lists[i], i == 0, err) != 0)
            return -1;
    return answer->type == ANSWER_RESULTS ? read_facets(answer, root, err) : 0;
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

int
change_decode(struct arena *arena, struct change *change, struct slice json, struct err *err)
{
    memset(change, 0, sizeof *change);
    fields_init(change, answer_changes.fields, answer_changes.field_count);
    json_t *root = jsonr_object(json, ANSWER_BYTES_MAX, ANSWER_DEPTH_MAX, err);
    if (root == NULL)
        return err_prefix(err, "change");
    int result = jsonr_version(root, err);
    if (result == 0)
        result = fields_read(arena, change, answer_changes.fields, answer_changes.field_count, root,
                             ANSWER_BYTES_MAX, err);
    json_decref(root);
    return result == 0 ? 0 : err_prefix(err, "change");
}
