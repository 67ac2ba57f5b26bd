/* Whatever a decoder program says becomes a page whose layout keeps its promises, or is
 * refused; one that says nothing of places has no layout. */
#include "services/decode/compose.h"
#include "services/decode/stream.h"

#include "common/utf8.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct page *page)
{
    size_t length = utf8_count(page->text), end = 0;
    if (!utf8_valid(page->text, NULL))
        abort();
    for (size_t i = 0; page->layout != NULL && i < page->layout->line_count; i++) {
        const struct layout_line *line = &page->layout->lines[i];
        if (line->start < end || line->end <= line->start || line->end > length ||
            line->face >= page->layout->face_count)
            abort();
        end = line->end;
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = { 0 };
    struct stream stream;
    struct page page;
    struct err err;
    page_init(&page);
    if (stream_read(&stream, &arena, (struct slice){ (const char *)data, size }, &err) == 0 &&
        compose_page(&page, &arena, &stream, NULL, &err) == 0)
        check(&page);
    page_done(&page);
    arena_done(&arena);
    return 0;
}
