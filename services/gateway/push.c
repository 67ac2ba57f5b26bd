#include "services/gateway/push.h"

#include "common/format/format.h"
#include "common/proto/record.h"
#include "services/gateway/gateway.h"
#include "services/gateway/sign.h"
#include "services/gateway/upstream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

/* One change on its way. */
struct push {
    LIST_ENTRY(push) link;
    struct pushes *pushes;
    struct arena arena;
    const char *url;
    struct slice key;
    struct change change;
    bool gone; /* its page is not to be seen any more */
    struct slice *items;
    size_t count, cap, next;
    post_done *done;
    void *arg;
};
LIST_HEAD(push_list, push);

struct pushes {
    struct gateway *gateway;
    struct post *post;
    const struct format *format;
    struct push_list list;
};

static void
free_push(struct push *push)
{
    LIST_REMOVE(push, link);
    arena_done(&push->arena);
    free(push);
}

static void
finish(struct push *push, bool ok, const char *why)
{
    post_done *done = push->done;
    void *arg = push->arg;
    free_push(push);
    done(arg, ok, why);
}

/* ---- sending the items ---- */

static void send_next(struct push *push);

static void
on_posted(void *arg, bool ok, const char *why)
{
    struct push *push = arg;
    if (!ok) {
        finish(push, false, why);
        return;
    }
    push->next++;
    send_next(push);
}

static void
send_next(struct push *push)
{
    if (push->next == push->count) {
        finish(push, true, "");
        return;
    }
    struct buf signature = { 0 };
    buf_printf(&signature, "x-superdesk-signature: ");
    sign_add_push(&signature, push->key, push->items[push->next]);
    const char *const headers[] = { "Content-Type: application/json",
                                    "Expect:", buf_string(&signature) };
    post_send(push->pushes->post, push->url, headers, sizeof headers / sizeof headers[0],
              push->items[push->next], on_posted, push);
    buf_done(&signature);
}

/* ---- what the items are ---- */

static void
add_item(struct push *push, const struct record *record, const struct record_article *article)
{
    const struct format *format = push->pushes->format;
    const struct format_context context = {
        .base = slice_from(push->pushes->gateway->base),
    };
    struct buf json = { 0 };
    format->article(record, article, &context, &json);
    push->items =
        arena_grow(&push->arena, push->items, push->count, &push->cap, sizeof *push->items);
    push->items[push->count++] = arena_slice(&push->arena, buf_slice(&json));
    buf_done(&json);
}

static void
add_withdrawn(struct push *push, uint32_t article)
{
    const struct record page = { .page_id = push->change.page_id,
                                 .paper = push->change.paper,
                                 .date = push->change.date,
                                 .number = push->change.number,
                                 .made_ms = push->change.time_ms };
    struct buf json = { 0 };
    format_write_withdrawn(push->pushes->format, &page, article,
                           slice_from(push->pushes->gateway->base), &json);
    push->items =
        arena_grow(&push->arena, push->items, push->count, &push->cap, sizeof *push->items);
    push->items[push->count++] = arena_slice(&push->arena, buf_slice(&json));
    buf_done(&json);
}

/* The articles that the change is about, as they are now. */
static void
add_items(struct push *push, struct record *record)
{
    uint32_t only = push->change.article;
    bool found = false;
    record->made_ms = push->change.time_ms; /* what came back or was corrected is newer */
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        if (only != 0 && article->number != only)
            continue;
        found = true;
        if (push->gone)
            add_withdrawn(push, article->number);
        else
            add_item(push, record, article);
    }
    if (!found && only != 0)
        add_withdrawn(push, only);
}

static void ask(struct push *push);

static void
on_record(void *arg, const struct asked *asked, const struct err *err)
{
    struct push *push = arg;
    struct record record;
    struct err fault;
    if (err != NULL && err->kind == ERR_RETRY) {
        finish(push, false, err->text);
        return;
    }
    if (err != NULL && !push->gone) { /* withdrawn: which articles it had is asked once more */
        push->gone = true;
        ask(push);
        return;
    }
    if (err == NULL && record_decode(&record, slice_trim(asked->body), &fault) != 0) {
        finish(push, false, fault.text);
        return;
    }
    if (err == NULL) {
        push->gone = push->gone || asked->answer->state != PAGE_CURRENT;
        add_items(push, &record);
        record_done(&record);
    }
    send_next(push);
}

static void
ask(struct push *push)
{
    struct gateway *gateway = push->pushes->gateway;
    struct query query;
    query_init(&query, QUERY_SHOW);
    query.page_id = push->change.page_id;
    query.withdrawn = push->gone;
    ask_query(gateway->store, &query, gateway->ask_ms, on_record, push);
    query_done(&query);
}

struct pushes *
pushes_new(struct gateway *gateway, struct post *post)
{
    struct pushes *pushes = calloc(1, sizeof *pushes);
    if (pushes == NULL)
        die("out of memory");
    *pushes = (struct pushes){ gateway, post, format_find(SLICE_LITERAL("ninjs1")),
                               LIST_HEAD_INITIALIZER(pushes->list) };
    return pushes;
}

void
pushes_free(struct pushes *pushes)
{
    if (pushes == NULL)
        return;
    while (!LIST_EMPTY(&pushes->list))
        free_push(LIST_FIRST(&pushes->list)); /* NOLINT: it does not see that the list shrinks */
    free(pushes);
}

void
pushes_send(struct pushes *pushes, const char *url, struct slice key, const struct change *change,
            post_done *done, void *arg)
{
    struct push *push = calloc(1, sizeof *push);
    if (push == NULL)
        die("out of memory");
    push->pushes = pushes;
    push->url = arena_string(&push->arena, slice_from(url));
    push->key = arena_slice(&push->arena, key);
    push->change = (struct change){ .sequence = change->sequence,
                                    .time_ms = change->time_ms,
                                    .page_id = arena_slice(&push->arena, change->page_id),
                                    .paper = arena_slice(&push->arena, change->paper),
                                    .date = arena_slice(&push->arena, change->date),
                                    .number = arena_slice(&push->arena, change->number),
                                    .article = change->article,
                                    .change = change->change };
    push->done = done;
    push->arg = arg;
    LIST_INSERT_HEAD(&pushes->list, push, link);
    ask(push);
}
