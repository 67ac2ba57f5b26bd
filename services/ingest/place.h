/*
 * place: this ingest's place in the ledger, under its instance's name.  Enrols (at once when
 * the one before it ran on this host and has ended, otherwise when that has been silent),
 * gives a sign of life every 500 ms, and brings in the entries of instances that are
 * dead, and those that nobody has touched for long.
 */
#ifndef PAGEWIRE_INGEST_PLACE_H
#define PAGEWIRE_INGEST_PLACE_H

#include "common/ledger/ledger.h"

struct place;

struct place_spec {
    struct ledger *ledger;
    const char *instance, *boot; /* borrowed */
    int64_t instance_ttl, reclaim_idle;
    /* The place is held, or why it is not.  When it is lost, all that was held
     * is another's. */
    void (*changed)(void *arg, bool held, const char *why);
    /* Entries that are this instance's from now on; it may have them already. */
    void (*found)(void *arg, const struct ledger_entry *entries, size_t count);
    /* Another live ingest has the name: this one cannot go on. */
    void (*refused)(void *arg, const char *why);
    void *arg;
};

struct place *place_new(const struct place_spec *spec);
/* The ledger is closed before, after place_stop. */
void place_free(struct place *place);

bool place_held(const struct place *place);

/* Does what time asks for; call every 100 ms or so.  greedy: also look for
 * entries of others. */
void place_turn(struct place *place, bool greedy);

/* Some call of the ledger answered FENCED. */
void place_fenced(struct place *place);

/* Gives the place up; done once, also when that fails. */
void place_resign(struct place *place, void (*done)(void *arg), void *arg);

/* Does nothing any more, whatever comes. */
void place_stop(struct place *place);

#endif
