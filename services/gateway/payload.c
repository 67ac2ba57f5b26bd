#include "services/gateway/payload.h"

#include "common/err.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { HASH_BYTES = 16, LEVEL = 5, GZIP_WINDOW = 15 + 16 };

struct payload *
payload_new(const char *type, struct buf *bytes)
{
    struct payload *payload = calloc(1, sizeof *payload);
    if (payload == NULL)
        die("out of memory");
    payload->refs = 1;
    payload->type = type;
    payload->plain = *bytes;
    *bytes = (struct buf){ 0 };
    return payload;
}

struct payload *
payload_hold(struct payload *payload)
{
    payload->refs++;
    return payload;
}

void
payload_drop(struct payload *payload)
{
    if (payload == NULL || --payload->refs > 0)
        return;
    buf_done(&payload->plain);
    buf_done(&payload->gzip);
    free(payload);
}

const char *
payload_etag(struct payload *payload)
{
    unsigned char hash[HASH_BYTES];
    if (payload->etag[0] != '\0')
        return payload->etag;
    (void)crypto_generichash(hash, sizeof hash, (const unsigned char *)payload->plain.ptr,
                             payload->plain.len, NULL, 0);
    char hex[2 * HASH_BYTES + 1];
    (void)sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    (void)snprintf(payload->etag, sizeof payload->etag, "W/\"%s\"", hex);
    return payload->etag;
}

bool
payload_matches(struct payload *payload, struct slice if_none_match)
{
    if (if_none_match.len == 0)
        return false;
    if (slice_equal(slice_trim(if_none_match), SLICE_LITERAL("*")))
        return true;
    /* compared weakly: without the W/ */
    struct slice quoted = slice_from(payload_etag(payload) + 2);
    return slice_find(if_none_match, quoted) < if_none_match.len;
}

static void
make_gzip(struct payload *payload)
{
    z_stream stream = { 0 };
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    stream.next_in = (unsigned char *)payload->plain.ptr;
    stream.avail_in = (unsigned)payload->plain.len;
    stream.next_out =
        (unsigned char *)buf_reserve(&payload->gzip, deflateBound(&stream, stream.avail_in));
    stream.avail_out = (unsigned)deflateBound(&stream, stream.avail_in);
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out < payload->plain.len)
        payload->gzip.len = stream.total_out;
    (void)deflateEnd(&stream);
    if (payload->gzip.len == 0)
        buf_done(&payload->gzip);
}

struct slice
payload_gzip(struct payload *payload)
{
    size_t len = payload->plain.len;
    if (!payload->gzip_tried && len >= PAYLOAD_GZIP_MIN && len < UINT32_MAX / 2) {
        payload->gzip_tried = true;
        make_gzip(payload);
    }
    return payload->gzip.len > 0 ? buf_slice(&payload->gzip) : SLICE_EMPTY;
}
