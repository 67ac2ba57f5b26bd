/*
 * fuzz_query: any bytes as a question to store, as an answer, and as words to
 * search for.
 */
#include "common/proto/query.h"
#include "common/utf8.h"
#include "services/store/snippet.h"
#include "services/store/words.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_question(struct slice json)
{
    struct query query;
    struct buf again = { 0 };
    struct err err;
    query_init(&query, QUERY_STATUS);
    if (query_decode(&query, json, &err) == 0) {
        query_encode(&query, &again);
        if (query_decode(&query, buf_slice(&again), NULL) != 0)
            abort();
    } else if (err.kind != ERR_REJECT) {
        abort();
    }
    query_done(&query);
    buf_done(&again);
}

static void
check_answer(struct slice json)
{
    struct answer answer;
    struct buf again = { 0 };
    answer_init(&answer, ANSWER_ERROR);
    if (answer_decode(&answer, json, NULL) == 0) {
        answer_encode(&answer, &again);
        if (answer_decode(&answer, buf_slice(&again), NULL) != 0)
            abort();
    }
    answer_done(&answer);
    buf_done(&again);
}

/* The first half as words, the second as the text. */
static void
check_search(struct slice bytes)
{
    struct slice words = slice_part(bytes, 0, bytes.len / 2);
    struct slice text = slice_part(bytes, bytes.len / 2, bytes.len);
    if (!utf8_valid(words, NULL) || !utf8_valid(text, NULL))
        return;
    struct buf expression = { 0 }, shadow = { 0 };
    struct arena arena = { 0 };
    bool any = words_match(words, "words", false, &expression);
    if (any != (expression.len > 0))
        abort();
    words_shadow(text, &shadow);
    struct snippet snippet;
    snippet_cut(&arena, text, &words, 1, &snippet);
    uint32_t points = (uint32_t)utf8_count(snippet.text);
    for (size_t i = 0; i < snippet.hit_count; i++)
        if (snippet.hits[i].start >= snippet.hits[i].end || snippet.hits[i].end > points)
            abort();
    if (!utf8_valid(buf_slice(&expression), NULL) || !utf8_valid(buf_slice(&shadow), NULL) ||
        !utf8_valid(snippet.text, NULL))
        abort();
    buf_done(&expression);
    buf_done(&shadow);
    arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    check_question(bytes);
    check_answer(bytes);
    check_search(bytes);
    return 0;
}
