#include "services/gateway/rate.h"

#include "common/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bucket {
    char name[72];
    double tokens;
    int64_t at; /* ms when tokens was right; 0: unused */
};

struct rate {
    double per_second, most;
    struct bucket buckets[RATE_NAMES_MAX];
};

struct rate *
rate_new(double per_second, double burst)
{
    struct rate *rate = calloc(1, sizeof *rate);
    if (rate == NULL)
        die("out of memory");
    rate->per_second = per_second;
    rate->most = burst;
    return rate;
}

void
rate_free(struct rate *rate)
{
    free(rate);
}

/* The bucket of a name, filled up to now. */
static struct bucket *
find(struct rate *rate, const char *name, int64_t now)
{
    struct bucket *oldest = &rate->buckets[0];
    for (size_t i = 0; i < RATE_NAMES_MAX; i++) {
        struct bucket *bucket = &rate->buckets[i];
        if (bucket->at != 0 && strcmp(bucket->name, name) == 0) {
            bucket->tokens += (double)(now - bucket->at) / 1000 * rate->per_second;
            if (bucket->tokens > rate->most)
                bucket->tokens = rate->most;
            bucket->at = now;
            return bucket;
        }
        if (bucket->at < oldest->at)
            oldest = bucket;
    }
    (void)snprintf(oldest->name, sizeof oldest->name, "%s", name);
    oldest->tokens = rate->most;
    oldest->at = now;
    return oldest;
}

bool
rate_take(struct rate *rate, const char *name, int64_t now_ms, unsigned *left, unsigned *reset)
{
    struct bucket *bucket = find(rate, name, now_ms);
    bool there = bucket->tokens >= 1;
    if (there)
        bucket->tokens -= 1;
    *left = (unsigned)bucket->tokens;
    double missing = there ? rate->most - bucket->tokens : 1 - bucket->tokens;
    *reset = (unsigned)(missing / rate->per_second) + 1;
    return there;
}

bool
rate_is_out(struct rate *rate, const char *name, int64_t now_ms)
{
    return find(rate, name, now_ms)->tokens < 1;
}
