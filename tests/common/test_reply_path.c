#include "common/reply_path.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { FRAMES_MAX = 5 };

static void
each_client_gets_its_frames_back(void **state)
{
    (void)state;
    static const struct {
        const char *frames[FRAMES_MAX]; /* up to NULL; "" is the delimiter */
        size_t path;                    /* frames that belong to the path */
    } cases[] = {
        { { "id", "{\"a\":1}", "body" }, 1 },
        { { "id", "{\"a\":1}", "" }, 1 },
        { { "id", "", "{\"a\":1}", "body" }, 2 },
        { { "id", "\1\2\3\4", "", "{\"a\":1}" }, 3 },
        { { "id", "{\2\3\4", "", "{\"a\":1}" }, 3 }, /* numbered 0x0403027b */
        { { "id", "{\2\3\4", "", "{\"a\":1}", "" }, 3 },
        { { "id", "not a header", "body" }, 1 },
        { { "id", "not a header", "" }, 1 },
        { { "id", "" }, 1 }, /* an empty header */
        { { "id", "", "" }, 2 },
        { { "id" }, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        zmsg_t *message = zmsg_new(), *path = zmsg_new();
        size_t count = 0;
        for (; count < FRAMES_MAX && cases[i].frames[count] != NULL; count++)
            (void)zmsg_addstr(message, cases[i].frames[count]);
        reply_path_take(message, path);
        assert_int_equal(zmsg_size(path), cases[i].path);
        assert_int_equal(zmsg_size(message), count - cases[i].path);
        for (size_t j = 0; j < count; j++) {
            zframe_t *frame = zmsg_pop(j < cases[i].path ? path : message);
            assert_true(zframe_streq(frame, cases[i].frames[j]));
            zframe_destroy(&frame);
        }
        zmsg_destroy(&message);
        zmsg_destroy(&path);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_client_gets_its_frames_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
