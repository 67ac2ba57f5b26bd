/* The days of a paper by month, and the papers. */
#include "common/epaper/parts.h"

#include "common/format/item.h"

#include <string.h>
#include <time.h>

enum { LATEST = 6 }; /* issues that are told of beside the calendar */

static void
link_to(const struct epaper_day *day, bool from_front, struct buf *html)
{
    buf_printf(html, "<a href=\"");
    if (from_front) {
        item_escape(day->folder, html);
        buf_add_char(html, '/');
    }
    item_escape(day->path, html);
    buf_printf(html, "/node_%u.htm\" title=\"%u 版 %u 篇\">", day->node, day->pages, day->articles);
}

static int
days_of(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* One month; those of days[0..count) that lie in it have links.  Weeks begin on Monday. */
static void
month_of(const struct epaper_day *days, size_t count, int year, int month, struct buf *html)
{
    struct tm first = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = 1 };
    (void)timegm(&first);
    int blank = (first.tm_wday + 6) % 7, length = days_of(year, month);
    buf_printf(
        html,
        "<table>\n<caption>%d年%d月</caption>\n<thead><tr><th>一</th><th>二</th>"
        "<th>三</th><th>四</th><th>五</th><th>六</th><th>日</th></tr></thead>\n<tbody>\n<tr>",
        year, month);
    for (int i = 0; i < blank; i++)
        buf_printf(html, "<td></td>");
    for (int day = 1; day <= length; day++) {
        const struct epaper_day *issue = NULL;
        for (size_t i = 0; i < count; i++) {
            int y, m, d;
            if (parts_day(days[i].date, &y, &m, &d) && d == day)
                issue = &days[i];
        }
        if (day > 1 && (blank + day - 1) % 7 == 0)
            buf_printf(html, "</tr>\n<tr>");
        buf_printf(html, "<td>");
        if (issue != NULL)
            link_to(issue, false, html);
        buf_printf(html, "%d%s</td>", day, issue != NULL ? "</a>" : "");
    }
    buf_printf(html, "</tr>\n</tbody>\n</table>\n");
}

static void
undated(const struct epaper_day *days, size_t count, struct buf *html)
{
    for (size_t i = 0; i < count; i++) {
        int year, month, day;
        if (parts_day(days[i].date, &year, &month, &day))
            continue;
        buf_printf(html, "<p>");
        link_to(&days[i], false, html);
        item_escape(days[i].date.len > 0 ? days[i].date : SLICE_LITERAL("日期不详"), html);
        buf_printf(html, "</a></p>\n");
    }
}

/* The latest with their first headlines. */
static void
latest(const struct epaper_day *days, size_t count, struct buf *html)
{
    buf_printf(html, "<ul class=\"papers\">\n");
    for (size_t i = 0; i < count && i < LATEST; i++) {
        buf_printf(html, "<li><p><small>");
        parts_date(days[i].date, html);
        buf_printf(html, " %u 版 %u 篇</small></p>\n<p class=\"first\">", days[i].pages,
                   days[i].articles);
        link_to(&days[i], false, html);
        item_escape(days[i].headline.len > 0 ? days[i].headline : days[i].date, html);
        buf_printf(html, "</a></p></li>\n");
    }
    buf_printf(html, "</ul>\n");
}

static struct slice
paper_of(const struct epaper_day *day)
{
    return day->paper.len > 0 ? day->paper : SLICE_LITERAL("数字报");
}

void
epaper_calendar(const struct epaper_day *days, size_t count, struct buf *html)
{
    struct slice paper = count > 0 ? paper_of(&days[0]) : SLICE_EMPTY;
    parts_begin(html, paper, "../", "calendar", NULL);
    buf_printf(html, "<header class=\"bar\">\n<span class=\"paper\">");
    item_escape(paper, html);
    buf_printf(html,
               "</span>\n<span class=\"date\">%zu 期</span>\n<nav><a href=\"../index.html\">"
               "全部报纸</a></nav>\n</header>\n<main>\n<h1 class=\"unseen\">往期</h1>\n"
               "<div class=\"months\">\n",
               count);
    for (size_t i = 0, end; i < count; i = end) {
        int year, month, day;
        end = i + 1;
        if (!parts_day(days[i].date, &year, &month, &day))
            continue;
        while (end < count && days[end].date.len == days[i].date.len &&
               memcmp(days[end].date.ptr, days[i].date.ptr, strlen("2018-01")) == 0)
            end++;
        month_of(&days[i], end - i, year, month, html);
    }
    buf_printf(html, "</div>\n<h2>最近各期</h2>\n");
    latest(days, count, html);
    undated(days, count, html);
    buf_printf(html, "</main>\n");
    parts_end(html);
}

void
epaper_front(const struct epaper_day *days, size_t count, struct buf *html)
{
    parts_begin(html, SLICE_LITERAL("数字报"), "", "front", NULL);
    buf_printf(html,
               "<header class=\"bar\">\n<span class=\"paper\">数字报</span>\n</header>\n<main>\n"
               "<h1 class=\"unseen\">全部报纸</h1>\n<ul class=\"papers\">\n");
    for (size_t i = 0; i < count; i++) {
        buf_printf(html, "<li>");
        parts_text(html, "<h2>", paper_of(&days[i]), "</h2>\n<p>");
        link_to(&days[i], true, html);
        parts_date(days[i].date.len > 0 ? days[i].date : SLICE_LITERAL("日期不详"), html);
        buf_printf(html, "</a> <small>%u 版 %u 篇</small></p>\n", days[i].pages, days[i].articles);
        if (days[i].headline.len > 0) {
            buf_printf(html, "<p class=\"first\">");
            link_to(&days[i], true, html);
            item_escape(days[i].headline, html);
            buf_printf(html, "</a></p>\n");
        }
        buf_printf(html, "<p><a href=\"");
        item_escape(days[i].folder, html);
        buf_printf(html, "/index.html\">往期日历</a></p></li>\n");
    }
    buf_printf(html, "</ul>\n</main>\n");
    parts_end(html);
}
