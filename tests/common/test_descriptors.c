/* Tests of common/descriptors. */
#include "common/descriptors.h"

#include <czmq.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { LIMIT = 200, CLIENTS = 400, DEADLINE_MS = 60000 };

/* In a process of its own: serves until it has refused connections, and can open files
 * all the same. */
static int
serve(const char *endpoint, int ready)
{
    struct rlimit limit = { LIMIT, LIMIT };
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 2;
    descriptors_guard();
    zsys_handler_set(NULL);
    zsock_t *router = zsock_new(ZMQ_ROUTER);
    if (router == NULL || zsock_bind(router, "%s", endpoint) != 0 || write(ready, "r", 1) != 1)
        return 3;
    int64_t until = zclock_mono() + DEADLINE_MS;
    while (descriptors_refused() == 0 && zclock_mono() < until)
        zclock_sleep(10);
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool good = descriptors_refused() > 0 && file >= 0 && file < LIMIT - 60;
    zsock_destroy(&router);
    return good ? 0 : 4;
}

static void
connections_beyond_the_limit_end_nothing(void **state)
{
    (void)state;
    char folder[] = "/tmp/test_descriptors.XXXXXX", endpoint[64], byte;
    int ready[2], clients[CLIENTS], status;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(endpoint, sizeof endpoint, "ipc://%s/s", folder);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0)
        _exit(serve(endpoint, ready[1]));
    assert_int_equal(read(ready[0], &byte, 1), 1);
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/s", folder);
    for (int i = 0; i < CLIENTS; i++) {
        clients[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        (void)connect(clients[i], (struct sockaddr *)&address, sizeof address);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    for (int i = 0; i < CLIENTS; i++)
        (void)close(clients[i]);
    (void)close(ready[0]);
    (void)close(ready[1]);
    (void)remove(address.sun_path);
    (void)remove(folder);
    assert_int_equal(status, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections_beyond_the_limit_end_nothing),
    };
    return cmocka_run_group_tests_name("descriptors", tests, NULL, NULL);
}
