/* An article: its text for readers, and beside it what crawlers and search engines look for. */
#include "common/epaper/parts.h"

#include "common/format/item.h"
#include "common/format/writers.h"

#include <stdlib.h>
#include <string.h>

/* ---- what programs read ---- */

/* In a comment, where -- may not stand. */
static void
property(const char *name, struct slice text, struct buf *html)
{
    buf_printf(html, "<%s>", name);
    struct buf escaped = { 0 };
    item_escape(text, &escaped);
    for (size_t i = 0; i < escaped.len; i++) {
        bool twice = escaped.ptr[i] == '-' && i > 0 && escaped.ptr[i - 1] == '-';
        buf_printf(html, "%s%c", twice ? " " : "", escaped.ptr[i]);
    }
    buf_printf(html, "</%s>", name);
    buf_done(&escaped);
}

static void
keywords(const struct record *record, const struct record_article *article, struct buf *out)
{
    size_t count;
    struct item_name *names = item_names(record, article, &count);
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%s", i > 0 ? " " : "");
        buf_add_slice(out, names[i].name);
    }
    free(names);
}

static void
properties(const struct epaper_page *page, const struct record_article *article, struct buf *html)
{
    const struct record *record = page->record;
    struct buf text = { 0 };
    buf_printf(&text, "%u", epaper_content_number(page, article->number));
    buf_printf(html, "<!--enpproperty ");
    property("articleid", buf_slice(&text), html);
    buf_clear(&text);
    if (record->date.len > 0)
        buf_printf(&text, "%.*s 00:00:00.0", SLICE_ARGS(record->date));
    property("date", buf_slice(&text), html);
    buf_clear(&text);
    item_byline(article, &text);
    property("author", buf_slice(&text), html);
    buf_clear(&text);
    item_title(article, &text);
    property("title", buf_slice(&text), html);
    buf_clear(&text);
    keywords(record, article, &text);
    property("keyword", buf_slice(&text), html);
    property("subtitle", article->deck, html);
    property("introtitle", article->headline.len > 0 ? article->kicker : SLICE_EMPTY, html);
    buf_printf(html, "<nodeid>%u</nodeid>", page->node);
    property("nodename", record->number, html);
    property("sourcename", record->paper, html);
    buf_printf(html, "/enpproperty-->\n");
    buf_done(&text);
}

/* JSON-LD in a script element, where < may not stand as such. */
static void
linked_data(const struct record *record, const struct record_article *article, struct buf *html)
{
    const struct format_context nowhere = { .base = SLICE_EMPTY };
    struct buf json = { 0 };
    format_jsonld.article(record, article, &nowhere, &json);
    buf_printf(html, "<script type=\"application/ld+json\">");
    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] == '<' || json.ptr[i] == '>')
            buf_printf(html, "\\u%04x", json.ptr[i]);
        else
            buf_add_char(html, json.ptr[i]);
    buf_printf(html, "</script>\n");
    buf_done(&json);
}

/* ---- what people read ---- */

static void
bar(const struct epaper_issue *issue, const struct epaper_page *page, size_t at, struct buf *html)
{
    const struct record *record = page->record;
    buf_printf(html, "<header class=\"bar\">\n<a class=\"paper\" href=\"%s\">", issue->calendar);
    item_escape(issue->paper.len > 0 ? issue->paper : SLICE_LITERAL("数字报"), html);
    buf_printf(html, "</a>\n<span class=\"date\">");
    parts_date(issue->date, html);
    buf_printf(html, "</span>\n<nav><a href=\"node_%u.htm\">", page->node);
    parts_page_name(page, html);
    buf_printf(html, "</a>");
    if (at > 0 && parts_has_file(&record->articles[at - 1]))
        buf_printf(html, "<a class=\"preart\" rel=\"prev\" href=\"content_%u.htm\">上一篇</a>",
                   epaper_content_number(page, record->articles[at - 1].number));
    if (at + 1 < record->article_count && parts_has_file(&record->articles[at + 1]))
        buf_printf(html, "<a class=\"preart\" rel=\"next\" href=\"content_%u.htm\">下一篇</a>",
                   epaper_content_number(page, record->articles[at + 1].number));
    buf_printf(html, "</nav>\n</header>\n");
}

static void
head(const struct record_article *article, struct buf *html)
{
    struct buf text = { 0 };
    parts_text(html, "<p class=\"kicker\">",
               article->headline.len > 0 ? article->kicker : SLICE_EMPTY, "</p>\n");
    item_title(article, &text);
    buf_printf(html, "<h1>");
    parts_title(html, buf_slice(&text));
    buf_printf(html, "</h1>\n");
    parts_text(html, "<p class=\"deck\">", article->deck, "</p>\n");
    buf_printf(html, "<p class=\"byline\">");
    for (size_t i = 0; i < article->author_count; i++) {
        if (slice_find(article->dateline, article->authors[i].name) < article->dateline.len)
            continue; /* 本报讯（记者 赵一鸣）says it */
        parts_text(html, "<span>", article->authors[i].name, "");
        parts_text(html, " <small>", article->authors[i].affiliation, "</small>");
        buf_printf(html, "</span> ");
    }
    parts_text(html, "<span class=\"dateline\">", article->dateline, "</span>");
    buf_printf(html, "</p>\n");
    buf_done(&text);
}

static void
text_of(const struct record_article *article, struct buf *html)
{
    buf_printf(html, "<div id=\"ozoom\">\n<founder-content>\n<!--enpcontent-->\n");
    for (size_t i = 0; i < article->lead_count; i++)
        parts_text(html, "<p class=\"lead\">", article->lead[i], "</p>\n");
    for (size_t i = 0; i < article->paragraph_count; i++)
        parts_text(html, "<p>", article->paragraphs[i], "</p>\n");
    buf_printf(html, "<!--/enpcontent-->\n</founder-content>\n</div>\n");
    for (size_t i = 0; i < article->caption_count; i++)
        parts_text(html, "<p class=\"caption\">", article->captions[i], "</p>\n");
    for (size_t i = 0; i < article->credit_count; i++)
        parts_text(html, "<p class=\"credit\">", article->credits[i], "</p>\n");
}

/* Whom it names, by kind. */
static void
names_of(const struct record *record, const struct record_article *article, struct buf *html)
{
    static const struct {
        enum mention_type type;
        const char *name;
    } kinds[] = { { MENTION_PER, "人物" }, { MENTION_LOC, "地点" }, { MENTION_ORG, "机构" } };
    size_t count;
    struct item_name *names = item_names(record, article, &count);
    buf_printf(html, "%s", count > 0 ? "<dl class=\"names\">\n" : "");
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bool any = false;
        for (size_t i = 0; i < count; i++) {
            if (names[i].type != kinds[k].type)
                continue;
            if (!any)
                buf_printf(html, "<div><dt>%s</dt>", kinds[k].name);
            any = true;
            parts_text(html, "<dd>", names[i].name, "</dd>");
        }
        buf_printf(html, "%s", any ? "</div>\n" : "");
    }
    buf_printf(html, "%s", count > 0 ? "</dl>\n" : "");
    free(names);
}

static void
others(const struct epaper_page *page, size_t here, struct buf *html)
{
    const struct record *record = page->record;
    buf_printf(html, "<aside>\n");
    if (page->picture != NULL && record->articles[here].zone_count > 0) {
        buf_printf(html, "<a class=\"where\" href=\"node_%u.htm\">", page->node);
        parts_picture(page, record->articles[here].number, html);
        buf_printf(html, "</a>\n");
    }
    buf_printf(html, "<section id=\"titleList\">\n<h2>本版其他文章</h2>\n<ul>\n");
    for (size_t i = 0; i < record->article_count; i++) {
        struct buf title = { 0 };
        if (i == here || !parts_has_file(&record->articles[i]))
            continue;
        item_title(&record->articles[i], &title);
        buf_printf(html, "<li><a href=\"content_%u.htm\">",
                   epaper_content_number(page, record->articles[i].number));
        item_escape(buf_slice(&title), html);
        buf_printf(html, "</a></li>\n");
        buf_done(&title);
    }
    buf_printf(html, "</ul>\n</section>\n</aside>\n");
}

void
epaper_content(const struct epaper_issue *issue, size_t at, size_t index, struct buf *html)
{
    const struct epaper_page *page = &issue->pages[at];
    const struct record_article *article = &page->record->articles[index];
    struct buf title = { 0 }, more = { 0 };
    item_title(article, &title);
    if (issue->paper.len > 0)
        buf_printf(&title, " - %.*s", SLICE_ARGS(issue->paper));
    linked_data(page->record, article, &more);
    parts_begin(html, buf_slice(&title), issue->root, "content", buf_string(&more));
    properties(page, article, html);
    bar(issue, page, index, html);
    buf_printf(html, "<main>\n<article>\n");
    head(article, html);
    text_of(article, html);
    names_of(page->record, article, html);
    buf_printf(html, "</article>\n");
    others(page, index, html);
    buf_printf(html, "</main>\n");
    parts_end(html);
    buf_done(&title);
    buf_done(&more);
}
