#include "services/ingest/intake.h"

#include "common/fault.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/pageid.h"
#include "common/pathmeta.h"
#include "services/decode/document.h"
#include "services/ingest/decode.h"

#include <stdlib.h>
#include <string.h>

enum { PENDING_MAX = 10000 };
enum { RETRY_FULL = 2000, RETRY_REDIS = 1000, RETRY_BYTES = 200, RETRY_STOPPED = 1000 };

static const char *const verdict_names[] = {
    [INTAKE_ACCEPTED] = "accepted", [INTAKE_COMMITTED] = "committed", [INTAKE_REFUSED] = "refused",
    [INTAKE_BUSY] = "busy",         [INTAKE_DEAD] = "dead",
};
enum { VERDICT_COUNT = INTAKE_DEAD + 1 };

struct intake {
    struct intake_spec spec;
    bool stopped;
    size_t pending, bytes;
    struct metric *verdicts[VERDICT_COUNT];
};

/* A page on its way. */
struct transit {
    struct intake *intake;
    struct ledger_page page; /* in the arena */
    struct arena arena;
    char id[33];
    intake_done *done;
    void *arg;
};

struct intake *
intake_new(const struct intake_spec *spec)
{
    static const char *const labels[] = {
        "verdict=\"accepted\"", "verdict=\"committed\"", "verdict=\"refused\"",
        "verdict=\"busy\"",     "verdict=\"dead\"",
    };
    struct intake *intake = calloc(1, sizeof *intake);
    if (intake == NULL)
        die("out of memory");
    intake->spec = *spec;
    for (int i = 0; i < VERDICT_COUNT; i++)
        intake->verdicts[i] = metric_new(METRIC_COUNTER, "submitted_total", labels[i],
                                         "Pages submitted, by what became of them.");
    return intake;
}

void
intake_free(struct intake *intake)
{
    free(intake);
}

static void
tell(struct intake *intake, const struct intake_outcome *outcome, const struct ledger_page *page,
     intake_done *done, void *arg)
{
    metric_add(intake->verdicts[outcome->verdict], 1);
    bool trouble = outcome->verdict == INTAKE_REFUSED || outcome->verdict == INTAKE_DEAD;
    log_event(trouble ? LOG_WARN_LEVEL : LOG_INFO_LEVEL,
              outcome->page_id[0] != '\0' ? outcome->page_id : NULL, "submitted",
              "verdict=%s name=\"%.*s\" bytes=%zu%s%.*s%s", verdict_names[outcome->verdict],
              SLICE_ARGS(page->name), page->bytes.len, outcome->reason.len > 0 ? " reason=\"" : "",
              SLICE_ARGS(outcome->reason), outcome->reason.len > 0 ? "\"" : "");
    done(arg, outcome);
}

static void
finish(struct transit *transit, const struct intake_outcome *outcome)
{
    struct intake *intake = transit->intake;
    intake->pending--;
    intake->bytes -= transit->page.bytes.len;
    tell(intake, outcome, &transit->page, transit->done, transit->arg);
    arena_done(&transit->arena);
    free(transit);
}

static void
on_accepted(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct transit *transit = arg;
    struct intake_outcome outcome = { .page_id = transit->id, .reason = SLICE_EMPTY };
    if (err != NULL) {
        outcome.verdict = INTAKE_BUSY;
        outcome.reason = slice_from(err->text);
        outcome.retry_after = RETRY_REDIS;
    } else if (result->verdict == LEDGER_FULL) {
        outcome.verdict = INTAKE_BUSY;
        outcome.reason = SLICE_LITERAL("the ledger is full: ledger_max_bytes is reached");
        outcome.retry_after = RETRY_FULL;
    } else if (result->verdict == LEDGER_BURIED) {
        outcome.verdict = INTAKE_DEAD;
        outcome.reason = result->text;
    } else {
        fault_point("ingest:after-accept", transit->id);
        outcome.verdict = INTAKE_ACCEPTED;
        if (result->verdict == LEDGER_OK && transit->intake->spec.accepted != NULL)
            transit->intake->spec.accepted(transit->intake->spec.arg);
    }
    finish(transit, &outcome);
}

static void
on_looked_up(void *arg, const enum lookup_state *states, size_t count)
{
    (void)count;
    struct transit *transit = arg;
    if (states != NULL && states[0] != LOOKUP_UNKNOWN) {
        finish(transit, &(struct intake_outcome){ .verdict = INTAKE_COMMITTED,
                                                  .page_id = transit->id,
                                                  .reason = SLICE_EMPTY,
                                                  .superseded = states[0] == LOOKUP_SUPERSEDED });
        return;
    }
    ledger_accept(transit->intake->spec.ledger, &transit->page, on_accepted, transit);
}

/* What a document is, only decode can say; what it is not, its first bytes. */
static int
inspect_document(const struct intake *intake, const struct ledger_page *page,
                 enum document_kind kind, struct err *err)
{
    if (page->bytes.len > intake->spec.document_bytes)
        return err_set(err, ERR_REJECT, "%s of %zu bytes is larger than document_bytes_max (%zu)",
                       document_kind_name(kind), page->bytes.len, intake->spec.document_bytes);
    return document_can_decode(kind, err);
}

/* What can be said without asking anyone: 0, or a REJECT. */
static int
inspect(const struct intake *intake, const struct ledger_page *page, struct err *err)
{
    if (meta_check(page->name, page->paper, page->date, page->number, err) != 0)
        return -1;
    enum document_kind kind = document_sniff(page->bytes);
    if (kind != DOCUMENT_NONE)
        return inspect_document(intake, page, kind, err);
    struct decode_options options = { .encoding = page->encoding,
                                      .lenient = page->lenient,
                                      .bytes_max = intake->spec.page_bytes,
                                      .lines_max = intake->spec.page_lines };
    struct decoded decoded;
    if (decode_page(&decoded, page->bytes, &options, err) != 0)
        return -1;
    decoded_done(&decoded);
    return 0;
}

/* BUSY for a reason of this process, or false. */
static bool
is_busy(const struct intake *intake, const struct ledger_page *page, struct intake_outcome *outcome)
{
    const char *why = NULL;
    if (intake->stopped) {
        outcome->reason = SLICE_LITERAL("ingest is stopping");
        outcome->retry_after = RETRY_STOPPED;
    } else if (!redis_up(ledger_redis(intake->spec.ledger), &why)) {
        outcome->reason = slice_from(why);
        outcome->retry_after = RETRY_REDIS;
    } else if (intake->pending >= PENDING_MAX ||
               (intake->pending > 0 && intake->bytes + page->bytes.len > intake->spec.bytes_max)) {
        outcome->reason = SLICE_LITERAL("too much is on its way in");
        outcome->retry_after = RETRY_BYTES;
    } else {
        return false;
    }
    outcome->verdict = INTAKE_BUSY;
    return true;
}

static struct transit *
transit_new(struct intake *intake, const struct ledger_page *page, intake_done *done, void *arg)
{
    struct transit *transit = calloc(1, sizeof *transit);
    if (transit == NULL)
        die("out of memory");
    transit->intake = intake;
    transit->done = done;
    transit->arg = arg;
    transit->page = *page;
    enum { TEXTS = 6 };
    struct slice *texts[TEXTS] = { &transit->page.bytes,  &transit->page.name,
                                   &transit->page.paper,  &transit->page.date,
                                   &transit->page.number, &transit->page.encoding };
    for (size_t i = 0; i < TEXTS; i++)
        *texts[i] = arena_slice(&transit->arena, *texts[i]);
    page_id_make(transit->id, page->paper, page->date, page->number, page->bytes);
    transit->page.id = slice_from(transit->id);
    intake->pending++;
    intake->bytes += page->bytes.len;
    return transit;
}

void
intake_submit(struct intake *intake, const struct ledger_page *page, intake_done *done, void *arg)
{
    struct intake_outcome outcome = { .page_id = "", .reason = SLICE_EMPTY };
    struct err err;
    fault_point("ingest:after-receive", NULL);
    if (is_busy(intake, page, &outcome)) {
        tell(intake, &outcome, page, done, arg);
        return;
    }
    if (inspect(intake, page, &err) != 0) {
        outcome.verdict = INTAKE_REFUSED;
        outcome.reason = slice_from(err.text);
        tell(intake, &outcome, page, done, arg);
        return;
    }
    struct transit *transit = transit_new(intake, page, done, arg);
    lookup_ask(intake->spec.lookup, &transit->page.id, 1, on_looked_up, transit);
}

void
intake_stop(struct intake *intake)
{
    intake->stopped = true;
}

size_t
intake_pending(const struct intake *intake)
{
    return intake->pending;
}
