/* pagewire-decode: turns documents (PDF, ALTO, hOCR, PAGE-XML, pictures) into text with layout. */
#include "common/hop/worker.h"
#include "common/metrics.h"
#include "common/proto/page_json.h"
#include "services/decode/document.h"
#include "services/decode/jail.h"

#include <stdlib.h>
#include <string.h>

struct decoder {
    struct document_options options;
    struct slice document; /* of the job in hand; borrowed from its body */
    struct metric *read[DOCUMENT_PAIR + 1], *unread; /* pages, by kind of document */
};

static void
open_metrics(struct decoder *decoder)
{
    static const char *const labels[DOCUMENT_PAIR + 1] = {
        [DOCUMENT_NONE] = "kind=\"unknown\"",     [DOCUMENT_PDF] = "kind=\"pdf\"",
        [DOCUMENT_XML] = "kind=\"xml\"",          [DOCUMENT_PICTURE] = "kind=\"picture\"",
        [DOCUMENT_PAIR] = "kind=\"xml-picture\"",
    };
    for (size_t i = 0; i <= DOCUMENT_PAIR; i++)
        decoder->read[i] = metric_new(METRIC_COUNTER, "document_pages_total", labels[i],
                                      "Pages of documents turned into text with layout.");
    decoder->unread = metric_new(METRIC_COUNTER, "document_pages_unread_total", NULL,
                                 "Pages of documents that gave no text, repeats too.");
}

static int
decode_init(void **state, const struct config *config, const char *data_dir, struct err *err)
{
    (void)data_dir;
    /* That of PDF is a package of its own: without it ingest refuses PDF, and the rest is read. */
    static const char *const programs[] = { "pagewire-decode-xml", "pagewire-decode-picture",
                                            "pagewire-decode-ocr" };
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (!jail_has(programs[i]))
            return err_set(err, ERR_REJECT, "%s is not installed", programs[i]);
    struct decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder == NULL)
        die("out of memory");
    decoder->options.ocr = config_string(config, "ocr_command");
    open_metrics(decoder);
    *state = decoder;
    return 0;
}

/* A job's body here: the page in one line of JSON, and behind its LF the document. */
static int
decode_read(void *state, struct page *page, struct slice body, struct err *err)
{
    struct decoder *decoder = state;
    size_t end = slice_find(body, SLICE_LITERAL("\n"));
    if (end == body.len)
        return err_set(err, ERR_REJECT, "the job has no document");
    decoder->document = slice_part(body, end + 1, body.len);
    return page_decode_job(page, slice_part(body, 0, end), err);
}

static int
decode_handle(void *state, struct page *page, const struct tick *tick, struct err *err)
{
    struct decoder *decoder = state;
    uint32_t pages = 1, number = page->file_page > 0 ? page->file_page : 1;
    if (document_decode(page, decoder->document, number, &pages, &decoder->options, tick, err) !=
        0) {
        metric_add(decoder->unread, 1);
        return -1;
    }
    if (page->file_page == 0 && pages > 1) /* an ingest of a build that did not count sent it */
        return err_set(err, ERR_REJECT, "the file has %u pages; submit it again", pages);
    metric_add(decoder->read[document_sniff(decoder->document)], 1);
    return 0;
}

static void
decode_done(void *state)
{
    free(state);
}

int
main(int argc, char **argv)
{
    static const struct worker_spec spec = {
        .name = "decode",
        .summary = "turns documents into text with layout",
        .init = decode_init,
        .read = decode_read,
        .handle = decode_handle,
        .done = decode_done,
        .waits = true, /* for OCR */
    };
    return worker_main(&spec, argc, argv);
}
