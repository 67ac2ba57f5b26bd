#include "services/decode/issue.h"

#include "common/pathmeta.h"
#include "common/utf8.h"
#include "services/decode/jail.h"

#include <stdio.h>
#include <string.h>

enum { SNIFF_BYTES = 4096, FIELD_MAX = 600 };

bool
issue_sniff(struct slice bytes)
{
    struct slice head = slice_part(bytes, 0, SNIFF_BYTES), start = slice_trim(head);
    if (slice_starts(start, SLICE_LITERAL("\xef\xbb\xbf")))
        start = slice_trim(slice_part(start, 3, start.len));
    return slice_starts(start, SLICE_LITERAL("<")) &&
           (slice_find(head, SLICE_LITERAL("<mets")) < head.len ||
            slice_find(head, SLICE_LITERAL(":mets")) < head.len);
}

/* ---- days ---- */

static bool
read_digits(struct slice s, size_t from, size_t count, char *to)
{
    if (from + count > s.len)
        return false;
    for (size_t i = 0; i < count; i++)
        if (s.ptr[from + i] < '0' || s.ptr[from + i] > '9')
            return false;
    memcpy(to, s.ptr + from, count);
    return true;
}

/* 2018-01-09, 2018-01-09T..., 20180109, 09.01.2018 and 09/01/2018 are what METS files have. */
static bool
read_day(struct slice s, char day[11])
{
    static const struct {
        size_t year, month, day, len;
    } forms[] = { { 0, 5, 8, 10 }, { 0, 4, 6, 8 }, { 6, 3, 0, 10 } };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        memcpy(day, "0000-00-00", 11);
        if (read_digits(s, forms[i].year, 4, day) && read_digits(s, forms[i].month, 2, day + 5) &&
            read_digits(s, forms[i].day, 2, day + 8) && date_valid(slice_from(day)))
            return true;
    }
    return false;
}

/* ---- paths ---- */

static int
hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* A reference as a path below the folder: without scheme, its %20 a blank.  False when it
 * leads elsewhere. */
static bool
read_path(struct arena *arena, struct slice href, struct slice *path)
{
    static const struct slice schemes[] = { SLICE_LITERAL("file://./"), SLICE_LITERAL("file:./"),
                                            SLICE_LITERAL("./") };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (slice_starts(href, schemes[i]))
            href = slice_part(href, schemes[i].len, href.len);
    struct buf text = { 0 };
    for (size_t i = 0; i < href.len; i++) {
        int high = href.ptr[i] == '%' && i + 2 < href.len ? hex(href.ptr[i + 1]) : -1;
        int low = high >= 0 ? hex(href.ptr[i + 2]) : -1;
        buf_add_char(&text, low >= 0 ? (char)(high * 16 + low) : href.ptr[i]);
        i += low >= 0 ? 2 : 0;
    }
    *path = arena_slice(arena, buf_slice(&text));
    buf_done(&text);
    struct slice rest = *path;
    bool inside = rest.len > 0 && rest.ptr[0] != '/' && memchr(rest.ptr, 0, rest.len) == NULL &&
                  slice_find(rest, SLICE_LITERAL(":")) == rest.len && utf8_valid(rest, NULL);
    while (inside && rest.len > 0) {
        size_t end = slice_find(rest, SLICE_LITERAL("/"));
        inside = !slice_equal(slice_part(rest, 0, end), SLICE_LITERAL(".."));
        rest = slice_part(rest, end + 1, rest.len);
    }
    return inside;
}

/* ---- the answer ---- */

/* A field of a page, cut where a character ends. */
static struct slice
take_field(struct arena *arena, struct slice text)
{
    size_t end = text.len < META_FIELD_MAX ? text.len : META_FIELD_MAX;
    while (end > 0 && end < text.len && (text.ptr[end] & 0xC0) == 0x80)
        end--;
    return arena_slice(arena, slice_part(text, 0, end));
}

static int
take_file(struct issue *issue, struct slice href, struct slice *path, struct err *err)
{
    if (!read_path(&issue->arena, href, path))
        return err_set(err, ERR_REJECT, "METS: \"%.80s\" is no file in its folder",
                       arena_string(&issue->arena, href));
    return 0;
}

static int
take_record(struct issue *issue, struct slice word, struct slice rest, struct err *err)
{
    struct issue_page *page = issue->page_count > 0 ? &issue->pages[issue->page_count - 1] : NULL;
    char day[11];
    if (slice_equal(word, SLICE_LITERAL("title"))) {
        issue->paper = take_field(&issue->arena, rest);
    } else if (slice_equal(word, SLICE_LITERAL("date"))) {
        if (read_day(rest, day))
            issue->date = arena_slice(&issue->arena, slice_from(day));
    } else if (slice_equal(word, SLICE_LITERAL("page"))) {
        if (issue->page_count == ISSUE_PAGES_MAX)
            return err_set(err, ERR_REJECT, "METS: it has more than %d pages", ISSUE_PAGES_MAX);
        issue->pages = arena_grow(&issue->arena, issue->pages, issue->page_count, &issue->page_cap,
                                  sizeof *issue->pages);
        issue->pages[issue->page_count++] =
            (struct issue_page){ SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY };
    } else if (page != NULL && slice_equal(word, SLICE_LITERAL("number"))) {
        page->number = take_field(&issue->arena, rest);
    } else if (page != NULL && slice_equal(word, SLICE_LITERAL("text"))) {
        return take_file(issue, rest, &page->text, err);
    } else if (page != NULL && slice_equal(word, SLICE_LITERAL("picture"))) {
        return take_file(issue, rest, &page->picture, err);
    } else {
        return err_set(err, ERR_REJECT, "METS: the decoder's answer is broken");
    }
    return 0;
}

static int
read_answer(struct issue *issue, struct slice answer, struct err *err)
{
    struct slice rest = answer, line;
    bool begun = false;
    while (slice_line(&rest, &line)) {
        size_t blank = slice_find(line, SLICE_LITERAL(" "));
        struct slice word = slice_part(line, 0, blank),
                     text = slice_part(line, blank + 1, line.len);
        if (slice_equal(word, SLICE_LITERAL("error")))
            return err_set(err, ERR_REJECT, "%.*s", SLICE_ARGS(slice_part(text, 0, 150)));
        if (line.len > FIELD_MAX + 20 || !utf8_valid(line, NULL))
            break;
        if (!begun) {
            if (!slice_equal(line, SLICE_LITERAL("pagewire-issue 1")))
                break;
            begun = true;
        } else if (slice_equal(line, SLICE_LITERAL("end"))) {
            return 0;
        } else if (take_record(issue, word, text, err) != 0) {
            return -1;
        }
    }
    return err_set(err, ERR_REJECT, "METS: the decoder's answer is broken");
}

int
issue_read(struct issue *issue, struct slice mets, struct err *err)
{
    static const char *const arguments[] = { "issue", NULL };
    struct buf answer = { 0 };
    *issue = (struct issue){ .paper = SLICE_EMPTY, .date = SLICE_EMPTY };
    int result =
        jail_run("pagewire-decode-xml", arguments, mets, &jail_limits_default, NULL, &answer, err);
    if (result == 0)
        result = read_answer(issue, buf_slice(&answer), err);
    buf_done(&answer);
    if (result != 0)
        issue_done(issue);
    return result;
}

void
issue_done(struct issue *issue)
{
    arena_done(&issue->arena);
    *issue = (struct issue){ .paper = SLICE_EMPTY, .date = SLICE_EMPTY };
}
