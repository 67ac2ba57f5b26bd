#include "common/proto/submit.h"

#include "common/proto/envelope.h"
#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

enum { REPLY_BYTES_MAX = 16 << 20, REPLY_DEPTH_MAX = 8, TEXT_MAX = 1024, REASONS_MAX = 1000 };

static const char *const reply_names[REPLY_TYPE_COUNT] = {
    [REPLY_ACCEPTED] = "ACCEPTED", [REPLY_REFUSED] = "REFUSED",   [REPLY_BUSY] = "BUSY",
    [REPLY_DEAD] = "DEAD",         [REPLY_STATE] = "STATE",       [REPLY_STATUS] = "STATUS",
    [REPLY_DLQ] = "DLQ",           [REPLY_DLQ_PAGE] = "DLQ_PAGE", [REPLY_OK] = "OK",
    [REPLY_ERROR] = "ERROR",
};

void
reply_init(struct reply *reply, enum reply_type type)
{
    *reply = (struct reply){ .type = type,
                             .seq = SLICE_EMPTY,
                             .page_id = SLICE_EMPTY,
                             .state = SLICE_EMPTY,
                             .reason = SLICE_EMPTY,
                             .redis = SLICE_EMPTY };
}

void
reply_done(struct reply *reply)
{
    arena_done(&reply->arena);
}

struct dead_page *
reply_add_page(struct reply *reply)
{
    reply->pages = arena_grow(&reply->arena, reply->pages, reply->page_count, &reply->page_cap,
                              sizeof *reply->pages);
    struct dead_page *page = &reply->pages[reply->page_count++];
    *page = (struct dead_page){ SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY,
                                SLICE_EMPTY, 0,           SLICE_EMPTY, 0 };
    return page;
}

struct file_page *
reply_add_file_page(struct reply *reply)
{
    reply->file_pages = arena_grow(&reply->arena, reply->file_pages, reply->file_page_count,
                                   &reply->file_page_cap, sizeof *reply->file_pages);
    struct file_page *page = &reply->file_pages[reply->file_page_count++];
    *page = (struct file_page){ SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY };
    return page;
}

void
dead_page_encode_members(const struct dead_page *page, struct jsonw *w)
{
    jsonw_member(w, "id", page->id);
    jsonw_member(w, "name", page->name);
    jsonw_member(w, "paper", page->paper);
    jsonw_member(w, "date", page->date);
    jsonw_member(w, "number", page->number);
    jsonw_member_number(w, "attempts", page->attempts);
    jsonw_key(w, "reasons");
    jsonw_open(w, '[');
    struct slice rest = page->reasons, line;
    while (slice_line(&rest, &line))
        jsonw_text(w, line);
    jsonw_close(w, ']');
    jsonw_member_number(w, "dead_ms", page->dead_ms);
}

static void
write_status(struct jsonw *w, const struct reply *reply)
{
    jsonw_key(w, "lanes");
    jsonw_open(w, '{');
    for (int i = 0; i < LANE_COUNT; i++) {
        jsonw_key(w, lane_name((enum lane)i));
        jsonw_open(w, '{');
        jsonw_member_number(w, "waiting", reply->lanes[i].waiting);
        jsonw_member_number(w, "oldest_ms", reply->lanes[i].oldest_ms);
        jsonw_close(w, '}');
    }
    jsonw_close(w, '}');
    jsonw_member_number(w, "bytes", reply->bytes);
    jsonw_member_number(w, "max_bytes", reply->max_bytes);
    jsonw_member_number(w, "dead", reply->dead);
    jsonw_member(w, "redis", reply->redis);
    jsonw_member_number(w, "workers", reply->workers);
    jsonw_member_number(w, "dispatched", reply->dispatched);
    jsonw_member_number(w, "documents", reply->documents);
    jsonw_member_number(w, "decoders", reply->decoders);
    jsonw_key(w, "hot_folder");
    jsonw_open(w, '{');
    jsonw_member_number(w, "waiting", reply->hot_waiting);
    jsonw_member_number(w, "left", reply->hot_left);
    jsonw_close(w, '}');
}

static void
write_file_pages(struct jsonw *w, const struct reply *reply)
{
    if (reply->file_page_count == 0)
        return;
    jsonw_key(w, "file_pages");
    jsonw_open(w, '[');
    for (size_t i = 0; i < reply->file_page_count; i++) {
        const struct file_page *page = &reply->file_pages[i];
        jsonw_open(w, '{');
        jsonw_member(w, "page_id", page->id);
        jsonw_member(w, "number", page->number);
        jsonw_member(w, "state", page->state);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

void
reply_encode_members(const struct reply *reply, struct jsonw *w)
{
    if (reply->type == REPLY_STATUS)
        write_status(w, reply);
    if (reply->type != REPLY_DLQ && reply->type != REPLY_DLQ_PAGE)
        return;
    jsonw_key(w, "pages");
    jsonw_open(w, '[');
    for (size_t i = 0; i < reply->page_count; i++) {
        jsonw_open(w, '{');
        dead_page_encode_members(&reply->pages[i], w);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

void
reply_encode(const struct reply *reply, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    jsonw_member(&w, "type", slice_from(reply_names[reply->type]));
    jsonw_given_value(&w, "seq", reply->seq);
    jsonw_given(&w, "page_id", reply->page_id);
    jsonw_given(&w, "state", reply->state);
    if (reply->superseded) {
        jsonw_key(&w, "current");
        jsonw_boolean(&w, false);
    }
    write_file_pages(&w, reply);
    jsonw_given(&w, "reason", reply->reason);
    if (reply->type == REPLY_ERROR) {
        jsonw_key(&w, "retry");
        jsonw_boolean(&w, reply->retry);
    }
    if (reply->type == REPLY_BUSY)
        jsonw_member_number(&w, "retry_after_ms", reply->retry_after_ms);
    if (reply->type == REPLY_STATE)
        jsonw_member_list(&w, "states", reply->states, reply->state_count);
    if (reply->type == REPLY_STATE && reply->progress_count > 0)
        jsonw_member_list(&w, "progress", reply->progress, reply->progress_count);
    reply_encode_members(reply, &w);
    jsonw_close(&w, '}');
}

static int
read_reasons(struct arena *arena, const json_t *json, struct slice *reasons, struct err *err)
{
    struct slice *lines = NULL;
    size_t count = 0;
    if (jsonr_list(arena, json, "reasons", REASONS_MAX, TEXT_MAX, &lines, &count, err) != 0)
        return -1;
    struct buf text = { 0 };
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&text, '\n');
        buf_add_slice(&text, lines[i]);
    }
    *reasons = arena_slice(arena, buf_slice(&text));
    buf_done(&text);
    return 0;
}

static int
read_dead(struct reply *reply, const json_t *json, struct err *err)
{
    if (!json_is_object(json))
        return err_set(err, ERR_REJECT, "\"pages\" has something that is no object");
    struct dead_page *page = reply_add_page(reply);
    const struct jsonr_member fields[] = {
        { "id", &page->id },     { "name", &page->name },     { "paper", &page->paper },
        { "date", &page->date }, { "number", &page->number },
    };
    int64_t attempts = 0;
    if (jsonr_texts(&reply->arena, json, fields, sizeof fields / sizeof *fields, TEXT_MAX, err) !=
            0 ||
        jsonr_whole(json, "attempts", UINT32_MAX, &attempts, err) != 0 ||
        jsonr_whole(json, "dead_ms", INT64_MAX, &page->dead_ms, err) != 0)
        return -1;
    page->attempts = (uint32_t)attempts;
    return read_reasons(&reply->arena, json, &page->reasons, err);
}

static int
read_pages(struct reply *reply, const json_t *json, struct err *err)
{
    const json_t *list = json_object_get(json, "pages");
    if (!json_is_array(list))
        return err_set(err, ERR_REJECT, "\"pages\" is no list");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (read_dead(reply, json_array_get(list, i), err) != 0)
            return -1;
    return 0;
}

static int
read_file_pages(struct reply *reply, const json_t *json, struct err *err)
{
    const json_t *list = json_object_get(json, "file_pages");
    if (list == NULL)
        return 0;
    if (!json_is_array(list) || json_array_size(list) > REQUEST_IDS_MAX)
        return err_set(err, ERR_REJECT, "\"file_pages\" is no list of at most %d", REQUEST_IDS_MAX);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (!json_is_object(one))
            return err_set(err, ERR_REJECT, "\"file_pages\" has something that is no object");
        struct file_page *page = reply_add_file_page(reply);
        const struct jsonr_member fields[] = { { "page_id", &page->id },
                                               { "number", &page->number },
                                               { "state", &page->state } };
        if (jsonr_texts(&reply->arena, one, fields, sizeof fields / sizeof *fields, TEXT_MAX,
                        err) != 0)
            return -1;
        if (!page_id_valid(page->id))
            return err_set(err, ERR_REJECT, "\"file_pages\" has a \"page_id\" that is none");
    }
    return 0;
}

static int
read_status(struct reply *reply, const json_t *json, struct err *err)
{
    const json_t *lanes = json_object_get(json, "lanes");
    for (int i = 0; i < LANE_COUNT; i++) {
        const json_t *lane = json_object_get(lanes, lane_name((enum lane)i));
        if (jsonr_whole(lane, "waiting", INT64_MAX, &reply->lanes[i].waiting, err) != 0 ||
            jsonr_whole(lane, "oldest_ms", INT64_MAX, &reply->lanes[i].oldest_ms, err) != 0)
            return -1;
    }
    const struct {
        const char *name;
        int64_t *value;
    } numbers[] = {
        { "bytes", &reply->bytes },
        { "max_bytes", &reply->max_bytes },
        { "dead", &reply->dead },
        { "workers", &reply->workers },
        { "dispatched", &reply->dispatched },
        { "documents", &reply->documents },
        { "decoders", &reply->decoders },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (jsonr_whole(json, numbers[i].name, INT64_MAX, numbers[i].value, err) != 0)
            return -1;
    const json_t *hot = json_object_get(json, "hot_folder");
    if (jsonr_whole(hot, "waiting", INT64_MAX, &reply->hot_waiting, err) != 0 ||
        jsonr_whole(hot, "left", INT64_MAX, &reply->hot_left, err) != 0)
        return -1;
    return jsonr_text(&reply->arena, json, "redis", TEXT_MAX, &reply->redis, err);
}

static int
read_states(struct reply *reply, const json_t *json, struct err *err)
{
    if (jsonr_list(&reply->arena, json, "states", REQUEST_IDS_MAX, TEXT_MAX, &reply->states,
                   &reply->state_count, err) != 0)
        return -1;
    if (json_object_get(json, "progress") == NULL)
        return 0;
    return jsonr_list(&reply->arena, json, "progress", REQUEST_IDS_MAX, TEXT_MAX, &reply->progress,
                      &reply->progress_count, err);
}

static int
read_reply(struct reply *reply, const json_t *json, struct err *err)
{
    int type = 0;
    int64_t retry_after = 0;
    const struct jsonr_member fields[] = {
        { "page_id", &reply->page_id },
        { "state", &reply->state },
        { "reason", &reply->reason },
    };
    if (jsonr_seq(&reply->arena, json, &reply->seq, err) != 0 || jsonr_version(json, err) != 0 ||
        jsonr_type(json, reply_names, REPLY_TYPE_COUNT, &type, err) != 0 ||
        jsonr_texts(&reply->arena, json, fields, sizeof fields / sizeof *fields, TEXT_MAX, err) !=
            0 ||
        jsonr_flag(json, "retry", &reply->retry, err) != 0 ||
        jsonr_whole(json, "retry_after_ms", UINT32_MAX, &retry_after, err) != 0 ||
        read_file_pages(reply, json, err) != 0)
        return -1;
    reply->type = (enum reply_type)type;
    const json_t *current = json_object_get(json, "current");
    reply->superseded = current != NULL && json_is_false(current);
    reply->retry_after_ms = (uint32_t)retry_after;
    if (reply->type == REPLY_STATE)
        return read_states(reply, json, err);
    if (reply->type == REPLY_STATUS)
        return read_status(reply, json, err);
    if (reply->type == REPLY_DLQ || reply->type == REPLY_DLQ_PAGE)
        return read_pages(reply, json, err);
    return 0;
}

int
reply_decode(struct reply *reply, struct slice json, struct err *err)
{
    reply_done(reply);
    reply_init(reply, REPLY_ERROR);
    json_t *root = jsonr_object(json, REPLY_BYTES_MAX, REPLY_DEPTH_MAX, err);
    if (root == NULL)
        return -1;
    int status = read_reply(reply, root, err);
    json_decref(root);
    return status;
}
