/* Tests of common/redis_url: every form of it, and what is refused. */
#include "common/redis_url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *
or_dash(const char *text)
{
    return text == NULL ? "-" : text;
}

static void
reads_all_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *path, *host;
        int port;
        const char *user, *password, *database;
    } cases[] = {
        { "redis://127.0.0.1", "-", "127.0.0.1", 6379, "-", "-", "-" },
        { "redis://localhost:7000/3", "-", "localhost", 7000, "-", "-", "3" },
        { "redis://:secret@127.0.0.2:1/", "-", "127.0.0.2", 1, "-", "secret", "-" },
        { "redis://me:secret@localhost", "-", "localhost", 6379, "me", "secret", "-" },
        { "redis://secret@localhost", "-", "localhost", 6379, "-", "secret", "-" },
        { "redis://[::1]:6380/1", "-", "::1", 6380, "-", "-", "1" },
        { "unix:///run/redis.sock", "/run/redis.sock", "-", 0, "-", "-", "-" },
        { "unix://:secret@/run/redis.sock?db=2", "/run/redis.sock", "-", 0, "-", "secret", "2" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct redis_url url = { 0 };
        struct err err = { 0 };
        assert_int_equal(redis_url_read(&url, cases[i].text, &err), 0);
        assert_string_equal(or_dash(url.path), cases[i].path);
        assert_string_equal(or_dash(url.host), cases[i].host);
        assert_int_equal(url.port, cases[i].port);
        assert_string_equal(or_dash(url.user), cases[i].user);
        assert_string_equal(or_dash(url.password), cases[i].password);
        assert_string_equal(or_dash(url.database), cases[i].database);
        redis_url_done(&url);
    }
}

static void
refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "http://127.0.0.1",
        "redis://",
        "redis://localhost:0",
        "redis://localhost:65536",
        "redis://localhost:6379x",
        "redis://:secret@localhost:x",
        "unix://relative/secret",
        "redis://:secret@192.0.2.1",             /* another host, in plain text */
        "redis://:secret@127.0.0.1.example.org", /* so is this */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct redis_url url = { 0 };
        struct err err = { 0 };
        assert_int_equal(redis_url_read(&url, bad[i], &err), -1);
        assert_int_equal(err.kind, ERR_REJECT);
        assert_null(strstr(err.text, "secret"));
        redis_url_done(&url);
    }
    struct redis_url url = { .plaintext = true };
    struct err err = { 0 };
    assert_int_equal(redis_url_read(&url, "redis://192.0.2.1", &err), 0);
    redis_url_done(&url);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_all_forms),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests_name("redis_url", tests, NULL, NULL);
}
