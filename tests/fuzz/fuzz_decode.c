/* Any bytes as a page file: text in valid UTF-8 or a reason, under every encoding. */
#include "common/utf8.h"
#include "services/ingest/decode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the encoding and whether to be lenient. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const encodings[] = { "",       "utf-8",    "gbk",      "big5",
                                             "utf-16", "utf-16le", "utf-16be", "?" };
    if (size == 0)
        return 0;
    struct decode_options options = { .encoding = slice_from(encodings[data[0] & 7]),
                                      .lenient = (data[0] & 8) != 0,
                                      .lines_max = 1000 };
    struct decoded decoded;
    struct err err = { 0 };
    struct slice bytes = { (const char *)data + 1, size - 1 };
    if (decode_page(&decoded, bytes, &options, &err) != 0) {
        if (err.kind != ERR_REJECT || err.text[0] == '\0')
            abort();
        return 0;
    }
    if (!utf8_valid(buf_slice(&decoded.text), NULL) ||
        memchr(decoded.text.ptr, 0, decoded.text.len) != NULL ||
        memchr(decoded.text.ptr, '\r', decoded.text.len) != NULL ||
        (decoded.damaged && !options.lenient))
        abort();
    decoded_done(&decoded);
    return 0;
}
