/* The member "given" of a JOB: the same comes back, and what is broken is refused. */
#include "common/proto/given_json.h"
#include "common/proto/page_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BODY(given)                                                                                \
    "{\"page\":{\"id\":\"9f86d081884c7d659a2feaa0c55ad015\",\"name\":\"A03\",\"paper\":\"\","      \
    "\"date\":\"\",\"number\":\"A03\",\"encoding\":\"UTF-8\",\"damaged\":false},"                  \
    "\"text\":\"大沙河\\n□苗国富\",\"given\":" given "}"

static void
test_round_trip(void **state)
{
    (void)state;
    static const char body[] = BODY("[[0,3,1,\"headline\"],[4,8,1,\"byline\"]]");
    struct page page;
    struct err err = { 0 };
    struct buf json = { 0 };
    page_init(&page);
    assert_int_equal(page_decode_job(&page, slice_from(body), &err), 0);
    assert_int_equal(page.given_count, 2);
    assert_int_equal(page.given[1].role, ROLE_BYLINE);
    assert_int_equal(page.given[1].start, 4);
    page_encode_job(&page, &json);
    assert_string_equal(buf_string(&json), body);
    buf_done(&json);
    page_done(&page);
}

static void
test_refuses(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        BODY("{}"),
        BODY("[[0,3,1]]"),
        BODY("[[0,3,1,\"title\"]]"),
        BODY("[[0,-3,1,\"body\"]]"),
        BODY("[[0,9,1,\"body\"]]"),
        BODY("[[4,3,1,\"body\"]]"),
        BODY("[[0,3,1,\"body\"],[2,8,1,\"body\"]]"),
        BODY("[[0,3,4000000000,\"body\"]]"),
    };
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct page page;
        struct err err = { 0 };
        page_init(&page);
        if (page_decode_job(&page, slice_from(bodies[i]), &err) == 0)
            fail_msg("taken: %s", bodies[i]);
        assert_int_equal(err.kind, ERR_REJECT);
        page_done(&page);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
