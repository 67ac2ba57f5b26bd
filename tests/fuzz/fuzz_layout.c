/* Any bytes, as a layout over a text, become a page whose segments keep their promise. */
#include "common/utf8.h"
#include "services/segment/layout/reading.h"
#include "services/segment/segment.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LINE_BYTES = 20, MARK_BYTES = 17, LINES_MOST = 200 };

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

/* Now and then the bits themselves: infinite, no number. */
static struct box
take_box(const uint8_t *data, bool raw)
{
    struct box box;
    if (raw) {
        memcpy(&box, data, sizeof box);
        return box;
    }
    float left = data[0] * 4.0F, top = data[1] * 6.0F;
    return (struct box){ left, top, left + data[2], top + data[3] };
}

static void
add_line(struct page *page, struct buf *text, const uint8_t *data)
{
    struct layout *layout = page->layout;
    uint32_t start = layout->line_count == 0 ? 0 : layout->lines[layout->line_count - 1].end + 1;
    uint32_t points = data[16] % 24 + 1U;
    layout->lines = arena_grow(&page->arena, layout->lines, layout->line_count, &layout->line_cap,
                               sizeof *layout->lines);
    layout->lines[layout->line_count++] = (struct layout_line){
        .start = start,
        .end = start + points + (data[17] == 1),
        .box = take_box(data, data[17] == 2),
        .size = data[18] % 64,
        .bold = data[17] & 4,
        .vertical = data[17] & 8,
        .confidence = 1,
    };
    for (uint32_t i = 0; i < points; i++)
        utf8_add(text, 0x4e00 + (uint32_t)data[19] * 16 + i);
    utf8_add(text, '\n');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct page page;
    page_init(&page);
    page.layout = arena_alloc(&page.arena, 1, sizeof *page.layout);
    *page.layout = (struct layout){ .width = 1200, .height = 1600, .source = "pdf" };
    struct buf text = { 0 };
    for (size_t at = 0;
         at + LINE_BYTES + MARK_BYTES <= size && page.layout->line_count < LINES_MOST;
         at += LINE_BYTES + MARK_BYTES) {
        struct layout *layout = page.layout;
        const uint8_t *sign = data + at + LINE_BYTES;
        add_line(&page, &text, data + at);
        layout->marks = arena_grow(&page.arena, layout->marks, layout->mark_count,
                                   &layout->mark_cap, sizeof *layout->marks);
        layout->marks[layout->mark_count++] =
            (struct layout_mark){ (enum layout_mark_kind)(sign[16] % MARK_KIND_COUNT),
                                  take_box(sign, sign[16] > 250) };
    }
    page.text = arena_slice(&page.arena, buf_slice(&text));
    buf_done(&text);
    struct err err = { 0 };
    reading_order(&page, NULL);
    if (segment_page(load_once(), &page, NULL, &err) != 0 || page_check(&page, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    page_done(&page);
    return 0;
}
