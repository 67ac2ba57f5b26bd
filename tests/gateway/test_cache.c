/* The answer cache: what it keeps, what it drops, and when it refuses. */
#include "services/gateway/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct slice
id(unsigned number, char text[33])
{
    (void)snprintf(text, 33, "%032x", number);
    return (struct slice){ text, 32 };
}

static void
keep(struct cache *cache, unsigned page, const char *key, size_t bytes, unsigned long age)
{
    char text[33];
    struct buf body = { 0 };
    memset(buf_reserve(&body, bytes), 'x', bytes);
    body.len = bytes;
    struct payload *payload = payload_new("text/plain", &body);
    cache_keep(cache, id(page, text), slice_from(key), payload, age);
    payload_drop(payload);
}

static bool
has(struct cache *cache, unsigned page, const char *key)
{
    char text[33];
    return cache_find(cache, id(page, text), slice_from(key)) != NULL;
}

static void
test_pages(void **state)
{
    (void)state;
    char text[33];
    struct cache *cache = cache_new(1 << 20);
    keep(cache, 1, "a", 10, cache_age(cache));
    assert_false(has(cache, 1, "a")); /* it is closed */
    cache_set_open(cache, true);
    keep(cache, 1, "a", 10, cache_age(cache));
    keep(cache, 1, "b", 10, cache_age(cache));
    keep(cache, 2, "a", 10, cache_age(cache));
    assert_true(has(cache, 1, "a") && has(cache, 1, "b") && has(cache, 2, "a"));
    unsigned long age = cache_age(cache);
    cache_drop_page(cache, id(1, text));
    assert_true(!has(cache, 1, "a") && !has(cache, 1, "b") && has(cache, 2, "a"));
    keep(cache, 1, "a", 10, age); /* asked before the change */
    assert_false(has(cache, 1, "a"));
    cache_set_open(cache, false);
    assert_false(has(cache, 2, "a"));
    cache_free(cache);
}

static void
test_bound(void **state)
{
    (void)state;
    struct cache *cache = cache_new(100000);
    cache_set_open(cache, true);
    for (unsigned i = 0; i < 200; i++) {
        keep(cache, i, "a", 1000, cache_age(cache));
        assert_true(has(cache, 0, "a")); /* used, so it stays */
    }
    unsigned held = 0;
    for (unsigned i = 0; i < 200; i++)
        held += has(cache, i, "a");
    assert_in_range(held, 10, 100);
    assert_true(has(cache, 199, "a"));
    keep(cache, 999, "a", 200000, cache_age(cache));
    assert_false(has(cache, 999, "a"));
    cache_free(cache);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_pages),
                                        cmocka_unit_test(test_bound) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
