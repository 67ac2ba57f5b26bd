#include "services/gateway/cache.h"

#include "common/err.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 16384, PAGE_ID_LEN = 32, ENTRY_BYTES = 256 };

struct entry {
    struct entry *next;          /* in its bucket */
    struct entry *newer, *older; /* by use */
    char page_id[PAGE_ID_LEN];
    char *key;
    size_t key_len, bytes;
    struct payload *payload;
};

struct cache {
    struct entry *buckets[BUCKETS]; /* by page, so that a page's entries are together */
    struct entry *newest, *oldest;
    size_t bytes, bytes_max;
    unsigned long age;
    bool open;
};

struct cache *
cache_new(size_t bytes_max)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        die("out of memory");
    cache->bytes_max = bytes_max;
    return cache;
}

/* Ids are hashes: eight digits are enough to choose by. */
static struct entry **
bucket_of(struct cache *cache, const char *page_id)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < 8; i++)
        hash = (hash ^ (unsigned char)page_id[i]) * 16777619U;
    return &cache->buckets[hash % BUCKETS];
}

static void
unlink_use(struct cache *cache, struct entry *entry)
{
    *(entry->newer != NULL ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void
link_use(struct cache *cache, struct entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(entry->older != NULL ? &entry->older->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

/* Removes what *at points to. */
static void
drop(struct cache *cache, struct entry **at)
{
    struct entry *entry = *at;
    *at = entry->next;
    unlink_use(cache, entry);
    cache->bytes -= entry->bytes;
    payload_drop(entry->payload);
    free(entry->key);
    free(entry);
}

static void
drop_oldest(struct cache *cache)
{
    struct entry **at = bucket_of(cache, cache->oldest->page_id);
    while (*at != cache->oldest)
        at = &(*at)->next;
    drop(cache, at);
}

void
cache_free(struct cache *cache)
{
    if (cache == NULL)
        return;
    cache_set_open(cache, false);
    free(cache);
}

void
cache_set_open(struct cache *cache, bool open)
{
    cache->open = open;
    cache->age++;
    while (!open && cache->oldest != NULL)
        drop_oldest(cache);
}

unsigned long
cache_age(const struct cache *cache)
{
    return cache->age;
}

static struct entry **
find(struct cache *cache, struct slice page_id, struct slice key)
{
    struct entry **at = bucket_of(cache, page_id.ptr);
    while (*at != NULL &&
           !((*at)->key_len == key.len && memcmp((*at)->page_id, page_id.ptr, PAGE_ID_LEN) == 0 &&
             memcmp((*at)->key, key.ptr, key.len) == 0))
        at = &(*at)->next;
    return at;
}

struct payload *
cache_find(struct cache *cache, struct slice page_id, struct slice key)
{
    if (!cache->open || page_id.len != PAGE_ID_LEN)
        return NULL;
    struct entry *entry = *find(cache, page_id, key);
    if (entry == NULL)
        return NULL;
    unlink_use(cache, entry);
    link_use(cache, entry);
    return entry->payload;
}

void
cache_keep(struct cache *cache, struct slice page_id, struct slice key, struct payload *payload,
           unsigned long age)
{
    /* what gzip may add is counted too */
    size_t bytes = ENTRY_BYTES + key.len + payload->plain.cap + payload->plain.len / 2;
    if (!cache->open || age != cache->age || page_id.len != PAGE_ID_LEN ||
        bytes > cache->bytes_max || *find(cache, page_id, key) != NULL)
        return;
    while (cache->bytes + bytes > cache->bytes_max)
        drop_oldest(cache);
    struct entry *entry = calloc(1, sizeof *entry);
    if (entry == NULL)
        die("out of memory");
    memcpy(entry->page_id, page_id.ptr, PAGE_ID_LEN);
    entry->key = slice_dup(key);
    entry->key_len = key.len;
    entry->bytes = bytes;
    entry->payload = payload_hold(payload);
    struct entry **bucket = bucket_of(cache, page_id.ptr);
    entry->next = *bucket;
    *bucket = entry;
    link_use(cache, entry);
    cache->bytes += bytes;
}

void
cache_drop_page(struct cache *cache, struct slice page_id)
{
    cache->age++;
    if (page_id.len != PAGE_ID_LEN)
        return;
    for (struct entry **at = bucket_of(cache, page_id.ptr); *at != NULL;) {
        if (memcmp((*at)->page_id, page_id.ptr, PAGE_ID_LEN) == 0)
            drop(cache, at);
        else
            at = &(*at)->next;
    }
}
