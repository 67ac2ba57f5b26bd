#include "services/ingest/custody.h"

#include "common/daemon.h"
#include "common/metrics.h"

#include <stdlib.h>

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

static void
custody_leave(struct custody *custody)
{
    struct held *held = custody->held;
    if (custody->stage == READY) {
        TAILQ_REMOVE(&held->ready, custody, link);
        held->ready_count--;
    }
    held->reading -= custody->stage == READING;
}

void
custody_move(struct custody *custody, enum stage stage, int64_t rest)
{
    struct held *held = custody->held;
    custody_leave(custody);
    custody->stage = stage;
    custody->not_before = rest > 0 ? daemon_clock() + rest : 0;
    if (stage == READY) {
        TAILQ_INSERT_TAIL(&held->ready, custody, link);
        held->ready_count++;
    }
    held->reading += stage == READING;
}

void
custody_drop(struct custody *custody)
{
    struct held *held = custody->held;
    custody_leave(custody);
    zhashx_delete(held->pages, custody->entry.page_id);
    metric_set(held->gauge, (int64_t)zhashx_size(held->pages));
    custody->dropped = true;
    if (!custody->asked)
        free(custody);
}

void
held_add(struct held *held, const struct ledger_entry *entry)
{
    if (held_find(held, entry->page_id) != NULL)
        return;
    struct custody *custody = calloc(1, sizeof *custody);
    if (custody == NULL)
        die("out of memory");
    custody->held = held;
    custody->owner = held->owner;
    custody->entry = *entry;
    custody->stage = READY;
    TAILQ_INSERT_TAIL(&held->ready, custody, link);
    held->ready_count++;
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
