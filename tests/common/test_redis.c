/* Tests of common/redis that need no Redis: names and addresses.  What it does with one is in
 * tests/common/ledger/test_ledger.c. */
#include "common/clock.h"
#include "common/redis.h"

#include "common/sanitized.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netdb.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

enum { SLOW_S = 3, DEADLINE_MS = 60000 };

static pthread_t loop_thread;
static int slow_lookups; /* by loop_thread */

/* A name server that takes its time, for whoever asks it on this thread: libraries find this
 * one, libc's own threads theirs. */
int
getaddrinfo(const char *name, const char *service, const struct addrinfo *req,
            struct addrinfo **pai)
{
    typedef int lookup(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    struct in6_addr address;
    if (inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1) {
        lookup *libc = NULL;
        *(void **)&libc = dlsym(RTLD_NEXT, "getaddrinfo");
        return libc(name, service, req, pai);
    }
    if (pthread_equal(pthread_self(), loop_thread))
        slow_lookups++;
    sleep(SLOW_S);
    return EAI_AGAIN;
}

struct watch {
    struct redis *redis;
    int64_t end;
};

static int
on_tick(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct watch *watch = arg;
    const char *why = "";
    (void)redis_up(watch->redis, &why);
    return strstr(why, "refused") != NULL || clock_ms() > watch->end ? -1 : 0;
}

static void
needs_lookups(void)
{
    if (SANITIZED_THREADS) {
        printf("skip: TSan crashes in the C library's thread that looks names up\n");
        skip();
    }
}

/* The loop turns while a name is looked up, and what is found is connected to. */
static void
names_are_looked_up_beside_the_loop(void **state)
{
    (void)state;
    needs_lookups();
    struct err err;
    struct redis_spec spec = { .url = "redis://localhost:1" };
    struct watch watch = { .end = clock_ms() + DEADLINE_MS };
    loop_thread = pthread_self();
    slow_lookups = 0;
    zloop_t *loop = zloop_new();
    assert_int_equal(redis_open(&watch.redis, &spec, &err), 0);
    redis_join(watch.redis, loop);
    (void)zloop_timer(loop, 20, 0, on_tick, &watch);
    (void)zloop_start(loop);
    const char *why = "";
    assert_false(redis_up(watch.redis, &why));
    assert_non_null(strstr(why, "refused"));
    assert_int_equal(slow_lookups, 0);
    redis_close(watch.redis);
    zloop_destroy(&loop);
}

/* Closed while the name is still being looked up. */
static void
a_lookup_is_given_up(void **state)
{
    (void)state;
    needs_lookups();
    struct err err;
    struct redis *redis;
    struct redis_spec spec = { .url = "redis://no-such-host.invalid:6379", .plaintext = true };
    zloop_t *loop = zloop_new();
    assert_int_equal(redis_open(&redis, &spec, &err), 0);
    redis_join(redis, loop);
    redis_close(redis);
    zloop_destroy(&loop);
}

static void
only_loopback_is_local(void **state)
{
    (void)state;
    static const char *const local[] = { "redis://127.0.0.1", "redis://127.1.2.3:7",
                                         "redis://localhost", "redis://[::1]:7" };
    static const char *const others[] = { "redis://127.example.com", "redis://127.0.0.1.evil.com:7",
                                          "redis://10.0.0.1", "redis://redis" };
    for (size_t i = 0; i < sizeof local / sizeof *local; i++) {
        struct redis *redis;
        struct err err;
        struct redis_spec spec = { .url = local[i] };
        if (redis_open(&redis, &spec, &err) != 0)
            fail_msg("%s", err.text);
        redis_close(redis);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct redis *redis;
        struct err err;
        struct redis_spec spec = { .url = others[i] };
        assert_int_equal(redis_open(&redis, &spec, &err), -1);
        assert_non_null(strstr(err.text, "redis_plaintext"));
    }
}

/* A Redis that greets: the first connection gets an answer too many. */
struct talker {
    int listening,
        last; /* the connection that stays; the first, too, is for the other side to close */
    char path[64];
};

static void *
talk(void *arg)
{
    struct talker *talker = arg;
    static const char *const answers[] = { "+PONG\r\n+OK\r\n", "+PONG\r\n" };
    for (size_t i = 0; i < 2; i++) {
        char asked[256];
        int fd = accept(talker->listening, NULL, NULL);
        if (fd < 0 || read(fd, asked, sizeof asked) <= 0 ||
            write(fd, answers[i], strlen(answers[i])) < 0)
            break;
        talker->last = fd;
    }
    return NULL;
}

static void
on_change(void *arg, bool up, const char *why)
{
    (void)up;
    bool *strayed = arg;
    *strayed = *strayed || strstr(why, "nobody asked for") != NULL;
}

/* hiredis's own queue would end the process by an assertion. */
static void
an_answer_too_many_closes_the_connection(void **state)
{
    (void)state;
    char folder[] = "/tmp/pw-redis-XXXXXX", url[96];
    assert_non_null(mkdtemp(folder));
    struct talker talker = { .listening = socket(AF_UNIX, SOCK_STREAM, 0), .last = -1 };
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(talker.path, sizeof talker.path, "%s/sock", folder);
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s", talker.path);
    (void)snprintf(url, sizeof url, "unix://%s", talker.path);
    assert_int_equal(bind(talker.listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(talker.listening, 2), 0);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, talk, &talker), 0);

    bool strayed = false;
    struct redis *redis;
    struct redis_spec spec = { .url = url, .changed = on_change, .arg = &strayed };
    assert_int_equal(redis_open(&redis, &spec, NULL), 0);
    int64_t end = clock_ms() + DEADLINE_MS;
    while ((!strayed || !redis_up(redis, NULL)) && clock_ms() < end)
        (void)redis_wait_up(redis, 100), redis_wait(redis, 20);
    assert_true(strayed);
    assert_true(redis_up(redis, NULL));
    redis_close(redis);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(close(talker.last), 0);
    assert_int_equal(close(talker.listening), 0);
    assert_int_equal(unlink(talker.path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_looked_up_beside_the_loop),
        cmocka_unit_test(a_lookup_is_given_up),
        cmocka_unit_test(only_loopback_is_local),
        cmocka_unit_test(an_answer_too_many_closes_the_connection),
    };
    return cmocka_run_group_tests_name("redis", tests, NULL, NULL);
}
