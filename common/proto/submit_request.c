#include "common/proto/submit.h"

#include "common/proto/envelope.h"
#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

enum { REQUEST_DEPTH_MAX = 8, TEXT_MAX = 1024 };

static const char *const request_names[REQUEST_TYPE_COUNT] = {
    [REQUEST_SUBMIT] = "SUBMIT",     [REQUEST_STATE] = "STATE",
    [REQUEST_STATUS] = "STATUS",     [REQUEST_DLQ_LIST] = "DLQ_LIST",
    [REQUEST_DLQ_SHOW] = "DLQ_SHOW", [REQUEST_DLQ_RETRY] = "DLQ_RETRY",
    [REQUEST_DLQ_DROP] = "DLQ_DROP",
};

void
request_init(struct request *request, enum request_type type)
{
    *request = (struct request){ .type = type,
                                 .seq = SLICE_EMPTY,
                                 .name = SLICE_EMPTY,
                                 .paper = SLICE_EMPTY,
                                 .date = SLICE_EMPTY,
                                 .number = SLICE_EMPTY,
                                 .encoding = SLICE_EMPTY,
                                 .page_id = SLICE_EMPTY };
}

void
request_done(struct request *request)
{
    arena_done(&request->arena);
}

static void
write_submit(struct jsonw *w, const struct request *request)
{
    jsonw_given(w, "name", request->name);
    jsonw_given(w, "paper", request->paper);
    jsonw_given(w, "date", request->date);
    jsonw_given(w, "number", request->number);
    jsonw_given(w, "encoding", request->encoding);
    if (request->lenient) {
        jsonw_key(w, "lenient");
        jsonw_boolean(w, true);
    }
    if (request->again) {
        jsonw_key(w, "again");
        jsonw_boolean(w, true);
    }
    if (request->file_page > 0)
        jsonw_member_number(w, "file_page", request->file_page);
    jsonw_member(w, "lane", slice_from(lane_name(request->lane)));
}

void
request_encode(const struct request *request, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    jsonw_member(&w, "type", slice_from(request_names[request->type]));
    jsonw_given_value(&w, "seq", request->seq);
    if (request->type == REQUEST_SUBMIT)
        write_submit(&w, request);
    if (request->type == REQUEST_STATE)
        jsonw_member_list(&w, "page_ids", request->page_ids, request->page_id_count);
    jsonw_given(&w, "page_id", request->page_id);
    if (request->limit > 0)
        jsonw_member_number(&w, "limit", request->limit);
    jsonw_close(&w, '}');
}

static int
read_submit(struct request *request, const json_t *json, struct err *err)
{
    struct slice lane = SLICE_EMPTY;
    int64_t file_page = 0;
    const struct jsonr_member fields[] = {
        { "name", &request->name },         { "paper", &request->paper },
        { "date", &request->date },         { "number", &request->number },
        { "encoding", &request->encoding }, { "lane", &lane },
    };
    if (jsonr_texts(&request->arena, json, fields, sizeof fields / sizeof *fields, TEXT_MAX, err) !=
            0 ||
        jsonr_flag(json, "lenient", &request->lenient, err) != 0 ||
        jsonr_flag(json, "again", &request->again, err) != 0 ||
        jsonr_whole(json, "file_page", UINT32_MAX, &file_page, err) != 0)
        return -1;
    request->file_page = (uint32_t)file_page;
    if (lane.len > 0 && !lane_find(lane, &request->lane))
        return err_set(err, ERR_REJECT, "\"lane\" is neither \"live\" nor \"backfill\"");
    return 0;
}

static int
read_page_id(struct request *request, const json_t *json, struct err *err)
{
    if (jsonr_text(&request->arena, json, "page_id", TEXT_MAX, &request->page_id, err) != 0)
        return -1;
    return page_id_valid(request->page_id)
               ? 0
               : err_set(err, ERR_REJECT, "\"page_id\" is no page id: 32 hex digits in lower case");
}

static int
read_page_ids(struct request *request, const json_t *json, struct err *err)
{
    if (jsonr_list(&request->arena, json, "page_ids", REQUEST_IDS_MAX, TEXT_MAX, &request->page_ids,
                   &request->page_id_count, err) != 0)
        return -1;
    for (size_t i = 0; i < request->page_id_count; i++)
        if (!page_id_valid(request->page_ids[i]))
            return err_set(err, ERR_REJECT,
                           "\"page_ids\": number %zu is no page id: 32 hex digits in lower case",
                           i + 1);
    return 0;
}

static int
read_limit(struct request *request, const json_t *json, struct err *err)
{
    int64_t limit = 0;
    if (jsonr_whole(json, "limit", REQUEST_LIMIT_MAX, &limit, err) != 0)
        return -1;
    request->limit = (uint32_t)limit;
    return 0;
}

static int
read_request(struct request *request, const json_t *json, struct err *err)
{
    int type = 0;
    if (jsonr_seq(&request->arena, json, &request->seq, err) != 0 ||
        jsonr_version(json, err) != 0 ||
        jsonr_type(json, request_names, REQUEST_TYPE_COUNT, &type, err) != 0)
        return -1;
    request->type = (enum request_type)type;
    switch (request->type) {
    case REQUEST_SUBMIT:
        return read_submit(request, json, err);
    case REQUEST_STATE:
        return read_page_ids(request, json, err);
    case REQUEST_STATUS:
        return 0;
    case REQUEST_DLQ_LIST:
        return read_limit(request, json, err);
    case REQUEST_DLQ_SHOW:
    case REQUEST_DLQ_RETRY:
    case REQUEST_DLQ_DROP:
        return read_page_id(request, json, err);
    }
    return 0;
}

int
request_decode(struct request *request, struct slice json, struct err *err)
{
    request_done(request);
    request_init(request, REQUEST_STATUS);
    json_t *root = jsonr_object(json, REQUEST_BYTES_MAX, REQUEST_DEPTH_MAX, err);
    if (root == NULL)
        return -1;
    int status = read_request(request, root, err);
    json_decref(root);
    return status;
}
