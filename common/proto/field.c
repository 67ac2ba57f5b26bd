#include "common/proto/field.h"

#include <stdlib.h>

int
field_word(const char *const *words, struct slice name)
{
    for (int i = 0; words[i] != NULL; i++)
        if (slice_equal(name, slice_from(words[i])))
            return i;
    return -1;
}

static void *
place(void *object, size_t offset)
{
    return (char *)object + offset;
}

static const void *
place_in(const void *object, size_t offset)
{
    return (const char *)object + offset;
}

void
fields_init(void *object, const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fields[i].kind == FIELD_TEXT || fields[i].kind == FIELD_JSON)
            *(struct slice *)place(object, fields[i].offset) = SLICE_EMPTY;
}

/* ---- writing ---- */

static bool
is_given(const struct field *field, const void *value, size_t many)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_JSON:
        return ((const struct slice *)value)->len > 0;
    case FIELD_WHOLE:
        return *(const uint32_t *)value != 0;
    case FIELD_LONG:
        return *(const int64_t *)value != 0;
    case FIELD_FLAG:
        return *(const bool *)value;
    case FIELD_SHARE:
        return *(const double *)value > 0;
    case FIELD_WORD:
        return field->words[*(const int *)value][0] != '\0';
    case FIELD_TEXTS:
    case FIELD_SPANS:
        return many > 0;
    }
    return false;
}

static void
write_spans(struct jsonw *w, const struct stretch *spans, size_t count)
{
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        jsonw_open(w, '[');
        jsonw_number(w, spans[i].start);
        jsonw_number(w, spans[i].end);
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
}

static void
write_texts(struct jsonw *w, const struct slice *texts, size_t count)
{
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++)
        jsonw_text(w, texts[i]);
    jsonw_close(w, ']');
}

static void
write_value(struct jsonw *w, const struct field *field, const void *value, size_t many)
{
    switch (field->kind) {
    case FIELD_TEXT:
        jsonw_text(w, *(const struct slice *)value);
        break;
    case FIELD_JSON:
        jsonw_value(w, ((const struct slice *)value)->len > 0 ? *(const struct slice *)value
                                                              : SLICE_LITERAL("{}"));
        break;
    case FIELD_WHOLE:
        jsonw_number(w, *(const uint32_t *)value);
        break;
    case FIELD_LONG:
        jsonw_number(w, *(const int64_t *)value);
        break;
    case FIELD_FLAG:
        jsonw_boolean(w, *(const bool *)value);
        break;
    case FIELD_SHARE:
        jsonw_share(w, *(const double *)value);
        break;
    case FIELD_WORD:
        jsonw_text(w, slice_from(field->words[*(const int *)value]));
        break;
    case FIELD_TEXTS:
        write_texts(w, *(struct slice *const *)value, many);
        break;
    case FIELD_SPANS:
        write_spans(w, *(struct stretch *const *)value, many);
        break;
    }
}

static bool
is_many(const struct field *field)
{
    return field->kind == FIELD_TEXTS || field->kind == FIELD_SPANS;
}

void
fields_write(struct jsonw *w, const void *object, const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        const void *value = place_in(object, field->offset);
        size_t many = is_many(field) ? *(const size_t *)place_in(object, field->count_offset) : 0;
        if (field->presence != FIELD_ALWAYS && !is_given(field, value, many))
            continue;
        jsonw_key(w, field->name);
        write_value(w, field, value, many);
    }
}

/* ---- reading ---- */

static int
read_json(struct arena *arena, const json_t *json, const char *name, size_t max,
          struct slice *value, struct err *err)
{
    if (!json_is_object(json))
        return err_set(err, ERR_REJECT, "\"%s\" is no object", name);
    char *text = json_dumps(json, JSON_COMPACT);
    struct slice found = slice_from(text == NULL ? "" : text);
    bool fits = found.len > 0 && found.len <= max;
    if (fits)
        *value = arena_slice(arena, found);
    free(text);
    return fits ? 0 : err_set(err, ERR_REJECT, "\"%s\" is longer than %zu bytes", name, max);
}

static int
read_word(const json_t *json, const struct field *field, int *word, struct err *err)
{
    struct slice name = { json_string_value(json), json_string_length(json) };
    int found = json_is_string(json) ? field_word(field->words, name) : -1;
    if (found < 0)
        return err_set(err, ERR_REJECT, "\"%s\" is none of the words that may stand there",
                       field->name);
    *word = found;
    return 0;
}

static bool
read_bound(const json_t *pair, size_t at, uint32_t *bound)
{
    const json_t *value = json_array_get(pair, at);
    json_int_t number = json_integer_value(value);
    *bound = (uint32_t)number;
    return json_is_integer(value) && number >= 0 && number <= UINT32_MAX;
}

static int
read_spans(struct arena *arena, const json_t *json, const char *name, struct stretch **spans,
           size_t *count, struct err *err)
{
    if (!json_is_array(json) || json_array_size(json) > FIELD_LIST_MAX)
        return err_set(err, ERR_REJECT, "\"%s\" is no list of pairs", name);
    *count = json_array_size(json);
    *spans = arena_alloc(arena, *count, sizeof **spans);
    for (size_t i = 0; i < *count; i++) {
        const json_t *pair = json_array_get(json, i);
        if (!read_bound(pair, 0, &(*spans)[i].start) || !read_bound(pair, 1, &(*spans)[i].end))
            return err_set(err, ERR_REJECT, "\"%s\" is no list of pairs", name);
    }
    return 0;
}

static int
read_value(struct arena *arena, const struct field *field, void *value, size_t *many,
           const json_t *root, const json_t *json, size_t max, struct err *err)
{
    int64_t number = 0;
    switch (field->kind) {
    case FIELD_TEXT:
        return jsonr_text(arena, root, field->name, max, value, err);
    case FIELD_JSON:
        return read_json(arena, json, field->name, max, value, err);
    case FIELD_WHOLE:
        if (jsonr_whole(root, field->name, UINT32_MAX, &number, err) != 0)
            return -1;
        *(uint32_t *)value = (uint32_t)number;
        return 0;
    case FIELD_LONG:
        return jsonr_whole(root, field->name, INT64_MAX, value, err);
    case FIELD_FLAG:
        return jsonr_flag(root, field->name, value, err);
    case FIELD_SHARE:
        return jsonr_share(root, field->name, value, err);
    case FIELD_WORD:
        return read_word(json, field, value, err);
    case FIELD_TEXTS:
        return jsonr_list(arena, root, field->name, FIELD_LIST_MAX, max, value, many, err);
    case FIELD_SPANS:
        return read_spans(arena, json, field->name, value, many, err);
    }
    return 0;
}

int
fields_read(struct arena *arena, void *object, const struct field *fields, size_t count,
            const json_t *json, size_t text_max, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &fields[i];
        const json_t *value = json_object_get(json, field->name);
        size_t unused = 0, *many = is_many(field) ? place(object, field->count_offset) : &unused;
        if ((value == NULL || json_is_null(value)) && field->kind == FIELD_WORD &&
            field->presence == FIELD_ALWAYS)
            return err_set(err, ERR_REJECT, "\"%s\" is missing", field->name);
        if (value == NULL || json_is_null(value))
            continue;
        if (read_value(arena, field, place(object, field->offset), many, json, value, text_max,
                       err) != 0)
            return -1;
    }
    return 0;
}
