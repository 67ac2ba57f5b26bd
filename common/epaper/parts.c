#include "common/epaper/parts.h"

#include "common/format/item.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ZONE_MARGIN = 2 }; /* points round a zone: it is as tight as its letters */

void
parts_begin(struct buf *html, struct slice title, const char *root, const char *body_class,
            const char *more)
{
    buf_printf(html, "<!DOCTYPE html>\n<html lang=\"zh-Hans\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<title>");
    item_escape(title, html);
    buf_printf(html, "</title>\n<link rel=\"stylesheet\" href=\"%sepaper.css\">\n%s</head>\n", root,
               more != NULL ? more : "");
    buf_printf(html, "<body class=\"%s\">\n", body_class);
}

void
parts_end(struct buf *html)
{
    buf_printf(html, "</body>\n</html>\n");
}

void
parts_text(struct buf *html, const char *before, struct slice text, const char *after)
{
    if (text.len == 0)
        return;
    buf_printf(html, "%s", before);
    item_escape(text, html);
    buf_printf(html, "%s", after);
}

void
parts_title(struct buf *html, struct slice title)
{
    while (title.len > 0) {
        size_t end = slice_find(title, SLICE_LITERAL(" "));
        parts_text(html, "<span>", slice_part(title, 0, end), "</span>");
        if (end < title.len)
            buf_add_char(html, ' ');
        title = slice_part(title, end + 1, title.len);
    }
}

static bool
digits(struct slice text, int *value)
{
    *value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *value = *value * 10 + (text.ptr[i] - '0');
    }
    return text.len > 0;
}

bool
parts_day(struct slice date, int *year, int *month, int *day)
{
    return date.len == strlen("2018-01-09") && date.ptr[4] == '-' && date.ptr[7] == '-' &&
           digits(slice_part(date, 0, 4), year) && digits(slice_part(date, 5, 7), month) &&
           digits(slice_part(date, 8, 10), day) && *month >= 1 && *month <= 12;
}

void
parts_date(struct slice date, struct buf *html)
{
    static const char *const days[] = { "日", "一", "二", "三", "四", "五", "六" };
    int year, month, day;
    if (!parts_day(date, &year, &month, &day)) {
        item_escape(date, html);
        return;
    }
    struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };
    (void)timegm(&tm);
    buf_printf(html, "%d年%d月%d日 星期%s", year, month, day, days[tm.tm_wday % 7]);
}

void
parts_page_name(const struct epaper_page *page, struct buf *html)
{
    const struct record *record = page->record;
    if (record->number.len > 0)
        parts_text(html, "第", record->number, "版");
    else if (record->page.len > 0)
        item_escape(record->page, html);
    else
        buf_printf(html, "第%u版", page->node);
}

bool
parts_has_file(const struct record_article *article)
{
    return article->number > 0 && article->number <= EPAPER_ARTICLE_MAX;
}

static void
zone(const struct record *record, const struct box *box, struct buf *html)
{
    float left = fmaxf(box->left - ZONE_MARGIN, 0), top = fmaxf(box->top - ZONE_MARGIN, 0);
    float right = fminf(box->right + ZONE_MARGIN, record->width);
    float bottom = fminf(box->bottom + ZONE_MARGIN, record->height);
    buf_printf(html, "<rect x=\"%.0f\" y=\"%.0f\" width=\"%.0f\" height=\"%.0f\"/>", (double)left,
               (double)top, (double)fmaxf(right - left, 1), (double)fmaxf(bottom - top, 1));
}

static void
zones(const struct epaper_page *page, uint32_t only, struct buf *html)
{
    const struct record *record = page->record;
    buf_printf(html, "<svg class=\"zones\" viewBox=\"0 0 %.0f %.0f\" aria-hidden=\"true\">\n",
               (double)record->width, (double)record->height);
    for (size_t i = 0; i < record->article_count; i++) {
        const struct record_article *article = &record->articles[i];
        if (!parts_has_file(article) || (only != 0 && article->number != only))
            continue;
        struct buf title = { 0 };
        item_title(article, &title);
        if (only == 0) {
            buf_printf(html, "<a href=\"content_%u.htm\" tabindex=\"-1\">",
                       epaper_content_number(page, article->number));
            parts_text(html, "<title>", buf_slice(&title), "</title>");
        }
        for (size_t k = 0; k < article->zone_count; k++)
            zone(record, &article->zones[k], html);
        buf_printf(html, "%s\n", only == 0 ? "</a>" : "");
        buf_done(&title);
    }
    buf_printf(html, "</svg>\n");
}

void
parts_picture(const struct epaper_page *page, uint32_t only, struct buf *html)
{
    buf_printf(html, "<div class=\"picture\"><img src=\"%s\" width=\"%u\" height=\"%u\"%s alt=\"",
               page->picture, page->width, page->height,
               only == 0 ? " usemap=\"#pagepicmap\"" : " loading=\"lazy\"");
    parts_page_name(page, html);
    buf_printf(html, "版面图\">");
    zones(page, only, html);
    buf_printf(html, "</div>\n");
}
