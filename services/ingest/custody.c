#include "services/ingest/custody.h"

#include "common/clock.h"
#include "common/metrics.h"

#include <stdlib.h>
#include <string.h>

void
held_init(struct held *held, void *owner)
{
    held->owner = owner;
    held->pages = zhashx_new();
    TAILQ_INIT(&held->ready);
    held->gauge =
        metric_new(METRIC_GAUGE, "ingest_held_pages", NULL, "Pages read from the ledger.");
}

void
held_done(struct held *held)
{
    held_each(held, custody_drop);
    zhashx_destroy(&held->pages);
}

struct custody *
held_find(struct held *held, const char *page_id)
{
    return zhashx_lookup(held->pages, page_id);
}

static bool
is_apart(const struct custody *custody)
{
    return custody->late || custody->large;
}

/* Counts a page in its stage, or no more. */
static void
count(struct custody *custody, int one)
{
    struct held *held = custody->held;
    bool ready = custody->stage == READY, reading = custody->stage == READING;
    bool out = reading || custody->stage == SENT;
    if (custody->document) {
        held->documents += (size_t)(ready ? one : 0);
        held->documents_reading += (size_t)(reading ? one : 0);
        return;
    }
    held->ready_count += (size_t)(ready ? one : 0);
    held->reading += (size_t)(reading ? one : 0);
    held->apart_ready += (size_t)(is_apart(custody) && ready ? one : 0);
    held->late_out += (size_t)(custody->late && out ? one : 0);
    held->large_out += (size_t)(custody->large && out ? one : 0);
}

static void
leave(struct custody *custody)
{
    if (custody->stage == READY)
        TAILQ_REMOVE(&custody->held->ready, custody, link);
    count(custody, -1);
}

static void
enter(struct custody *custody, enum stage stage)
{
    custody->stage = stage;
    if (stage == READY)
        TAILQ_INSERT_TAIL(&custody->held->ready, custody, link);
    count(custody, 1);
}

void
custody_move(struct custody *custody, enum stage stage, int64_t rest)
{
    leave(custody);
    custody->late = custody->late || stage == FAILING;
    custody->not_before = rest > 0 ? clock_ms() + rest : 0;
    custody->since = stage == SENT ? clock_ms() : 0;
    enter(custody, stage);
}

struct custody *
held_next(const struct held *held, const struct custody *prior, bool apart)
{
    struct custody *next = prior == NULL ? TAILQ_FIRST(&held->ready) : TAILQ_NEXT(prior, link);
    while (next != NULL && (next->document || is_apart(next) != apart))
        next = TAILQ_NEXT(next, link);
    return next;
}

void
custody_is_document(struct custody *custody)
{
    if (custody->document)
        return;
    count(custody, -1);
    custody->document = true;
    count(custody, 1);
}

void
custody_is_large(struct custody *custody)
{
    count(custody, -1);
    custody->large = true;
    count(custody, 1);
}

struct custody *
held_next_document(const struct held *held, const struct custody *prior)
{
    struct custody *next = prior == NULL ? TAILQ_FIRST(&held->ready) : TAILQ_NEXT(prior, link);
    while (next != NULL && !next->document)
        next = TAILQ_NEXT(next, link);
    return next;
}

void
custody_drop(struct custody *custody)
{
    struct held *held = custody->held;
    leave(custody);
    zhashx_delete(held->pages, custody->entry.page_id);
    metric_set(held->gauge, (int64_t)zhashx_size(held->pages));
    custody->dropped = true;
    if (!custody->asked)
        free(custody);
}

void
held_add(struct held *held, const struct ledger_entry *entry)
{
    struct custody *custody = held_find(held, entry->page_id);
    if (custody != NULL) {
        custody->again = custody->again || strcmp(custody->entry.entry, entry->entry) != 0 ||
                         custody->entry.lane != entry->lane;
        custody->entry = *entry;
        return;
    }
    custody = calloc(1, sizeof *custody);
    if (custody == NULL)
        die("out of memory");
    custody->held = held;
    custody->owner = held->owner;
    custody->entry = *entry;
    enter(custody, READY);
    (void)zhashx_insert(held->pages, custody->entry.page_id, custody);
    metric_set(held->gauge, (int64_t)zhashx_size(held->pages));
}

void
held_each(struct held *held, void (*each)(struct custody *custody))
{
    zlistx_t *all = zhashx_values(held->pages);
    for (struct custody *c = zlistx_first(all); c != NULL; c = zlistx_next(all))
        each(c);
    zlistx_destroy(&all);
}

bool
custody_answered(struct custody *custody)
{
    custody->asked = false;
    if (!custody->dropped)
        return true;
    free(custody);
    return false;
}
