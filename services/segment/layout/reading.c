#include "services/segment/layout/reading.h"

#include "common/utf8.h"
#include "services/segment/layout/plan.h"

struct writer {
    const struct sheet *sheet;
    struct buf text;
    uint32_t at;
    struct layout_line *lines;
    size_t count;
};

static void
put(struct writer *writer, uint32_t point)
{
    utf8_add(&writer->text, point);
    writer->at++;
}

static void
write_strip(struct writer *writer, const struct plan *plan, const struct strip *strip)
{
    for (size_t i = 0; i < strip->count; i++) {
        struct layout_line *line = &writer->lines[writer->count++];
        *line = plan->layout->lines[strip->lines[i]];
        if (i > 0)
            put(writer, strip->table && !plan->opens_row[strip->lines[i]] ? ' ' : '\n');
        uint32_t start = writer->at;
        for (uint32_t at = line->start; at < line->end; at++)
            put(writer, writer->sheet->point[at]);
        line->start = start;
        line->end = writer->at;
    }
    put(writer, '\n');
}

void
reading_order(struct page *page, const struct tick *tick)
{
    if (page->layout == NULL)
        return;
    struct arena arena = { 0 };
    struct err given_up = { 0 };
    struct sheet sheet = { .tick = tick, .err = &given_up };
    sheet_decode(&sheet, &arena, page->text);
    struct plan plan = { .sheet = &sheet, .layout = page->layout, .arena = &arena };
    const struct stop *stops = plan_walk(&plan);
    if (stops != NULL && !sheet.stopped) {
        struct writer writer = { .sheet = &sheet };
        writer.lines = arena_alloc(&page->arena, page->layout->line_count, sizeof *writer.lines);
        for (size_t i = 0; i < plan.strip_count; i++) {
            if (i > 0 && stops[i].article != stops[i - 1].article)
                put(&writer, '\n');
            write_strip(&writer, &plan, stops[i].strip);
        }
        page->text = arena_slice(&page->arena, buf_slice(&writer.text));
        page->layout->lines = writer.lines;
        page->layout->line_count = page->layout->line_cap = writer.count;
        buf_done(&writer.text);
    }
    arena_done(&arena);
}
