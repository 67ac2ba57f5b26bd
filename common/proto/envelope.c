#include "common/proto/envelope.h"

#include "common/proto/json_read.h"
#include "common/proto/json_write.h"
#include "common/utf8.h"

#include <jansson.h>
#include <string.h>

static const char *const type_names[MESSAGE_TYPE_COUNT] = { "HELLO", "CREDIT", "JOB",
                                                            "DONE",  "NACK",   "HB",
                                                            "BYE",   "WHERE",  "HERE" };

const char *
message_type_name(enum message_type type)
{
    return type_names[type];
}

bool
page_id_valid(struct slice s)
{
    if (s.len != PAGE_ID_SIZE - 1)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!strchr("0123456789abcdef", s.ptr[i]) || s.ptr[i] == '\0')
            return false;
    return true;
}

void
reason_copy(char reason[REASON_SIZE], const char *text)
{
    size_t len = strlen(text), bad;
    if (len >= REASON_SIZE)
        len = REASON_SIZE - 1;
    while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
        len--;
    memcpy(reason, text, len);
    reason[len] = '\0';
    while (!utf8_valid((struct slice){ reason, len }, &bad))
        reason[bad] = '?';
}

static void
encode_delivery(struct jsonw *w, const struct envelope *envelope)
{
    jsonw_member(w, "page_id", slice_from(envelope->page_id));
    jsonw_member_number(w, "attempt", envelope->attempt);
    jsonw_member(w, "trace", slice_from(envelope->trace));
}

static void
encode_nack(struct jsonw *w, const struct envelope *envelope)
{
    jsonw_member(w, "verdict", slice_from(envelope->verdict == HOP_REJECT ? "reject" : "retry"));
    jsonw_key(w, "blame");
    jsonw_boolean(w, envelope->blame);
    jsonw_member(w, "reason", slice_from(envelope->reason));
    jsonw_given(w, "culprit", slice_from(envelope->culprit));
}

static void
encode_place(struct jsonw *w, const struct envelope *envelope)
{
    jsonw_given(w, "stage", slice_from(envelope->stage));
    jsonw_given(w, "endpoints", slice_from(envelope->endpoints));
}

void
envelope_encode(const struct envelope *envelope, struct buf *json)
{
    struct jsonw w = { .out = json };
    jsonw_open(&w, '{');
    jsonw_member_number(&w, "version", 1);
    jsonw_member(&w, "type", slice_from(type_names[envelope->type]));
    switch (envelope->type) {
    case MESSAGE_HELLO:
        jsonw_member(&w, "boot", slice_from(envelope->boot));
        jsonw_member_number(&w, "capacity", envelope->capacity);
        jsonw_key(&w, "serial");
        jsonw_boolean(&w, envelope->serial);
        break;
    case MESSAGE_CREDIT:
        jsonw_member_number(&w, "credit", envelope->credit);
        jsonw_member(&w, "computed", slice_from(envelope->computed));
        break;
    case MESSAGE_HB:
        jsonw_member(&w, "boot", slice_from(envelope->boot));
        jsonw_member(&w, "computing", slice_from(envelope->computing));
        encode_place(&w, envelope);
        if (envelope->blocked) {
            jsonw_key(&w, "blocked");
            jsonw_boolean(&w, true);
        }
        break;
    case MESSAGE_WHERE:
        jsonw_member(&w, "wanted", slice_from(envelope->wanted));
        encode_place(&w, envelope);
        break;
    case MESSAGE_HERE:
        break;
    case MESSAGE_BYE:
        jsonw_key(&w, "final");
        jsonw_boolean(&w, envelope->final);
        break;
    case MESSAGE_NACK:
        encode_delivery(&w, envelope);
        encode_nack(&w, envelope);
        break;
    case MESSAGE_JOB:
    case MESSAGE_DONE:
        encode_delivery(&w, envelope);
        jsonw_given(&w, "avoid", slice_from(envelope->avoid));
        break;
    }
    jsonw_close(&w, '}');
}

/* Field readers: each returns 0, or -1 with *err.  A missing field is an error
 * unless `optional`, which leaves the zero that was there. */

static int
read_text(json_t *root, const char *key, bool optional, char *text, size_t size, struct err *err)
{
    json_t *value = json_object_get(root, key);
    if (value == NULL && optional)
        return 0;
    if (!json_is_string(value))
        return err_set(err, ERR_REJECT, "envelope: %s is not a string", key);
    size_t len = json_string_length(value);
    if (len >= size || strlen(json_string_value(value)) != len)
        return err_set(err, ERR_REJECT, "envelope: %s is too long or holds U+0000", key);
    memcpy(text, json_string_value(value), len + 1);
    return 0;
}

static int
read_page_id(json_t *root, const char *key, bool optional, char *id, struct err *err)
{
    if (read_text(root, key, optional, id, PAGE_ID_SIZE, err) != 0)
        return -1;
    if ((optional && *id == '\0') || page_id_valid(slice_from(id)))
        return 0;
    return err_set(err, ERR_REJECT, "envelope: %s is not a page id", key);
}

static int
read_count(json_t *root, const char *key, unsigned least, unsigned *count, struct err *err)
{
    json_t *value = json_object_get(root, key);
    if (!json_is_integer(value))
        return err_set(err, ERR_REJECT, "envelope: %s is not a number", key);
    json_int_t number = json_integer_value(value);
    if (number < (json_int_t)least || number > 1000000)
        return err_set(err, ERR_REJECT, "envelope: %s is out of range", key);
    *count = (unsigned)number;
    return 0;
}

static int
read_bool(json_t *root, const char *key, bool optional, bool *truth, struct err *err)
{
    json_t *value = json_object_get(root, key);
    if (value == NULL && optional)
        return 0;
    if (!json_is_boolean(value))
        return err_set(err, ERR_REJECT, "envelope: %s is neither true nor false", key);
    *truth = json_is_true(value);
    return 0;
}

static int
read_reason(json_t *root, char *reason, struct err *err)
{
    json_t *value = json_object_get(root, "reason");
    if (!json_is_string(value))
        return err_set(err, ERR_REJECT, "envelope: reason is not a string");
    reason_copy(reason, json_string_value(value));
    return 0;
}

static int
read_verdict(json_t *root, enum hop_verdict *verdict, struct err *err)
{
    const char *name = json_string_value(json_object_get(root, "verdict"));
    if (name != NULL && strcmp(name, "retry") == 0)
        *verdict = HOP_RETRY;
    else if (name != NULL && strcmp(name, "reject") == 0)
        *verdict = HOP_REJECT;
    else
        return err_set(err, ERR_REJECT, "envelope: verdict is neither retry nor reject");
    return 0;
}

static int
read_place(json_t *root, struct envelope *envelope, struct err *err)
{
    return read_text(root, "stage", true, envelope->stage, STAGE_SIZE, err) ||
           read_text(root, "endpoints", true, envelope->endpoints, ENDPOINTS_SIZE, err);
}

static int
read_delivery(json_t *root, struct envelope *envelope, struct err *err)
{
    return read_page_id(root, "page_id", false, envelope->page_id, err) ||
                   read_count(root, "attempt", 1, &envelope->attempt, err) ||
                   read_text(root, "trace", true, envelope->trace, TRACE_SIZE, err)
               ? -1
               : 0;
}

static int
read_fields(json_t *root, struct envelope *envelope, struct err *err)
{
    int rc = 0;
    switch (envelope->type) {
    case MESSAGE_HELLO:
        rc = read_text(root, "boot", false, envelope->boot, BOOT_SIZE, err) ||
             read_count(root, "capacity", 0, &envelope->capacity, err) ||
             read_bool(root, "serial", true, &envelope->serial, err);
        break;
    case MESSAGE_CREDIT:
        rc = read_count(root, "credit", 0, &envelope->credit, err) ||
             read_page_id(root, "computed", true, envelope->computed, err);
        break;
    case MESSAGE_HB:
        rc = read_text(root, "boot", false, envelope->boot, BOOT_SIZE, err) ||
             read_page_id(root, "computing", true, envelope->computing, err) ||
             read_bool(root, "blocked", true, &envelope->blocked, err) ||
             read_place(root, envelope, err);
        break;
    case MESSAGE_WHERE:
        rc = read_text(root, "wanted", false, envelope->wanted, STAGE_SIZE, err) ||
             read_place(root, envelope, err);
        break;
    case MESSAGE_HERE:
        break;
    case MESSAGE_BYE:
        rc = read_bool(root, "final", true, &envelope->final, err);
        break;
    case MESSAGE_NACK:
        rc = read_delivery(root, envelope, err) || read_verdict(root, &envelope->verdict, err) ||
             read_bool(root, "blame", false, &envelope->blame, err) ||
             read_reason(root, envelope->reason, err) ||
             read_text(root, "culprit", true, envelope->culprit, WORKER_SIZE, err);
        break;
    case MESSAGE_JOB:
    case MESSAGE_DONE:
        rc = read_delivery(root, envelope, err) ||
             read_text(root, "avoid", true, envelope->avoid, AVOID_SIZE, err);
        break;
    }
    return rc ? -1 : 0;
}

static int
read_head(json_t *root, enum message_type *type, struct err *err)
{
    json_t *version = json_object_get(root, "version");
    if (!json_is_integer(version) || json_integer_value(version) != 1)
        return err_set(err, ERR_REJECT, "envelope: version is not 1");
    int number = 0;
    if (jsonr_type(root, type_names, MESSAGE_TYPE_COUNT, &number, err) != 0)
        return err_prefix(err, "envelope");
    *type = (enum message_type)number;
    return 0;
}

int
envelope_decode(struct envelope *envelope, struct slice json, struct err *err)
{
    json_t *root = jsonr_object(json, ENVELOPE_MAX, 4, err);
    if (root == NULL)
        return err_prefix(err, "envelope");
    struct envelope read = { .type = MESSAGE_HELLO };
    int rc = read_head(root, &read.type, err);
    if (rc == 0)
        rc = read_fields(root, &read, err);
    json_decref(root);
    if (rc == 0)
        *envelope = read;
    return rc;
}
