/*
 * fuzz_page_json: any bytes as the body of a JOB.  What is accepted comes out as
 * the same bytes again, and makes a record of which each article can be picked.
 */
#include "common/proto/page_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_record(const struct page *page)
{
    struct buf record = { 0 }, part = { 0 };
    page_encode_record(page, &record);
    for (size_t i = 0; i < page->article_count; i++)
        if (record_pick_article(buf_slice(&record), page->articles[i].number, &part) != 1)
            abort();
    if (record_pick_article(buf_slice(&record), 0x7fffffff, &part) == -1)
        abort();
    buf_done(&record);
    buf_done(&part);
}

static void
check_again(const struct page *page)
{
    struct buf first = { 0 }, second = { 0 };
    struct page back;
    page_init(&back);
    page_encode_job(page, &first);
    if (page_decode_job(&back, buf_slice(&first), NULL) != 0)
        abort();
    page_encode_job(&back, &second);
    if (first.len != second.len || memcmp(first.ptr, second.ptr, first.len) != 0)
        abort();
    buf_done(&first);
    buf_done(&second);
    page_done(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct page page;
    struct err err;
    page_init(&page);
    if (page_decode_job(&page, (struct slice){ (const char *)data, size }, &err) == 0) {
        check_again(&page);
        check_record(&page);
    } else if (err.kind != ERR_REJECT) {
        abort();
    }
    page_done(&page);
    return 0;
}
