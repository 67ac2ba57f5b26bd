/* Any text that is UTF-8 becomes a page whose segments keep their promise. */
#include "common/utf8.h"
#include "services/segment/segment.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct segmenter *
load_once(void)
{
    static struct segmenter *segmenter;
    const char *folder = getenv("PAGEWIRE_DATA");
    struct err err;
    if (segmenter == NULL &&
        segmenter_load(&segmenter, folder != NULL ? folder : "data", &err) != 0)
        die("%s", err.text);
    return segmenter;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = { (const char *)data, size };
    struct err err;
    if (!utf8_valid(text, NULL))
        return 0;
    struct page page;
    page_init(&page);
    page.text = text;
    if (segment_page(load_once(), &page, NULL, &err) != 0 || page_check(&page, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    page_done(&page);
    return 0;
}
