/*
 * maxent: train one multinomial logistic regression from dump's lines.
 *
 *     maxent MODEL [without STYLE] < LINES > TABLE
 *
 * Stochastic gradient descent with AdaGrad steps and an L2 pull, EPOCHS times
 * over the examples in an order fixed by a seed.  Features seen in fewer than
 * LEAST pages are left out; so are weights too small to matter.
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS = 16, LEAST = 4, EPOCHS = 6 };
static const float step = 0.12f, pull = 2e-6f, smallest = 0.04f;

struct feature {
    char *name;
    uint32_t pages, last_page;
};

struct example {
    uint32_t first, count;
    uint8_t label;
};

static struct feature *features;
static uint32_t feature_count, feature_cap, *slots, slot_count;
static struct example *examples;
static size_t example_count, example_cap;
static uint32_t *ids;
static size_t id_count, id_cap;
static char *labels[LABELS];
static unsigned label_count;

static void *
grow(void *array, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return array;
    *cap = *cap == 0 ? 1024 : *cap * 2;
    array = realloc(array, *cap * size);
    if (array == NULL)
        exit(2);
    return array;
}

static uint64_t
hash(const char *s)
{
    uint64_t h = 1469598103934665603u;
    for (; *s != '\0'; s++)
        h = (h ^ (unsigned char)*s) * 1099511628211u;
    return h ^ h >> 29;
}

static uint32_t
find_feature(const char *name)
{
    uint32_t at = (uint32_t)hash(name) & (slot_count - 1);
    for (; slots[at] != 0; at = (at + 1) & (slot_count - 1))
        if (strcmp(features[slots[at] - 1].name, name) == 0)
            return slots[at] - 1;
    size_t cap = feature_cap;
    features = grow(features, feature_count, &cap, sizeof *features);
    feature_cap = (uint32_t)cap;
    features[feature_count] = (struct feature){ strdup(name), 0, 0 };
    slots[at] = ++feature_count;
    return feature_count - 1;
}

static unsigned
find_label(const char *name)
{
    for (unsigned i = 0; i < label_count; i++)
        if (strcmp(labels[i], name) == 0)
            return i;
    if (label_count == LABELS)
        exit(2);
    labels[label_count] = strdup(name);
    return label_count++;
}

static void
read_examples(const char *model, const char *without)
{
    char *line = NULL, last[64] = "";
    size_t cap = 0;
    uint32_t page = 0;
    while (getline(&line, &cap, stdin) > 0) {
        char *save, *name = strtok_r(line, " \n", &save), *style = strtok_r(NULL, " \n", &save);
        char *kind = strtok_r(NULL, " \n", &save), *label = strtok_r(NULL, " \n", &save), *word;
        if (label == NULL || strcmp(kind, model) != 0 ||
            (without != NULL && strcmp(style, without) == 0))
            continue;
        if (strcmp(name, last) != 0) {
            page++;
            snprintf(last, sizeof last, "%s", name);
        }
        examples = grow(examples, example_count, &example_cap, sizeof *examples);
        struct example *example = &examples[example_count++];
        *example = (struct example){ (uint32_t)id_count, 0, (uint8_t)find_label(label) };
        while ((word = strtok_r(NULL, " \n", &save)) != NULL) {
            uint32_t id = find_feature(word);
            if (features[id].last_page != page) {
                features[id].last_page = page;
                features[id].pages++;
            }
            ids = grow(ids, id_count, &id_cap, sizeof *ids);
            ids[id_count++] = id;
            example->count++;
        }
    }
    free(line);
}

static float *weights, *squares;

static void
learn(const struct example *example)
{
    float p[LABELS] = { 0 }, top = -1e30f, sum = 0;
    const uint32_t *id = ids + example->first;
    for (uint32_t i = 0; i < example->count; i++)
        if (features[id[i]].pages >= LEAST)
            for (unsigned l = 0; l < label_count; l++)
                p[l] += weights[(size_t)id[i] * LABELS + l];
    for (unsigned l = 0; l < label_count; l++)
        top = p[l] > top ? p[l] : top;
    for (unsigned l = 0; l < label_count; l++)
        sum += p[l] = expf(p[l] - top);
    for (unsigned l = 0; l < label_count; l++)
        p[l] = p[l] / sum - (l == example->label ? 1 : 0);
    for (uint32_t i = 0; i < example->count; i++)
        if (features[id[i]].pages >= LEAST)
            for (unsigned l = 0; l < label_count; l++) {
                size_t at = (size_t)id[i] * LABELS + l;
                float g = p[l] + pull * weights[at] * 1000;
                if (fabsf(g) < 1e-4f)
                    continue;
                squares[at] += g * g;
                weights[at] -= step * g / sqrtf(squares[at] + 1e-2f);
            }
}

int
main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    slot_count = 1u << 22;
    slots = calloc(slot_count, sizeof *slots);
    read_examples(argv[1], argc > 3 ? argv[3] : NULL);
    weights = calloc((size_t)feature_count * LABELS, sizeof *weights);
    squares = calloc((size_t)feature_count * LABELS, sizeof *squares);
    uint64_t seed = 88172645463325252u;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (size_t i = example_count; i-- > 1;) {
            seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
            size_t j = seed % (i + 1);
            struct example swap = examples[i];
            examples[i] = examples[j];
            examples[j] = swap;
        }
        for (size_t i = 0; i < example_count; i++)
            learn(&examples[i]);
    }
    printf("model %s", argv[1]);
    for (unsigned l = 0; l < label_count; l++)
        printf(" %s", labels[l]);
    putchar('\n');
    for (uint32_t f = 0; f < feature_count; f++) {
        bool any = false;
        for (unsigned l = 0; l < label_count && features[f].pages >= LEAST; l++) {
            float w = weights[(size_t)f * LABELS + l];
            if (fabsf(w) < smallest)
                continue;
            if (!any)
                printf("%s", features[f].name);
            any = true;
            printf(" %s:%.3g", labels[l], (double)w);
        }
        if (any)
            putchar('\n');
    }
    fprintf(stderr, "maxent: %s: %zu examples, %u features, %u labels\n", argv[1], example_count,
            feature_count, label_count);
    return 0;
}
