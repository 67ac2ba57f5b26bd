/* A JOB's body that decodes is a sound page, and encodes to itself. */
#include "common/proto/page_json.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct page page, second;
    struct buf json = { 0 }, again = { 0 };
    struct err err;
    page_init(&page);
    page_init(&second);
    if (page_decode_job(&page, (struct slice){ (const char *)data, size }, &err) == 0) {
        if (page.segment_count > 0 && page_check(&page, &err) != 0)
            abort();
        page_encode_job(&page, &json);
        if (page_decode_job(&second, buf_slice(&json), &err) != 0)
            abort();
        page_encode_job(&second, &again);
        if (!slice_equal(buf_slice(&json), buf_slice(&again)))
            abort();
    }
    page_done(&page);
    page_done(&second);
    buf_done(&json);
    buf_done(&again);
    return 0;
}
