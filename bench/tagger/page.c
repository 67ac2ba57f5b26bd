/*
 * page: segment and enrich one page of text, with parts of the work left out,
 * for measuring.
 *
 *     page [--no-gazetteer] [--no-second-look] [--repeat N] DATA_DIR NAME < TEXT
 *
 * Prints the record; --repeat works on the same page again and again, and
 * prints the memory in use after each tenth of the rounds to standard error.
 */
#include "common/proto/page_json.h"
#include "services/enrich/enrich.h"
#include "services/enrich/enricher.h"
#include "services/segment/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static double
resident_mb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file != NULL)
        (void)fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
}

int
main(int argc, char **argv)
{
    struct err err = { 0 };
    struct segmenter *segmenter = NULL;
    struct enricher *enricher = NULL;
    struct enricher_options options = { 0 };
    long repeat = 1;
    int i = 1;
    for (; i + 2 < argc; i++) {
        if (strcmp(argv[i], "--no-gazetteer") == 0)
            options.tagger.no_gazetteer = true;
        else if (strcmp(argv[i], "--no-second-look") == 0)
            options.no_second_look = true;
        else if (strcmp(argv[i], "--repeat") == 0)
            repeat = strtol(argv[++i], NULL, 10);
    }
    if (i + 1 >= argc) {
        (void)fputs("usage: page [OPTION...] DATA_DIR NAME < TEXT\n", stderr);
        return 2;
    }
    if (segmenter_load(&segmenter, argv[i], &err) != 0 ||
        enricher_load(&enricher, argv[i], &err) != 0) {
        (void)fprintf(stderr, "page: %s\n", err.text);
        return 1;
    }
    *enricher_options(enricher) = options;

    struct buf text = { 0 }, json = { 0 };
    size_t n;
    while ((n = fread(buf_reserve(&text, 65536), 1, 65536, stdin)) > 0)
        text.len += n;
    for (long r = 1; r <= repeat; r++) {
        struct page page;
        page_init(&page);
        page.text = buf_slice(&text);
        page.name = slice_from(argv[i + 1]);
        page.encoding = SLICE_LITERAL("UTF-8");
        if (segment_page(segmenter, &page, NULL, &err) != 0 ||
            enrich_page(enricher, &page, NULL, &err) != 0)
            die("%s", err.text);
        buf_clear(&json);
        page_encode_record(&page, &json);
        page_done(&page);
        if (repeat >= 10 && r % (repeat / 10) == 0)
            (void)fprintf(stderr, "%ld pages, %.1f MB\n", r, resident_mb());
    }
    (void)puts(buf_string(&json));
    buf_done(&json);
    buf_done(&text);
    segmenter_free(segmenter);
    enricher_free(enricher);
    return 0;
}
