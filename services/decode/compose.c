#include "services/decode/compose.h"

#include "services/decode/marks.h"
#include "services/decode/order.h"
#include "services/decode/printed.h"
#include "services/decode/worded.h"

#include "common/utf8.h"

#include <math.h>
#include <string.h>

static const float SIDE_MOST = 14400; /* points, 200 inches: a page that claims more is measured */
static const float UNKNOWN_SHARE = 0.1F; /* of the characters, past which a page is not told */

static bool
all_blank(const struct line *line)
{
    for (size_t i = 0; i < line->point_count; i++)
        if (!point_is_blank(line->points[i]))
            return false;
    return true;
}

/* A page box of a million points says nothing: the page is then what its text spans. */
static void
measure(struct layout *layout, struct lines *lines, struct stream *stream)
{
    if (stream->width <= SIDE_MOST && stream->height <= SIDE_MOST)
        return;
    struct box all = { 1e9F, 1e9F, -1e9F, -1e9F };
    for (size_t i = 0; i < lines->count; i++)
        all = box_join(all, lines->items[i].box);
    const float margin = 36;
    float dx = margin - all.left, dy = margin - all.top;
    for (size_t i = 0; i < lines->count; i++) {
        struct box *b = &lines->items[i].box;
        *b = (struct box){ b->left + dx, b->top + dy, b->right + dx, b->bottom + dy };
    }
    for (size_t i = 0; i < stream->paint_count; i++) {
        struct box *b = &stream->paints[i].box;
        *b = (struct box){ b->left + dx, b->top + dy, b->right + dx, b->bottom + dy };
    }
    layout->width = fminf(SIDE_MOST, all.right - all.left + 2 * margin);
    layout->height = fminf(SIDE_MOST, all.bottom - all.top + 2 * margin);
}

static void
add_line(struct page *page, struct layout *layout, const struct line *line, struct buf *text,
         uint32_t *at)
{
    if (text->len > 0) {
        buf_add_char(text, '\n');
        ++*at;
    }
    for (size_t i = 0; i < line->point_count; i++)
        utf8_add(text, line->points[i]);
    layout->lines = arena_grow(&page->arena, layout->lines, layout->line_count, &layout->line_cap,
                               sizeof *layout->lines);
    layout->lines[layout->line_count++] = (struct layout_line){
        .start = *at,
        .end = *at + (uint32_t)line->point_count,
        .box = line->box,
        .size = line->size,
        .face = line->face,
        .bold = line->bold,
        .vertical = line->vertical,
        .turned = line->turned,
        .confidence = line->confidence,
        .block = line->block,
    };
    *at += (uint32_t)line->point_count;
}

static void
add_faces(struct page *page, struct layout *layout, const struct stream *stream)
{
    for (size_t i = 0; i < stream->face_count; i++) {
        layout->faces = arena_grow(&page->arena, layout->faces, layout->face_count,
                                   &layout->face_cap, sizeof *layout->faces);
        layout->faces[layout->face_count++] =
            arena_string(&page->arena, slice_from(stream->faces[i].name));
    }
}

/* Lines of glyphs or of words; -1 when what the page says cannot be told. */
static int
find_lines(struct lines *lines, struct page *page, struct arena *arena, const struct stream *stream,
           struct err *err)
{
    struct ink_page ink;
    ink_gather(&ink, arena, stream);
    size_t seen = 0;
    for (size_t i = 0; i < ink.count; i++)
        seen += !ink.items[i].blank;
    if ((float)ink.unknown > UNKNOWN_SHARE * (float)seen)
        return err_set(
            err, ERR_REJECT,
            "%zu of %zu characters have no code point that the document would tell (font %s)",
            ink.unknown, seen, *ink.unknown_face != '\0' ? ink.unknown_face : "without name");
    page->damaged = ink.unknown > 0;
    printed_find(lines, arena, &ink, stream);
    worded_find(lines, arena, stream);
    size_t kept = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (!all_blank(&lines->items[i]))
            lines->items[kept++] = lines->items[i];
    lines->count = kept;
    return kept > 0
               ? 0
               : err_set(err, ERR_REJECT,
                         stream->paint_count > 0 ? "the page has no text, only pictures or drawings"
                                                 : "the page is empty");
}

/* Articles and roles as the source tags them: lines of one after another are one segment, articles
 * are numbered as they come.  Nothing when no line has both. */
static void
give_segments(struct page *page, const struct layout *layout, const struct lines *lines,
              struct arena *arena)
{
    uint32_t *numbers = arena_alloc(arena, UINT16_MAX + 1, sizeof *numbers);
    uint32_t articles = 0;
    bool any = false;
    for (size_t i = 0; i < lines->count; i++)
        any |= lines->items[i].article > 0 && lines->items[i].tag > 0;
    for (size_t i = 0; any && i < lines->count; i++) {
        const struct line *line = &lines->items[i];
        enum role role = line->tag > 0 ? (enum role)(line->tag - 1) : ROLE_BODY;
        if (line->article > 0 && numbers[line->article] == 0)
            numbers[line->article] = ++articles;
        uint32_t article = role == ROLE_FURNITURE ? 0 : numbers[line->article];
        struct segment *last = page->given_count > 0 ? &page->given[page->given_count - 1] : NULL;
        if (last != NULL && last->article == article && last->role == role) {
            last->end = layout->lines[i].end;
            continue;
        }
        last = page_add_given(page);
        last->start = layout->lines[i].start;
        last->end = layout->lines[i].end;
        last->article = article;
        last->role = article > 0 ? role : ROLE_FURNITURE;
    }
}

/* Whether the source says where anything stands. */
static bool
has_places(const struct stream *stream)
{
    bool any = stream->glyph_count > 0 || stream->word_count == 0;
    for (size_t i = 0; i < stream->word_count && !any; i++)
        any = stream->words[i].box.right > stream->words[i].box.left ||
              stream->words[i].box.bottom > stream->words[i].box.top;
    return any;
}

int
compose_page(struct page *page, struct arena *arena, const struct stream *stream, bool *pictured,
             struct err *err)
{
    if (pictured != NULL)
        *pictured = stream->glyph_count + stream->paint_count > 0;
    struct lines lines = { 0 };
    struct stream shown = *stream;
    if (shown.width <= 0 || shown.height <= 0)
        return err_set(err, ERR_REJECT, "the page has no size");
    if (find_lines(&lines, page, arena, &shown, err) != 0)
        return -1;
    struct layout *layout = arena_alloc(&page->arena, 1, sizeof *layout);
    layout->width = shown.width;
    layout->height = shown.height;
    layout->source = shown.source;
    measure(layout, &lines, &shown);
    if (shown.line_count == 0)
        printed_order(&lines, arena);
    struct buf text = { 0 };
    uint32_t at = 0;
    for (size_t i = 0; i < lines.count; i++)
        add_line(page, layout, &lines.items[i], &text, &at);
    add_faces(page, layout, &shown);
    marks_find(layout, &page->arena, &shown);
    page->text = arena_slice(&page->arena, buf_slice(&text));
    page->encoding = SLICE_LITERAL("UTF-8");
    page->layout = has_places(stream) ? layout : NULL;
    give_segments(page, layout, &lines, arena);
    buf_done(&text);
    return 0;
}
