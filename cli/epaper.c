#include "cli/epaper.h"

#include "cli/cli.h"
#include "common/arena.h"
#include "common/epaper/epaper.h"
#include "common/format/item.h"
#include "common/pathmeta.h"
#include "common/png.h"
#include "services/decode/document.h"

#include <stdlib.h>
#include <string.h>

#define KNOWN ".epaper" /* the issues that there are, a line each */
#define FILES ".files"  /* in an issue's folder: those that were written there */
enum { NODE_UNNUMBERED = 10000, FOLDER_BYTES_MAX = 120, DAY_FIELDS = 8 };

struct work {
    const struct epaper_site *site;
    struct arena arena;
    struct epaper_day *days; /* of this run and, unless it is of the whole, earlier ones */
    size_t count, cap;
    struct buf path, files, html; /* scratch; files: of the issue */
};

/* ---- names of folders ---- */

/* A paper's name as a folder that every file system and web server takes. */
static struct slice
paper_folder(struct arena *arena, struct slice paper)
{
    struct buf name = { 0 };
    for (size_t i = 0; i < paper.len; i++) {
        unsigned char c = (unsigned char)paper.ptr[i];
        bool taken =
            c > ' ' && c != 0x7f && strchr("/\\:*?\"<>|#%&'", c) == NULL && !(c == '.' && i == 0);
        if (name.len >= FOLDER_BYTES_MAX && (c & 0xC0) != 0x80)
            break;
        buf_add_char(&name, taken ? (char)c : '_');
    }
    struct slice folder =
        arena_slice(arena, name.len > 0 ? buf_slice(&name) : SLICE_LITERAL("paper"));
    buf_done(&name);
    return folder;
}

static struct slice
issue_path(struct arena *arena, struct slice date)
{
    struct buf path = { 0 };
    bool day = date_valid(date);
    if (day)
        buf_printf(&path, "html/%.7s/%.2s", date.ptr, date.ptr + 8);
    else
        buf_printf(&path, "html/undated/%s", date.len > 0 ? "" : "00");
    for (size_t i = 0; !day && i < date.len; i++)
        buf_add_char(&path, strchr("0123456789-", date.ptr[i]) != NULL ? date.ptr[i] : '_');
    struct slice kept = arena_slice(arena, buf_slice(&path));
    buf_done(&path);
    return kept;
}

/* ---- files of an issue ---- */

static const char *
path_of(struct work *work, const struct epaper_day *day, const char *file)
{
    buf_clear(&work->path);
    buf_printf(&work->path, "%.*s/%.*s/%s", SLICE_ARGS(day->folder), SLICE_ARGS(day->path), file);
    return buf_string(&work->path);
}

static void
note_file(struct work *work, const char *file)
{
    buf_printf(&work->files, "%s\n", file);
}

static int
put_html(struct work *work, const struct epaper_day *day, const char *file, struct err *err)
{
    note_file(work, file);
    return outdir_put(work->site->dir, path_of(work, day, file), buf_slice(&work->html), err);
}

static bool
has_line(struct slice lines, struct slice wanted)
{
    for (struct slice line; slice_line(&lines, &line);)
        if (slice_equal(line, wanted))
            return true;
    return false;
}

/* Takes away what an earlier run wrote and this one did not.  The list was written by us, but it
 * lies where others write, too: nothing outside the folder is touched. */
static void
drop_old(struct work *work, const struct epaper_day *day, struct slice current)
{
    struct buf old = { 0 };
    (void)outdir_read(work->site->dir, path_of(work, day, FILES), &old);
    struct slice rest = buf_slice(&old);
    for (struct slice line; slice_line(&rest, &line);) {
        if (line.len == 0 || line.ptr[0] == '.' ||
            slice_find(line, SLICE_LITERAL("/")) < line.len || has_line(current, line))
            continue;
        char *file = slice_dup(line);
        outdir_drop(work->site->dir, path_of(work, day, file));
        free(file);
    }
    buf_done(&old);
    if (current.len == 0)
        outdir_drop(work->site->dir, path_of(work, day, FILES));
}

/* ---- pictures ---- */

static int
draw(struct work *work, const struct issue_source *source, struct buf *png, struct err *err)
{
    struct buf document = { 0 };
    const struct epaper_site *site = work->site;
    int result = site->original(site->arg, source, &document, err);
    enum document_kind kind = document_sniff(buf_slice(&document));
    if (result == 0 && (kind == DOCUMENT_NONE || kind == DOCUMENT_XML))
        result = err_set(err, ERR_REJECT, "it has no picture");
    else if (result == 0)
        result = document_picture(buf_slice(&document), source->number, EPAPER_PICTURE_WIDTH, NULL,
                                  png, err);
    buf_done(&document);
    return result;
}

static bool
is_blanked(struct slice line)
{
    struct slice blank = SLICE_LITERAL("\u3000"), rest = line;
    while (slice_starts(rest, blank))
        rest = slice_part(rest, blank.len, rest.len);
    return line.len > 0 && rest.len == 0;
}

/* Whether an article of the page may have been withdrawn: what it printed stands there as U+3000,
 * in no segment, or in whole lines where a person has segments of her own there.  A picture shows
 * the page as it was printed, so whoever has it is asked again. */
static bool
may_lack_an_article(const struct record *record)
{
    size_t segment = 0;
    struct slice text = record->text;
    for (struct slice line; slice_line(&text, &line);)
        if (is_blanked(line))
            return true;
    for (uint32_t i = 0; i < record->point_count; i++) {
        while (segment < record->segment_count && record->segments[segment].end <= i)
            segment++;
        if (segment < record->segment_count && record->segments[segment].start <= i)
            continue;
        if (slice_equal(record_span(record, i, i + 1), SLICE_LITERAL("\u3000")))
            return true;
    }
    return false;
}

/* The name of a picture's file is made of what it shows: one that is there is the right one, as
 * long as the page is to be seen whole. */
static int
picture(struct work *work, const struct epaper_day *day, const struct issue_source *source,
        struct epaper_page *page, struct err *err)
{
    struct buf png = { 0 }, name = { 0 };
    struct err why = { 0 };
    int result = 0;
    if (page->record->width <= 0 || page->record->height <= 0)
        return 0;
    buf_printf(&name, "%s.png", source->stem);
    const char *path = path_of(work, day, buf_string(&name));
    bool there = !may_lack_an_article(page->record) && outdir_read(work->site->dir, path, &png) &&
                 png_size(buf_slice(&png), &page->width, &page->height);
    if (!there) {
        buf_clear(&png);
        if (draw(work, source, &png, &why) != 0) {
            if (why.kind == ERR_RETRY)
                cli_error("%s: no picture: %s", source->name, why.text);
            goto done;
        }
        if (!png_size(buf_slice(&png), &page->width, &page->height))
            goto done;
        result = outdir_put(work->site->dir, path, buf_slice(&png), err);
    } else {
        work->site->dir->kept++;
    }
    page->picture = arena_string(&work->arena, buf_slice(&name));
    note_file(work, page->picture);
done:
    buf_done(&png);
    buf_done(&name);
    return result;
}

/* ---- an issue ---- */

static void
number_pages(struct epaper_page *pages, size_t count)
{
    uint32_t spare = NODE_UNNUMBERED;
    for (size_t i = 0; i < count; i++) {
        pages[i].node = epaper_number(pages[i].record->number);
        for (size_t k = 0; k < i; k++)
            if (pages[k].node == pages[i].node)
                pages[i].node = 0;
        if (pages[i].node == 0)
            pages[i].node = ++spare;
    }
}

static int
write_page(struct work *work, const struct epaper_day *day, const struct epaper_issue *issue,
           size_t at, struct err *err)
{
    char name[64];
    const struct epaper_page *page = &issue->pages[at];
    buf_clear(&work->html);
    epaper_node(issue, at, &work->html);
    (void)snprintf(name, sizeof name, "node_%u.htm", page->node);
    int result = put_html(work, day, name, err);
    for (size_t i = 0; i < page->record->article_count && result == 0; i++) {
        uint32_t number = page->record->articles[i].number;
        if (number == 0 || number > EPAPER_ARTICLE_MAX)
            continue;
        buf_clear(&work->html);
        epaper_content(issue, at, i, &work->html);
        (void)snprintf(name, sizeof name, "content_%u.htm", epaper_content_number(page, number));
        result = put_html(work, day, name, err);
    }
    return result;
}

static struct epaper_day *
add_day(struct work *work)
{
    work->days = arena_grow(&work->arena, work->days, work->count, &work->cap, sizeof *work->days);
    return &work->days[work->count++];
}

static void
describe(struct work *work, struct epaper_day *day, const struct epaper_page *pages, size_t count)
{
    struct buf title = { 0 };
    day->node = pages[0].node;
    day->pages = (unsigned)count;
    for (size_t i = 0; i < count; i++) {
        day->articles += (unsigned)pages[i].record->article_count;
        if (title.len == 0 && pages[i].record->article_count > 0)
            item_title(&pages[i].record->articles[0], &title);
    }
    for (size_t i = 0; i < title.len; i++)
        if ((unsigned char)title.ptr[i] < ' ')
            title.ptr[i] = ' ';
    day->headline = arena_slice(&work->arena, buf_slice(&title));
    buf_done(&title);
}

static int
write_issue(void *arg, const struct record *records, const struct issue_source *sources,
            size_t count, struct err *err)
{
    struct work *work = arg;
    struct arena *arena = &work->arena;
    struct epaper_day *day = add_day(work);
    struct epaper_page *pages = arena_alloc(arena, count, sizeof *pages);
    *day = (struct epaper_day){ .paper = arena_slice(arena, records[0].paper),
                                .date = arena_slice(arena, records[0].date),
                                .folder = paper_folder(arena, records[0].paper),
                                .path = issue_path(arena, records[0].date) };
    struct epaper_issue issue = { day->paper, day->date, "../../../../", "../../../index.html",
                                  pages,      count };
    int result = 0;
    buf_clear(&work->files);
    for (size_t i = 0; i < count; i++)
        pages[i] = (struct epaper_page){ .record = &records[i] };
    number_pages(pages, count);
    describe(work, day, pages, count);
    for (size_t i = 0; i < count && result == 0; i++)
        result = picture(work, day, &sources[i], &pages[i], err);
    for (size_t i = 0; i < count && result == 0; i++)
        result = write_page(work, day, &issue, i, err);
    if (result != 0)
        return -1;
    drop_old(work, day, buf_slice(&work->files));
    return outdir_put(work->site->dir, path_of(work, day, FILES), buf_slice(&work->files), err);
}

/* ---- all issues ---- */

static struct slice
field(struct slice *line)
{
    size_t tab = slice_find(*line, SLICE_LITERAL("\t"));
    struct slice text = slice_part(*line, 0, tab);
    *line = slice_part(*line, tab + 1, line->len);
    return text;
}

static unsigned
whole_number(struct slice text)
{
    unsigned value = 0;
    for (size_t i = 0; i < text.len && i < 9; i++)
        value = value * 10 + (unsigned)(text.ptr[i] - '0') % 10;
    return value;
}

static bool
is_known(const struct work *work, const struct epaper_day *day)
{
    for (size_t i = 0; i < work->count; i++)
        if (slice_equal(work->days[i].folder, day->folder) &&
            slice_equal(work->days[i].path, day->path))
            return true;
    return false;
}

static void
drop_issue(struct work *work, const struct epaper_day *day)
{
    drop_old(work, day, SLICE_EMPTY);
    for (size_t i = 0; i < work->count; i++)
        if (slice_equal(work->days[i].folder, day->folder))
            return;
    buf_clear(&work->path);
    buf_printf(&work->path, "%.*s/index.html", SLICE_ARGS(day->folder));
    outdir_drop(work->site->dir, buf_string(&work->path));
}

/* The issues of earlier runs: kept, or taken away. */
static void
take_over(struct work *work)
{
    struct buf known = { 0 };
    (void)outdir_read(work->site->dir, KNOWN, &known);
    struct slice rest = buf_slice(&known);
    size_t now = work->count;
    for (struct slice line; slice_line(&rest, &line);) {
        struct slice fields[DAY_FIELDS];
        for (size_t i = 0; i < DAY_FIELDS; i++)
            fields[i] = arena_slice(&work->arena, field(&line));
        struct epaper_day day = { fields[2],
                                  fields[3],
                                  fields[0],
                                  fields[1],
                                  whole_number(fields[4]),
                                  whole_number(fields[5]),
                                  whole_number(fields[6]),
                                  fields[7] };
        struct slice path = issue_path(&work->arena, day.date);
        if (!slice_equal(day.folder, paper_folder(&work->arena, day.paper)) ||
            !slice_equal(day.path, path) ||
            is_known(&(struct work){ .days = work->days, .count = now }, &day))
            continue;
        if (work->site->whole)
            drop_issue(work, &day);
        else
            *add_day(work) = day;
    }
    buf_done(&known);
}

/* By paper, the latest first. */
static int
compare_days(const void *a, const void *b)
{
    const struct epaper_day *x = a, *y = b;
    int order = slice_compare(x->folder, y->folder);
    return order != 0 ? order : slice_compare(y->date, x->date);
}

static int
write_calendars(struct work *work, struct err *err)
{
    struct buf known = { 0 }, name = { 0 };
    struct epaper_day *latest = arena_alloc(&work->arena, work->count + 1, sizeof *latest);
    size_t papers = 0;
    int result = 0;
    if (work->count > 0)
        qsort(work->days, work->count, sizeof *work->days, compare_days);
    for (size_t i = 0, end; i < work->count && result == 0; i = end) {
        for (end = i;
             end < work->count && slice_equal(work->days[end].folder, work->days[i].folder);
             end++) {
            const struct epaper_day *day = &work->days[end];
            buf_printf(&known, "%.*s\t%.*s\t%.*s\t%.*s\t%u\t%u\t%u\t%.*s\n",
                       SLICE_ARGS(day->folder), SLICE_ARGS(day->path), SLICE_ARGS(day->paper),
                       SLICE_ARGS(day->date), day->node, day->pages, day->articles,
                       SLICE_ARGS(day->headline));
        }
        latest[papers++] = work->days[i];
        buf_clear(&name);
        buf_printf(&name, "%.*s/index.html", SLICE_ARGS(work->days[i].folder));
        buf_clear(&work->html);
        epaper_calendar(&work->days[i], end - i, &work->html);
        result = outdir_put(work->site->dir, buf_string(&name), buf_slice(&work->html), err);
    }
    buf_clear(&work->html);
    epaper_front(latest, papers, &work->html);
    if (result == 0)
        result = outdir_put(work->site->dir, "index.html", buf_slice(&work->html), err);
    if (result == 0)
        result = outdir_put(work->site->dir, KNOWN, buf_slice(&known), err);
    buf_done(&known);
    buf_done(&name);
    return result;
}

int
epaper_write(const struct epaper_site *site, struct issues *issues, struct err *err)
{
    struct work work = { .site = site };
    int result = outdir_put(site->dir, "epaper.css", slice_from(epaper_style), err);
    if (result == 0)
        result = issues_each(issues, write_issue, &work, err);
    if (result == 0) {
        take_over(&work);
        result = write_calendars(&work, err);
    }
    arena_done(&work.arena);
    buf_done(&work.path);
    buf_done(&work.files);
    buf_done(&work.html);
    return result;
}
