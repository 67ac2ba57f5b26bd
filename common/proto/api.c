#include "common/proto/api.h"

#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_BYTES_MAX = 64 << 20, RECORD_DEPTH_MAX = 32 };

void
api_problem(struct buf *json, const char *type, const char *title, unsigned status,
            struct slice detail)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "type", slice_from(type));
    jsonw_member(&w, "title", slice_from(title));
    jsonw_member_number(&w, "status", status);
    jsonw_member(&w, "detail", detail);
    jsonw_close(&w, '}');
}

void
api_accepted(struct buf *json, const struct reply *reply)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "page_id", reply->page_id);
    jsonw_member(&w, "state", reply->state);
    jsonw_member_list(&w, "page_ids", &reply->page_id, 1);
    jsonw_close(&w, '}');
}

void
api_waiting(struct buf *json, struct slice page_id, struct slice state)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "page_id", page_id);
    jsonw_member(&w, "state", state);
    jsonw_close(&w, '}');
}

void
api_answer(struct buf *json, const struct answer *answer)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    answer_encode_members(answer, &w);
    jsonw_close(&w, '}');
}

int
api_page_text(struct buf *text, struct slice record, struct err *err)
{
    json_t *page = jsonr_object(record, RECORD_BYTES_MAX, RECORD_DEPTH_MAX, err);
    if (page == NULL)
        return -1;
    const json_t *value = json_object_get(page, "text");
    if (json_is_string(value))
        buf_add(text, json_string_value(value), json_string_length(value));
    json_decref(page);
    return 0;
}

bool
api_page(struct buf *json, struct slice record, struct slice state)
{
    record = slice_trim(record);
    if (record.len < 3 || record.ptr[0] != '{')
        return false;
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "state", state);
    buf_add_char(json, ',');
    buf_add_slice(json, slice_part(record, 1, record.len));
    return true;
}

/* What names the page in all that is said of its articles. */
static void
copy_page(json_t *out, json_t *record)
{
    static const char *const names[] = { "page_id", "page",    "paper",    "date",
                                         "number",  "edition", "versions", "segments" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *value = json_object_get(record, names[i]);
        if (value != NULL)
            (void)json_object_set(out, names[i], value);
    }
}

int
api_article(struct buf *json, struct slice record, struct slice state, struct err *err)
{
    json_t *page = jsonr_object(record, RECORD_BYTES_MAX, RECORD_DEPTH_MAX, err);
    if (page == NULL)
        return -1;
    json_t *article = json_array_get(json_object_get(page, "articles"), 0);
    json_t *out = json_copy(article);
    if (out == NULL) {
        json_decref(page);
        return err_set(err, ERR_REJECT, "the record has no article");
    }
    copy_page(out, page);
    (void)json_object_set_new(out, "state", json_stringn(state.ptr, state.len));
    char *text = json_dumps(out, JSON_COMPACT | JSON_REAL_PRECISION(15));
    buf_printf(json, "%s", text != NULL ? text : "{}");
    free(text);
    json_decref(out);
    json_decref(page);
    return 0;
}
