/*
 * target: a webhook, as deliver keeps it: where to, and how far it got.
 */
#ifndef PAGEWIRE_GATEWAY_TARGET_H
#define PAGEWIRE_GATEWAY_TARGET_H

#include "common/proto/answer.h"

struct deliver;

struct target {
    struct target *next;
    struct deliver *deliver;
    char *id, *url;
    struct slice secret, filter; /* owned */
    bool pushes;                 /* articles to a Newsroom, not events */
    bool listed, held, fresh;    /* it is there; the lease is ours; cursor is store's word */
    int64_t lease_until, renew_at;
    int64_t cursor, told; /* the last it got; what store knows of that */
    int64_t moved_at;
    unsigned failures;
    int64_t retry_at; /* wall clock, ms */
    bool sending, burying;
    unsigned asking; /* answers that will still come */
    struct answer changes;
    size_t next_change;
};

/* A list of them; each is freed with what it owns. */
struct target *target_find(struct target *first, struct slice id); /* or NULL */
struct target *target_add(struct target **first, struct deliver *deliver, const struct hook *hook);
void target_free(struct target *target);

/* Forgets those that are no longer set up and wait for nothing. */
void targets_sweep(struct target **first);

/* The lease is another's, or may be. */
void target_lose(struct target *target);

#endif
