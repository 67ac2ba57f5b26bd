/*
 * cache: answers about pages and articles, ready to be sent again.  Bounded in bytes, the
 * longest unused goes first.  It is only right while the gateway hears of every change:
 * follow.c drops pages that changed, and keeps the cache closed while it hears nothing.
 */
#ifndef PAGEWIRE_GATEWAY_CACHE_H
#define PAGEWIRE_GATEWAY_CACHE_H

#include "services/gateway/payload.h"

#include <stdbool.h>

struct cache;

struct cache *cache_new(size_t bytes_max);
void cache_free(struct cache *cache);

/* Nothing is found or kept while it is closed; closing empties it. */
void cache_set_open(struct cache *cache, bool open);

/* A number that rises whenever something is dropped: an answer that was asked for before may
 * be older than the change. */
unsigned long cache_age(const struct cache *cache);

/* page_id has 32 digits; key says which answer about it.  Borrowed, or NULL. */
struct payload *cache_find(struct cache *cache, struct slice page_id, struct slice key);

/* Keeps a payload, unless something was dropped since `age`. */
void cache_keep(struct cache *cache, struct slice page_id, struct slice key,
                struct payload *payload, unsigned long age);

/* Drops all about a page. */
void cache_drop_page(struct cache *cache, struct slice page_id);

#endif
