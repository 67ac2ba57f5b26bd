/*
 * dump: a page whose columns stand beside each other by blanks to training lines:
 *
 *     strip NUMBER KIND START-END ...
 *     texts A B feature ...
 *     head A B feature ...
 *
 *     dump BIGRAMS < TEXT > LINES
 *
 * First all strips, numbers from 0: KIND is text, head or other; each line of it is code points
 * START to END of the text.  Then each pair of strips that gather.c looks at: text A with text B,
 * both ways round, and strip A of a head with text B, with all features in its order.  Nothing is
 * printed of a text without such columns, or with too many strips to be gathered.
 *
 * Runs the segmenter's own plan up to where it gathers, and its own looks, so that training and
 * running cannot drift apart: the Makefile links plan_gather as __wrap_plan_gather.
 */
#include "common/buf.h"
#include "services/segment/bigram.h"
#include "services/segment/layout/gather.h"
#include "services/segment/read/read.h"

#include <stdio.h>
#include <stdlib.h>

bool __wrap_plan_gather(struct plan *plan, int *roots, int *heads);
bool __real_plan_gather(struct plan *plan, int *roots, int *heads);

static struct slice
read_all(FILE *file, struct buf *buf)
{
    size_t n;
    while ((n = fread(buf_reserve(buf, 65536), 1, 65536, file)) > 0)
        buf->len += n;
    return buf_slice(buf);
}

static void
print_strip(const struct plan *plan, size_t number)
{
    const struct strip *strip = &plan->strips[number];
    printf("strip %zu %s", number,
           plan_is_text(strip)         ? "text"
           : strip->kind == STRIP_HEAD ? "head"
                                       : "other");
    for (size_t i = 0; i < strip->count; i++) {
        const struct layout_line *line = &plan->layout->lines[strip->lines[i]];
        printf(" %u-%u", (unsigned)line->start, (unsigned)line->end);
    }
    putchar('\n');
}

static void
print_pair(const struct plan *plan, size_t a, size_t b)
{
    bool texts = plan_is_text(&plan->strips[a]);
    float seen[GATHER_FEATURES] = { 0 };
    (texts ? gather_look_at_texts : gather_look_at_head)(plan, a, b, seen);
    printf("%s %zu %zu", texts ? "texts" : "head", a, b);
    for (int f = 0; f < GATHER_FEATURES; f++)
        printf(" %g", (double)seen[f]);
    putchar('\n');
}

bool
__wrap_plan_gather(struct plan *plan, int *roots, int *heads)
{
    if (plan->strip_count > GATHER_STRIPS)
        return false;
    for (size_t s = 0; s < plan->strip_count; s++)
        print_strip(plan, s);
    for (size_t a = 0; a < plan->strip_count; a++)
        for (size_t b = 0; b < plan->strip_count; b++)
            if (a != b && plan_is_text(&plan->strips[b]) &&
                (plan_is_text(&plan->strips[a]) || plan->strips[a].kind == STRIP_HEAD))
                print_pair(plan, a, b);
    return __real_plan_gather(plan, roots, heads);
}

int
main(int argc, char **argv)
{
    struct bigrams *bigrams = NULL;
    struct buf table = { 0 }, text = { 0 };
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    struct err err = { 0 };
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fputs("Usage: dump BIGRAMS < TEXT > LINES\n", stderr);
        return 2;
    }
    int status = bigrams_parse(&bigrams, read_all(file, &table), &err);
    fclose(file);
    if (status != 0)
        fprintf(stderr, "dump: %s: %s\n", argv[1], err.text);
    else
        read_text(&sheet, &arena, read_all(stdin, &text), bigrams);
    arena_done(&arena);
    bigrams_free(bigrams);
    buf_done(&table);
    buf_done(&text);
    return status != 0 || fflush(stdout) != 0;
}
