#include "common/proto/json_read.h"

#include "common/proto/scan.h"

#include <stdlib.h>
#include <string.h>

json_t *
jsonr_object(struct slice json, size_t bytes_max, unsigned depth_max, struct err *err)
{
    json_error_t error;
    if (json_scan(json, bytes_max, depth_max, err) != 0)
        return NULL;
    json_t *root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        (void)err_set(err, ERR_REJECT, "not JSON: %.150s", error.text);
        return NULL;
    }
    if (!json_is_object(root)) {
        (void)err_set(err, ERR_REJECT, "the JSON is no object");
        json_decref(root);
        return NULL;
    }
    return root;
}

/* The member, or NULL when it is missing or null. */
static const json_t *
member(const json_t *json, const char *name)
{
    const json_t *value = json_object_get(json, name);
    return json_is_null(value) ? NULL : value;
}

static struct slice
copy_of(struct arena *arena, const json_t *text)
{
    return arena_slice(arena, (struct slice){ json_string_value(text), json_string_length(text) });
}

int
jsonr_version(const json_t *json, struct err *err)
{
    const json_t *version = json_object_get(json, "version");
    if (version == NULL || (json_is_integer(version) && json_integer_value(version) == 1))
        return 0;
    return err_set(err, ERR_REJECT, "this \"version\" of the protocol is not spoken here: 1 is");
}

int
jsonr_type(const json_t *json, const char *const *names, int count, int *type, struct err *err)
{
    const json_t *value = json_object_get(json, "type");
    if (!json_is_string(value))
        return err_set(err, ERR_REJECT, "\"type\" is missing or no string");
    for (int i = 0; i < count; i++)
        if (strcmp(json_string_value(value), names[i]) == 0) {
            *type = i;
            return 0;
        }
    return err_set(err, ERR_REJECT, "unknown type \"%.40s\"", json_string_value(value));
}

int
jsonr_text(struct arena *arena, const json_t *json, const char *name, size_t max,
           struct slice *text, struct err *err)
{
    const json_t *value = member(json, name);
    if (value == NULL)
        return 0;
    if (!json_is_string(value))
        return err_set(err, ERR_REJECT, "\"%s\" is no string", name);
    if (json_string_length(value) > max)
        return err_set(err, ERR_REJECT, "\"%s\" is longer than %zu bytes", name, max);
    *text = copy_of(arena, value);
    return 0;
}

int
jsonr_texts(struct arena *arena, const json_t *json, const struct jsonr_member *members,
            size_t count, size_t max, struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (jsonr_text(arena, json, members[i].name, max, members[i].text, err) != 0)
            return -1;
    return 0;
}

int
jsonr_whole(const json_t *json, const char *name, int64_t max, int64_t *number, struct err *err)
{
    const json_t *value = member(json, name);
    if (value == NULL)
        return 0;
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > max)
        return err_set(err, ERR_REJECT, "\"%s\" is no whole number from 0 to %lld", name,
                       (long long)max);
    *number = json_integer_value(value);
    return 0;
}

int
jsonr_share(const json_t *json, const char *name, double *share, struct err *err)
{
    const json_t *value = member(json, name);
    if (value == NULL)
        return 0;
    double number = json_number_value(value);
    if (!json_is_number(value) || !(number >= 0 && number <= 1))
        return err_set(err, ERR_REJECT, "\"%s\" is no number from 0 to 1", name);
    *share = number;
    return 0;
}

int
jsonr_flag(const json_t *json, const char *name, bool *flag, struct err *err)
{
    const json_t *value = member(json, name);
    if (value == NULL)
        return 0;
    if (!json_is_boolean(value))
        return err_set(err, ERR_REJECT, "\"%s\" is neither true nor false", name);
    *flag = json_is_true(value);
    return 0;
}

int
jsonr_seq(struct arena *arena, const json_t *json, struct slice *seq, struct err *err)
{
    const json_t *value = json_object_get(json, "seq");
    if (value == NULL)
        return 0;
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    if (text == NULL)
        return err_set(err, ERR_REJECT, "\"seq\" cannot be repeated");
    bool fits = strlen(text) <= JSONR_SEQ_BYTES_MAX;
    if (fits)
        *seq = arena_slice(arena, slice_from(text));
    free(text);
    return fits ? 0
                : err_set(err, ERR_REJECT, "\"seq\" is longer than %d bytes", JSONR_SEQ_BYTES_MAX);
}

int
jsonr_list(struct arena *arena, const json_t *json, const char *name, size_t max, size_t text_max,
           struct slice **items, size_t *count, struct err *err)
{
    const json_t *list = json_object_get(json, name);
    if (!json_is_array(list))
        return err_set(err, ERR_REJECT, "\"%s\" is no list", name);
    if (json_array_size(list) > max)
        return err_set(err, ERR_REJECT, "\"%s\" has more than the %zu elements allowed", name, max);
    *count = json_array_size(list);
    *items = arena_alloc(arena, *count, sizeof **items);
    for (size_t i = 0; i < *count; i++) {
        const json_t *item = json_array_get(list, i);
        if (!json_is_string(item) || json_string_length(item) > text_max)
            return err_set(err, ERR_REJECT, "\"%s\" has something that is no short string", name);
        (*items)[i] = copy_of(arena, item);
    }
    return 0;
}
