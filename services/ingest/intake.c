#include "services/ingest/intake.h"

#include "common/clock.h"
#include "common/fault.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/pageid.h"
#include "common/pathmeta.h"
#include "services/decode/document.h"
#include "services/ingest/counter.h"
#include "services/ingest/decode.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { PENDING_MAX = 10000, FILE_PAGES_MAX = 1000, LARGE = 256 << 10, REST_MAX = 500 };
enum {
    RETRY_FULL = 2000,
    RETRY_REDIS = 1000, /* at most: as long as Redis has been away */
    RETRY_REDIS_MIN = 100,
    RETRY_BYTES = 200,
    RETRY_STOPPED = 1000,
    RETRY_COUNT = 2000,
    RETRY_UNDERWAY = 500,
};

static const char *const verdict_names[] = {
    [INTAKE_ACCEPTED] = "accepted", [INTAKE_COMMITTED] = "committed", [INTAKE_REFUSED] = "refused",
    [INTAKE_BUSY] = "busy",         [INTAKE_DEAD] = "dead",
};
enum { VERDICT_COUNT = INTAKE_DEAD + 1 };

TAILQ_HEAD(transits, transit);

struct intake {
    struct intake_spec spec;
    struct counter *counter;
    bool stopped;
    size_t pending, bytes;
    int64_t away_since;    /* when Redis was first found away; 0: it is there */
    struct transits large; /* not yet looked at */
    int timer;             /* 0: none */
    struct metric *verdicts[VERDICT_COUNT];
};

/* What was submitted, on its way: one page, or a file of several. */
struct transit {
    struct intake *intake;
    struct ledger_page page; /* in the arena */
    struct arena arena;
    intake_done *done;
    void *arg;
    struct ledger_page *pages; /* all of them, each with its id and number */
    struct intake_page *fates;
    size_t count;
    size_t *asked; /* which of them the ledger is asked about */
    size_t asked_count;
    bool superseded;
    TAILQ_ENTRY(transit) link; /* in large */
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
    intake->counter = counter_new(spec->loop);
    TAILQ_INIT(&intake->large);
    for (int i = 0; i < VERDICT_COUNT; i++)
        intake->verdicts[i] = metric_new(METRIC_COUNTER, "submitted_total", labels[i],
                                         "Pages submitted, by what became of them.");
    return intake;
}

void
intake_free(struct intake *intake)
{
    if (intake != NULL)
        counter_free(intake->counter);
    free(intake);
}

static void
log_fate(struct intake *intake, enum intake_verdict verdict, const char *id, struct slice reason,
         const struct ledger_page *page)
{
    metric_add(intake->verdicts[verdict], 1);
    bool trouble = verdict == INTAKE_REFUSED || verdict == INTAKE_DEAD;
    log_event(trouble ? LOG_WARN_LEVEL : LOG_INFO_LEVEL, id[0] != '\0' ? id : NULL, "submitted",
              "verdict=%s name=\"%.*s\" bytes=%zu%s%.*s%s", verdict_names[verdict],
              SLICE_ARGS(page->name), page->bytes.len, reason.len > 0 ? " reason=\"" : "",
              SLICE_ARGS(reason), reason.len > 0 ? "\"" : "");
}

static void
tell(struct intake *intake, const struct intake_outcome *outcome, const struct ledger_page *page,
     intake_done *done, void *arg)
{
    if (outcome->page_count == 0)
        log_fate(intake, outcome->verdict, outcome->page_id, outcome->reason, page);
    for (size_t i = 0; i < outcome->page_count; i++)
        log_fate(intake, outcome->pages[i].verdict, outcome->pages[i].page_id, SLICE_EMPTY, page);
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

/* Without any of its pages accepted. */
static void
give_up(struct transit *transit, enum intake_verdict verdict, const char *reason,
        uint32_t retry_after)
{
    struct intake_outcome outcome = {
        .verdict = verdict, .page_id = "", .reason = slice_from(reason), .retry_after = retry_after
    };
    if (transit->count > 0 && verdict == INTAKE_BUSY)
        outcome.page_id = transit->fates[0].page_id;
    finish(transit, &outcome);
}

/* All its pages have their fates.  `reasons`: of a dead one. */
static void
conclude(struct transit *transit, struct slice reasons)
{
    const struct intake_page *accepted = NULL, *dead = NULL;
    for (size_t i = transit->count; i-- > 0;) {
        if (transit->fates[i].verdict == INTAKE_ACCEPTED)
            accepted = &transit->fates[i];
        if (transit->fates[i].verdict == INTAKE_DEAD)
            dead = &transit->fates[i];
    }
    struct intake_outcome outcome = { .verdict = INTAKE_COMMITTED,
                                      .page_id = transit->fates[0].page_id,
                                      .reason = SLICE_EMPTY,
                                      .superseded = transit->superseded };
    if (accepted != NULL) {
        outcome.verdict = INTAKE_ACCEPTED;
    } else if (dead != NULL) {
        outcome.verdict = INTAKE_DEAD;
        outcome.page_id = dead->page_id;
        outcome.reason = reasons;
    }
    if (transit->count > 1) {
        outcome.pages = transit->fates;
        outcome.page_count = transit->count;
    }
    finish(transit, &outcome);
}

/* After a restart of Redis clients come again soon, after long away not too often. */
static uint32_t
redis_rest(struct intake *intake)
{
    if (redis_up(ledger_redis(intake->spec.ledger), NULL))
        return RETRY_REDIS; /* it refuses */
    int64_t now = clock_ms();
    if (intake->away_since == 0)
        intake->away_since = now;
    int64_t away = now - intake->away_since;
    return away < RETRY_REDIS_MIN ? RETRY_REDIS_MIN
           : away > RETRY_REDIS   ? RETRY_REDIS
                                  : (uint32_t)away;
}

static void
on_accepted(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct transit *transit = arg;
    struct intake *intake = transit->intake;
    if (err != NULL) {
        give_up(transit, INTAKE_BUSY, err->text, redis_rest(intake));
        return;
    }
    if (result->verdict == LEDGER_FULL) {
        give_up(transit, INTAKE_BUSY, "the ledger is full: ledger_max_bytes is reached",
                RETRY_FULL);
        return;
    }
    if (result->verdict == LEDGER_UNDERWAY) {
        give_up(transit, INTAKE_BUSY, "the page is on its way from before", RETRY_UNDERWAY);
        return;
    }
    for (size_t i = 0; i < transit->asked_count; i++) {
        bool dead = result->verdict == LEDGER_BURIED ||
                    (i < result->state_count && result->states[i] == LEDGER_DEAD);
        transit->fates[transit->asked[i]].verdict = dead ? INTAKE_DEAD : INTAKE_ACCEPTED;
    }
    if (result->verdict != LEDGER_BURIED)
        fault_point("ingest:after-accept", transit->fates[0].page_id);
    if (result->verdict == LEDGER_OK && intake->spec.accepted != NULL)
        intake->spec.accepted(intake->spec.arg);
    conclude(transit, result->text);
}

/* Whether a page that store knows has to be made again to become current. */
static bool
is_wanted(const struct transit *transit, enum lookup_state state)
{
    return state == LOOKUP_UNKNOWN || (transit->page.again && state == LOOKUP_SUPERSEDED);
}

/* The pages that store does not have go to the ledger, together. */
static void
on_looked_up(void *arg, const enum lookup_state *states, size_t count)
{
    (void)count;
    struct transit *transit = arg;
    struct ledger *ledger = transit->intake->spec.ledger;
    struct ledger_page *wanted = arena_alloc(&transit->arena, transit->count, sizeof *wanted);
    for (size_t i = 0; i < transit->count; i++) {
        transit->fates[i].verdict = INTAKE_COMMITTED;
        if (states != NULL && !is_wanted(transit, states[i])) {
            transit->superseded = transit->superseded || states[i] != LOOKUP_COMMITTED;
            continue;
        }
        wanted[transit->asked_count] = transit->pages[i];
        transit->asked[transit->asked_count++] = i;
    }
    if (transit->asked_count == 0)
        conclude(transit, SLICE_EMPTY);
    else if (transit->page.file.len == 0)
        ledger_accept(ledger, wanted, on_accepted, transit);
    else
        ledger_accept_file(ledger, wanted, transit->asked_count, on_accepted, transit);
}

/* ---- what there is ---- */

/* What a document is, only the jail can say; what it is not, its first bytes. */
static int
inspect_document(const struct intake *intake, const struct ledger_page *page,
                 enum document_kind kind, struct err *err)
{
    if (page->bytes.len > intake->spec.document_bytes)
        return err_set(err, ERR_REJECT, "%s of %zu bytes is larger than document_bytes_max (%zu)",
                       document_kind_name(kind), page->bytes.len, intake->spec.document_bytes);
    return document_can_decode(kind, err);
}

/* What can be said without asking anyone: 0 and how many pages there are (0: the decoder has to
 * count them), or a REJECT. */
static int
inspect(const struct intake *intake, const struct ledger_page *page, uint32_t *pages,
        struct err *err)
{
    *pages = 0;
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
    *pages = decoded_pages(buf_slice(&decoded.text));
    decoded_done(&decoded);
    return 0;
}

/* BUSY for a reason of this process, or false. */
static bool
is_busy(struct intake *intake, const struct ledger_page *page, struct intake_outcome *outcome)
{
    const char *why = NULL;
    bool up = redis_up(ledger_redis(intake->spec.ledger), &why);
    if (up)
        intake->away_since = 0;
    if (intake->stopped) {
        outcome->reason = SLICE_LITERAL("ingest is stopping");
        outcome->retry_after = RETRY_STOPPED;
    } else if (!up) {
        outcome->reason = slice_from(why);
        outcome->retry_after = redis_rest(intake);
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
    transit->page.file = SLICE_EMPTY;
    intake->pending++;
    intake->bytes += page->bytes.len;
    return transit;
}

static void
name_page(struct transit *transit, size_t i, uint32_t file_page)
{
    struct ledger_page *page = &transit->pages[i];
    char id[33];
    *page = transit->page;
    page->file_page = file_page;
    if (file_page > 0 && transit->count > 1) {
        struct buf number = { 0 };
        number_count_on(page->number, file_page, &number);
        page->number = arena_slice(&transit->arena, buf_slice(&number));
        buf_done(&number);
    }
    page_id_make_of(id, page->paper, page->date, page->number, page->bytes, file_page);
    page->id = arena_slice(&transit->arena, slice_from(id));
    transit->fates[i] = (struct intake_page){ page->id.ptr, page->number, INTAKE_ACCEPTED };
}

/* Gives each page of a file of `count` its number and id, or the only one that is asked for. */
static void
name_pages(struct transit *transit, size_t count)
{
    struct arena *arena = &transit->arena;
    uint32_t only = transit->page.file_page;
    if (count > 1) {
        char hash[33];
        page_id_make(hash, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, transit->page.bytes);
        transit->page.file = arena_slice(arena, slice_from(hash));
    }
    bool one = count == 1 || only > 0;
    transit->count = one ? 1 : count;
    transit->pages = arena_alloc(arena, transit->count, sizeof *transit->pages);
    transit->fates = arena_alloc(arena, transit->count, sizeof *transit->fates);
    transit->asked = arena_alloc(arena, transit->count, sizeof *transit->asked);
    for (size_t i = 0; i < transit->count; i++)
        name_page(transit, i, one ? only : (uint32_t)i + 1);
}

/* What the number of pages forbids. */
static int
judge_count(const struct transit *transit, uint32_t pages, struct err *err)
{
    uint32_t only = transit->page.file_page;
    if (pages > FILE_PAGES_MAX)
        return err_set(err, ERR_REJECT, "the file has %u pages, more than %d", pages,
                       FILE_PAGES_MAX);
    if (only > 0 && (pages < 2 || only > pages))
        return err_set(err, ERR_REJECT, "\"file_page\" is %u, and the file has %u pages", only,
                       pages);
    return 0;
}

static void
on_counted(void *arg, uint32_t pages, const struct err *err)
{
    struct transit *transit = arg;
    struct err fault;
    if (pages == 0) {
        bool later = err->kind == ERR_RETRY;
        give_up(transit, later ? INTAKE_BUSY : INTAKE_REFUSED, err->text, later ? RETRY_COUNT : 0);
        return;
    }
    if (judge_count(transit, pages, &fault) != 0) {
        give_up(transit, INTAKE_REFUSED, fault.text, 0);
        return;
    }
    name_pages(transit, pages);
    fault_point("ingest:after-count", transit->fates[0].page_id);
    struct slice *ids = arena_alloc(&transit->arena, transit->count, sizeof *ids);
    for (size_t i = 0; i < transit->count; i++)
        ids[i] = transit->pages[i].id;
    lookup_ask(transit->intake->spec.lookup, ids, transit->count, on_looked_up, transit);
}

/* Refuses it, or has its pages counted. */
static void
look_at(struct transit *transit)
{
    struct err err;
    uint32_t pages;
    if (inspect(transit->intake, &transit->page, &pages, &err) != 0)
        give_up(transit, INTAKE_REFUSED, err.text, 0);
    else if (pages > 0)
        on_counted(transit, pages, NULL);
    else
        counter_count(transit->intake->counter, transit->page.lane, transit->page.bytes, on_counted,
                      transit);
}

/* ---- large ones, whose text takes long to decode: one at a time and half of the time, so that
 * others do not wait for all of them ---- */

static int on_large(zloop_t *loop, int timer, void *arg);

static void
plan_large(struct intake *intake, int64_t rest)
{
    if (intake->timer != 0 || TAILQ_EMPTY(&intake->large))
        return;
    intake->timer = zloop_timer(intake->spec.loop, (size_t)rest + 1, 1, on_large, intake);
    if (intake->timer < 0)
        die("out of memory");
}

static int
on_large(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct intake *intake = arg;
    struct transit *transit = TAILQ_FIRST(&intake->large);
    int64_t began = clock_ms();
    intake->timer = 0;
    TAILQ_REMOVE(&intake->large, transit, link);
    look_at(transit);
    int64_t took = clock_ms() - began;
    plan_large(intake, took < REST_MAX ? took : REST_MAX);
    return 0;
}

static void
abandon_large(struct intake *intake)
{
    struct transit *transit;
    while ((transit = TAILQ_FIRST(&intake->large)) != NULL) {
        TAILQ_REMOVE(&intake->large, transit, link);
        give_up(transit, INTAKE_BUSY, "ingest is stopping", RETRY_STOPPED);
    }
    if (intake->timer != 0)
        (void)zloop_timer_end(intake->spec.loop, intake->timer);
    intake->timer = 0;
}

/* ---- public ---- */

void
intake_submit(struct intake *intake, const struct ledger_page *page, intake_done *done, void *arg)
{
    struct intake_outcome outcome = { .page_id = "", .reason = SLICE_EMPTY };
    fault_point("ingest:after-receive", NULL);
    if (is_busy(intake, page, &outcome)) {
        tell(intake, &outcome, page, done, arg);
        return;
    }
    struct transit *transit = transit_new(intake, page, done, arg);
    if (page->bytes.len < LARGE) {
        look_at(transit);
        return;
    }
    TAILQ_INSERT_TAIL(&intake->large, transit, link);
    plan_large(intake, 0);
}

void
intake_stop(struct intake *intake)
{
    intake->stopped = true;
}

void
intake_abandon(struct intake *intake)
{
    if (intake == NULL)
        return;
    intake->stopped = true;
    abandon_large(intake);
    counter_stop(intake->counter);
}

size_t
intake_pending(const struct intake *intake)
{
    return intake->pending;
}
