/* What ingest sends to a worker: of a text of several pages the one that is meant. */
#include "services/ingest/job.h"

#include "common/page.h"
#include "common/proto/page_json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
assert_job_text(uint32_t file_page, struct slice bytes, const char *encoding, const char *text)
{
    struct ledger_page from = { .id = SLICE_LITERAL("9e3779b1000000000000000000000001"),
                                .name = SLICE_LITERAL("A01.txt"),
                                .encoding = slice_from(encoding),
                                .bytes = bytes,
                                .file_page = file_page };
    struct decode_options caps = { .bytes_max = 0 };
    struct buf body = { 0 };
    struct page page;
    struct err err = { .text = "" };
    page_init(&page);
    if (job_make(&body, &from, &caps, &err) != 0 ||
        page_decode_job(&page, buf_slice(&body), &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(page.file_page, file_page);
    assert_int_equal(page.text.len, strlen(text));
    assert_memory_equal(page.text.ptr, text, strlen(text));
    page_done(&page);
    buf_done(&body);
}

static void
a_page_of_a_text_is_its_part(void **state)
{
    (void)state;
    struct slice text = SLICE_LITERAL("one\n\f\fthree\n\f");
    assert_job_text(1, text, "", "one\n");
    assert_job_text(2, text, "", "");
    assert_job_text(3, text, "", "three\n");
    assert_job_text(0, text, "", "one\n\f\fthree\n\f"); /* accepted before pages were counted */
    assert_job_text(2, (struct slice){ "a\0\f\0b\0", 6 }, "utf-16le", "b");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_a_text_is_its_part),
    };
    return cmocka_run_group_tests_name("job", tests, NULL, NULL);
}
