/* Tests of services/gateway/link: connections, and those that are over. */
#include "services/gateway/link.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

static struct link *
begin(struct links *links, int fd, const char *address, int64_t deadline)
{
    struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(7) };
    assert_int_equal(inet_pton(AF_INET, address, &peer.sin_addr), 1);
    return links_begin(links, fd, (struct sockaddr *)&peer, deadline);
}

/* Whether the other end was told that it is over. */
static bool
is_over(int other)
{
    char byte;
    return recv(other, &byte, 1, MSG_DONTWAIT) == 0;
}

static void
those_over_are_shut(void **state)
{
    (void)state;
    struct links links = { 0 };
    int pairs[3][2];
    static const int64_t deadlines[] = { 100, 0, 200 };
    struct link *all[3];
    for (int i = 0; i < 3; i++) {
        assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]), 0);
        all[i] = begin(&links, pairs[i][0], i == 1 ? "10.0.0.9" : "127.0.0.1", deadlines[i]);
    }
    assert_int_equal(links.count, 3);
    assert_string_equal(all[1]->peer, "10.0.0.9");
    assert_false(all[1]->local);
    assert_true(all[0]->local);
    links_sweep(&links, 99);
    assert_false(is_over(pairs[0][1]));
    links_sweep(&links, 100);
    assert_true(is_over(pairs[0][1]));
    assert_false(is_over(pairs[1][1])); /* it has none */
    assert_false(is_over(pairs[2][1]));
    assert_int_equal(links.count, 3); /* the library ends it */
    links_end(&links, all[1]);
    links_end(&links, all[2]);
    assert_ptr_equal(links.first, all[0]);
    links_end(&links, all[0]);
    assert_int_equal(links.count, 0);
    assert_null(links.first);
    for (int i = 0; i < 3; i++) {
        (void)close(pairs[i][0]);
        (void)close(pairs[i][1]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_over_are_shut),
    };
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
