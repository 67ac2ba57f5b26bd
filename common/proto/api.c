#include "common/proto/api.h"

#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

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
    jsonw_key(&w, "page_ids");
    jsonw_open(&w, '[');
    if (reply->file_page_count == 0)
        jsonw_text(&w, reply->page_id);
    for (size_t i = 0; i < reply->file_page_count; i++)
        jsonw_text(&w, reply->file_pages[i].id);
    jsonw_close(&w, ']');
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

void
api_reply(struct buf *json, const struct reply *reply)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    reply_encode_members(reply, &w);
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

/* What names the page in all that is said of its articles. */
static void
copy_page(json_t *out, json_t *record)
{
    static const char *const names[] = { "state", "result", "page_id", "page",     "paper",
                                         "date",  "number", "edition", "versions", "segments" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        json_t *value = json_object_get(record, names[i]);
        if (value != NULL)
            (void)json_object_set(out, names[i], value);
    }
}

/* Zones as shares of the page, which fit a picture of any size. */
static json_t *
share_zones(const json_t *zones, const json_t *size)
{
    double width = json_number_value(json_array_get(size, 0));
    double height = json_number_value(json_array_get(size, 1));
    json_t *shares = json_array();
    for (size_t i = 0; width > 0 && height > 0 && i < json_array_size(zones); i++) {
        const json_t *zone = json_array_get(zones, i);
        json_t *share = json_array();
        for (size_t side = 0; side < 4; side++) {
            double at = json_number_value(json_array_get(zone, side));
            double part = at / (side % 2 == 0 ? width : height);
            part = part < 0 ? 0 : part > 1 ? 1 : part;
            (void)json_array_append_new(share, json_real(round(part * 1e5) / 1e5));
        }
        (void)json_array_append_new(shares, share);
    }
    return shares;
}

static void
add_zones(json_t *article, const json_t *page)
{
    json_t *size = json_object_get(page, "page_size");
    const json_t *zones = json_object_get(article, "zones");
    if (json_array_size(size) != 2 || json_array_size(zones) == 0)
        return;
    (void)json_object_set(article, "page_size", size);
    (void)json_object_set_new(article, "zone_shares", share_zones(zones, size));
}

int
api_article(struct buf *json, struct slice record, struct err *err)
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
    add_zones(out, page);
    char *text = json_dumps(out, JSON_COMPACT | JSON_REAL_PRECISION(15));
    buf_printf(json, "%s", text != NULL ? text : "{}");
    free(text);
    json_decref(out);
    json_decref(page);
    return 0;
}

/* ---- edits ---- */

enum { EDIT_TEXT_MAX = 4096, SCOPES_MAX = 4, SCOPE_BYTES_MAX = 10, EDIT_BYTES_MAX = 16 << 20 };

static int
check_members(json_t *object, struct err *err)
{
    static const char *const known[] = { "why", "expected", "record", "name",   "scopes",
                                         "url", "secret",   "filter", "profile" };
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        size_t i = 0;
        while (i < sizeof known / sizeof known[0] && strcmp(name, known[i]) != 0)
            i++;
        if (i == sizeof known / sizeof known[0])
            return err_set(err, ERR_REJECT, "the member \"%.40s\" is not known", name);
        if (json_is_null(value))
            return err_set(err, ERR_REJECT, "\"%.40s\" is null; leave it out", name);
    }
    return 0;
}

/* A member that is an object, as JSON again. */
static int
read_object(struct arena *arena, const json_t *object, const char *name, struct slice *json,
            struct err *err)
{
    json_t *value = json_object_get(object, name);
    if (value == NULL)
        return 0;
    if (!json_is_object(value))
        return err_set(err, ERR_REJECT, "%s has to be an object", name);
    /* what readers are told of a record beside it, and is not a part of it */
    (void)json_object_del(value, "state");
    (void)json_object_del(value, "result");
    (void)json_object_del(value, "made_ms");
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(15));
    *json = arena_slice(arena, slice_from(text));
    free(text);
    return 0;
}

static int
read_edit(struct api_edit *edit, struct arena *arena, json_t *object, struct err *err)
{
    int64_t expected = 0;
    if (check_members(object, err) != 0 ||
        jsonr_text(arena, object, "why", EDIT_TEXT_MAX, &edit->why, err) != 0 ||
        jsonr_whole(object, "expected", UINT32_MAX, &expected, err) != 0 ||
        read_object(arena, object, "record", &edit->record, err) != 0 ||
        jsonr_text(arena, object, "name", EDIT_TEXT_MAX, &edit->name, err) != 0 ||
        jsonr_text(arena, object, "url", EDIT_TEXT_MAX, &edit->url, err) != 0 ||
        jsonr_text(arena, object, "secret", EDIT_TEXT_MAX, &edit->secret, err) != 0 ||
        jsonr_text(arena, object, "profile", EDIT_TEXT_MAX, &edit->profile, err) != 0 ||
        read_object(arena, object, "filter", &edit->filter, err) != 0)
        return -1;
    edit->expected = (uint32_t)expected;
    if (json_object_get(object, "scopes") == NULL)
        return 0;
    return jsonr_list(arena, object, "scopes", SCOPES_MAX, SCOPE_BYTES_MAX, &edit->scopes,
                      &edit->scope_count, err);
}

int
api_edit_read(struct api_edit *edit, struct arena *arena, struct slice json, struct err *err)
{
    *edit = (struct api_edit){ 0 };
    json_t *object = jsonr_object(json, EDIT_BYTES_MAX, RECORD_DEPTH_MAX, err);
    if (object == NULL)
        return -1;
    int rc = read_edit(edit, arena, object, err);
    json_decref(object);
    return rc;
}

void
api_token(struct buf *json, struct slice name, const struct slice *scopes, size_t count,
          struct slice token)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "name", name);
    jsonw_member_list(&w, "scopes", scopes, count);
    jsonw_given(&w, "token", token);
    jsonw_close(&w, '}');
}

void
api_hook(struct buf *json, struct slice id, struct slice url, struct slice secret,
         struct slice profile)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "id", id);
    jsonw_member(&w, "url", url);
    jsonw_member(&w, "secret", secret);
    jsonw_given(&w, "profile", profile);
    jsonw_close(&w, '}');
}

/* ---- filters ---- */

static bool
is_change(const char *name)
{
    for (int i = CHANGE_NONE + 1; i <= CHANGE_RESTORED; i++)
        if (strcmp(name, change_kind_name((enum change_kind)i)) == 0)
            return true;
    return false;
}

enum { FILTER_BYTES_MAX = 4096, FILTER_DEPTH_MAX = 3 };

void
api_filter_papers(struct buf *json, const struct slice *papers, size_t count)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_list(&w, "papers", papers, count);
    jsonw_close(&w, '}');
}

int
api_filter_check(struct slice filter, struct err *err)
{
    const char *name;
    json_t *list, *item;
    size_t i;
    if (filter.len == 0)
        return 0;
    json_t *object = jsonr_object(filter, FILTER_BYTES_MAX, FILTER_DEPTH_MAX, err);
    if (object == NULL)
        return -1;
    int rc = 0;
    json_object_foreach(object, name, list)
    {
        bool types = strcmp(name, "types") == 0;
        if ((!types && strcmp(name, "papers") != 0) || !json_is_array(list))
            rc = err_set(err, ERR_REJECT,
                         "filter has types, a list of kinds of changes, and papers");
        json_array_foreach(list, i, item)
        {
            if (!json_is_string(item) || (types && !is_change(json_string_value(item))))
                rc = err_set(err, ERR_REJECT,
                             "filter has types, a list of kinds of changes, and papers");
        }
    }
    json_decref(object);
    return rc;
}

/* Whether a list is missing or holds the text. */
static bool
holds(const json_t *object, const char *name, struct slice text)
{
    size_t i;
    json_t *item, *list = json_object_get(object, name);
    json_array_foreach(
        list, i, item) if (slice_equal(text, slice_from(json_string_value(item)))) return true;
    return list == NULL;
}

bool
api_filter_takes(struct slice filter, const struct change *change)
{
    struct err err;
    if (filter.len == 0)
        return true;
    json_t *object = jsonr_object(filter, FILTER_BYTES_MAX, FILTER_DEPTH_MAX, &err);
    bool takes = holds(object, "types", slice_from(change_kind_name(change->change))) &&
                 holds(object, "papers", change->paper);
    json_decref(object);
    return takes;
}

/* ---- events ---- */

void
api_time(struct buf *text, int64_t ms)
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    char plain[32];
    (void)gmtime_r(&seconds, &parts);
    (void)strftime(plain, sizeof plain, "%Y-%m-%dT%H:%M:%S", &parts);
    buf_printf(text, "%s.%03dZ", plain, (int)(ms % 1000));
}

void
api_event(struct buf *json, const struct change *change, struct slice source)
{
    struct buf text = { 0 };
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member(&w, "specversion", SLICE_LITERAL("1.0"));
    buf_printf(&text, "%lld", (long long)change->sequence);
    jsonw_member(&w, "id", buf_slice(&text));
    jsonw_member(&w, "source", source);
    buf_clear(&text);
    buf_printf(&text, "pagewire.%s.%s", change->article > 0 ? "article" : "page",
               change_kind_name(change->change));
    jsonw_member(&w, "type", buf_slice(&text));
    buf_clear(&text);
    buf_add_slice(&text, change->page_id);
    if (change->article > 0)
        buf_printf(&text, "/%u", change->article);
    jsonw_member(&w, "subject", buf_slice(&text));
    buf_clear(&text);
    api_time(&text, change->time_ms);
    jsonw_member(&w, "time", buf_slice(&text));
    jsonw_member(&w, "datacontenttype", SLICE_LITERAL("application/json"));
    buf_clear(&text);
    change_encode(change, &text);
    jsonw_key(&w, "data");
    jsonw_value(&w, buf_slice(&text));
    jsonw_close(&w, '}');
    buf_done(&text);
}

void
api_event_record(struct buf *json, struct slice event, struct slice record)
{
    if (record.len == 0) {
        buf_add_slice(json, event);
        return;
    }
    buf_add_slice(json, slice_part(event, 0, event.len - 1));
    buf_printf(json, ",\"record\":");
    buf_add_slice(json, record);
    buf_add_char(json, '}');
}
