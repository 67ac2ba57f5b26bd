/*
 * peers: from configured endpoints to addresses.  A DNS name stands for all its
 * addresses, an ipc:// pattern with * ? or [ for all sockets that match; both are
 * looked up again every second by a thread, since DNS can be slow.  When a
 * look-up fails the last addresses stay.
 */
#ifndef PAGEWIRE_PEERS_H
#define PAGEWIRE_PEERS_H

#include "common/err.h"

#include <stdbool.h>
#include <stddef.h>

struct peers;

/* -1: an endpoint that is neither tcp://HOST:PORT nor ipc://PATH. */
int peers_open(struct peers **peers, const char *const *endpoints, size_t count, struct err *err);
void peers_close(struct peers *peers);

/* Whether addresses came or went since the list with that version. */
bool peers_changed(struct peers *peers, unsigned version);

/* Calls `each` with every address that is known now, once each; returns the
 * list's version, which is never 0. */
unsigned peers_list(struct peers *peers, void (*each)(void *arg, const char *address), void *arg);

#endif
