/*
 * tag: the tagger without anything around it, for measuring.
 *
 *     tag [--guidelines local|1998|mixed] [--no-gazetteer] [--repeat N] DATA_DIR < TEXTS
 *
 * One text a line in; one line of JSON out: [[start, end, "LOC", confidence], ...].
 * The user CPU seconds spent on tagging, the characters and the peak memory go
 * to standard error.
 */
#include "common/utf8.h"
#include "services/enrich/enrich.h"
#include "services/enrich/enricher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static double
cpu_seconds(void)
{
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
}

static void
read_all(struct buf *text)
{
    size_t n;
    while ((n = fread(buf_reserve(text, 65536), 1, 65536, stdin)) > 0)
        text->len += n;
}

static void
print_line(const struct tagged *tagged, size_t count)
{
    (void)putchar('[');
    for (size_t i = 0; i < count; i++)
        (void)printf("%s[%u, %u, \"%s\", %.4f]", i ? ", " : "", tagged[i].start, tagged[i].end,
                     mention_type_name(tagged[i].type), (double)tagged[i].confidence);
    (void)puts("]");
}

int
main(int argc, char **argv)
{
    struct err err = { 0 };
    struct enricher *e = NULL;
    const char *guidelines = "mixed";
    bool no_gazetteer = false;
    long repeat = 1;
    int i = 1;
    for (; i + 1 < argc; i++) {
        if (strcmp(argv[i], "--no-gazetteer") == 0)
            no_gazetteer = true;
        else if (strcmp(argv[i], "--guidelines") == 0)
            guidelines = argv[++i];
        else if (strcmp(argv[i], "--repeat") == 0)
            repeat = strtol(argv[++i], NULL, 10);
    }
    if (i >= argc || enricher_load(&e, argv[i], &err) != 0) {
        (void)fprintf(stderr, "tag: %s\n", i < argc ? err.text : "no DATA_DIR");
        return 1;
    }
    if (enricher_set_guidelines(e, guidelines) != 0)
        die("no guidelines %s", guidelines);
    enricher_options(e)->tagger.no_gazetteer = no_gazetteer;

    struct buf input = { 0 };
    read_all(&input);
    struct slice rest = buf_slice(&input), line;
    size_t count = 0, points = 0;
    for (struct slice r = rest; slice_line(&r, &line);)
        count++;
    struct slice *texts = calloc(count + 1, sizeof *texts);
    struct tagged **tagged = calloc(count + 1, sizeof *tagged);
    size_t *tagged_count = calloc(count + 1, sizeof *tagged_count);
    if (texts == NULL || tagged == NULL || tagged_count == NULL)
        die("out of memory");
    for (size_t n = 0; slice_line(&rest, &line); points += utf8_count(line))
        texts[n++] = line;

    struct arena arena = { 0 };
    double before = cpu_seconds();
    for (long r = 0; r < repeat; r++) {
        arena_done(&arena);
        if (enricher_tag(e, texts, count, &arena, tagged, tagged_count, NULL, &err) != 0)
            die("%s", err.text);
    }
    double seconds = cpu_seconds() - before;
    for (size_t n = 0; n < count; n++)
        print_line(tagged[n], tagged_count[n]);
    struct rusage usage;
    (void)getrusage(RUSAGE_SELF, &usage);
    (void)fprintf(stderr,
                  "{\"characters\": %zu, \"seconds\": %.3f, \"per_second\": %.0f, "
                  "\"peak_mb\": %.1f, \"version\": \"%s\"}\n",
                  points * (size_t)repeat, seconds, (double)points * (double)repeat / seconds,
                  (double)usage.ru_maxrss / 1024, enricher_version(e));
    arena_done(&arena);
    buf_done(&input);
    free(texts);
    free(tagged);
    free(tagged_count);
    enricher_free(e);
    return 0;
}
