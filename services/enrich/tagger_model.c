#include "services/enrich/tagger_model.h"

#include "services/enrich/gazetteer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char magic[] = "PWTAGGER";
enum { VERSION = 3, SETTINGS = 8 };

/* Reads sections one after another; the first failure sticks. */
struct reader {
    const struct blob *blob;
    struct err *err;
    int failed;
};

static const void *
section(struct reader *r, const char *name, const char *suffix, size_t element, size_t count)
{
    char full[48];
    const void *array = NULL;
    (void)snprintf(full, sizeof full, "%s%s", name, suffix);
    if (r->failed == 0)
        r->failed = blob_section(r->blob, full, element, &array, &count, r->err);
    return array;
}

static void
refuse(struct reader *r, const char *what)
{
    if (r->failed == 0)
        r->failed = err_set(r->err, ERR_REJECT, "%s: damaged: %s", r->blob->what, what);
}

/* `count` floats, all finite: a NaN would spoil every comparison later. */
static const float *
floats(struct reader *r, const char *name, const char *suffix, size_t count)
{
    const float *array = section(r, name, suffix, sizeof *array, count);
    for (size_t i = 0; r->failed == 0 && i < count; i++)
        if (!isfinite(array[i]))
            refuse(r, "a number is not finite");
    return array;
}

static struct model_rows
rows(struct reader *r, const char *name, uint32_t count, uint32_t columns)
{
    return (struct model_rows){
        .weight = section(r, name, ".w", 1, (size_t)count * columns),
        .scale = floats(r, name, ".s", count),
        .rows = count,
        .columns = columns,
    };
}

static struct model_matrix
matrix(struct reader *r, const char *name, uint32_t out, uint32_t in)
{
    size_t count = (size_t)out * in;
    struct model_matrix m = {
        .weight = section(r, name, ".w", 1, count),
        .scale = floats(r, name, ".s", out),
        .bias = floats(r, name, ".b", out),
        .out = out,
        .in = in,
    };
    bool small = true;
    for (size_t i = 0; m.weight != NULL && r->failed == 0 && i < count; i++)
        small = small && m.weight[i] >= -63 && m.weight[i] <= 63;
    if (!small)
        refuse(r, "a weight exceeds 63");
    return m;
}

static void
read_layer(struct reader *r, struct tagger_model *m, uint32_t i)
{
    struct model_layer *layer = &m->layer[i];
    char name[16];
    uint32_t h = m->hidden, a = m->attention;
#define NAME(part) ((void)snprintf(name, sizeof name, "%u." part, i), name)
    layer->qkv = matrix(r, NAME("qkv"), 3 * a, h);
    layer->attention_out = matrix(r, NAME("ao"), h, a);
    layer->attention_norm = floats(r, NAME("aln"), "", 2 * (size_t)h);
    layer->inner = matrix(r, NAME("fi"), m->inner, h);
    layer->outer = matrix(r, NAME("fo"), h, m->inner);
    layer->output_norm = floats(r, NAME("oln"), "", 2 * (size_t)h);
#undef NAME
}

static void
read_vocabulary(struct reader *r, struct tagger_model *m)
{
    if (r->failed == 0)
        r->failed = trie_open(&m->trie, r->blob, "piece.", (int32_t)m->pieces, r->err);
    m->piece_score = section(r, "piece.score", "", sizeof *m->piece_score, m->pieces);
    for (uint32_t i = 0; r->failed == 0 && i < m->pieces; i++)
        if (!isfinite(m->piece_score[i]))
            refuse(r, "a piece's score is not finite");

    const void *array = NULL;
    size_t norms = 0, text = 0;
    if (r->failed == 0)
        r->failed = blob_section(r->blob, "norm.point", 4, &array, &norms, r->err);
    m->norm_point = array;
    m->norms = (uint32_t)norms;
    m->norm_first = section(r, "norm.first", "", 4, norms + 1);
    if (r->failed == 0)
        r->failed = blob_section(r->blob, "norm.text", 4, &array, &text, r->err);
    m->norm_text = array;
    for (size_t i = 0; r->failed == 0 && i < norms; i++)
        if (m->norm_first[i] >= m->norm_first[i + 1] || m->norm_first[i + 1] > text ||
            (i > 0 && m->norm_point[i] <= m->norm_point[i - 1]))
            refuse(r, "normalisation");
    m->char_point = section(r, "char.point", "", 4, m->chars);
    for (uint32_t i = 1; r->failed == 0 && i < m->chars; i++)
        if (m->char_point[i] <= m->char_point[i - 1])
            refuse(r, "characters");
}

/* A model may have been trained before there were words in the gazetteer. */
static void
read_gazetteer_weights(struct reader *r, struct tagger_model *m)
{
    const void *array = NULL;
    size_t count = 0;
    if (r->failed == 0)
        r->failed = blob_section(r->blob, "gaz", sizeof(float), &array, &count, r->err);
    size_t bits = count / m->hidden;
    if (r->failed == 0 && bits != GAZETTEER_BITS && bits != GAZETTEER_PLACE_BITS)
        refuse(r, "number of gazetteer bits");
    m->head_gazetteer = floats(r, "gaz", "", bits * m->hidden);
    m->gazetteer_bits = (1u << bits % 32) - 1;
}

static void
read_head(struct reader *r, struct tagger_model *m)
{
    static const char *const heads[MODEL_HEADS] = { "local", "msra" };
    uint32_t h = m->hidden;
    m->head_in = matrix(r, "inp", h, h);
    m->head_char = rows(r, "char", m->chars, h);
    m->head_place = floats(r, "place", "", 4 * (size_t)h);
    read_gazetteer_weights(r, m);
    m->head_norm[0] = floats(r, "ln0", "", 2 * (size_t)h);
    m->conv[0] = matrix(r, "c1", h, 3 * h);
    m->head_norm[1] = floats(r, "ln1", "", 2 * (size_t)h);
    m->conv[1] = matrix(r, "c2", h, 3 * h);
    m->head_norm[2] = floats(r, "ln2", "", 2 * (size_t)h);
    for (int i = 0; i < MODEL_HEADS; i++) {
        m->out[i] = floats(r, "out.", heads[i], ((size_t)h + 1) * MODEL_LANES);
        m->transition[i] = floats(r, "crf.", heads[i], MODEL_LANES * MODEL_LANES);
    }
    m->source = section(r, "source.w", "", 1, SOURCE_GRAMS);
    const float *odds = floats(r, "source", "", 2);
    if (r->failed == 0)
        m->source_scale = odds[0], m->source_bias = odds[1];
}

static int
read_model(struct tagger_model *m, struct err *err)
{
    struct reader r = { &m->blob, err, 0 };
    const uint32_t *s = section(&r, "settings", "", 4, SETTINGS);
    if (r.failed != 0)
        return -1;
    m->hidden = s[0], m->layers = s[1], m->heads = s[2], m->inner = s[3];
    m->pieces = s[4], m->chars = s[5], m->positions = s[6];
    if (m->hidden < 32 || m->hidden > 2048 || m->heads < 1 ||
        m->heads > m->hidden / MODEL_HEAD_SIZE || m->hidden % MODEL_HEAD_SIZE != 0 ||
        m->layers < 1 || m->layers > MODEL_MAX_LAYERS || m->inner < 16 || m->inner % 16 != 0 ||
        m->inner > 8192 || m->pieces < 2 || m->pieces > 1u << 20 || m->chars < 2 ||
        m->chars > 1u << 20 || m->positions < 16 || m->positions > 4096 || s[7] != MODEL_HEADS)
        return err_set(err, ERR_REJECT, "%s: damaged: settings out of range", m->blob.what);

    m->attention = m->heads * MODEL_HEAD_SIZE;
    const void *title = NULL;
    size_t length = 0;
    if (blob_section(&m->blob, "title", 1, &title, &length, err) != 0)
        return -1;
    for (size_t i = 0; i < length && i + 1 < sizeof m->title; i++) {
        char c = ((const char *)title)[i];
        m->title[i] = (char)(c > ' ' && c < 0x7f ? c : '-');
    }

    read_vocabulary(&r, m);
    m->word = rows(&r, "word", m->pieces, m->hidden);
    m->position = rows(&r, "pos", m->positions, m->hidden);
    m->embed_norm = floats(&r, "ln", "", 2 * (size_t)m->hidden);
    for (uint32_t i = 0; i < m->layers; i++)
        read_layer(&r, m, i);
    read_head(&r, m);
    return r.failed;
}

static int
finish_open(struct tagger_model *model, struct tagger_model *m, struct err *err)
{
    if (read_model(m, err) != 0) {
        tagger_model_close(m);
        return -1;
    }
    *model = *m;
    return 0;
}

int
tagger_model_open(struct tagger_model *model, const char *path, struct err *err)
{
    struct tagger_model m = { 0 };
    if (blob_open(&m.blob, path, magic, VERSION, err) != 0)
        return -1;
    return finish_open(model, &m, err);
}

int
tagger_model_view(struct tagger_model *model, const void *bytes, size_t size, const char *what,
                  struct err *err)
{
    struct tagger_model m = { 0 };
    if (blob_view(&m.blob, bytes, size, what, magic, VERSION, err) != 0)
        return -1;
    return finish_open(model, &m, err);
}

void
tagger_model_close(struct tagger_model *model)
{
    trie_close(&model->trie);
    blob_close(&model->blob);
    *model = (struct tagger_model){ 0 };
}
