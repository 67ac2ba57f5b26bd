/*
 * bigram_fixture: the table of pairs that ships.
 */
#ifndef TESTS_SEGMENT_BIGRAM_FIXTURE_H
#define TESTS_SEGMENT_BIGRAM_FIXTURE_H

#include "common/file.h"
#include "services/segment/bigram.h"

#include <stdio.h>
#include <stdlib.h>

/* The caller frees it. */
static inline struct bigrams *
bigram_fixture_read(void)
{
    const char *folder = getenv("PAGEWIRE_DATA");
    char path[4096];
    struct buf bytes = { 0 };
    struct bigrams *bigrams = NULL;
    struct err err;
    (void)snprintf(path, sizeof path, "%s/segment.bigrams", folder != NULL ? folder : "data");
    if (file_load(path, 1 << 26, &bytes, &err) != 0 ||
        bigrams_parse(&bigrams, buf_slice(&bytes), &err) != 0)
        die("%s", err.text);
    buf_done(&bytes);
    return bigrams;
}

#endif
