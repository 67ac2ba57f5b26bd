#include "services/decode/worded.h"

#include "services/decode/gutter.h"

#include "common/utf8.h"

#include <math.h>

static const float GAP_LEAST = 1.2F; /* em: no narrower gap parts */

struct words {
    struct arena *arena;
    const struct stream *stream;
    struct ink *inks; /* one a word */
    struct gutters gutters[FRAME_COUNT];
};

/* A word is to gutters what a glyph is. */
static void
make_inks(struct words *w)
{
    const struct stream *stream = w->stream;
    w->inks = arena_alloc(w->arena, stream->word_count + 1, sizeof *w->inks);
    for (size_t i = 0; i < stream->line_count; i++) {
        const struct stream_line *line = &stream->lines[i];
        unsigned frame = ink_frame(line->turned, line->vertical);
        float level = -1e9F;
        for (size_t k = 0; k < line->word_count; k++) {
            struct box b = box_to_frame(stream->words[line->first_word + k].box, frame);
            level = fmaxf(level, b.bottom);
            w->inks[line->first_word + k] = (struct ink){ .start = b.left, .end = b.right };
        }
        for (size_t k = 0; k < line->word_count; k++) {
            struct ink *ink = &w->inks[line->first_word + k];
            ink->level = level;
            ink->size = fmaxf(line->size, 1);
            ink->turned = line->turned;
            ink->vertical = line->vertical;
        }
    }
}

static void
make_gutters(struct words *w)
{
    struct ink **items = arena_alloc(w->arena, w->stream->word_count + 1, sizeof *items);
    for (unsigned frame = 0; frame < FRAME_COUNT; frame++) {
        size_t count = 0;
        for (size_t i = 0; i < w->stream->word_count; i++)
            if (ink_frame(w->inks[i].turned, w->inks[i].vertical) == frame)
                items[count++] = &w->inks[i];
        gutters_make(&w->gutters[frame], w->arena, items, count, w->stream, frame);
    }
}

static void
add_points(struct line *line, struct arena *arena, size_t *cap, struct slice text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t point = utf8_next(text, &at);
        if (point < 0x20 || (point_is_blank(point) && point != 0x3000))
            point = ' ';
        line->points =
            arena_grow(arena, line->points, line->point_count, cap, sizeof *line->points);
        line->points[line->point_count++] = point;
    }
}

/* The words [first, end) of a line, as one. */
static void
add_line(struct lines *lines, const struct words *w, const struct stream_line *from, size_t first,
         size_t end)
{
    struct line line = { .size = from->size,
                         .face = from->face,
                         .turned = from->turned,
                         .vertical = from->vertical,
                         .bold = from->bold,
                         .block = from->block,
                         .article = from->article,
                         .tag = from->tag,
                         .order = (uint32_t)lines->count,
                         .box = w->stream->words[first].box };
    size_t cap = 0;
    float sum = 0, weight = 0;
    for (size_t i = first; i < end; i++) {
        const struct stream_word *word = &w->stream->words[i];
        if (i > first && !word->glued)
            add_points(&line, w->arena, &cap, SLICE_LITERAL(" "));
        line.box = box_join(line.box, word->box);
        add_points(&line, w->arena, &cap, word->text);
        sum += word->share * (float)word->text.len;
        weight += (float)word->text.len;
    }
    line.confidence = weight > 0 ? sum / weight : 0;
    if (line.point_count == 0)
        return;
    lines->items =
        arena_grow(w->arena, lines->items, lines->count, &lines->cap, sizeof *lines->items);
    lines->items[lines->count++] = line;
}

static bool
is_parted(const struct words *w, size_t before, unsigned frame)
{
    const struct ink *a = &w->inks[before], *b = &w->inks[before + 1];
    float gap = b->start - a->end;
    /* The source has seen a line here: what speaks against it has to be wide. */
    return gap > GAP_LEAST * a->size && gutter_parts(&w->gutters[frame], a, b, gap, true);
}

void
worded_find(struct lines *lines, struct arena *arena, const struct stream *stream)
{
    struct words w = { .arena = arena, .stream = stream };
    if (stream->line_count == 0)
        return;
    make_inks(&w);
    make_gutters(&w);
    for (size_t i = 0; i < stream->line_count; i++) {
        const struct stream_line *from = &stream->lines[i];
        unsigned frame = ink_frame(from->turned, from->vertical);
        size_t first = from->first_word, end = first + from->word_count;
        for (size_t k = first; k < end; k++)
            if (k + 1 == end || is_parted(&w, k, frame)) {
                add_line(lines, &w, from, first, k + 1);
                first = k + 1;
            }
    }
}
