/*
 * text: Markdown and plain text, for people, editors and programs that only know these.
 */
#include "common/format/item.h"
#include "common/format/writers.h"

#include <string.h>

/* A paragraph that Markdown takes for nothing else: signs that would begin a list, a heading or a
 * quotation, and those of emphasis, links and HTML are escaped. */
static void
add_markdown(struct slice text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool begins = i == 0 || text.ptr[i - 1] == '\n';
        if (c == '\r')
            continue;
        if (strchr("\\`*_[]<>&|~", c) != NULL || (begins && strchr("#+-=", c) != NULL) ||
            (c == '.' && i > 0 && text.ptr[i - 1] >= '0' && text.ptr[i - 1] <= '9'))
            buf_add_char(out, '\\');
        buf_add_char(out, c);
    }
}

static void
markdown_line(const char *before, struct slice text, const char *after, struct buf *out)
{
    if (text.len == 0)
        return;
    buf_printf(out, "%s", before);
    add_markdown(text, out);
    buf_printf(out, "%s\n\n", after);
}

static void
byline(const struct record_article *article, struct buf *out)
{
    for (size_t i = 0; i < article->author_count; i++) {
        buf_printf(out, i > 0 ? "、" : "");
        buf_add_slice(out, article->authors[i].name);
        if (article->authors[i].affiliation.len > 0)
            buf_printf(out, "（%.*s）", SLICE_ARGS(article->authors[i].affiliation));
    }
}

/* 澜州日报 2026-05-12 A01 */
static void
origin(const struct record *record, struct buf *out)
{
    const struct slice parts[] = { record->paper, record->date, record->number };
    size_t start = out->len;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len > 0 && out->len > start)
            buf_add_char(out, ' ');
        buf_add_slice(out, parts[i]);
    }
}

static void
markdown(const struct record *record, const struct record_article *article,
         const struct format_context *context, struct buf *out)
{
    struct buf line = { 0 };
    if (article->headline.len > 0)
        markdown_line("*", article->kicker, "*", out);
    item_title(article, &line);
    markdown_line("# ", buf_slice(&line), "", out);
    markdown_line("**", article->deck, "**", out);
    buf_clear(&line);
    byline(article, &line);
    markdown_line("", buf_slice(&line), "", out);
    markdown_line("", article->dateline, "", out);
    for (size_t i = 0; i < article->lead_count; i++)
        markdown_line("> ", article->lead[i], "", out);
    for (size_t i = 0; i < article->paragraph_count; i++)
        markdown_line("", article->paragraphs[i], "", out);
    for (size_t i = 0; i < article->caption_count; i++)
        markdown_line("*", article->captions[i], "*", out);
    for (size_t i = 0; i < article->credit_count; i++)
        markdown_line("", article->credits[i], "", out);
    buf_clear(&line);
    origin(record, &line);
    if (context->base.len > 0) {
        buf_printf(out, "[%.*s](", line.len > 0 ? (int)line.len : 4,
                   line.len > 0 ? line.ptr : "link");
        item_uri(record, article->number, context, out);
        buf_printf(out, ")\n\n");
    } else {
        markdown_line("", buf_slice(&line), "", out);
    }
    buf_printf(out, "---\n\n");
    buf_done(&line);
}

const struct format format_markdown = {
    .name = "markdown",
    .suffix = ".md",
    .media_type = "text/markdown; charset=utf-8",
    .unit = FORMAT_ARTICLE,
    .summary = "Markdown, articles parted by a rule",
    .article = markdown,
};

static void
plain_line(struct slice text, struct buf *out)
{
    if (text.len == 0)
        return;
    buf_add_slice(out, text);
    buf_add_char(out, '\n');
}

static void
plain(const struct record *record, const struct record_article *article,
      const struct format_context *context, struct buf *out)
{
    (void)context;
    struct buf line = { 0 };
    if (article->headline.len > 0)
        plain_line(article->kicker, out);
    item_title(article, &line);
    plain_line(buf_slice(&line), out);
    plain_line(article->deck, out);
    buf_clear(&line);
    byline(article, &line);
    plain_line(buf_slice(&line), out);
    plain_line(article->dateline, out);
    buf_add_char(out, '\n');
    for (size_t i = 0; i < article->lead_count; i++)
        plain_line(article->lead[i], out);
    for (size_t i = 0; i < article->paragraph_count; i++)
        plain_line(article->paragraphs[i], out);
    for (size_t i = 0; i < article->caption_count; i++)
        plain_line(article->captions[i], out);
    for (size_t i = 0; i < article->credit_count; i++)
        plain_line(article->credits[i], out);
    buf_clear(&line);
    origin(record, &line);
    plain_line(buf_slice(&line), out);
    buf_printf(out, "\n\n");
    buf_done(&line);
}

const struct format format_text = {
    .name = "text",
    .suffix = ".txt",
    .media_type = "text/plain; charset=utf-8",
    .unit = FORMAT_ARTICLE,
    .summary = "plain text, articles parted by two empty lines",
    .article = plain,
};
