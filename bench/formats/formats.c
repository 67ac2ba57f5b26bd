/*
 * formats: how many articles a second each format writes: the record read from JSON, as export
 * gets it, and written.  And an e-paper's pages and articles, without pictures.
 *
 *     pagewire parse --json samples > records; build/release/bench/formats/formats records
 */
#include "common/epaper/epaper.h"
#include "common/format/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ARTICLES = 10000, LINES_MAX = 1024 };

static double
seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
write_epaper(const struct record *record, struct buf *out)
{
    struct epaper_page page = { .record = record, .node = 1 };
    const struct epaper_issue issue = { record->paper,         record->date, "../../../../",
                                        "../../../index.html", &page,        1 };
    epaper_node(&issue, 0, out);
    for (size_t i = 0; i < record->article_count; i++)
        epaper_content(&issue, 0, i, out);
}

/* One format, NULL for the e-paper, until so many articles are written. */
static void
measure(const struct format *format, const struct slice *lines, size_t count)
{
    const struct format_context context = { .base = SLICE_LITERAL("http://archive.example") };
    struct buf out = { 0 };
    size_t articles = 0, bytes = 0;
    double begun = seconds();
    for (size_t i = 0; articles < ARTICLES; i = (i + 1) % count) {
        struct record record;
        struct err err;
        if (record_decode(&record, lines[i], &err) != 0)
            die("%s", err.text);
        buf_clear(&out);
        if (format != NULL)
            format_write(format, &record, &context, &out);
        else
            write_epaper(&record, &out);
        articles += record.article_count;
        bytes += out.len;
        record_done(&record);
    }
    double took = seconds() - begun;
    printf("| %s | %.0f | %.1f |\n", format != NULL ? format->name : "epaper",
           (double)articles / took, (double)bytes / 1e6 / took);
    buf_done(&out);
}

int
main(int argc, char **argv)
{
    struct buf all = { 0 };
    struct slice lines[LINES_MAX];
    size_t count = 0, articles = 0;
    FILE *file = argc == 2 ? fopen(argv[1], "r") : NULL;
    if (file == NULL)
        die("formats FILE: records, one a line");
    for (size_t got; (got = fread(buf_reserve(&all, 1 << 16), 1, 1 << 16, file)) > 0;)
        all.len += got;
    fclose(file);
    struct slice rest = buf_slice(&all);
    while (count < LINES_MAX && slice_line(&rest, &lines[count]))
        count++;
    for (size_t i = 0; i < count; i++) {
        struct record record;
        struct err err;
        if (record_decode(&record, lines[i], &err) != 0)
            die("%s", err.text);
        articles += record.article_count;
        record_done(&record);
    }
    if (articles == 0)
        die("%s: no article", argv[1]);
    printf("| format | articles a second | MB a second |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < format_count; i++)
        measure(formats[i], lines, count);
    measure(NULL, lines, count);
    buf_done(&all);
    return 0;
}
