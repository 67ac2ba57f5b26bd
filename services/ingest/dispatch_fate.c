/* What becomes of a page that was sent. */
#include "services/ingest/dispatch_page.h"

#include "common/clock.h"
#include "common/log.h"

#include <stdlib.h>
#include <string.h>

/* ---- failures ---- */

static void
on_failed(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->owner;
    if (!dispatch_answered(custody, result))
        return;
    if (err != NULL) {
        custody->not_before = clock_ms() + DISPATCH_REST_MS; /* told again by the timer */
        return;
    }
    const char *id = custody->entry.page_id;
    metric_add(dispatch->blamed, 1);
    if (result->verdict == LEDGER_BURIED) {
        metric_add(dispatch->buried, 1);
        log_error(id, "dead-letter", "attempts=%u reason=\"%s\"", result->attempts,
                  custody->reason);
        custody_drop(custody);
    } else if (result->verdict == LEDGER_MISSING) {
        custody_drop(custody); /* committed meanwhile, or dropped */
    } else {
        log_warn(id, "attempt-failed", "attempts=%u reason=\"%s\"", result->attempts,
                 custody->reason);
        custody_move(custody, READY, 1); /* from now on; see is_its_turn */
    }
    dispatch_pump(dispatch);
}

void
dispatch_tell_failure(struct custody *custody)
{
    struct dispatch *dispatch = custody->owner;
    custody->asked = true;
    ledger_fail(dispatch->spec.ledger, custody->entry.page_id, custody->attempt, custody->reason,
                on_failed, custody);
}

void
dispatch_fail(struct custody *custody, const char *reason)
{
    custody_move(custody, FAILING, 0);
    (void)snprintf(custody->reason, sizeof custody->reason, "%s", reason);
    for (char *c = custody->reason; *c != '\0'; c++)
        if (*c == '\n' || *c == '\r')
            *c = ' ';
    dispatch_tell_failure(custody);
}

/* ---- DONE ---- */

/* A page is only forgotten once the ledger has.  What is there still was not committed,
 * whatever somebody said, or it was submitted again meanwhile. */
static void
on_let_go(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct custody *custody = arg;
    struct dispatch *dispatch = custody->owner;
    if (!dispatch_answered(custody, result))
        return;
    if (err != NULL) {
        custody->not_before = clock_ms() + DISPATCH_REST_MS; /* asked again by the timer */
        return;
    }
    const char *id = custody->entry.page_id;
    if (result->states[0] == LEDGER_WAITING && custody->again) {
        custody_move(custody, READY, 0);
        dispatch_pump(dispatch);
        return;
    }
    if (result->states[0] == LEDGER_WAITING) {
        metric_add(dispatch->early, 1);
        log_warn(id, "done-too-early", "attempt=%u worker=%s", custody->attempt, custody->worker);
        hop_out_early(dispatch_way(custody), id);
        seek_own(dispatch->seek);
    } else {
        metric_add(dispatch->committed, 1);
        log_info(id, "committed", "attempt=%u", custody->attempt);
    }
    custody_drop(custody);
    dispatch_pump(dispatch);
}

void
dispatch_ask_let_go(struct custody *custody)
{
    struct dispatch *dispatch = custody->owner;
    struct slice id = slice_from(custody->entry.page_id);
    custody->asked = true;
    ledger_states(dispatch->spec.ledger, &id, 1, on_let_go, custody);
}

/* ---- outcomes ---- */

void
dispatch_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct dispatch *dispatch = arg;
    struct custody *custody = held_find(&dispatch->held, outcome->page_id);
    if (custody == NULL || custody->stage != SENT)
        return;
    if (outcome->verdict == HOP_DONE) {
        custody_move(custody, LEAVING, 0);
        (void)snprintf(custody->worker, sizeof custody->worker, "%s", outcome->worker);
        dispatch_ask_let_go(custody);
    } else if (outcome->verdict == HOP_REJECT || outcome->blame) {
        dispatch_fail(custody, outcome->reason);
    } else {
        log_info(outcome->page_id, "sent-back", "reason=\"%s\"", outcome->reason);
        custody_move(custody, READY, DISPATCH_REST_MS);
    }
    dispatch_pump(dispatch);
}
