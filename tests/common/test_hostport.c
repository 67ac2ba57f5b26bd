/* Tests of common/hostport. */
#include "common/hostport.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>
/* cmocka wants those before */
#include <cmocka.h>

static void
addresses_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *bound;
        int family;
    } cases[] = {
        { "127.0.0.1:8080", "127.0.0.1:7", AF_INET },
        { "0.0.0.0:0", "0.0.0.0:7", AF_INET },
        { "[::1]:8080", "[::1]:7", AF_INET6 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hostport hostport;
        struct err err;
        char text[HOSTPORT_SIZE];
        if (hostport_read(&hostport, "listen", cases[i].text, &err) != 0)
            fail_msg("%s", err.text);
        assert_int_equal(hostport.address.ss_family, cases[i].family);
        hostport_text(&hostport, 7, text);
        assert_string_equal(text, cases[i].bound);
    }
}

/* What clients read is a number: they look no name up. */
static void
names_are_looked_up_once(void **state)
{
    (void)state;
    struct hostport hostport;
    struct err err;
    char text[HOSTPORT_SIZE];
    if (hostport_read(&hostport, "listen", "localhost:8080", &err) != 0)
        fail_msg("%s", err.text);
    hostport_text(&hostport, 7, text);
    if (strcmp(text, "127.0.0.1:7") != 0)
        assert_string_equal(text, "[::1]:7");
}

static void
others_are_refused(void **state)
{
    (void)state;
    char large[300];
    memset(large, '1', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    memcpy(large + 290, ":80", 3);
    const char *const cases[] = { "", "8080", "localhost", "127.0.0.1:http-and-more", large };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hostport hostport;
        struct err err;
        assert_int_equal(hostport_read(&hostport, "listen", cases[i], &err), -1);
        assert_int_equal(err.kind, ERR_REJECT);
        assert_int_equal(strncmp(err.text, "listen: ", 8), 0);
    }
}

static bool
is_loopback(const char *text)
{
    struct sockaddr_in four = { .sin_family = AF_INET };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        return address_is_loopback((struct sockaddr *)&four);
    assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
    return address_is_loopback((struct sockaddr *)&six);
}

static void
this_host_is_known(void **state)
{
    (void)state;
    struct sockaddr_un local = { .sun_family = AF_UNIX };
    struct sockaddr none = { .sa_family = AF_UNSPEC };
    assert_true(address_is_loopback((struct sockaddr *)&local));
    assert_false(address_is_loopback(&none));
    assert_true(is_loopback("127.0.0.1"));
    assert_true(is_loopback("127.255.0.9"));
    assert_true(is_loopback("::1"));
    assert_true(is_loopback("::ffff:127.0.0.1"));
    assert_false(is_loopback("128.0.0.1"));
    assert_false(is_loopback("0.0.0.0"));
    assert_false(is_loopback("::"));
    assert_false(is_loopback("::ffff:10.0.0.1"));
    assert_false(is_loopback("fe80::1"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read),
        cmocka_unit_test(names_are_looked_up_once),
        cmocka_unit_test(others_are_refused),
        cmocka_unit_test(this_host_is_known),
    };
    return cmocka_run_group_tests_name("hostport", tests, NULL, NULL);
}
