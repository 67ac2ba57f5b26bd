/* Tests of services/store/backlog: clients that ask and do not read. */
#include "services/store/backlog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { OWN = 1 << 20, ALL = 3 << 20, ANSWER = 256 << 10, DEADLINE_MS = 60000, CLIENTS = 8 };

struct scene {
    struct backlog *backlog;
    zsock_t *router;
    zsock_t *clients[CLIENTS]; /* they hold one answer each */
};

static int
set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    zsys_handler_set(NULL);
    scene->backlog = backlog_new(OWN, ALL);
    scene->router = zsock_new(ZMQ_ROUTER);
    zsock_set_sndhwm(scene->router, 0);
    zsock_set_sndbuf(scene->router, 4096);
    zsock_set_rcvtimeo(scene->router, DEADLINE_MS);
    assert_true(zsock_bind(scene->router, "tcp://127.0.0.1:*") > 0);
    *state = scene;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *scene = *state;
    backlog_free(scene->backlog);
    for (int i = 0; i < CLIENTS; i++)
        zsock_destroy(&scene->clients[i]);
    zsock_destroy(&scene->router);
    free(scene);
    return 0;
}

/* Connects a client that says something; the frame that answers to it begin with. */
static zmsg_t *
come(struct scene *scene, int number)
{
    zsock_t *client = zsock_new(ZMQ_DEALER);
    scene->clients[number] = client;
    zsock_set_rcvhwm(client, 1);
    zsock_set_rcvbuf(client, 4096);
    zsock_set_rcvtimeo(client, DEADLINE_MS);
    zsock_set_linger(client, 0);
    assert_int_equal(zsock_connect(client, "%s", zsock_endpoint(scene->router)), 0);
    assert_int_equal(zstr_send(client, "?"), 0);
    zmsg_t *path = zmsg_recv(scene->router);
    assert_non_null(path);
    zframe_t *question = zmsg_last(path);
    zmsg_remove(path, question);
    zframe_destroy(&question);
    return path;
}

static struct room
room_of(struct scene *scene, zmsg_t *path)
{
    return backlog_room(scene->backlog, zmsg_first(path));
}

static void
answer(struct scene *scene, zmsg_t *path)
{
    struct buf header = { 0 }, body = { 0 };
    buf_add_slice(&header, SLICE_LITERAL("{}"));
    memset(buf_reserve(&body, ANSWER), 'x', ANSWER);
    body.len = ANSWER;
    backlog_send(scene->backlog, scene->router, path, &header, &body);
    assert_null(header.ptr); /* it took them */
    assert_null(body.ptr);
}

/* Answers until there is no more room.  What then still goes into the kernel's buffers makes
 * room again, a few times: whoever needs it full fills until it is. */
static unsigned
fill(struct scene *scene, zmsg_t *path)
{
    unsigned count = 0;
    int64_t until = zclock_mono() + DEADLINE_MS;
    for (; room_of(scene, path).bytes > 0; count++) {
        assert_true(zclock_mono() < until);
        answer(scene, path);
    }
    return count;
}

static void
one_has_its_share(void **state)
{
    struct scene *scene = *state;
    zmsg_t *path = come(scene, 0);
    struct room room = room_of(scene, path);
    assert_int_equal(room.bytes, ALL / 4);
    assert_int_equal(room.one, ALL);
    unsigned count = 0;
    int64_t until = zclock_mono() + DEADLINE_MS;
    while (backlog_bytes(scene->backlog) < OWN || room_of(scene, path).one != 0) {
        assert_true(zclock_mono() < until);
        count += fill(scene, path);
    }
    /* it reads, and has room again */
    for (unsigned i = 0; i < count; i++) {
        zmsg_t *message = zmsg_recv(scene->clients[0]);
        assert_non_null(message);
        assert_int_equal(zframe_size(zmsg_last(message)), ANSWER);
        zmsg_destroy(&message);
    }
    until = zclock_mono() + DEADLINE_MS;
    while (backlog_bytes(scene->backlog) > 0)
        assert_true(zclock_mono() < until);
    assert_int_equal(room_of(scene, path).one, ALL);
    zmsg_destroy(&path);
}

static void
those_who_read_go_on(void **state)
{
    struct scene *scene = *state;
    zmsg_t *paths[CLIENTS];
    int deaf = 0;
    while (deaf < CLIENTS - 1 && backlog_bytes(scene->backlog) < ALL) {
        paths[deaf] = come(scene, deaf);
        (void)fill(scene, paths[deaf]);
        deaf++;
    }
    assert_true(deaf > 1); /* one alone could not take all */
    assert_true(deaf < CLIENTS - 1);
    paths[deaf] = come(scene, deaf);
    int64_t until = zclock_mono() + DEADLINE_MS;
    while (room_of(scene, paths[deaf]).bytes != ROOM_LEAST) {
        assert_true(zclock_mono() < until);
        for (int i = 0; i < deaf; i++)
            (void)fill(scene, paths[i]);
    }
    for (int i = 0; i <= deaf; i++)
        zmsg_destroy(&paths[i]);
}

/* Whoever is away gets nothing and costs nothing. */
static void
who_is_gone_costs_nothing(void **state)
{
    struct scene *scene = *state;
    zmsg_t *path = come(scene, 0);
    (void)fill(scene, path);
    zsock_destroy(&scene->clients[0]);
    int64_t until = zclock_mono() + DEADLINE_MS;
    while (backlog_bytes(scene->backlog) > 0) {
        assert_true(zclock_mono() < until);
        (void)zsock_events(scene->router); /* it hears of the end when it is used */
    }
    answer(scene, path);
    assert_int_equal(backlog_bytes(scene->backlog), 0);
    zmsg_destroy(&path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_has_its_share, set_up, tear_down),
        cmocka_unit_test_setup_teardown(those_who_read_go_on, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_gone_costs_nothing, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("backlog", tests, NULL, NULL);
}
