/*
 * fuzz_tokenizer: any text through what stands before the network: sentences,
 * pieces, characters, gazetteer marks.  Uses the shipped model.
 */
#include "common/utf8.h"
#include "services/enrich/enricher.h"
#include "services/enrich/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tagger_model model;
static struct gazetteer gazetteer;
static struct tokenizer *tokenizer;

static void
load(void)
{
    static char paths[2][512];
    const char *dir = getenv("PAGEWIRE_DATA");
    struct err err = { 0 };
    (void)snprintf(paths[0], sizeof paths[0], "%s/tagger.bin", dir != NULL ? dir : "data");
    (void)snprintf(paths[1], sizeof paths[1], "%s/gazetteer.bin", dir != NULL ? dir : "data");
    if (tagger_model_open(&model, paths[0], &err) != 0 ||
        gazetteer_open(&gazetteer, paths[1], &err) != 0)
        die("%s", err.text);
    tokenizer = tokenizer_new(&model);
}

static void
check_sentence(const uint32_t *points, size_t count)
{
    struct token *tokens = calloc(count, sizeof *tokens);
    uint32_t *bits = calloc(count, sizeof *bits);
    if (tokens == NULL || bits == NULL)
        die("out of memory");
    size_t n = tokenizer_cut(tokenizer, points, count, tokens), at = 0;
    for (size_t i = 0; i < n; i++) {
        if (tokens[i].start != at || tokens[i].end <= at || tokens[i].piece >= model.pieces)
            abort();
        at = tokens[i].end;
    }
    if (at != count)
        abort();
    gazetteer_mark(&gazetteer, points, count, bits);
    for (size_t i = 0; i < count; i++)
        if (tokenizer_char(tokenizer, points[i]) >= model.chars || bits[i] >> GAZETTEER_BITS != 0)
            abort();
    if (gazetteer_longest(&gazetteer, points, count) > count)
        abort();
    free(tokens);
    free(bits);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice text = { (const char *)data, size };
    if (tokenizer == NULL)
        load();
    if (!utf8_valid(text, NULL))
        return 0;
    size_t count;
    uint32_t *points = utf8_points(text, &count);
    for (size_t start = 0, end; start < count; start = end) {
        end = sentence_end(points, count, start);
        if (end <= start || end > count || end - start > 400)
            abort();
        check_sentence(points + start, end - start);
    }
    free(points);
    return 0;
}
