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
