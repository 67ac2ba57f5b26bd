#include "services/ingest/seek.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_MAX = 16 }; /* entries of one look */

struct seek {
    struct seek_spec spec;
    bool draining, stopped;
    bool looking;   /* a look is under way */
    bool again;     /* something new came meanwhile */
    bool own;       /* looking among its own entries */
    bool anew;      /* from the first of them, whatever the look under way answers */
    enum lane lane; /* of the look under way */
    char after[48]; /* of a look among its own */
    size_t wanted;  /* what the look asked for */
    bool second;    /* the other lane was asked before in this turn */
    unsigned turn;
};

struct seek *
seek_new(const struct seek_spec *spec)
{
    struct seek *seek = calloc(1, sizeof *seek);
    if (seek == NULL)
        die("out of memory");
    seek->spec = *spec;
    return seek;
}

void
seek_free(struct seek *seek)
{
    free(seek);
}

static void look_new(struct seek *seek, enum lane lane, size_t count);

static void
tell_found(struct seek *seek, const struct ledger_result *result)
{
    if (result->entry_count > 0)
        seek->spec.found(seek->spec.arg, result->entries, result->entry_count);
}

/* Whether to go on with the answer of a look. */
static bool
look_answered(struct seek *seek, const struct ledger_result *result)
{
    seek->looking = false;
    if (seek->stopped || result == NULL)
        return false;
    if (result->verdict == LEDGER_FENCED)
        seek->spec.fenced(seek->spec.arg);
    return result->verdict == LEDGER_OK;
}

/* Where the next look among its own begins. */
static void
go_on(struct seek *seek, const struct ledger_result *result)
{
    if (result->entry_count > 0 || result->text.len > 0) {
        (void)snprintf(seek->after, sizeof seek->after, "%.*s", SLICE_ARGS(result->text));
    } else if (seek->lane == LANE_LIVE) {
        seek->lane = LANE_BACKFILL;
        (void)snprintf(seek->after, sizeof seek->after, "0");
    } else {
        seek->own = false;
    }
}

static void
on_own(void *arg, const struct ledger_result *result, const struct err *err)
{
    (void)err;
    struct seek *seek = arg;
    if (!look_answered(seek, result))
        return;
    tell_found(seek, result);
    if (!seek->anew)
        go_on(seek, result);
    seek->spec.over(seek->spec.arg, true);
}

static void
on_new(void *arg, const struct ledger_result *result, const struct err *err)
{
    (void)err;
    struct seek *seek = arg;
    if (!look_answered(seek, result))
        return;
    tell_found(seek, result);
    size_t missing = seek->wanted - result->entry_count;
    if (missing > 0 && !seek->second && !seek->own && !seek->draining) {
        seek->second = true;
        look_new(seek, seek->lane == LANE_LIVE ? LANE_BACKFILL : LANE_LIVE, missing);
        return;
    }
    /* Nothing more to be had: the next look is the timer's, or a kick's. */
    seek->spec.over(seek->spec.arg, missing == 0 || seek->again);
}

static void
look_new(struct seek *seek, enum lane lane, size_t count)
{
    seek->looking = true;
    seek->lane = lane;
    seek->wanted = count;
    ledger_claim(seek->spec.ledger, lane, count, on_new, seek);
}

static void
look_own(struct seek *seek)
{
    if (seek->anew) {
        seek->lane = LANE_LIVE;
        (void)snprintf(seek->after, sizeof seek->after, "0");
    }
    seek->anew = false;
    seek->looking = true;
    ledger_own(seek->spec.ledger, seek->lane, seek->after, LOOK_MAX, on_own, seek);
}

void
seek_look(struct seek *seek, size_t most)
{
    if (most == 0 || seek->looking)
        return;
    if (most > LOOK_MAX)
        most = LOOK_MAX;
    seek->again = false;
    seek->second = false;
    if (seek->own) {
        look_own(seek);
        return;
    }
    bool backfill = seek->turn++ % (seek->spec.live_share + 1) == seek->spec.live_share;
    look_new(seek, backfill ? LANE_BACKFILL : LANE_LIVE, most);
}

void
seek_own(struct seek *seek)
{
    seek->own = seek->anew = true;
}

void
seek_again(struct seek *seek)
{
    seek->again = true;
}

void
seek_drain(struct seek *seek)
{
    seek->draining = true;
}

void
seek_stop(struct seek *seek)
{
    seek->stopped = true;
}
