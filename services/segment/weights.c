#include "services/segment/weights.h"

#include "common/buf.h"

#include <stdlib.h>
#include <string.h>

enum { MODELS = 8, CELL_LABELS = WEIGHTS_LABELS };

struct model {
    struct slice name;
    struct slice labels[CELL_LABELS];
    unsigned label_count;
};

struct row {
    struct slice feature; /* ptr NULL: the slot is free */
    uint8_t model;
    uint32_t first, count; /* of cells */
};

struct cell {
    uint8_t label;
    float weight;
};

struct weights {
    char *text; /* what all slices point into */
    struct model models[MODELS];
    unsigned model_count;
    struct row *rows; /* open addressing, a power of two of slots */
    size_t slots, used;
    struct cell *cells;
    size_t cell_count, cell_cap;
};

static uint64_t
hash(int model, struct slice feature)
{
    uint64_t h = 1469598103934665603u ^ (uint64_t)(unsigned)model; /* FNV-1a */
    for (size_t i = 0; i < feature.len; i++)
        h = (h ^ (unsigned char)feature.ptr[i]) * 1099511628211u;
    return h ^ h >> 29;
}

static struct row *
find_slot(const struct weights *weights, int model, struct slice feature)
{
    size_t mask = weights->slots - 1, at = hash(model, feature) & mask;
    while (weights->rows[at].feature.ptr != NULL &&
           !(weights->rows[at].model == model && slice_equal(weights->rows[at].feature, feature)))
        at = (at + 1) & mask;
    return &weights->rows[at];
}

static void
grow_slots(struct weights *weights)
{
    struct row *old = weights->rows;
    size_t count = weights->slots;
    weights->slots = count == 0 ? 1024 : count * 2;
    weights->rows = calloc(weights->slots, sizeof *weights->rows);
    if (weights->rows == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++)
        if (old[i].feature.ptr != NULL)
            *find_slot(weights, old[i].model, old[i].feature) = old[i];
    free(old);
}

static void
add_cell(struct weights *weights, unsigned label, float weight)
{
    if (weights->cell_count == weights->cell_cap) {
        weights->cell_cap = weights->cell_cap == 0 ? 4096 : weights->cell_cap * 2;
        weights->cells = realloc(weights->cells, weights->cell_cap * sizeof *weights->cells);
        if (weights->cells == NULL)
            die("out of memory");
    }
    weights->cells[weights->cell_count++] = (struct cell){ (uint8_t)label, weight };
}

/* Takes the next word of a line, parted by single spaces. */
static bool
next_word(struct slice *rest, struct slice *word)
{
    if (rest->len == 0)
        return false;
    size_t stop = slice_find(*rest, SLICE_LITERAL(" "));
    *word = slice_part(*rest, 0, stop);
    *rest = slice_part(*rest, stop + 1 < rest->len ? stop + 1 : rest->len, rest->len);
    return true;
}

static int
parse_model(struct weights *weights, struct slice rest, struct err *err)
{
    if (weights->model_count == MODELS)
        return err_set(err, ERR_REJECT, "more than %d models", MODELS);
    struct model *model = &weights->models[weights->model_count];
    if (!next_word(&rest, &model->name))
        return err_set(err, ERR_REJECT, "model without a name");
    struct slice word;
    while (next_word(&rest, &word)) {
        if (model->label_count == CELL_LABELS)
            return err_set(err, ERR_REJECT, "more than %d labels", CELL_LABELS);
        model->labels[model->label_count++] = word;
    }
    weights->model_count++;
    return 0;
}

static int
parse_row(struct weights *weights, struct slice rest, struct err *err)
{
    struct slice feature, word;
    int model = (int)weights->model_count - 1;
    if (model < 0 || !next_word(&rest, &feature))
        return err_set(err, ERR_REJECT, "feature before any model");
    if (weights->used * 2 >= weights->slots)
        grow_slots(weights);
    struct row *row = find_slot(weights, model, feature);
    if (row->feature.ptr != NULL)
        return err_set(err, ERR_REJECT, "feature %.*s twice", SLICE_ARGS(feature));
    *row = (struct row){ feature, (uint8_t)model, (uint32_t)weights->cell_count, 0 };
    weights->used++;
    while (next_word(&rest, &word)) {
        size_t colon = slice_find(word, SLICE_LITERAL(":"));
        int label = weights_label(weights, model, slice_part(word, 0, colon));
        char number[32] = "";
        struct slice digits = slice_part(word, colon + 1, word.len);
        if (label < 0 || digits.len == 0 || digits.len >= sizeof number)
            return err_set(err, ERR_REJECT, "bad weight %.*s", SLICE_ARGS(word));
        memcpy(number, digits.ptr, digits.len);
        char *stop;
        float weight = strtof(number, &stop);
        if (*stop != '\0' || !(weight > -1e6f && weight < 1e6f))
            return err_set(err, ERR_REJECT, "bad weight %.*s", SLICE_ARGS(word));
        add_cell(weights, (unsigned)label, weight);
        row->count++;
    }
    return 0;
}

int
weights_parse(struct weights **result, struct slice text, struct err *err)
{
    struct weights *weights = calloc(1, sizeof *weights);
    if (weights == NULL)
        die("out of memory");
    weights->text = slice_dup(text);
    grow_slots(weights);
    struct slice rest = { weights->text, text.len }, line;
    for (unsigned number = 1; slice_line(&rest, &line); number++) {
        struct slice words = slice_trim(line), word = SLICE_EMPTY;
        if (words.len == 0 || words.ptr[0] == '#')
            continue;
        struct slice after = words;
        next_word(&after, &word);
        int status = slice_equal(word, SLICE_LITERAL("model")) ? parse_model(weights, after, err)
                                                               : parse_row(weights, words, err);
        if (status != 0) {
            weights_free(weights);
            return err_prefix(err, "line %u", number);
        }
    }
    *result = weights;
    return 0;
}

void
weights_free(struct weights *weights)
{
    if (weights == NULL)
        return;
    free(weights->text);
    free(weights->rows);
    free(weights->cells);
    free(weights);
}

int
weights_model(const struct weights *weights, const char *name)
{
    for (unsigned i = 0; i < weights->model_count; i++)
        if (slice_equal(weights->models[i].name, slice_from(name)))
            return (int)i;
    return -1;
}

unsigned
weights_labels(const struct weights *weights, int model)
{
    return weights->models[model].label_count;
}

int
weights_label(const struct weights *weights, int model, struct slice name)
{
    for (unsigned i = 0; i < weights->models[model].label_count; i++)
        if (slice_equal(weights->models[model].labels[i], name))
            return (int)i;
    return -1;
}

void
weights_add(const struct weights *weights, int model, struct slice feature, float *score)
{
    const struct row *row = find_slot(weights, model, feature);
    if (row->feature.ptr == NULL)
        return;
    for (uint32_t i = row->first; i < row->first + row->count; i++)
        score[weights->cells[i].label] += weights->cells[i].weight;
}
