#include "common/proto/query.h"

#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

#include <string.h>

enum { QUERY_DEPTH_MAX = 8, QUERY_HASH_BYTES = 64 };

static const char *const query_names[QUERY_TYPE_COUNT] = {
    [QUERY_SHOW] = "SHOW",
    [QUERY_LIST] = "LIST",
    [QUERY_SEARCH] = "SEARCH",
    [QUERY_EXPORT] = "EXPORT",
    [QUERY_STATE] = "STATE",
    [QUERY_STATUS] = "STATUS",
    [QUERY_ORIGINAL] = "ORIGINAL",
    [QUERY_VERSIONS] = "VERSIONS",
    [QUERY_CHANGES] = "CHANGES",
    [QUERY_SUGGEST] = "SUGGEST",
    [QUERY_NAME] = "NAME",
    [QUERY_PAPERS] = "PAPERS",
    [QUERY_WITHDRAW] = "WITHDRAW",
    [QUERY_RESTORE] = "RESTORE",
    [QUERY_ABSENT] = "ABSENT",
    [QUERY_PRESENT] = "PRESENT",
    [QUERY_CORRECT] = "CORRECT",
    [QUERY_UNDO] = "UNDO",
    [QUERY_TOKEN_ADD] = "TOKEN_ADD",
    [QUERY_TOKEN_DROP] = "TOKEN_DROP",
    [QUERY_TOKEN_FIND] = "TOKEN_FIND",
    [QUERY_TOKEN_LIST] = "TOKEN_LIST",
    [QUERY_HOOK_ADD] = "HOOK_ADD",
    [QUERY_HOOK_DROP] = "HOOK_DROP",
    [QUERY_HOOK_LIST] = "HOOK_LIST",
    [QUERY_HOOK_MOVE] = "HOOK_MOVE",
    [QUERY_HOOK_BURY] = "HOOK_BURY",
    [QUERY_HOOK_DEAD] = "HOOK_DEAD",
    [QUERY_HOOK_FORGET] = "HOOK_FORGET",
    [QUERY_LEASE] = "LEASE",
    [QUERY_AUDIT_ADD] = "AUDIT_ADD",
    [QUERY_AUDIT_LIST] = "AUDIT_LIST",
};

static const char *const state_words[] = {
    "", "current", "superseded", "withdrawn", "absent", NULL
};
static const char *const order_words[] = { "", "date", "relevance", "confidence", NULL };

#define TEXT(member) FIELD(struct query, member, FIELD_TEXT, FIELD_GIVEN)
#define WHOLE(member) FIELD(struct query, member, FIELD_WHOLE, FIELD_GIVEN)
#define LONG(member) FIELD(struct query, member, FIELD_LONG, FIELD_GIVEN)
#define FLAG(member) FIELD(struct query, member, FIELD_FLAG, FIELD_GIVEN)

static const struct field query_fields[] = {
    TEXT(page_id),
    TEXT(paper),
    TEXT(date),
    TEXT(number),
    TEXT(words),
    TEXT(person),
    TEXT(place),
    TEXT(organisation),
    TEXT(date_from),
    TEXT(date_to),
    TEXT(cursor),
    WHOLE(article),
    FIELD_ENUM(struct query, state, state_words, FIELD_GIVEN),
    WHOLE(limit),
    FIELD_ENUM(struct query, order, order_words, FIELD_GIVEN),
    FLAG(facets),
    FLAG(corrected),
    FLAG(withdrawn),
    TEXT(from),
    TEXT(name_type),
    TEXT(name),
    TEXT(code),
    WHOLE(result),
    WHOLE(expected),
    TEXT(who),
    TEXT(hash),
    FIELD_MANY("scopes", struct query, scopes, scope_count, FIELD_TEXTS, FIELD_GIVEN),
    TEXT(id),
    TEXT(url),
    TEXT(secret),
    TEXT(profile),
    TEXT(holder),
    LONG(sequence),
    LONG(ms),
    LONG(retry_ms),
    WHOLE(failures),
    TEXT(action),
};
/* which may be longer */
static const struct field long_fields[] = {
    TEXT(why),
    TEXT(detail),
    FIELD(struct query, filter, FIELD_JSON, FIELD_GIVEN),
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

const char *
query_type_name(enum query_type type)
{
    return query_names[type];
}

bool
query_is_edit(enum query_type type)
{
    return type >= QUERY_WITHDRAW;
}

void
query_init(struct query *query, enum query_type type)
{
    *query = (struct query){ .type = type, .seq = SLICE_EMPTY };
    fields_init(query, query_fields, COUNT(query_fields));
    fields_init(query, long_fields, COUNT(long_fields));
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
    fields_write(&w, query, query_fields, COUNT(query_fields));
    fields_write(&w, query, long_fields, COUNT(long_fields));
    if (query->type == QUERY_STATE)
        jsonw_member_list(&w, "page_ids", query->page_ids, query->page_id_count);
    jsonw_close(&w, '}');
}

/* ---- reading ---- */

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

static bool
has_slot(const struct query *query)
{
    return query->paper.len > 0 && query->date.len > 0 && query->number.len > 0;
}

/* A page by its id, or where it stands. */
static int
need_page(struct query *query, struct err *err)
{
    if (query->page_id.len > 0)
        return read_page_id(query, err);
    return has_slot(query) ? 0
                           : err_set(err, ERR_REJECT, "%s needs page_id, or paper, date and number",
                                     query_names[query->type]);
}

static int
need_slot(struct query *query, struct err *err)
{
    return has_slot(query) ? 0
                           : err_set(err, ERR_REJECT, "%s needs paper, date and number",
                                     query_names[query->type]);
}

static int
need_text(const struct query *query, struct slice text, const char *name, struct err *err)
{
    return text.len > 0
               ? 0
               : err_set(err, ERR_REJECT, "%s needs \"%s\"", query_names[query->type], name);
}

static int
need_hash(struct query *query, struct err *err)
{
    bool valid = query->hash.len == QUERY_HASH_BYTES;
    for (size_t i = 0; valid && i < query->hash.len; i++)
        valid = is_hex(query->hash.ptr[i]);
    return valid ? 0
                 : err_set(err, ERR_REJECT, "\"hash\" is not %d lower-case hex digits",
                           QUERY_HASH_BYTES);
}

static int
need_token(struct query *query, struct err *err)
{
    static const char *const scopes[] = { "read", "submit", "edit", "admin", NULL };
    for (size_t i = 0; i < query->scope_count; i++)
        if (field_word(scopes, query->scopes[i]) < 0)
            return err_set(err, ERR_REJECT,
                           "\"scopes\" has something else than read, submit, edit and admin");
    if (query->scope_count == 0)
        return err_set(err, ERR_REJECT, "TOKEN_ADD needs \"scopes\"");
    return need_text(query, query->name, "name", err) == 0 ? need_hash(query, err) : -1;
}

/* Who edits a page, and why, is kept. */
static int
need_edit(struct query *query, struct err *err)
{
    if (query->type == QUERY_ABSENT || query->type == QUERY_PRESENT) {
        if (need_slot(query, err) != 0)
            return -1;
    } else if (need_page(query, err) != 0) {
        return -1;
    }
    bool reasoned = query->type == QUERY_WITHDRAW || query->type == QUERY_CORRECT;
    if (reasoned && need_text(query, query->why, "why", err) != 0)
        return -1;
    if (query->type == QUERY_CORRECT && query->expected == 0)
        return err_set(err, ERR_REJECT,
                       "CORRECT needs \"expected\", the result that was corrected");
    return need_text(query, query->who, "who", err);
}

static int
need_hook(struct query *query, struct err *err)
{
    if (query->type == QUERY_HOOK_LIST)
        return 0;
    if (query->type != QUERY_HOOK_ADD)
        return need_text(query, query->id, "id", err);
    return need_text(query, query->url, "url", err) == 0
               ? need_text(query, query->secret, "secret", err)
               : -1;
}

static int
need_name(struct query *query, struct err *err)
{
    static const char *const types[] = { "PER", "LOC", "ORG", NULL };
    bool any = query->type == QUERY_SUGGEST && query->name_type.len == 0;
    if (!any && field_word(types, query->name_type) < 0)
        return err_set(err, ERR_REJECT, "\"name_type\" is not PER, LOC or ORG");
    if (query->type == QUERY_SUGGEST)
        return need_text(query, query->words, "words", err);
    return query->name.len > 0 || query->code.len > 0
               ? 0
               : err_set(err, ERR_REJECT, "NAME needs \"name\" or \"code\"");
}

/* What the type needs, once all that is there has been read. */
static int
check(struct query *query, const json_t *root, struct err *err)
{
    switch (query->type) {
    case QUERY_SHOW:
    case QUERY_ORIGINAL:
    case QUERY_VERSIONS:
        return need_page(query, err);
    case QUERY_STATE:
        return jsonr_list(&query->arena, root, "page_ids", QUERY_IDS_MAX, QUERY_HASH_BYTES,
                          &query->page_ids, &query->page_id_count, err);
    case QUERY_SUGGEST:
    case QUERY_NAME:
        return need_name(query, err);
    case QUERY_WITHDRAW:
    case QUERY_RESTORE:
    case QUERY_ABSENT:
    case QUERY_PRESENT:
    case QUERY_CORRECT:
    case QUERY_UNDO:
        return need_edit(query, err);
    case QUERY_TOKEN_ADD:
        return need_token(query, err);
    case QUERY_TOKEN_DROP:
        return need_text(query, query->name, "name", err);
    case QUERY_TOKEN_FIND:
        return need_hash(query, err);
    case QUERY_HOOK_ADD:
    case QUERY_HOOK_DROP:
    case QUERY_HOOK_MOVE:
    case QUERY_HOOK_BURY:
    case QUERY_HOOK_DEAD:
    case QUERY_HOOK_FORGET:
        return need_hook(query, err);
    case QUERY_LEASE:
        return need_text(query, query->name, "name", err) == 0
                   ? need_text(query, query->holder, "holder", err)
                   : -1;
    case QUERY_AUDIT_ADD:
        return need_text(query, query->who, "who", err) == 0
                   ? need_text(query, query->action, "action", err)
                   : -1;
    default:
        return 0;
    }
}

static int
read_request(struct query *query, const json_t *root, struct err *err)
{
    int type = 0;
    if (jsonr_seq(&query->arena, root, &query->seq, err) != 0 || jsonr_version(root, err) != 0 ||
        jsonr_type(root, query_names, QUERY_TYPE_COUNT, &type, err) != 0)
        return -1;
    query->type = (enum query_type)type;
    if (fields_read(&query->arena, query, query_fields, COUNT(query_fields), root,
                    QUERY_FIELD_BYTES_MAX, err) != 0 ||
        fields_read(&query->arena, query, long_fields, COUNT(long_fields), root,
                    QUERY_WHY_BYTES_MAX, err) != 0)
        return -1;
    return check(query, root, err);
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
