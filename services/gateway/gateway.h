/*
 * gateway: what the parts of this daemon share.
 */
#ifndef PAGEWIRE_GATEWAY_GATEWAY_H
#define PAGEWIRE_GATEWAY_GATEWAY_H

#include "common/ask.h"
#include "common/daemon.h"
#include "common/metrics.h"
#include "services/gateway/http.h"

struct access;
struct cache;
struct deliver;
struct events;
struct follow;
struct aside;
struct room;

struct gateway {
    struct daemon *daemon;
    struct http *http;
    struct ask *ingest, *store, *edit; /* submit, query and edit endpoints */
    struct room *room;
    struct follow *follow;
    struct events *events;
    struct deliver *deliver;
    struct access *access;
    struct cache *cache;
    struct aside *aside;
    struct payload *openapi; /* NULL when it was not installed */
    const char *const *cors; /* origins that browsers may ask from */
    size_t cors_count;
    size_t submit_max;         /* bytes of a submitted file */
    int64_t ask_ms;            /* that store and ingest may take for an answer */
    const char *base;          /* "https://pages.example": what addresses in answers begin with */
    struct metric *answers[6]; /* by hundreds of the status */
    struct metric *cache_hits, *cache_misses;
    struct metric *submitted; /* pages accepted */
};

#endif
