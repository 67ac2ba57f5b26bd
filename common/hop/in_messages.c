#include "common/clock.h"
#include "common/hop/in.h"
#include "common/log.h"

#include <stdio.h>
#include <string.h>

enum { HELLO_PAUSE_MS = 400, READ_MAX = 1000 };

/* ---- sending ---- */

struct envelope
in_envelope(const struct hop_in *in, enum message_type type)
{
    struct envelope envelope = { .type = type };
    memcpy(envelope.boot, in->own_boot, sizeof envelope.boot);
    return envelope;
}

static void
send_beat(struct uplink *uplink)
{
    struct envelope envelope = in_envelope(uplink->in, MESSAGE_HB);
    memcpy(envelope.computing, uplink->in->computing, sizeof envelope.computing);
    envelope.blocked = uplink->in->blocked;
    memcpy(envelope.stage, uplink->in->stage, sizeof envelope.stage);
    memcpy(envelope.endpoints, uplink->in->announce, sizeof envelope.endpoints);
    if (uplink->connected)
        uplink_send(uplink, &envelope);
}

void
in_beat(struct hop_in *in)
{
    struct uplink *uplink;
    in->beat_at = clock_ms();
    if (in->left)
        return;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    send_beat(uplink);
}

void
in_grant(struct uplink *uplink, const char *computed)
{
    struct hop_in *in = uplink->in;
    struct envelope envelope = in_envelope(in, MESSAGE_CREDIT);
    size_t used = uplink->granted + uplink->occupied;
    if (!in->paused && !in->draining && used < in->spec.capacity)
        envelope.credit = (unsigned)(in->spec.capacity - used);
    (void)snprintf(envelope.computed, sizeof envelope.computed, "%s", computed);
    if (!uplink->connected || in->left || (envelope.credit == 0 && *computed == '\0'))
        return;
    uplink->granted += envelope.credit;
    uplink_send(uplink, &envelope);
}

void
in_grant_all(struct hop_in *in)
{
    struct uplink *uplink;
    TAILQ_FOREACH(uplink, &in->uplinks, link)
    in_grant(uplink, "");
}

/* ---- receiving ---- */

void
in_begin_session(struct uplink *uplink)
{
    struct hop_in *in = uplink->in;
    struct envelope envelope = in_envelope(in, MESSAGE_HELLO);
    if (!in->draining)
        envelope.capacity = (unsigned)in->spec.capacity;
    envelope.serial = in->spec.serial;
    envelope.large = (unsigned)in->spec.large;
    uplink->lost = false;
    uplink->granted = 0;
    uplink->hello_at = clock_ms();
    holding_drop_waiting(&in->holding, uplink);
    uplink_send(uplink, &envelope);
    send_beat(uplink); /* before credit: it may say that we are blocked */
    in_grant(uplink, "");
    if (in->draining) {
        envelope = in_envelope(in, MESSAGE_BYE);
        uplink_send(uplink, &envelope);
    }
}

static void
on_job(struct uplink *uplink, struct hop_message *message)
{
    struct hop_in *in = uplink->in;
    const char *page_id = message->envelope.page_id;
    if (uplink->granted > 0)
        uplink->granted--;
    metric_add(in->jobs_total, 1);
    struct held *held = holding_find(&in->holding, page_id);
    if (held == NULL)
        held = holding_add(&in->holding, message);
    struct ask *ask = held_ask_of(held, uplink);
    if (ask == NULL)
        ask = held_add_ask(held, uplink);
    ask->attempt = message->envelope.attempt;
    if (held->state == HELD_PASSED)
        in_grant(uplink, page_id);
    else if (strcmp(in->beside, page_id) == 0)
        in_grant(uplink, "");
    else
        ask_occupy(ask);
}

static void
on_message(struct uplink *uplink, struct hop_message *message)
{
    switch (message->envelope.type) {
    case MESSAGE_JOB:
        on_job(uplink, message);
        break;
    case MESSAGE_HELLO: /* it does not know us */
        if (!uplink->in->left && clock_ms() - uplink->hello_at > HELLO_PAUSE_MS)
            in_begin_session(uplink);
        break;
    case MESSAGE_EARLY:
        if (uplink->in->spec.early != NULL)
            uplink->in->spec.early(uplink->in->spec.arg, message->envelope.page_id);
        break;
    case MESSAGE_BYE:
        uplink->released = uplink->in->draining;
        break;
    default:
        log_warn(NULL, "bad-message", "upstream=%s reason=\"%s is not for workers\"",
                 uplink->address, message_type_name(message->envelope.type));
    }
}

void
in_read_jobs(struct uplink *uplink)
{
    struct hop_message message;
    struct err err;
    for (int i = 0; i < READ_MAX; i++) {
        int rc = hop_socket_receive(uplink->dealer, false, &message, &err);
        if (rc == 0)
            break;
        if (rc < 0) {
            log_warn(NULL, "bad-message", "upstream=%s reason=\"%s\"", uplink->address, err.text);
            continue;
        }
        on_message(uplink, &message);
        (void)zmq_msg_close(&message.body);
    }
}

void
in_show(struct hop_in *in)
{
    metric_set(in->upstreams, (int64_t)hop_in_upstreams(in));
    metric_set(in->held_jobs, (int64_t)hop_in_held(in));
}

void
in_read_events(struct uplink *uplink)
{
    for (unsigned event; (event = uplink_event(uplink)) != 0;) {
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            log_info(NULL, "upstream-connected", "upstream=%s", uplink->address);
            uplink->connected = true;
            uplink->refused_at = 0;
            if (!uplink->in->left)
                in_begin_session(uplink);
        } else if (event == ZMQ_EVENT_DISCONNECTED) {
            log_info(NULL, "upstream-lost", "upstream=%s", uplink->address);
            uplink->connected = false;
        } else {
            log_warn(NULL, "handshake-failed", "upstream=%s event=%u", uplink->address, event);
            if (event != ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL)
                uplink->refused_at = clock_ms();
        }
    }
    in_show(uplink->in);
}

void
in_tell_arrived(struct hop_in *in)
{
    if (in->holding.waiting_count > 0 && in->spec.arrived != NULL)
        in->spec.arrived(in->spec.arg);
}
