#include "common/proto/envelope.h"

#include "common/proto/json_read.h"
#include "common/proto/json_write.h"
#include "common/utf8.h"

#include <jansson.h>
#include <string.h>

static const char *const type_names[MESSAGE_TYPE_COUNT] = { "HELLO", "CREDIT", "JOB", "DONE",
                                                            "NACK",  "HB",     "BYE", "WHERE",
                                                            "HERE",  "EARLY" };

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
        if (envelope->large > 0)
            jsonw_member_number(&w, "large", envelope->large);
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
    case MESSAGE_EARLY:
        jsonw_member(&w, "page_id", slice_from(envelope->page_id));
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

/* The members of a message as jansson unpacks them; borrowed from the message. */
struct members {
    struct slice boot, computed, computing, stage, endpoints, wanted;
    struct slice page_id, trace, verdict, culprit, avoid, reason;
    json_int_t capacity, credit, attempt, large;
    int serial, final, blocked, blame;
};

#define TEXT(name) #name, &m->name.ptr, &m->name.len
#define VALUE(name) #name, &m->name

static int
unpack(json_t *root, struct err *err, const char *format, ...)
{
    va_list args;
    json_error_t error;
    va_start(args, format);
    int rc = json_vunpack_ex(root, &error, 0, format, args);
    va_end(args);
    return rc == 0 ? 0
                   : err_set(err, ERR_REJECT, "envelope: %.140s",
                             error.text); /* which member, if it is missing; else what it is */
}

/* What the type must have (s:) and may have (s?). */
static int
unpack_members(json_t *root, enum message_type type, struct members *m, struct err *err)
{
    switch (type) {
    case MESSAGE_HELLO:
        return unpack(root, err, "{s:s%, s:I, s?b, s?I}", TEXT(boot), VALUE(capacity),
                      VALUE(serial), VALUE(large));
    case MESSAGE_CREDIT:
        return unpack(root, err, "{s:I, s?s%}", VALUE(credit), TEXT(computed));
    case MESSAGE_HB:
        return unpack(root, err, "{s:s%, s?s%, s?b, s?s%, s?s%}", TEXT(boot), TEXT(computing),
                      VALUE(blocked), TEXT(stage), TEXT(endpoints));
    case MESSAGE_WHERE:
        return unpack(root, err, "{s:s%, s?s%, s?s%}", TEXT(wanted), TEXT(stage), TEXT(endpoints));
    case MESSAGE_BYE:
        return unpack(root, err, "{s?b}", VALUE(final));
    case MESSAGE_NACK:
        return unpack(root, err, "{s:s%, s:I, s?s%, s:s%, s:b, s:s%, s?s%}", TEXT(page_id),
                      VALUE(attempt), TEXT(trace), TEXT(verdict), VALUE(blame), TEXT(reason),
                      TEXT(culprit));
    case MESSAGE_JOB:
    case MESSAGE_DONE:
        return unpack(root, err, "{s:s%, s:I, s?s%, s?s%}", TEXT(page_id), VALUE(attempt),
                      TEXT(trace), TEXT(avoid));
    case MESSAGE_EARLY:
        return unpack(root, err, "{s:s%}", TEXT(page_id));
    case MESSAGE_HERE:
        break;
    }
    return 0;
}

static int
take_texts(struct envelope *envelope, const struct members *m, struct err *err)
{
#define ROOM(name)                                                                                 \
    {                                                                                              \
#name, m->name, envelope->name, sizeof envelope->name                                      \
    }
    const struct {
        const char *name;
        struct slice text;
        char *to;
        size_t size;
    } texts[] = {
        ROOM(boot),   ROOM(computed), ROOM(computing), ROOM(stage),   ROOM(endpoints),
        ROOM(wanted), ROOM(page_id),  ROOM(trace),     ROOM(culprit), ROOM(avoid),
    };
#undef ROOM
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].text.len >= texts[i].size)
            return err_set(err, ERR_REJECT, "envelope: %s is too long", texts[i].name);
        if (texts[i].text.len > 0)
            memcpy(texts[i].to, texts[i].text.ptr, texts[i].text.len + 1);
    }
    if (m->reason.len > 0)
        reason_copy(envelope->reason, m->reason.ptr);
    return 0;
}

static int
take_count(unsigned *count, const char *name, json_int_t number, json_int_t least, struct err *err)
{
    if (number < least || number > 1000000)
        return err_set(err, ERR_REJECT, "envelope: %s is out of range", name);
    *count = (unsigned)number;
    return 0;
}

static int
take_id(const char *name, const char *id, bool optional, struct err *err)
{
    if ((optional && *id == '\0') || page_id_valid(slice_from(id)))
        return 0;
    return err_set(err, ERR_REJECT, "envelope: %s is not a page id", name);
}

static int
read_fields(json_t *root, struct envelope *envelope, struct err *err)
{
    struct members m = { .capacity = 0 };
    bool nack = envelope->type == MESSAGE_NACK;
    bool delivery = nack || envelope->type == MESSAGE_JOB || envelope->type == MESSAGE_DONE;
    bool page = delivery || envelope->type == MESSAGE_EARLY;
    if (unpack_members(root, envelope->type, &m, err) || take_texts(envelope, &m, err) ||
        take_count(&envelope->capacity, "capacity", m.capacity, 0, err) ||
        take_count(&envelope->large, "large", m.large, 0, err) ||
        take_count(&envelope->credit, "credit", m.credit, 0, err) ||
        take_count(&envelope->attempt, "attempt", m.attempt, delivery ? 1 : 0, err) ||
        take_id("computed", envelope->computed, true, err) ||
        take_id("computing", envelope->computing, true, err) ||
        take_id("page_id", envelope->page_id, !page, err))
        return -1;
    envelope->serial = m.serial;
    envelope->final = m.final;
    envelope->blocked = m.blocked;
    envelope->blame = m.blame;
    envelope->verdict = slice_equal(m.verdict, SLICE_LITERAL("reject")) ? HOP_REJECT : HOP_RETRY;
    if (nack && envelope->verdict == HOP_RETRY && !slice_equal(m.verdict, SLICE_LITERAL("retry")))
        return err_set(err, ERR_REJECT, "envelope: verdict is neither retry nor reject");
    return 0;
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
