/* A page: its picture with zones, or its text set anew in columns, and what else the issue has. */
#include "common/epaper/parts.h"

#include "common/format/item.h"

#include <math.h>
#include <string.h>

/* ---- what crawlers and browsers without SVG click on ---- */

static void
coordinates(const struct epaper_page *page, const struct box *box, struct buf *html)
{
    double x = page->width / (double)page->record->width;
    double y = page->height / (double)page->record->height;
    long left = lround(box->left * x), right = lround(box->right * x);
    long top = lround(box->top * y), bottom = lround(box->bottom * y);
    buf_printf(html, "%ld,%ld,%ld,%ld,%ld,%ld,%ld,%ld", left, top, right, top, right, bottom, left,
               bottom);
}

static void
area(const struct epaper_page *page, const struct record_article *article, const struct box *box,
     struct buf *html)
{
    struct buf title = { 0 };
    item_title(article, &title);
    buf_printf(html, "<area ");
    if (box != NULL) {
        buf_printf(html, "shape=\"polygon\" coords=\"");
        coordinates(page, box, html);
        buf_printf(html, "\" ");
    } else {
        buf_printf(html, "shape=\"default\" ");
    }
    buf_printf(html, "href=\"content_%u.htm\" alt=\"",
               epaper_content_number(page, article->number));
    item_escape(buf_slice(&title), html);
    buf_printf(html, "\">\n");
    buf_done(&title);
}

static void
map(const struct epaper_page *page, struct buf *html)
{
    const struct record *record = page->record;
    buf_printf(html, "<map name=\"pagepicmap\">\n");
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        if (!parts_has_file(article))
            continue;
        if (page->picture == NULL || article->zone_count == 0)
            area(page, article, NULL, html);
        for (size_t k = 0; page->picture != NULL && k < article->zone_count; k++)
            area(page, article, &article->zones[k], html);
    }
    buf_printf(html, "</map>\n");
}

/* ---- a page that has only text ---- */

static void
set_article(const struct epaper_page *page, const struct record_article *article, bool top,
            struct buf *html)
{
    struct buf text = { 0 };
    buf_printf(html, "<article class=\"%s\">\n", top ? "top" : "piece");
    parts_text(html, "<p class=\"kicker\">",
               article->headline.len > 0 ? article->kicker : SLICE_EMPTY, "</p>\n");
    item_title(article, &text);
    buf_printf(html, "<h2><a class=\"zone\" href=\"content_%u.htm\">",
               epaper_content_number(page, article->number));
    parts_title(html, buf_slice(&text));
    buf_printf(html, "</a></h2>\n");
    parts_text(html, "<p class=\"deck\">", article->deck, "</p>\n");
    buf_clear(&text);
    item_byline(article, &text);
    parts_text(html, "<p class=\"byline\">", buf_slice(&text), "</p>\n");
    buf_printf(html, "<div class=\"body\">\n");
    for (size_t i = 0; i < article->lead_count; i++)
        parts_text(html, "<p class=\"lead\">", article->lead[i], "</p>\n");
    for (size_t i = 0; i < article->paragraph_count; i++)
        parts_text(html, "<p>", article->paragraphs[i], "</p>\n");
    for (size_t i = 0; i < article->caption_count; i++)
        parts_text(html, "<p class=\"caption\">", article->captions[i], "</p>\n");
    buf_printf(html, "</div>\n</article>\n");
    buf_done(&text);
}

static size_t
letters(const struct record_article *article)
{
    size_t sum = 0;
    for (size_t i = 0; i < article->paragraph_count; i++)
        sum += article->paragraphs[i].len;
    return sum;
}

/* The longest of the first three leads the page. */
static size_t
leader(const struct record *record)
{
    size_t best = 0;
    for (size_t i = 1; i < record->article_count && i < 3; i++)
        if (letters(&record->articles[i]) > 2 * letters(&record->articles[best]))
            best = i;
    return best;
}

static void
typeset(const struct epaper_page *page, struct buf *html)
{
    const struct record *record = page->record;
    size_t top = leader(record);
    buf_printf(html, "<div class=\"typeset\">\n<div class=\"mast\">");
    parts_text(html, "<b>", record->paper, "</b>");
    buf_printf(html, "<span>");
    parts_page_name(page, html);
    buf_printf(html, "</span><span>");
    parts_date(record->date, html);
    buf_printf(html, "</span></div>\n");
    if (record->article_count > 0 && parts_has_file(&record->articles[top]))
        set_article(page, &record->articles[top], true, html);
    buf_printf(html, "<div class=\"rest\">\n");
    for (size_t i = 0; i < record->article_count; i++)
        if (i != top && parts_has_file(&record->articles[i]))
            set_article(page, &record->articles[i], false, html);
    buf_printf(html, "</div>\n</div>\n");
}

/* ---- beside it ---- */

static void
titles(const struct epaper_page *page, struct buf *html)
{
    const struct record *record = page->record;
    buf_printf(html, "<section id=\"titleList\">\n<h2>");
    parts_page_name(page, html);
    buf_printf(html, " <small>%zu 篇</small></h2>\n<ul>\n", record->article_count);
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        struct buf text = { 0 };
        if (!parts_has_file(article))
            continue;
        item_title(article, &text);
        buf_printf(html, "<li><a href=\"content_%u.htm\">",
                   epaper_content_number(page, article->number));
        item_escape(buf_slice(&text), html);
        buf_printf(html, "</a>");
        buf_clear(&text);
        item_byline(article, &text);
        parts_text(html, " <small>", buf_slice(&text), "</small>");
        buf_printf(html, "</li>\n");
        buf_done(&text);
    }
    buf_printf(html, "</ul>\n</section>\n");
}

static void
pages(const struct epaper_issue *issue, size_t here, struct buf *html)
{
    buf_printf(html, "<section id=\"pageList\">\n<h2>本期版面</h2>\n<ul>\n");
    for (size_t i = 0; i < issue->count; i++) {
        const struct record *record = issue->pages[i].record;
        struct buf text = { 0 };
        if (record->article_count > 0)
            item_title(&record->articles[0], &text);
        buf_printf(html, "<li%s><a class=\"pageLink\" href=\"node_%u.htm\">",
                   i == here ? " class=\"here\"" : "", issue->pages[i].node);
        parts_page_name(&issue->pages[i], html);
        buf_printf(html, "</a>");
        parts_text(html, " <small>", buf_slice(&text), "</small>");
        buf_printf(html, "</li>\n");
        buf_done(&text);
    }
    buf_printf(html, "</ul>\n</section>\n");
}

static void
bar(const struct epaper_issue *issue, size_t here, struct buf *html)
{
    buf_printf(html, "<header class=\"bar\">\n<a class=\"paper\" href=\"%s\">", issue->calendar);
    item_escape(issue->paper.len > 0 ? issue->paper : SLICE_LITERAL("数字报"), html);
    buf_printf(html, "</a>\n<span class=\"date\">");
    parts_date(issue->date, html);
    buf_printf(html, "</span>\n<nav>");
    if (here > 0)
        buf_printf(html, "<a rel=\"prev\" href=\"node_%u.htm\">上一版</a>",
                   issue->pages[here - 1].node);
    if (here + 1 < issue->count)
        buf_printf(html, "<a rel=\"next\" href=\"node_%u.htm\">下一版</a>",
                   issue->pages[here + 1].node);
    buf_printf(html, "<a href=\"%s\">往期</a></nav>\n</header>\n", issue->calendar);
}

void
epaper_node(const struct epaper_issue *issue, size_t at, struct buf *html)
{
    const struct epaper_page *page = &issue->pages[at];
    struct buf title = { 0 };
    buf_printf(&title, "%.*s %.*s %.*s", SLICE_ARGS(issue->paper), SLICE_ARGS(issue->date),
               SLICE_ARGS(page->record->number));
    parts_begin(html, slice_trim(buf_slice(&title)), issue->root, "node", NULL);
    bar(issue, at, html);
    buf_printf(html, "<main class=\"%s\">\n<h1 class=\"unseen\">",
               page->picture != NULL ? "pictured" : "text");
    item_escape(slice_trim(buf_slice(&title)), html);
    buf_printf(html, "</h1>\n<div class=\"sheet\">\n");
    if (page->picture != NULL)
        parts_picture(page, 0, html);
    else
        typeset(page, html);
    map(page, html);
    buf_printf(html, "</div>\n<aside>\n");
    titles(page, html);
    pages(issue, at, html);
    buf_printf(html, "</aside>\n</main>\n");
    parts_end(html);
    buf_done(&title);
}
