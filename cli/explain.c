#include "cli/explain.h"

#include "cli/tongue.h"

#include "common/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { ROLE_COLUMNS = 11, EVIDENCE_COLUMNS = 30, TEXT_COLUMNS = 40 };

/* Walks along the page's text once: segments are in order. */
struct place {
    struct slice text;
    size_t byte;
    uint32_t point, line;
};

static void
place_move(struct place *place, uint32_t point)
{
    while (place->point < point && place->byte < place->text.len) {
        place->line += utf8_next(place->text, &place->byte) == '\n';
        place->point++;
    }
}

static enum style
confidence_style(float confidence)
{
    return confidence < 0.7F ? STYLE_BAD : confidence < 0.9F ? STYLE_PER : STYLE_PLAIN;
}

static void
explain_segment(const struct term *term, struct buf *out, struct place *place,
                const struct segment *segment)
{
    place_move(place, segment->start);
    uint32_t line = place->line;
    size_t from = place->byte;
    place_move(place, segment->end);
    buf_printf(out, "%5u  %6u-%-6u ", line, segment->start, segment->end);
    if (segment->article > 0)
        buf_printf(out, "%7u  ", segment->article);
    else
        buf_printf(out, "%7s  ", "-");
    term_cell(out, slice_from(role_name(segment->role)), ROLE_COLUMNS, true);
    term_printf(term, out, confidence_style(segment->confidence), "  %.2f  ",
                (double)segment->confidence);
    term_cell(out, slice_from(segment->evidence), EVIDENCE_COLUMNS, true);
    buf_add_slice(out, SLICE_LITERAL("  "));
    term_cell(out, slice_part(place->text, from, place->byte), TEXT_COLUMNS, false);
    buf_add_char(out, '\n');
}

static void
explain_article(const struct term *term, struct buf *out, const struct article *article)
{
    const struct passage *headline = article_passage(article, ROLE_HEADLINE);
    buf_printf(out, "%5u  ", article->number);
    term_printf(term, out, confidence_style(article->confidence), "%.2f  ",
                (double)article->confidence);
    term_cell(out, headline != NULL ? headline->text : slice_from(_("(no headline)")),
              2 * TEXT_COLUMNS, false);
    buf_add_char(out, '\n');
}

/* The words for what decided, in the order in which they are explained. */
static const struct {
    const char *word, *meaning;
} meanings[] = {
    { "head-first", N_("on this page headlines stand before their texts") },
    { "byline-head", N_("on this page bylines stand first, then headline and text") },
    { "head-last", N_("on this page headlines stand behind their texts") },
    { "head-middle", N_("on this page headlines stand within their texts") },
    { "head-stack", N_("headlines stand together, apart from texts: matched by what they share") },
    { "photo-news", N_("a picture's headline and caption, without other text") },
    { "second-byline", N_("another byline, so another article") },
    { "form", N_("the line's form alone says what it is (a byline, a signature, a label ...)") },
    { "role", N_("part of no article: what kind of line it is decided") },
};

/* Explains those words that the page has. */
static void
explain_words(const struct term *term, struct buf *out, const struct page *page)
{
    for (size_t k = 0; k < sizeof meanings / sizeof *meanings; k++)
        for (size_t i = 0; i < page->segment_count; i++)
            if (strcmp(page->segments[i].evidence, meanings[k].word) == 0) {
                term_printf(term, out, STYLE_DIM, "%-13s  %s\n", meanings[k].word,
                            _(meanings[k].meaning));
                break;
            }
}

static void
explain_head(const struct term *term, struct buf *out)
{
    static const struct {
        const char *word;
        size_t columns;
        bool right;
    } heads[] = {
        { N_("line"), 5, true },    { N_("offsets"), 13, false },
        { N_("article"), 7, true }, { N_("role"), ROLE_COLUMNS, false },
        { N_("conf"), 4, false },   { N_("evidence"), EVIDENCE_COLUMNS, false },
        { N_("text"), 4, false },
    };
    struct buf line = { 0 };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        struct slice word = slice_from(_(heads[i].word));
        size_t wide = term_columns(word);
        for (size_t k = wide; heads[i].right && k < heads[i].columns; k++)
            buf_add_char(&line, ' ');
        term_cell(&line, word, heads[i].columns, !heads[i].right);
        buf_printf(&line, i == 1 ? " " : "  ");
    }
    term_printf(term, out, STYLE_DIM, "%.*s\n", SLICE_ARGS(slice_trim(buf_slice(&line))));
    buf_done(&line);
}

void
explain_page(const struct term *term, struct buf *out, const struct page *page)
{
    explain_head(term, out);
    struct place place = { page->text, 0, 0, 1 };
    for (size_t i = 0; i < page->segment_count; i++)
        explain_segment(term, out, &place, &page->segments[i]);
    buf_add_char(out, '\n');
    explain_words(term, out, page);
    term_printf(term, out, STYLE_DIM, _("\n  no.  conf  headline\n"));
    for (size_t i = 0; i < page->article_count; i++)
        explain_article(term, out, &page->articles[i]);
    buf_add_char(out, '\n');
}
