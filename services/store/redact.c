#include "services/store/redact.h"

#include "common/utf8.h"

#include <jansson.h>
#include <stdlib.h>

static bool
is_hidden(const json_t *object, const uint32_t *hidden, size_t count)
{
    json_int_t number = json_integer_value(json_object_get(object, "article"));
    for (size_t i = 0; i < count; i++)
        if (number == (json_int_t)hidden[i])
            return true;
    return false;
}

/* Takes a withdrawn article's entries out of a list. */
static void
drop_hidden(json_t *list, const uint32_t *hidden, size_t count)
{
    for (size_t i = json_array_size(list); i-- > 0;)
        if (is_hidden(json_array_get(list, i), hidden, count))
            (void)json_array_remove(list, i);
}

/* What is on no page's article any more. */
static void
drop_entities(json_t *root)
{
    json_t *entities = json_object_get(root, "entities");
    json_t *articles = json_object_get(root, "articles");
    for (size_t i = json_array_size(entities); i-- > 0;) {
        json_int_t id = json_integer_value(json_object_get(json_array_get(entities, i), "id"));
        bool used = false;
        for (size_t a = 0; !used && a < json_array_size(articles); a++) {
            const json_t *mentions = json_object_get(json_array_get(articles, a), "entities");
            for (size_t m = 0; !used && m < json_array_size(mentions); m++)
                used = json_integer_value(json_object_get(json_array_get(mentions, m), "entity")) ==
                       id;
        }
        if (!used)
            (void)json_array_remove(entities, i);
    }
}

/* Marks the code points of withdrawn segments. */
static void
mark_hidden(const json_t *segments, const uint32_t *hidden, size_t count, bool *marks,
            size_t points)
{
    for (size_t i = 0; i < json_array_size(segments); i++) {
        const json_t *segment = json_array_get(segments, i);
        if (!is_hidden(segment, hidden, count))
            continue;
        json_int_t start = json_integer_value(json_object_get(segment, "start"));
        json_int_t end = json_integer_value(json_object_get(segment, "end"));
        for (json_int_t at = start < 0 ? 0 : start; at < end && at < (json_int_t)points; at++)
            marks[at] = true;
    }
}

static int
blank_text(json_t *root, const uint32_t *hidden, size_t count, struct err *err)
{
    const json_t *json = json_object_get(root, "text");
    struct slice text = { json_string_value(json), json_string_length(json) };
    if (!json_is_string(json))
        return err_set(err, ERR_REJECT, "the record has no text");
    size_t points = utf8_count(text);
    bool *marks = calloc(points + 1, sizeof *marks);
    struct buf blank = { 0 };
    if (marks == NULL)
        die("out of memory");
    mark_hidden(json_object_get(root, "segments"), hidden, count, marks, points);
    for (size_t at = 0, i = 0; at < text.len; i++) {
        uint32_t point = utf8_next(text, &at);
        utf8_add(&blank, marks[i] && point != '\n' ? 0x3000 : point);
    }
    (void)json_object_set_new(root, "text",
                              json_stringn(blank.ptr == NULL ? "" : blank.ptr, blank.len));
    buf_done(&blank);
    free(marks);
    return 0;
}

static int
without_hidden(struct slice record, const uint32_t *hidden, size_t count, struct buf *out,
               struct err *err)
{
    json_t *root = json_loadb(record.ptr, record.len, JSON_ALLOW_NUL, NULL);
    int result = blank_text(root, hidden, count, err);
    if (result == 0) {
        drop_hidden(json_object_get(root, "articles"), hidden, count);
        drop_hidden(json_object_get(root, "segments"), hidden, count);
        drop_entities(root);
        char *text = json_dumps(root, JSON_COMPACT | JSON_REAL_PRECISION(15));
        if (text == NULL)
            die("out of memory");
        buf_add_slice(out, slice_from(text));
        free(text);
    }
    json_decref(root);
    return result;
}

int
redact_record(struct slice record, enum page_state state, uint32_t result, int64_t made_ms,
              const uint32_t *hidden, size_t count, struct buf *out, struct err *err)
{
    struct buf rest = { 0 };
    int made = count > 0 ? without_hidden(record, hidden, count, &rest, err) : 0;
    if (made == 0 && count > 0)
        record = buf_slice(&rest);
    if (made == 0 && (record.len < 2 || record.ptr[0] != '{'))
        made = err_set(err, ERR_REJECT, "the record is no JSON object");
    if (made == 0) {
        buf_printf(out, "{\"state\":\"%s\",\"result\":%u,\"made_ms\":%lld%s",
                   page_state_name(state), result, (long long)made_ms,
                   record.ptr[1] == '}' ? "" : ",");
        buf_add_slice(out, slice_part(record, 1, record.len));
    }
    buf_done(&rest);
    return made;
}

/* ---- and back ---- */

static json_int_t
number_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* Into a list in the order of its members' key. */
static void
put_in_order(json_t *list, json_t *object, const char *key)
{
    size_t at = 0;
    while (at < json_array_size(list) &&
           number_of(json_array_get(list, at), key) < number_of(object, key))
        at++;
    (void)json_array_insert(list, at, object);
}

static json_int_t
highest(const json_t *articles)
{
    json_int_t most = 0;
    for (size_t i = 0; i < json_array_size(articles); i++) {
        json_int_t number = number_of(json_array_get(articles, i), "article");
        most = number > most ? number : most;
    }
    return most;
}

/* True when something in the list had that number. */
static bool
renumber(json_t *list, uint32_t from, json_int_t to)
{
    bool some = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *object = json_array_get(list, i);
        if (number_of(object, "article") != (json_int_t)from)
            continue;
        (void)json_object_set_new(object, "article", json_integer(to));
        some = true;
    }
    return some;
}

static bool
has_id(const json_t *entities, json_int_t id)
{
    for (size_t i = 0; i < json_array_size(entities); i++)
        if (number_of(json_array_get(entities, i), "id") == id)
            return true;
    return false;
}

/* The entities that a hidden article's mentions mean. */
static void
put_entities(json_t *now, const json_t *was, const json_t *article)
{
    json_t *entities = json_object_get(now, "entities");
    const json_t *all = json_object_get(was, "entities");
    const json_t *mentions = json_object_get(article, "entities");
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *entity = json_array_get(all, i);
        json_int_t id = number_of(entity, "id");
        bool meant = false;
        for (size_t m = 0; !meant && m < json_array_size(mentions); m++)
            meant = number_of(json_array_get(mentions, m), "entity") == id;
        if (meant && !has_id(entities, id))
            (void)json_array_append(entities, entity);
    }
}

static void
put_hidden(json_t *now, const json_t *was, const uint32_t *hidden, size_t count)
{
    json_t *articles = json_object_get(now, "articles");
    json_t *segments = json_object_get(now, "segments");
    const json_t *all = json_object_get(was, "articles"), *parts = json_object_get(was, "segments");
    json_int_t most = highest(articles) > highest(all) ? highest(articles) : highest(all);
    for (size_t i = 0; i < count; i++) {
        bool moved = renumber(articles, hidden[i], most + 1);
        most += renumber(segments, hidden[i], most + 1) || moved ? 1 : 0;
    }
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *article = json_array_get(all, i);
        if (!is_hidden(article, hidden, count))
            continue;
        put_in_order(articles, article, "article");
        put_entities(now, was, article);
    }
    for (size_t i = 0; i < json_array_size(parts); i++)
        if (is_hidden(json_array_get(parts, i), hidden, count))
            put_in_order(segments, json_array_get(parts, i), "start");
    (void)json_object_set(now, "text", json_object_get(was, "text"));
}

void
redact_undo(struct slice corrected, struct slice whole, const uint32_t *hidden, size_t count,
            struct buf *out)
{
    json_t *now = json_loadb(corrected.ptr, corrected.len, JSON_REJECT_DUPLICATES, NULL);
    json_t *was = json_loadb(whole.ptr, whole.len, JSON_ALLOW_NUL, NULL);
    json_t *shown = json_deep_copy(was);
    char *text = NULL;
    if (now != NULL && blank_text(shown, hidden, count, NULL) == 0 &&
        json_equal(json_object_get(now, "text"), json_object_get(shown, "text"))) {
        put_hidden(now, was, hidden, count);
        text = json_dumps(now, JSON_COMPACT | JSON_REAL_PRECISION(15));
    }
    buf_add_slice(out, text != NULL ? slice_from(text) : corrected);
    free(text);
    json_decref(now);
    json_decref(was);
    json_decref(shown);
}
