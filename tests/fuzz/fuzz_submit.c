/* Requests to ingest and its replies: anything is decoded or refused, and what was
 * decoded encodes to something that decodes again. */
#include "common/pathmeta.h"
#include "common/proto/submit.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_request(struct slice json)
{
    struct request request, again;
    struct err err;
    struct buf back = { 0 };
    request_init(&request, REQUEST_STATUS);
    request_init(&again, REQUEST_STATUS);
    if (request_decode(&request, json, &err) == 0) {
        request_encode(&request, &back);
        if (request_decode(&again, buf_slice(&back), &err) != 0 || again.type != request.type)
            abort();
    }
    request_done(&request);
    request_done(&again);
    buf_done(&back);
}

static void
try_reply(struct slice json)
{
    struct reply reply, again;
    struct err err;
    struct buf back = { 0 };
    reply_init(&reply, REPLY_ERROR);
    reply_init(&again, REPLY_ERROR);
    if (reply_decode(&reply, json, &err) == 0) {
        reply_encode(&reply, &back);
        if (reply_decode(&again, buf_slice(&back), &err) != 0 || again.type != reply.type)
            abort();
    }
    reply_done(&reply);
    reply_done(&again);
    buf_done(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    struct pathmeta meta;
    try_request(bytes);
    try_reply(bytes);
    pathmeta_read(&meta, bytes);
    if (meta.date[0] != '\0' && !date_valid(slice_from(meta.date)))
        abort();
    return 0;
}
