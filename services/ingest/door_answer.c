#include "services/ingest/door_visit.h"

#include "common/reply_path.h"

#include <stdlib.h>

/* Of bodies; for the process, since ZeroMQ may give one back after the door is closed. */
static atomic_size_t unread;

static void
send_reply(struct visit *visit, const struct reply *reply, struct slice body)
{
    struct buf json = { 0 };
    reply_encode(reply, &json);
    (void)zmsg_addmem(visit->path, json.ptr, json.len);
    buf_done(&json);
    if (reply->type == REPLY_DLQ_PAGE)
        reply_path_send(&visit->path, body, visit->door->router, &unread);
    else
        (void)zmsg_send(&visit->path, visit->door->router);
}

static void
visit_end(struct visit *visit)
{
    struct door *door = visit->door;
    zmsg_destroy(&visit->path);
    request_done(&visit->request);
    free(visit->states);
    free(visit->asked);
    free(visit);
    door->pending--;
    if (door->pending == 0 && door->spec.idle != NULL)
        door->spec.idle(door->spec.arg);
}

void
visit_answer_body(struct visit *visit, struct reply *reply, struct slice body)
{
    reply->seq = visit->request.seq;
    send_reply(visit, reply, body);
    reply_done(reply);
    visit_end(visit);
}

void
visit_answer(struct visit *visit, struct reply *reply)
{
    visit_answer_body(visit, reply, SLICE_EMPTY);
}

void
visit_answer_error(struct visit *visit, const struct err *err)
{
    struct reply reply;
    reply_init(&reply, REPLY_ERROR);
    reply.reason = slice_from(err->text);
    reply.retry = err->kind == ERR_RETRY;
    visit_answer(visit, &reply);
}

void
visit_answer_reject(struct visit *visit, const char *reason)
{
    struct err err;
    (void)err_set(&err, ERR_REJECT, "%s", reason);
    visit_answer_error(visit, &err);
}

void
visit_answer_retry(struct visit *visit, const char *reason)
{
    struct err err;
    (void)err_set(&err, ERR_RETRY, "%s", reason);
    visit_answer_error(visit, &err);
}

size_t
visit_unread(void)
{
    return atomic_load(&unread);
}
