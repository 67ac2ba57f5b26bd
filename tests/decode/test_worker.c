/* A decode worker between an ingest and a segment that are this test: what goes in, what comes out.
 */
#include "common/file.h"
#include "common/proto/page_json.h"
#include "tests/common/hop/stage_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka wants those before */
#include <cmocka.h>

static const char mark[] = "a mark that no reader sees";

static void
run_decode(void)
{
    const char *build = getenv("PAGEWIRE_BUILD");
    char program[512];
    (void)snprintf(program, sizeof program, "%s/pagewire-decode",
                   build != NULL ? build : "build/release");
    (void)execl(program, program, (char *)NULL);
}

static int
set_up(void **state)
{
    *state = stage_fixture_open("segment", run_decode);
    return 0;
}

static int
tear_down(void **state)
{
    stage_fixture_close(*state);
    return 0;
}

static bool
holds(const struct stage_fixture *scene, const char *what)
{
    struct slice body = buf_slice(&scene->received);
    return slice_find(body, slice_from(what)) < body.len;
}

/* The bytes of a document travel to the decoder and no further. */
static void
a_document_stays_with_its_decoder(void **state)
{
    struct stage_fixture *scene = *state;
    struct buf body = { 0 };
    struct page page;
    page_init(&page);
    page.id = slice_from(stage_page_id);
    page.encoding = SLICE_EMPTY;
    page_encode_job(&page, &body);
    page_done(&page);
    buf_add_char(&body, '\n');
    assert_int_equal(file_load("tests/data/documents/columns.pdf", 1 << 20, &body, NULL), 0);
    buf_add_slice(&body, SLICE_LITERAL("%"));
    buf_add_slice(&body, slice_from(mark));
    stage_fixture_send(scene, buf_slice(&body));
    buf_done(&body);
    assert_false(scene->late);
    if (scene->verdict != HOP_DONE)
        fail_msg("%s", scene->reason);
    assert_true(holds(scene, "大沙河边看新城又"));
    assert_false(holds(scene, mark));
    assert_false(holds(scene, "%PDF"));
    assert_false(holds(scene, "JVBERi")); /* nor in Base64 */
    assert_true(scene->received.len < 20000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_document_stays_with_its_decoder, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
