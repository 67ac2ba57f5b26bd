#include "services/gateway/target.h"

#include "services/gateway/hook.h"

#include "common/log.h"

#include <stdlib.h>

void
target_free(struct target *target)
{
    answer_done(&target->changes);
    free(target->id);
    free(target->url);
    free((char *)target->secret.ptr);
    free((char *)target->filter.ptr);
    free(target);
}

static struct slice
own(struct slice text)
{
    return (struct slice){ slice_dup(text), text.len };
}

struct target *
target_find(struct target *first, struct slice id)
{
    while (first != NULL && !slice_equal(id, slice_from(first->id)))
        first = first->next;
    return first;
}

struct target *
target_add(struct target **first, struct deliver *deliver, const struct hook *hook)
{
    struct target *target = calloc(1, sizeof *target);
    if (target == NULL)
        die("out of memory");
    target->deliver = deliver;
    target->id = slice_dup(hook->id);
    target->url = slice_dup(hook->url);
    target->secret = own(hook->secret);
    target->filter = own(hook->filter);
    target->pushes = hook_pushes(hook);
    answer_init(&target->changes, ANSWER_CHANGES);
    target->next = *first;
    *first = target;
    return target;
}

void
targets_sweep(struct target **first)
{
    for (struct target **at = first; *at != NULL;) {
        struct target *target = *at;
        if (target->listed || target->sending || target->asking > 0) {
            at = &target->next;
        } else {
            *at = target->next;
            target_free(target);
        }
    }
}

void
target_lose(struct target *target)
{
    target->held = target->fresh = false;
    target->next_change = target->changes.change_count;
}
