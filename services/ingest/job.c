#include "services/ingest/job.h"

#include "common/page.h"
#include "common/proto/page_json.h"
#include "services/decode/document.h"

bool
job_is_document(const struct ledger_page *page)
{
    return document_sniff(page->bytes) != DOCUMENT_NONE;
}

static void
set_origin(struct page *page, const struct ledger_page *from)
{
    page->id = from->id;
    page->name = from->name;
    page->paper = from->paper;
    page->date = from->date;
    page->number = from->number;
    page->file_page = from->file_page;
}

/* One line that says what the page is, and behind it the document. */
static void
make_document(struct buf *body, const struct ledger_page *from)
{
    struct page page;
    page_init(&page);
    set_origin(&page, from);
    page.text = page.encoding = SLICE_EMPTY;
    page_encode_job(&page, body);
    buf_add_char(body, '\n');
    buf_add_slice(body, from->bytes);
    page_done(&page);
}

int
job_make(struct buf *body, const struct ledger_page *from, const struct decode_options *caps,
         struct err *err)
{
    if (job_is_document(from)) {
        make_document(body, from);
        return 0;
    }
    struct decode_options options = *caps;
    options.encoding = from->encoding;
    options.lenient = from->lenient;
    struct decoded decoded;
    if (decode_page(&decoded, from->bytes, &options, err) != 0)
        return -1;
    struct page page;
    page_init(&page);
    set_origin(&page, from);
    page.text = buf_slice(&decoded.text);
    if (from->file_page > 0) /* else all of it, form feeds or not: an ingest of a build that did not
                                count accepted it */
        page.text = decoded_page(page.text, from->file_page);
    page.encoding = slice_from(decoded.encoding);
    page.damaged = decoded.damaged;
    page_encode_job(&page, body);
    page_done(&page);
    decoded_done(&decoded);
    return 0;
}
