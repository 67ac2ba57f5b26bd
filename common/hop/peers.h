/*
 * peers: from configured endpoints to addresses.  A DNS name stands for all its
 * addresses, an ipc:// pattern with * ? or [ for all sockets that match, and
 * STAGE@ENDPOINT for all relays of that stage that the ingest at ENDPOINT knows
 * ("segment@tcp://first:7000"; directory.h), to which this process is announced by the way.
 * All are looked up again by a thread, since that can be slow: every second, patterns and what
 * has no address yet five times as often.  When a look-up fails the last addresses stay.
 */
#ifndef PAGEWIRE_PEERS_H
#define PAGEWIRE_PEERS_H

#include "common/curve.h"
#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>

struct peers;

struct peers_spec {
    const char *const *endpoints; /* copied */
    size_t count;
    /* for STAGE@ENDPOINT; borrowed, as are the strings */
    const struct curve *curve;
    const char *boot, *stage, *announce; /* announce "": nothing listens here */
};

/* -1: an endpoint that is neither tcp://HOST:PORT nor ipc://PATH, with STAGE@ or without. */
int peers_open(struct peers **peers, const struct peers_spec *spec, struct err *err);

/* What is connected to for an endpoint: without STAGE@. */
const char *peers_address(const char *endpoint);
void peers_close(struct peers *peers);

/* Whether addresses came or went since the list with that version. */
bool peers_changed(struct peers *peers, unsigned version);

/* Calls `each` with every address that is known now, once each; returns the
 * list's version, which is never 0. */
unsigned peers_list(struct peers *peers, void (*each)(void *arg, const char *address), void *arg);

#endif
