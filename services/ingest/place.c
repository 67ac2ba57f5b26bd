/*
 * When the ledger answers FENCED, somebody else has taken the place or the
 * entries, because this process was frozen: it is asked for again.  When the
 * name is taken by a live instance, that may be this one's predecessor, killed just
 * now, which is certain when that ran on this host; only when it has not fallen silent after
 * twice the ttl is it believed.
 */
#include "services/ingest/place.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/metrics.h"
#include "services/ingest/process.h"

#include <stdlib.h>
#include <string.h>

enum { BEAT_MS = 500, ENROL_MS = 200, TAKE_MAX = 100 };

/* A look through one lane for what nobody has touched. */
struct sweep {
    struct place *place;
    enum lane lane;
    bool under_way;
};

enum { BOOT_SIZE = 64 + PROCESS_MARK_SIZE };

struct place {
    struct place_spec spec;
    char boot[BOOT_SIZE]; /* as the ledger has it: "BOOT@MARK" of process.h */
    char dead[BOOT_SIZE]; /* who had the name before, when that has certainly ended */
    bool held, enrolling, beating, stopped;
    int64_t next_enrol, next_beat, next_sweep;
    int64_t taken_since; /* since when the name is another's; 0: it is not */
    bool greedy;
    struct sweep sweeps[LANE_COUNT];
    void (*resigned)(void *arg);
    void *resigned_arg;
    struct metric *taken_over;
};

struct place *
place_new(const struct place_spec *spec)
{
    struct place *place = calloc(1, sizeof *place);
    if (place == NULL)
        die("out of memory");
    place->spec = *spec;
    char mark[PROCESS_MARK_SIZE];
    process_mark(mark);
    (void)snprintf(place->boot, sizeof place->boot, "%.63s%s%s", spec->boot,
                   mark[0] == '\0' ? "" : "@", mark);
    for (int i = 0; i < LANE_COUNT; i++)
        place->sweeps[i] = (struct sweep){ .place = place, .lane = (enum lane)i };
    place->next_sweep = clock_ms() + spec->reclaim_idle / 2;
    place->taken_over = metric_new(METRIC_COUNTER, "taken_over_total", NULL,
                                   "Pages taken over from other instances of ingest.");
    return place;
}

void
place_free(struct place *place)
{
    free(place);
}

bool
place_held(const struct place *place)
{
    return place->held;
}

void
place_stop(struct place *place)
{
    place->stopped = true;
}

void
place_fenced(struct place *place)
{
    if (!place->held || place->stopped)
        return;
    log_warn(NULL, "fenced", "effect=\"what was held is another's\"");
    place->held = false;
    place->next_enrol = 0;
    place->spec.changed(place->spec.arg, false, "its place in the ledger was taken over");
}

/* Whether to go on with an answer of the ledger. */
static bool
is_good(struct place *place, const struct ledger_result *result, const struct err *err)
{
    if (place->stopped)
        return false;
    if (err != NULL) {
        log_debug(NULL, "ledger-away", "reason=\"%s\"", err->text);
        return false;
    }
    if (result->verdict == LEDGER_FENCED) {
        place_fenced(place);
        return false;
    }
    return true;
}

/* ---- enrolling ---- */

/* Whether who has the name ran on this host and has ended: no need to wait for its silence. */
static bool
is_dead(struct place *place, struct slice boot)
{
    char text[BOOT_SIZE];
    (void)snprintf(text, sizeof text, "%.*s", SLICE_ARGS(boot));
    const char *mark = strchr(text, '@');
    if (strcmp(text, place->dead) == 0 || mark == NULL || !process_is_gone(mark + 1))
        return false;
    (void)snprintf(place->dead, sizeof place->dead, "%s", text);
    return true;
}

static void
name_taken(struct place *place, unsigned age)
{
    int64_t now = clock_ms();
    if (place->taken_since == 0)
        place->taken_since = now;
    char why[200];
    (void)snprintf(why, sizeof why, "an ingest named \"%.64s\" was alive %u ms ago",
                   place->spec.instance, age);
    place->spec.changed(place->spec.arg, false, "another ingest has this one's name");
    if (now - place->taken_since > 2 * place->spec.instance_ttl)
        place->spec.refused(place->spec.arg, why);
}

static void enrol(struct place *place);

static void
on_enrolled(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct place *place = arg;
    place->enrolling = false;
    place->next_enrol = clock_ms() + ENROL_MS;
    if (!is_good(place, result, err))
        return;
    if (result->verdict == LEDGER_TAKEN && is_dead(place, result->text)) {
        enrol(place);
        return;
    }
    if (result->verdict == LEDGER_TAKEN) {
        name_taken(place, result->attempts);
        return;
    }
    place->held = true;
    place->taken_since = 0;
    log_info(NULL, "enrolled", "instance=\"%s\"", place->spec.instance);
    place->spec.changed(place->spec.arg, true, NULL);
}

static void
enrol(struct place *place)
{
    place->enrolling = true;
    ledger_enrol(place->spec.ledger, place->spec.instance, place->boot, place->dead, on_enrolled,
                 place);
}

/* ---- entries of others ---- */

static void
bring_in(struct place *place, const struct ledger_result *result, const char *how)
{
    if (result->entry_count == 0)
        return;
    log_info(NULL, how, "entries=%zu", result->entry_count);
    metric_add(place->taken_over, (int64_t)result->entry_count);
    place->spec.found(place->spec.arg, result->entries, result->entry_count);
}

static void
on_taken_over(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct place *place = arg;
    if (is_good(place, result, err))
        bring_in(place, result, "taken-over");
}

static void
on_beat(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct place *place = arg;
    place->beating = false;
    if (!is_good(place, result, err) || !place->greedy)
        return;
    for (size_t i = 0; i < result->name_count; i++) {
        char *name = slice_dup(result->names[i]);
        ledger_takeover(place->spec.ledger, name, TAKE_MAX, on_taken_over, place);
        free(name);
    }
}

static void
on_swept(void *arg, const struct ledger_result *result, const struct err *err)
{
    struct sweep *sweep = arg;
    struct place *place = sweep->place;
    sweep->under_way = false;
    if (!is_good(place, result, err))
        return;
    bring_in(place, result, "swept");
    char cursor[48];
    (void)snprintf(cursor, sizeof cursor, "%.*s", SLICE_ARGS(result->text));
    if (strcmp(cursor, "0-0") == 0)
        return;
    sweep->under_way = true;
    ledger_sweep(place->spec.ledger, sweep->lane, place->spec.reclaim_idle, cursor, on_swept,
                 sweep);
}

static void
sweep_lanes(struct place *place)
{
    for (int i = 0; i < LANE_COUNT; i++) {
        struct sweep *sweep = &place->sweeps[i];
        if (sweep->under_way)
            continue;
        sweep->under_way = true;
        ledger_sweep(place->spec.ledger, sweep->lane, place->spec.reclaim_idle, "0-0", on_swept,
                     sweep);
    }
}

/* ---- time ---- */

void
place_turn(struct place *place, bool greedy)
{
    int64_t now = clock_ms();
    if (place->stopped || !redis_up(ledger_redis(place->spec.ledger), NULL))
        return;
    place->greedy = greedy;
    if (!place->held && !place->enrolling && now >= place->next_enrol)
        enrol(place);
    if (place->held && !place->beating && now >= place->next_beat) {
        place->beating = true;
        place->next_beat = now + BEAT_MS;
        ledger_beat(place->spec.ledger, on_beat, place);
    }
    if (place->held && greedy && now >= place->next_sweep) {
        place->next_sweep = now + place->spec.reclaim_idle / 2;
        sweep_lanes(place);
    }
}

static void
on_resigned(void *arg, const struct ledger_result *result, const struct err *err)
{
    (void)result, (void)err;
    struct place *place = arg;
    if (!place->stopped)
        place->resigned(place->resigned_arg);
}

void
place_resign(struct place *place, void (*done)(void *arg), void *arg)
{
    bool held = place->held;
    place->held = false;
    place->next_enrol = INT64_MAX;
    if (!held) {
        done(arg);
        return;
    }
    place->resigned = done;
    place->resigned_arg = arg;
    ledger_resign(place->spec.ledger, on_resigned, place);
}
