#include "services/gateway/show.h"

#include "services/gateway/cache.h"
#include "services/gateway/format.h"
#include "services/gateway/gateway.h"
#include "services/gateway/upstream.h"

enum { ID_LEN = 32 };

/* What is remembered while store is asked; in the exchange's arena. */
struct showing {
    const struct shape *shape;
    unsigned article, result;
    unsigned long age; /* of the cache */
};

bool
show_id_valid(struct exchange *x, struct slice page_id)
{
    bool valid = page_id.len >= QUERY_PREFIX_MIN && page_id.len <= ID_LEN;
    for (size_t i = 0; valid && i < page_id.len; i++) {
        char c = page_id.ptr[i];
        valid = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!valid)
        exchange_problem(x, 400, "bad-address",
                         "a page is named by its id, 32 hex digits in lower case, or by the first "
                         "%d of them and more",
                         QUERY_PREFIX_MIN);
    return valid;
}

static struct slice
cache_key(struct exchange *x, const struct showing *showing)
{
    struct buf key = { 0 };
    buf_printf(&key, "%s %u %u", showing->shape->suffix, showing->article, showing->result);
    struct slice kept = arena_slice(&x->arena, buf_slice(&key));
    buf_done(&key);
    return kept;
}

static void
on_record(struct exchange *x, struct answer *answer, struct slice body)
{
    struct gateway *gateway = x->gateway;
    const struct showing *showing = x->work;
    struct subject subject = {
        .record = body,
        .page_id = answer->page_id,
        .article = showing->article,
        .base = slice_from(gateway->base),
    };
    struct buf out = { 0 };
    struct err err;
    if (shape_write(showing->shape, &out, &subject, &err) != 0) {
        buf_done(&out);
        exchange_problem(x, 500, "broken", "%s", err.text);
        return;
    }
    struct payload *payload = payload_new(showing->shape->media_type, &out);
    cache_keep(gateway->cache, answer->page_id, cache_key(x, showing), payload, showing->age);
    exchange_share(x, 200, payload);
    payload_drop(payload);
}

void
show_record(struct exchange *x, struct slice page_id, unsigned article, unsigned result,
            bool (*failed)(struct exchange *x, const struct answer *answer))
{
    struct gateway *gateway = x->gateway;
    if (!show_id_valid(x, page_id))
        return;
    const struct shape *shape = shape_choose(x, article > 0);
    if (shape == NULL)
        return;
    struct showing *showing = arena_alloc(&x->arena, 1, sizeof *showing);
    *showing = (struct showing){ shape, article, result, cache_age(gateway->cache) };
    x->work = showing;
    struct payload *payload = cache_find(gateway->cache, page_id, cache_key(x, showing));
    metric_add(payload != NULL ? gateway->cache_hits : gateway->cache_misses, 1);
    if (payload != NULL) {
        exchange_share(x, 200, payload);
        return;
    }
    struct query query;
    query_init(&query, QUERY_SHOW);
    query.page_id = page_id;
    query.article = article;
    query.result = result;
    upstream_try(x, &query, ANSWER_RECORD, on_record, failed);
    query_done(&query);
}
