#include "services/ingest/job.h"

#include "common/page.h"
#include "common/proto/page_json.h"

int
job_make(struct buf *body, const struct ledger_page *from, const struct decode_options *caps,
         struct err *err)
{
    struct decode_options options = *caps;
    options.encoding = from->encoding;
    options.lenient = from->lenient;
    struct decoded decoded;
    if (decode_page(&decoded, from->bytes, &options, err) != 0)
        return -1;
    struct page page;
    page_init(&page);
    page.id = from->id;
    page.name = from->name;
    page.paper = from->paper;
    page.date = from->date;
    page.number = from->number;
    page.text = buf_slice(&decoded.text);
    page.encoding = slice_from(decoded.encoding);
    page.damaged = decoded.damaged;
    page_encode_job(&page, body);
    page_done(&page);
    decoded_done(&decoded);
    return 0;
}
