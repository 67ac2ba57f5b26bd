/*
 * fuzz_model: damaged tagger files.
 *
 * Random bytes would not get past magic and checksum, so a small sound model
 * is made first; the input says which of its bytes to change (the table of
 * sections included) and where to cut it, and header and checksum are made to
 * fit.  What the loader accepts must then be safe to use: a text is tokenised,
 * and sometimes tagged.
 */
#include "services/enrich/enricher.h"
#include "services/enrich/guidelines.h"
#include "services/enrich/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    HIDDEN = 32,
    INNER = 16,
    PIECES = 4,
    CHARS = 4,
    POSITIONS = 16,
    SECTIONS_MAX = 64,
    MODEL_MAX = 1 << 18
};

struct writer {
    _Alignas(64) unsigned char bytes[MODEL_MAX];
    size_t size;
    unsigned count;
};

static void
put(unsigned char *p, uint64_t x, int bytes)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (unsigned char)(x >> (8 * i));
}

static void
add(struct writer *w, const char *name, const void *content, size_t size)
{
    unsigned char *entry = w->bytes + 64 + w->count++ * 32;
    w->size = (w->size + 63) / 64 * 64;
    if (w->count > SECTIONS_MAX || w->size + size > MODEL_MAX)
        abort();
    memcpy(entry, name, strlen(name));
    put(entry + 16, w->size, 8);
    put(entry + 24, size, 8);
    memcpy(w->bytes + w->size, content, size);
    w->size += size;
}

/* Any content will do: weights of 0..6, floats of about 0.1. */
static void
add_bytes(struct writer *w, const char *name, size_t size)
{
    unsigned char content[HIDDEN * HIDDEN * 3];
    for (size_t i = 0; i < size; i++)
        content[i] = (unsigned char)(i * 5 % 7);
    add(w, name, content, size);
}

static void
add_floats(struct writer *w, const char *name, size_t count)
{
    float content[(HIDDEN + 1) * 32];
    for (size_t i = 0; i < count; i++)
        content[i] = (float)(i * 7 % 11) * 0.02f;
    add(w, name, content, count * sizeof *content);
}

static void
add_matrix(struct writer *w, const char *name, size_t out, size_t in)
{
    char full[16];
    (void)snprintf(full, sizeof full, "%s.w", name);
    add_bytes(w, full, out * in);
    (void)snprintf(full, sizeof full, "%s.s", name);
    add_floats(w, full, out);
    if (in == 0)
        return;
    (void)snprintf(full, sizeof full, "%s.b", name);
    add_floats(w, full, out);
}

static void
add_rows(struct writer *w, const char *name, size_t rows)
{
    char full[16];
    (void)snprintf(full, sizeof full, "%s.w", name);
    add_bytes(w, full, rows * HIDDEN);
    (void)snprintf(full, sizeof full, "%s.s", name);
    add_floats(w, full, rows);
}

static void
make_model(struct writer *w)
{
    static const uint32_t settings[] = {
        HIDDEN, 1, 1, INNER, PIECES, CHARS, POSITIONS, MODEL_HEADS
    };
    /* pieces: 2 is "a", 3 is "ab" */
    static const uint32_t point[] = { 0, 'a', 'b' }, first[] = { 1, 2, 3, 3 };
    static const int32_t value[] = { -1, 2, 3 };
    static const double score[PIECES] = { 0, -20, -3, -4 };
    static const uint32_t norm_point[] = { 'A' }, norm_first[] = { 0, 1 }, norm_text[] = { 'a' };
    static const uint32_t chars[CHARS] = { 0, 1, 'a', 'b' };
    static const char *const norms[] = { "ln", "0.aln", "0.oln", "ln0", "ln1", "ln2" };
    w->size = 64 + SECTIONS_MAX * 32;
    add(w, "settings", settings, sizeof settings);
    add(w, "title", "x", 1);
    add(w, "piece.point", point, sizeof point);
    add(w, "piece.first", first, sizeof first);
    add(w, "piece.value", value, sizeof value);
    add(w, "piece.score", score, sizeof score);
    add(w, "norm.point", norm_point, sizeof norm_point);
    add(w, "norm.first", norm_first, sizeof norm_first);
    add(w, "norm.text", norm_text, sizeof norm_text);
    add(w, "char.point", chars, sizeof chars);
    add_rows(w, "word", PIECES);
    add_rows(w, "pos", POSITIONS);
    add_rows(w, "char", CHARS);
    for (size_t i = 0; i < sizeof norms / sizeof norms[0]; i++)
        add_floats(w, norms[i], 2 * HIDDEN);
    add_matrix(w, "0.qkv", 3 * HIDDEN, HIDDEN);
    add_matrix(w, "0.ao", HIDDEN, HIDDEN);
    add_matrix(w, "0.fi", INNER, HIDDEN);
    add_matrix(w, "0.fo", HIDDEN, INNER);
    add_matrix(w, "inp", HIDDEN, HIDDEN);
    add_matrix(w, "c1", HIDDEN, 3 * HIDDEN);
    add_matrix(w, "c2", HIDDEN, 3 * HIDDEN);
    add_floats(w, "place", 4 * HIDDEN);
    add_floats(w, "gaz", GAZETTEER_BITS * HIDDEN);
    add_floats(w, "out.local", (HIDDEN + 1) * MODEL_LANES);
    add_floats(w, "out.msra", (HIDDEN + 1) * MODEL_LANES);
    add_floats(w, "crf.local", MODEL_LANES * MODEL_LANES);
    add_floats(w, "crf.msra", MODEL_LANES * MODEL_LANES);
    static const int8_t grams[SOURCE_GRAMS] = { 1, -1 };
    add_floats(w, "source", 2);
    add(w, "source.w", grams, sizeof grams); /* last: changes reach 64 KB */
}

static void
seal(unsigned char *bytes, size_t size, unsigned sections)
{
    memcpy(bytes, "PWTAGGER", 8);
    put(bytes + 8, 3, 4);
    put(bytes + 12, sections, 4);
    put(bytes + 16, size, 8);
    put(bytes + 24, crc32_of(bytes + 64, size - 64), 4);
}

static void
use(const struct tagger_model *model, bool tag)
{
    static struct gazetteer gazetteer;
    static const uint32_t text[] = { 'a', 'A', 'b', 0x6cb3, 'b', 'a', 0x20000, 0 };
    struct token tokens[8];
    struct tokenizer *tokenizer = tokenizer_new(model);
    if (tokenizer_cut(tokenizer, text, 8, tokens) > 8 ||
        tokenizer_char(tokenizer, 0x6cb3) > 1 << 20)
        abort();
    tokenizer_free(tokenizer);
    if (!tag)
        return;
    struct err err = { 0 };
    if (gazetteer.blob.ptr == NULL) {
        const char *dir = getenv("PAGEWIRE_DATA");
        static char path[512];
        (void)snprintf(path, sizeof path, "%s/gazetteer.bin", dir != NULL ? dir : "data");
        if (gazetteer_open(&gazetteer, path, &err) != 0)
            die("%s", err.text);
    }
    struct tagger *tagger = NULL;
    if (tagger_new(&tagger, model, &gazetteer, &err) != 0)
        die("%s", err.text);
    struct arena arena = { 0 };
    struct tagged *tagged;
    size_t count;
    struct slice s = SLICE_LITERAL("abAb河南省aaaaaaaaaaaaaaaaaaaab");
    struct tagger_options options = { .head = HEAD_MIXED };
    if (tagger_run(tagger, &options, &s, 1, &arena, &tagged, &count, NULL, &err) != 0)
        die("%s", err.text);
    for (size_t i = 0; i < count; i++)
        if (tagged[i].start >= tagged[i].end || tagged[i].end > 28)
            abort();
    arena_done(&arena);
    tagger_free(tagger);
}

/* One byte: how to cut and whether to tag; then changes of three bytes, a place
 * and what to put there. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct writer sound, w;
    if (sound.size == 0)
        make_model(&sound);
    if (size == 0)
        return 0;
    w = sound;
    for (size_t i = 1; i + 3 <= size; i += 3)
        w.bytes[((size_t)data[i] << 8 | data[i + 1]) % w.size] = data[i + 2];
    size_t length = (data[0] & 7) == 7 && size > 2
                        ? 64 + ((size_t)data[1] << 8 | data[2]) % (w.size - 64)
                        : w.size;
    seal(w.bytes, length, w.count);
    struct tagger_model model = { 0 };
    struct err err = { 0 };
    if (tagger_model_view(&model, w.bytes, length, "fuzz", &err) == 0) {
        use(&model, (data[0] & 0xf0) == 0);
        tagger_model_close(&model);
    } else if (err.text[0] == '\0')
        abort();
    return 0;
}
