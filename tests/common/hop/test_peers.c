/* Tests of common/hop/peers: what each kind of endpoint stands for, and that changes are seen. */
#include "common/hop/peers.h"

#include "common/buf.h"
#include "tests/common/clock_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

struct scene {
    char folder[64], pattern[128];
    struct buf seen;
};

static void
on_address(void *arg, const char *address)
{
    buf_printf(arg, "%s\n", address);
}

static int
set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    strcpy(scene->folder, "/tmp/pagewire-peers-XXXXXX");
    assert_non_null(mkdtemp(scene->folder));
    (void)snprintf(scene->pattern, sizeof scene->pattern, "ipc://%s/segment-*.hop", scene->folder);
    *state = scene;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *scene = *state;
    char command[96];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", scene->folder);
    int result = system(command);
    buf_done(&scene->seen);
    free(scene);
    return result;
}

static struct peers *
open_peers(const char *const *endpoints, size_t count)
{
    struct peers *peers = NULL;
    struct err err;
    struct peers_spec spec = {
        .endpoints = endpoints, .count = count, .boot = "b", .stage = "enrich", .announce = ""
    };
    if (peers_open(&peers, &spec, &err) != 0)
        fail_msg("%s", err.text);
    return peers;
}

/* A socket that listens there, as a worker's does. */
static int
listen_at(const char *folder, const char *name)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/%s", folder, name);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    return fd;
}

/* Waits until the list is that text, a minute at most. */
static void
await(struct scene *scene, struct peers *peers, const char *wanted)
{
    for (int i = 0; i < 1200; i++) {
        scene->seen.len = 0;
        unsigned version = peers_list(peers, on_address, &scene->seen);
        assert_int_not_equal(version, 0);
        if (strcmp(buf_string(&scene->seen), wanted) == 0)
            return;
        (void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
    assert_string_equal(buf_string(&scene->seen), wanted);
}

static void
fixed_and_named(void **state)
{
    struct scene *scene = *state;
    static const char *const endpoints[] = { "tcp://127.0.0.1:7000", "tcp://127.0.0.1:7000",
                                             "tcp://[::1]:7001", "ipc:///run/hop" };
    struct peers *peers = open_peers(endpoints, 4);
    unsigned version = peers_list(peers, on_address, &scene->seen);
    assert_false(peers_changed(peers, version));
    assert_true(peers_changed(peers, version + 1));
    await(scene, peers, "tcp://127.0.0.1:7000\ntcp://[::1]:7001\nipc:///run/hop\n");
    peers_close(peers);
}

static void
patterns_are_looked_up_again(void **state)
{
    struct scene *scene = *state;
    const char *const endpoints[] = { scene->pattern };
    char wanted[256];
    struct peers *peers = open_peers(endpoints, 1);
    await(scene, peers, "");
    unsigned version = peers_list(peers, on_address, &scene->seen);
    int fd = listen_at(scene->folder, "segment-1.hop"), other = listen_at(scene->folder, "decode");
    (void)snprintf(wanted, sizeof wanted, "ipc://%s/segment-1.hop\n", scene->folder);
    await(scene, peers, wanted);
    assert_true(peers_changed(peers, version));
    peers_close(peers);
    (void)close(fd);
    (void)close(other);
}

/* The first look was an hour later than it is now. */
static void
a_clock_that_is_put_back_delays_no_look(void **state)
{
    struct scene *scene = *state;
    const char *const endpoints[] = { scene->pattern };
    char wanted[256];
    int fd = listen_at(scene->folder, "segment-1.hop");
    atomic_store(&clock_fixture_ahead, 3600);
    struct peers *peers = open_peers(endpoints, 1);
    (void)snprintf(wanted, sizeof wanted, "ipc://%s/segment-1.hop\n", scene->folder);
    await(scene, peers, wanted);
    int other = listen_at(scene->folder, "segment-2.hop");
    (void)snprintf(wanted, sizeof wanted, "ipc://%s/segment-1.hop\nipc://%s/segment-2.hop\n",
                   scene->folder, scene->folder);
    await(scene, peers, wanted);
    peers_close(peers);
    atomic_store(&clock_fixture_ahead, 0);
    (void)close(fd);
    (void)close(other);
}

static void
refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "7000",       "tcp://",   "tcp://:7000",
        "tcp://host", "http://a:1", "segment@", "segment@udp://a:1"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct peers *peers = NULL;
        struct err err = { 0 };
        struct peers_spec spec = {
            .endpoints = &bad[i], .count = 1, .boot = "b", .stage = "enrich", .announce = ""
        };
        if (peers_open(&peers, &spec, &err) == 0)
            fail_msg("\"%s\" was taken", bad[i]);
        assert_int_equal(err.kind, ERR_REJECT);
    }
    assert_string_equal(peers_address("segment@tcp://first:7000"), "tcp://first:7000");
    assert_string_equal(peers_address("tcp://first:7000"), "tcp://first:7000");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fixed_and_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(patterns_are_looked_up_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_clock_that_is_put_back_delays_no_look, set_up, tear_down),
        cmocka_unit_test(refuses),
    };
    return cmocka_run_group_tests_name("peers", tests, NULL, NULL);
}
