/* Who may talk to whom, with real keys, sockets and the authenticator. */
#include "common/ask.h"
#include "common/clock.h"
#include "common/curve.h"

#include "common/hop/hop.h"
#include "common/hop/hop_socket.h"
#include "common/hop/in.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

struct folder {
    char path[64];
};

static int
set_up(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    (void)snprintf(folder->path, sizeof folder->path, "/tmp/test_curve.XXXXXX");
    zsys_handler_set(NULL);
    assert_non_null(mkdtemp(folder->path));
    *state = folder;
    return 0;
}

static int
tear_down(void **state)
{
    struct folder *folder = *state;
    zdir_t *dir = zdir_new(folder->path, NULL);
    if (dir != NULL)
        zdir_remove(dir, true);
    zdir_destroy(&dir);
    free(folder);
    return 0;
}

static const char *
in_folder(const struct folder *folder, const char *name)
{
    static char paths[4][128];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    (void)snprintf(path, 128, "%s/%s", folder->path, name);
    return path;
}

static void
local_endpoints_are_known(void **state)
{
    static const struct {
        const char *endpoint;
        bool local;
    } cases[] = {
        { "ipc:///run/x", true },
        { "inproc://x", true },
        { "tcp://127.0.0.1:1", true },
        { "tcp://127.8.8.8:*", true },
        { "tcp://[::1]:1", true },
        { "tcp://localhost:1", true },
        { "tcp://*:1", false },
        { "tcp://0.0.0.0:1", false },
        { "tcp://10.0.0.1:1", false },
        { "tcp://[::]:1", false },
        { "tcp://eth0:1", false },
        { "tcp://127.0.0.1.example:1", false },
        { "tcp://localhost.evil:1", false },
        { "udp://127.0.0.1:1", false },
        { "", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (endpoint_is_local(cases[i].endpoint) != cases[i].local)
            fail_msg("%s", cases[i].endpoint);
}

static void
keygen_makes_a_pair_once_and_keeps_the_secret(void **state)
{
    struct folder *folder = *state;
    struct err err;
    struct stat st;
    const char *dir = in_folder(folder, "keys");
    assert_int_equal(curve_keygen(dir, "all", &err), 0);
    assert_int_equal(stat(in_folder(folder, "keys/self.key_secret"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(in_folder(folder, "keys/allowed/self.key"), &st), 0);
    assert_int_equal(stat(in_folder(folder, "keys/allowed/self.key_secret"), &st), -1);
    assert_int_equal(curve_keygen(dir, "all", &err), -1);
    assert_non_null(strstr(err.text, "exists already"));
}

static void
bad_folders_are_refused(void **state)
{
    struct folder *folder = *state;
    struct curve *curve = NULL;
    struct err err;
    assert_int_equal(curve_open(&curve, in_folder(folder, "none"), &err), -1);
    assert_non_null(strstr(err.text, "pagewire keygen"));
    assert_int_equal(curve_keygen(in_folder(folder, "keys"), "all", &err), 0);
    assert_int_equal(remove(in_folder(folder, "keys/self.key_secret")), 0);
    assert_int_equal(curve_open(&curve, in_folder(folder, "keys"), &err), -1);
    assert_null(curve);
}

static void
far_endpoints_need_keys(void **state)
{
    struct curve *curve = NULL;
    struct err err;
    (void)state;
    assert_int_equal(curve_open(&curve, "", &err), 0);
    zsock_t *sock = zsock_new(ZMQ_DEALER);
    assert_int_equal(curve_bind(curve, sock, "tcp://*:*", &err), -1);
    assert_non_null(strstr(err.text, "curve_dir"));
    assert_int_equal(curve_connect(curve, sock, "tcp://192.0.2.1:7", &err), -1);
    assert_int_equal(curve_bind(curve, sock, "pgm://x", &err), -1);
    assert_int_equal(curve_bind(curve, sock, "tcp://127.0.0.1:*", &err), 0);
    zsock_destroy(&sock);
    curve_close(curve);
}

enum { PATIENCE_MS = 60000, A_WHILE_MS = 700 };

/* Whether a message gets from a client with those keys (NULL: plain) to the
 * server within that time. */
static bool
gets_through(const struct curve *server_curve, const struct curve *client_curve, int ms)
{
    struct err err;
    zsock_t *server = zsock_new(ZMQ_ROUTER), *client = zsock_new(ZMQ_DEALER);
    zsock_set_linger(client, 0);
    hop_socket_limit(server, 1 << 20);
    zsock_set_rcvtimeo(server, ms);
    assert_int_equal(curve_bind(server_curve, server, "tcp://127.0.0.1:*", &err), 0);
    if (curve_connect(client_curve, client, zsock_endpoint(server), &err) != 0)
        fail_msg("%s", err.text);
    (void)zstr_send(client, "hello");
    zmsg_t *message = zmsg_recv(server);
    bool through = message != NULL;
    zmsg_destroy(&message);
    zsock_destroy(&client);
    zsock_destroy(&server);
    return through;
}

static void
only_allowed_keys_get_through(void **state)
{
    struct folder *folder = *state;
    struct curve *server = NULL, *plain = NULL;
    struct err err;
    assert_int_equal(curve_keygen(in_folder(folder, "server"), "all", &err), 0);
    assert_int_equal(curve_open(&plain, "", &err), 0);
    if (curve_open(&server, in_folder(folder, "server"), &err) != 0)
        fail_msg("%s", err.text);
    assert_true(gets_through(server, server, PATIENCE_MS));
    assert_false(gets_through(server, plain, A_WHILE_MS));
    assert_int_equal(remove(in_folder(folder, "server/allowed/self.key")), 0);
    assert_false(gets_through(server, server, A_WHILE_MS) &&
                 gets_through(server, server, A_WHILE_MS));
    curve_close(server);
    curve_close(plain);
}

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    *(unsigned *)arg += outcome->verdict == HOP_DONE;
}

static void
on_arrived(void *arg)
{
    struct hop_job job;
    struct hop_in *in = *(struct hop_in **)arg;
    while (hop_in_take(in, &job))
        hop_in_done(in, job.page_id);
}

static int
on_end(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

/* Lets a loop do what is ready now. */
static void
turn(zloop_t *loop)
{
    (void)zloop_timer(loop, 5, 1, on_end, NULL);
    (void)zloop_start(loop);
}

static void
hop_works_over_curve(void **state)
{
    struct folder *folder = *state;
    struct curve *curve = NULL;
    struct hop_out *out = NULL;
    struct hop_in *in = NULL;
    struct err err;
    unsigned done = 0;
    assert_int_equal(curve_keygen(in_folder(folder, "keys"), "all", &err), 0);
    assert_int_equal(curve_open(&curve, in_folder(folder, "keys"), &err), 0);
    zloop_t *loop = zloop_new();
    zloop_set_nonstop(loop, true);
    struct hop_out_spec out_spec = {
        .endpoint = "tcp://0.0.0.0:*", .boot = "u", .outcome = on_outcome, .arg = &done
    };
    assert_int_equal(hop_out_new(&out, loop, curve, &out_spec, &err), 0);
    char address[64];
    (void)snprintf(address, sizeof address, "tcp://127.0.0.1%s",
                   strrchr(hop_out_endpoint(out), ':'));
    const char *const endpoints[] = { address };
    struct hop_in_spec in_spec = {
        .endpoints = endpoints, .endpoint_count = 1, .boot = "w", .arrived = on_arrived, .arg = &in
    };
    assert_int_equal(hop_in_new(&in, loop, curve, &in_spec, &err), 0);
    hop_out_send(out, "9f86d081884c7d659a2feaa0c55ad015", 1, "", SLICE_LITERAL("{}"));
    for (int64_t until = clock_ms() + PATIENCE_MS; done == 0 && clock_ms() < until;) {
        turn(loop);
    }
    assert_int_equal(done, 1);
    hop_in_free(in);
    hop_out_free(out);
    zloop_destroy(&loop);
    curve_close(curve);
}

/* A key that is only a client's connects, but gets no job. */
static void
hop_listens_to_workers_only(void **state)
{
    struct folder *folder = *state;
    struct curve *curve = NULL;
    struct hop_out *out = NULL;
    struct hop_in *in = NULL;
    struct err err;
    unsigned done = 0;
    assert_int_equal(curve_keygen(in_folder(folder, "keys"), "client", &err), 0);
    assert_int_equal(curve_open(&curve, in_folder(folder, "keys"), &err), 0);
    zloop_t *loop = zloop_new();
    zloop_set_nonstop(loop, true);
    struct hop_out_spec out_spec = {
        .endpoint = "tcp://127.0.0.1:*", .boot = "u", .outcome = on_outcome, .arg = &done
    };
    assert_int_equal(hop_out_new(&out, loop, curve, &out_spec, &err), 0);
    const char *const endpoints[] = { hop_out_endpoint(out) };
    struct hop_in_spec in_spec = {
        .endpoints = endpoints, .endpoint_count = 1, .boot = "w", .arrived = on_arrived, .arg = &in
    };
    assert_int_equal(hop_in_new(&in, loop, curve, &in_spec, &err), 0);
    hop_out_send(out, "9f86d081884c7d659a2feaa0c55ad015", 1, "", SLICE_LITERAL("{}"));
    for (int64_t until = clock_ms() + PATIENCE_MS; hop_in_upstreams(in) == 0 && clock_ms() < until;)
        turn(loop);
    assert_int_equal(hop_in_upstreams(in), 1); /* it may connect */
    for (int64_t until = clock_ms() + A_WHILE_MS; clock_ms() < until;)
        turn(loop);
    assert_int_equal(hop_out_workers(out), 0);
    assert_int_equal(done, 0);
    hop_in_free(in);
    hop_out_free(out);
    zloop_destroy(&loop);
    curve_close(curve);
}

/* Whoever was refused comes again: his key may have been put there later. */
static void
a_key_that_comes_later_is_let_in(void **state)
{
    struct folder *folder = *state;
    struct curve *curve = NULL;
    struct hop_out *out = NULL;
    struct hop_in *in = NULL;
    struct err err;
    unsigned done = 0;
    const char *here = in_folder(folder, "keys/allowed/self.key");
    const char *away = in_folder(folder, "self.away");
    assert_int_equal(curve_keygen(in_folder(folder, "keys"), "all", &err), 0);
    assert_int_equal(curve_open(&curve, in_folder(folder, "keys"), &err), 0);
    assert_int_equal(rename(here, away), 0);
    zloop_t *loop = zloop_new();
    zloop_set_nonstop(loop, true);
    struct hop_out_spec out_spec = {
        .endpoint = "tcp://127.0.0.1:*", .boot = "u", .outcome = on_outcome, .arg = &done
    };
    assert_int_equal(hop_out_new(&out, loop, curve, &out_spec, &err), 0);
    const char *const endpoints[] = { hop_out_endpoint(out) };
    struct hop_in_spec in_spec = {
        .endpoints = endpoints, .endpoint_count = 1, .boot = "w", .arrived = on_arrived, .arg = &in
    };
    assert_int_equal(hop_in_new(&in, loop, curve, &in_spec, &err), 0);
    int64_t until = clock_ms() + PATIENCE_MS;
    while (TAILQ_FIRST(&in->uplinks)->refused_at == 0 && clock_ms() < until)
        turn(loop);
    assert_true(TAILQ_FIRST(&in->uplinks)->refused_at != 0);
    assert_int_equal(rename(away, here), 0);
    hop_out_send(out, "9f86d081884c7d659a2feaa0c55ad015", 1, "", SLICE_LITERAL("{}"));
    while (done == 0 && clock_ms() < until)
        turn(loop);
    assert_int_equal(done, 1);
    hop_in_free(in);
    hop_out_free(out);
    zloop_destroy(&loop);
    curve_close(curve);
}

/* ---- who was refused, and asks again ---- */

struct door {
    struct curve *curve;
    zsock_t *router, *monitor;
    const char *here, *away; /* the key, allowed or not */
};

/* Opens one that lets nobody in. */
static void
open_door(struct door *door, struct folder *folder)
{
    struct err err;
    *door = (struct door){ .here = in_folder(folder, "keys/allowed/self.key"),
                           .away = in_folder(folder, "self.away") };
    assert_int_equal(curve_keygen(in_folder(folder, "keys"), "all", &err), 0);
    assert_int_equal(curve_open(&door->curve, in_folder(folder, "keys"), &err), 0);
    assert_int_equal(rename(door->here, door->away), 0);
    door->router = zsock_new(ZMQ_ROUTER);
    assert_int_equal(curve_bind(door->curve, door->router, "tcp://127.0.0.1:*", &err), 0);
    static unsigned doors; /* a name is free again only some time after its use */
    char name[32];
    (void)snprintf(name, sizeof name, "inproc://door-%u", doors++);
    assert_int_equal(
        zmq_socket_monitor(zsock_resolve(door->router), name, ZMQ_EVENT_HANDSHAKE_FAILED_AUTH), 0);
    door->monitor = zsock_new(ZMQ_PAIR);
    assert_int_equal(zsock_connect(door->monitor, "%s", name), 0);
}

static bool
has_come(zsock_t *sock)
{
    return (zsock_events(sock) & ZMQ_POLLIN) != 0;
}

static void
allow(const struct door *door)
{
    assert_true(has_come(door->monitor)); /* he was refused */
    assert_int_equal(rename(door->away, door->here), 0);
}

static void
close_door(struct door *door)
{
    (void)zmq_socket_monitor(zsock_resolve(door->router), NULL, 0);
    zsock_destroy(&door->monitor);
    zsock_destroy(&door->router);
    curve_close(door->curve);
}

static void
on_told(void *arg, const struct asked *asked, const struct err *err)
{
    (void)arg, (void)asked, (void)err;
}

static void
questions_get_there_when_the_key_comes_later(void **state)
{
    struct door door;
    struct ask *ask = NULL;
    struct err err;
    struct query query;
    open_door(&door, *state);
    query_init(&query, QUERY_STATUS);
    struct ask_spec spec = { .endpoint = zsock_endpoint(door.router) };
    assert_int_equal(ask_open(&ask, door.curve, &spec, &err), 0);
    int64_t until = clock_ms() + PATIENCE_MS;
    while (!has_come(door.monitor) && clock_ms() < until)
        ask_turn(ask, 10);
    allow(&door);
    while (!has_come(door.router) && clock_ms() < until) {
        ask_query(ask, &query, 1000, on_told, NULL);
        ask_turn(ask, 10);
    }
    assert_true(has_come(door.router));
    ask_close(ask);
    query_done(&query);
    close_door(&door);
}

static void
the_way_is_asked_for_when_the_key_comes_later(void **state)
{
    struct door door;
    struct peers *peers = NULL;
    struct err err;
    char wanted[128];
    open_door(&door, *state);
    (void)snprintf(wanted, sizeof wanted, "segment@%s", zsock_endpoint(door.router));
    const char *const asked[] = { wanted };
    struct peers_spec spec = { .endpoints = asked,
                               .count = 1,
                               .curve = door.curve,
                               .boot = "e",
                               .stage = "enrich",
                               .announce = "" };
    assert_int_equal(peers_open(&peers, &spec, &err), 0);
    int64_t until = clock_ms() + PATIENCE_MS;
    while (!has_come(door.monitor) && clock_ms() < until)
        zclock_sleep(5);
    allow(&door);
    while (!has_come(door.router) && clock_ms() < until)
        zclock_sleep(5);
    assert_true(has_come(door.router));
    peers_close(peers);
    close_door(&door);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* ---- who connects and says nothing ---- */

static int
connect_raw(const char *endpoint)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1)),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

/* Reads on until `what` has come, or with NULL until the connection is closed. */
static bool
comes(int fd, const char *what, int64_t until)
{
    char bytes[1024];
    size_t len = 0;
    for (;;) {
        struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
        int64_t left = until - zclock_mono();
        if (left <= 0 || poll(&poll_fd, 1, (int)left) <= 0)
            return false;
        ssize_t n = read(fd, bytes + len, sizeof bytes - len);
        if (n <= 0)
            return what == NULL;
        len += (size_t)n;
        if (what != NULL && memmem(bytes, len, what, strlen(what)) != NULL)
            return true;
    }
}

/* ZMTP 3.1, RFC 37: signature, version, mechanism NULL, filler; then READY of a DEALER. */
static void
shake_hands(int fd)
{
    unsigned char greeting[64] = { [0] = 0xff, [9] = 0x7f, [10] = 3, [11] = 1, 'N', 'U', 'L', 'L' };
    static const char ready[] = "\x04\x1c\x05READY\x0bSocket-Type\0\0\0\x06"
                                "DEALER";
    assert_int_equal(write(fd, greeting, sizeof greeting), sizeof greeting);
    assert_int_equal(write(fd, ready, sizeof ready - 1), sizeof ready - 1);
}

static void
silent_peers_are_cut_off(void **state)
{
    (void)state;
    struct curve *curve = NULL;
    struct err err;
    assert_int_equal(curve_open(&curve, "", &err), 0);
    zsock_t *sock = zsock_new(ZMQ_ROUTER);
    assert_int_equal(curve_bind(curve, sock, "tcp://127.0.0.1:*", &err), 0);
    int silent = connect_raw(zsock_endpoint(sock)), polite = connect_raw(zsock_endpoint(sock));
    shake_hands(polite);
    int64_t until = zclock_mono() + 20000; /* ZeroMQ's own limit is 30 s */
    assert_true(comes(silent, NULL, until));
    assert_true(send(polite, "\0\0", 2, MSG_NOSIGNAL) == 2); /* an empty message */
    char *said = zstr_recv(sock);                            /* who says it */
    assert_non_null(said);
    zstr_free(&said);
    (void)close(silent);
    (void)close(polite);
    zsock_destroy(&sock);
    curve_close(curve);
}

/* libzmq aborts when a heartbeat is due on a connection whose messages wait and whose peer has
 * gone: who binds has none. */
static void
who_leaves_messages_ends_nobody(void **state)
{
    (void)state;
    struct curve *curve = NULL;
    struct err err;
    assert_int_equal(curve_open(&curve, "", &err), 0);
    zsock_t *bound = zsock_new(ZMQ_ROUTER), *connected = zsock_new(ZMQ_DEALER);
    hop_socket_limit(bound, 1000);
    zsock_set_heartbeat_ivl(bound, 1000);
    assert_int_equal(curve_bind(curve, bound, "tcp://127.0.0.1:*", &err), 0);
    assert_int_equal(zsock_heartbeat_ivl(bound), 0);
    assert_int_equal(zsock_tcp_keepalive(bound), 1); /* the dead are noticed anyway */
    hop_socket_limit(connected, 1000);
    hop_socket_watch(connected);
    assert_true(zsock_heartbeat_ivl(connected) > 0);
    assert_int_equal(zsock_rcvhwm(connected), 0); /* nothing waits */
    zsock_destroy(&connected);
    zsock_destroy(&bound);
    curve_close(curve);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(local_endpoints_are_known),
        TEST(keygen_makes_a_pair_once_and_keeps_the_secret),
        TEST(bad_folders_are_refused),
        TEST(far_endpoints_need_keys),
        TEST(only_allowed_keys_get_through),
        TEST(hop_works_over_curve),
        TEST(hop_listens_to_workers_only),
        TEST(a_key_that_comes_later_is_let_in),
        TEST(questions_get_there_when_the_key_comes_later),
        TEST(the_way_is_asked_for_when_the_key_comes_later),
        TEST(silent_peers_are_cut_off),
        TEST(who_leaves_messages_ends_nobody),
    };
    return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
