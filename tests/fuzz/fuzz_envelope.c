/* What is decoded must encode to something that decodes to the same. */
#include "common/proto/envelope.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct envelope one = { .type = MESSAGE_HELLO }, two = { .type = MESSAGE_HELLO };
    struct buf json = { 0 }, again = { 0 };
    struct err err;
    if (envelope_decode(&one, (struct slice){ (const char *)data, size }, &err) != 0)
        return 0;
    envelope_encode(&one, &json);
    if (envelope_decode(&two, buf_slice(&json), &err) != 0)
        abort();
    envelope_encode(&two, &again);
    if (!slice_equal(buf_slice(&json), buf_slice(&again)))
        abort();
    buf_done(&json);
    buf_done(&again);
    return 0;
}
