/*
 * status: what the outside may ask a daemon over HTTP: /metrics (Prometheus),
 * /live (does its loop turn?) and /ready (is all that it needs there?).  An own
 * thread answers; it only reads atomics and what a lock guards.  The same
 * bookkeeping ends a process whose loop stands still for too long.
 */
#ifndef PAGEWIRE_STATUS_H
#define PAGEWIRE_STATUS_H

#include "common/err.h"

#include <stdbool.h>
#include <stdint.h>

struct status;

struct status_spec {
    const char *endpoint; /* "127.0.0.1:0", "[::]:9100"; "" serves nothing */
    int64_t live_timeout; /* ms without a beat until /live fails */
    int64_t
        hang_timeout; /* ms of own running time without a beat until the process ends; 0: never */
};

int status_open(struct status **status, const struct status_spec *spec, struct err *err);
void status_close(struct status *status);

/* "127.0.0.1:43210", the address really bound, or "". */
const char *status_endpoint(const struct status *status);

/* The loop turned. */
void status_beat(struct status *status);

/* A named condition of readiness changed; name is static, why may be NULL.
 * Returns whether it is news. */
bool status_condition(struct status *status, const char *name, bool holds, const char *why);

#endif
