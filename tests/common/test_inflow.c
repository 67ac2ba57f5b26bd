/* However many send something large at once, what has come in stays within the bound, and
 * whoever goes on sending gets through. */
#include "common/inflow.h"

#include "common/sanitized.h"

#include <czmq.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

/* common/descriptors.c, which tells of connections. */
#include "common/descriptors.h"

enum { MEGABYTE = 1 << 20, BOUND = 8 * MEGABYTE, BODY = 4 * MEGABYTE, PATIENCE_MS = 60000 };

struct scene {
    zsock_t *router;
    struct sockaddr_in where;
};

static int
set_up(void **state)
{
    static struct scene scene;
    inflow_bound(BOUND);
    inflow_empty();
    scene.router = zsock_new(ZMQ_ROUTER);
    int port = zsock_bind(scene.router, "tcp://127.0.0.1:*");
    assert_true(port > 0);
    scene.where = (struct sockaddr_in){ .sin_family = AF_INET,
                                        .sin_port = htons((uint16_t)port),
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    *state = &scene;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *scene = *state;
    zsock_destroy(&scene->router);
    return 0;
}

static void
send_all(int fd, const void *bytes, size_t len)
{
    for (const char *at = bytes; len > 0;) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* it was cut */
        at += sent;
        len -= (size_t)sent;
    }
}

/* A client that speaks ZMTP 3.0 and announces a message of BODY bytes. */
static int
announce(const struct scene *scene)
{
    static const unsigned char greeting[64] = { 0xff, 0,    0, 0, 0,   0,   0,   0,
                                                0,    0x7f, 3, 0, 'N', 'U', 'L', 'L' };
    static const unsigned char ready[] = "\4\x1c\5READY\x0bSocket-Type\0\0\0\6DEALER";
    static const unsigned char head[] = { 2, 0, 0, 0, 0, 0, BODY >> 16, 0, 0 };
    char got[64];
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&scene->where, sizeof scene->where), 0);
    send_all(fd, greeting, sizeof greeting);
    assert_int_equal(recv(fd, got, sizeof got, MSG_WAITALL), sizeof got);
    send_all(fd, ready, sizeof ready - 1);
    send_all(fd, head, sizeof head);
    return fd;
}

static void
send_part(int fd, size_t len)
{
    char *bytes = calloc(1, len);
    assert_non_null(bytes);
    send_all(fd, bytes, len);
    free(bytes);
}

static size_t
process_bytes(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*u %lu", &pages), 1);
    (void)fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Sends a whole message as an ordinary client does; whether it arrives within that time. */
static bool
comes_through(struct scene *scene, int ms)
{
    zsock_t *dealer = zsock_new(ZMQ_DEALER);
    zsock_set_linger(dealer, 0);
    assert_int_equal(zsock_connect(dealer, "tcp://127.0.0.1:%d", ntohs(scene->where.sin_port)), 0);
    zframe_t *frame = zframe_new(NULL, BODY);
    memset(zframe_data(frame), 'x', BODY);
    assert_int_equal(zframe_send(&frame, dealer, 0), 0);
    zsock_set_rcvtimeo(scene->router, ms);
    zmsg_t *message = zmsg_recv(scene->router);
    bool came = message != NULL && zframe_size(zmsg_last(message)) == BODY;
    zmsg_destroy(&message);
    zsock_destroy(&dealer);
    if (came)
        inflow_taken(BODY);
    return came;
}

/* It may be cut, too, while the others began just now, and asks again as clients do. */
static void
expect_through(struct scene *scene)
{
    int64_t deadline = zclock_mono() + PATIENCE_MS;
    for (int ms = 500; !comes_through(scene, ms); ms *= 2)
        assert_true(zclock_mono() < deadline);
}

static void
those_who_do_not_go_on_are_cut(void **state)
{
    enum { CLIENTS = 20, PART = 3 * MEGABYTE };
    struct scene *scene = *state;
    int clients[CLIENTS];
    unsigned long cut = inflow_cut();
    size_t before = process_bytes();
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = announce(scene);
        send_part(clients[i], PART);
        assert_in_range(inflow_bytes(), 0, BOUND);
    }
    int64_t deadline = zclock_mono() + PATIENCE_MS;
    while (inflow_cut() - cut < CLIENTS - BOUND / PART && zclock_mono() < deadline)
        zclock_sleep(5);
    assert_in_range(inflow_cut() - cut, CLIENTS - BOUND / PART, CLIENTS);
    if (!SANITIZED) /* which keeps what was freed */
        assert_in_range(process_bytes(), 0, before + 3 * BOUND);
    expect_through(scene);
    for (int i = 0; i < CLIENTS; i++)
        (void)close(clients[i]);
    expect_through(scene);
    expect_through(scene);
}

/* What the program does not take counts, too, until it finds nothing more. */
static void
what_is_whole_counts_until_it_is_taken(void **state)
{
    struct scene *scene = *state;
    zsock_t *dealer = zsock_new(ZMQ_DEALER);
    assert_int_equal(zsock_connect(dealer, "tcp://127.0.0.1:%d", ntohs(scene->where.sin_port)), 0);
    zframe_t *frame = zframe_new(NULL, BODY);
    assert_int_equal(zframe_send(&frame, dealer, 0), 0);
    int64_t deadline = zclock_mono() + PATIENCE_MS;
    while (inflow_bytes() < BODY - MEGABYTE && zclock_mono() < deadline)
        zclock_sleep(5);
    assert_in_range(inflow_bytes(), BODY - MEGABYTE, BODY);
    zmsg_t *message = zmsg_recv(scene->router);
    zmsg_destroy(&message);
    inflow_taken(BODY);
    assert_int_equal(inflow_bytes(), 0);
    zsock_destroy(&dealer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(those_who_do_not_go_on_are_cut, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_whole_counts_until_it_is_taken, set_up, tear_down),
    };
    descriptors_guard();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
