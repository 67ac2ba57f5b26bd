/*
 * rate: how much each client may ask.  A bucket for each name fills by `per_second` and
 * holds `burst`; the longest unused of a bounded number of them is forgotten.
 */
#ifndef PAGEWIRE_GATEWAY_RATE_H
#define PAGEWIRE_GATEWAY_RATE_H

#include <stdbool.h>
#include <stdint.h>

enum { RATE_NAMES_MAX = 1024 };

struct rate;

struct rate *rate_new(double per_second, double burst);
void rate_free(struct rate *rate);

/* Takes one from the name's bucket; false when it is empty.  *left: whole ones that are
 * there; *reset: seconds until there is one, or until it is full. */
bool rate_take(struct rate *rate, const char *name, int64_t now_ms, unsigned *left,
               unsigned *reset);

/* Whether the bucket is empty; takes nothing. */
bool rate_is_out(struct rate *rate, const char *name, int64_t now_ms);

#endif
