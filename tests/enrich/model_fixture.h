/*
 * model_fixture: the shipped model and gazetteer, and the stored vectors that
 * train/ner/export.py took from the float model on tests/enrich/samples.txt.
 */
#ifndef PAGEWIRE_TESTS_MODEL_FIXTURE_H
#define PAGEWIRE_TESTS_MODEL_FIXTURE_H

#include "common/buf.h"
#include "services/enrich/enrich.h"
#include "services/enrich/enricher.h"
#include "services/enrich/tokenizer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* after the above */
#include <cmocka.h>

static inline const char *
data_dir(void)
{
    const char *dir = getenv("PAGEWIRE_DATA");
    return dir != NULL ? dir : "data";
}

static inline struct enricher *
load_enricher(void)
{
    struct enricher *enricher = NULL;
    struct err err = { 0 };
    if (enricher_load(&enricher, data_dir(), &err) != 0)
        fail_msg("%s", err.text);
    return enricher;
}

static inline void
read_file(const char *path, struct buf *content)
{
    FILE *file = fopen(path, "rb");
    size_t n;
    if (file == NULL)
        fail_msg("cannot read %s", path);
    while ((n = fread(buf_reserve(content, 65536), 1, 65536, file)) > 0)
        content->len += n;
    (void)fclose(file);
}

enum { VECTOR_HEADS = HEAD_MIXED + 1 };

/* One sample: its tokens, how like 1998 news it is, and per head the scores
 * [points][MODEL_TAGS] and tags. */
struct vector {
    struct slice text;
    uint32_t points, tokens;
    struct token token[256];
    float news;
    float scores[VECTOR_HEADS][256][MODEL_TAGS];
    unsigned char tags[VECTOR_HEADS][256];
};

static inline const char *
take(const char *from, void *to, size_t size)
{
    memcpy(to, from, size);
    return from + size;
}

/* The samples of tests/enrich/vectors.bin; texts borrow from *file. */
static inline struct vector *
read_vectors(struct buf *file, uint32_t *count)
{
    read_file("tests/enrich/vectors.bin", file);
    const char *at = take(file->ptr, count, sizeof *count);
    struct vector *vectors = calloc(*count, sizeof *vectors);
    assert_non_null(vectors);
    for (uint32_t i = 0; i < *count; i++) {
        struct vector *v = &vectors[i];
        uint32_t bytes;
        at = take(at, &bytes, 4);
        at = take(at, &v->points, 4);
        at = take(at, &v->tokens, 4);
        assert_true(v->points <= 256);
        v->text = (struct slice){ at, bytes };
        at = take(at + bytes, v->token, v->tokens * sizeof v->token[0]);
        at = take(at, &v->news, sizeof v->news);
        for (int head = 0; head < VECTOR_HEADS; head++) {
            at = take(at, v->scores[head], v->points * sizeof v->scores[0][0]);
            at = take(at, v->tags[head], v->points);
        }
    }
    return vectors;
}

#endif
