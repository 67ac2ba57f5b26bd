/*
 * The file, all numbers little-endian:
 *
 *     "PWSEGNET", then uint32: version, features, border features, width, inner,
 *     questions, joint, roles, blocks, asks; dilation of each block; block that
 *     each ask stands before
 *     features: uint64 hashes, float scales, int8 rows
 *     border features: the same
 *     float: the dense layers, in the order of lay_out; matrices by input
 *     uint64 checksum of all before it
 */
#include "services/segment/label/pagenet.h"

#include "services/segment/label/dense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1, BLOCKS_MAX = 32 };

static const char magic[8] = "PWSEGNET";

/* Rows of floats by the hash of a feature. */
struct table {
    uint32_t count, width;
    uint64_t *hashes; /* open addressing over `slots`, a power of two; 0: free */
    uint32_t *rows;
    uint32_t slots;
    float *vectors;
};

struct block {
    float *norm;
    struct dense near[3]; /* before, here, after; the bias is the first one's */
    struct dense out;
    uint32_t dilation;
};

struct ask {
    float *norm;
    struct dense look, tell;
    uint32_t before; /* number of a block */
};

struct pagenet {
    struct arena arena;
    struct table features, borders;
    uint32_t width, inner, questions, joint;
    uint32_t block_count, ask_count;
    struct block blocks[BLOCKS_MAX];
    struct ask asks[BLOCKS_MAX];
    float *bias, *norm;
    struct dense labels; /* roles, then para */
    struct dense here, there;
    float *fresh; /* joint weights and a bias */
};

static uint64_t
hash(const void *bytes, size_t len)
{
    uint64_t h = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < len; i++)
        h = (h ^ ((const unsigned char *)bytes)[i]) * 1099511628211u;
    return h;
}

/* Reading the file: `at` moves on; sizes were checked before. */
struct reader {
    const char *at;
    struct arena *arena;
};

static uint32_t
take_number(struct reader *reader)
{
    uint32_t number;
    memcpy(&number, reader->at, sizeof number);
    reader->at += sizeof number;
    return number;
}

static float *
take_floats(struct reader *reader, size_t count)
{
    float *floats = arena_alloc(reader->arena, count, sizeof *floats);
    memcpy(floats, reader->at, count * sizeof *floats);
    reader->at += count * sizeof *floats;
    return floats;
}

static struct dense
take_dense(struct reader *reader, uint32_t in, uint32_t out, bool bias)
{
    struct dense dense = { in, out, (out + DENSE_LANES - 1) / DENSE_LANES * DENSE_LANES, NULL,
                           NULL };
    dense.weights = arena_alloc(reader->arena, (size_t)in * dense.stride, sizeof(float));
    for (uint32_t i = 0; i < in; i++, reader->at += out * sizeof(float))
        memcpy(dense.weights + (size_t)i * dense.stride, reader->at, out * sizeof(float));
    if (bias) {
        dense.bias = arena_alloc(reader->arena, dense.stride, sizeof(float));
        memcpy(dense.bias, reader->at, out * sizeof(float));
        reader->at += out * sizeof(float);
    }
    return dense;
}

static uint32_t
find_slot(const struct table *table, uint64_t key)
{
    uint32_t at = (uint32_t)(key ^ key >> 32) & (table->slots - 1);
    while (table->hashes[at] != 0 && table->hashes[at] != key)
        at = (at + 1) & (table->slots - 1);
    return at;
}

static struct table
take_table(struct reader *reader, uint32_t count, uint32_t width)
{
    struct table table = { .count = count, .width = width, .slots = 16 };
    while (table.slots < 2 * count)
        table.slots *= 2;
    table.hashes = arena_alloc(reader->arena, table.slots, sizeof *table.hashes);
    table.rows = arena_alloc(reader->arena, table.slots, sizeof *table.rows);
    for (uint32_t row = 0; row < count; row++, reader->at += sizeof(uint64_t)) {
        uint64_t key;
        memcpy(&key, reader->at, sizeof key);
        uint32_t slot = find_slot(&table, key);
        table.hashes[slot] = key;
        table.rows[slot] = row;
    }
    const float *scales = take_floats(reader, count);
    table.vectors = arena_alloc(reader->arena, (size_t)count * width + 1, sizeof(float));
    for (size_t i = 0; i < (size_t)count * width; i++)
        table.vectors[i] = scales[i / width] * (float)*(const signed char *)reader->at++;
    return table;
}

struct sizes {
    uint32_t version, features, borders, width, inner, questions, joint, roles, blocks, asks;
};

static size_t
size_of_file(const struct sizes *s)
{
    size_t width = s->width, inner = s->inner, joint = s->joint, q = s->questions;
    size_t floats = width; /* bias */
    floats += s->blocks * (width + 4 * width * inner + inner + width);
    floats += s->asks * (width + width * q + q + q * width * width + width);
    floats += width + (width + 1) * (s->roles + 1) + 2 * width * joint + joint + joint + 1;
    return sizeof magic + sizeof *s + sizeof(uint32_t) * (s->blocks + s->asks) +
           s->features * (sizeof(uint64_t) + sizeof(float) + width) +
           s->borders * (sizeof(uint64_t) + sizeof(float) + joint) + sizeof(float) * floats +
           sizeof(uint64_t);
}

static int
check(struct slice bytes, struct sizes *sizes, struct err *err)
{
    if (bytes.len < sizeof magic || memcmp(bytes.ptr, magic, sizeof magic) != 0)
        return err_set(err, ERR_REJECT, "no network of the segmenter");
    if (bytes.len < sizeof magic + sizeof *sizes)
        return err_set(err, ERR_REJECT, "truncated within its header");
    memcpy(sizes, bytes.ptr + sizeof magic, sizeof *sizes);
    if (sizes->version != VERSION)
        return err_set(err, ERR_REJECT, "version %u, this program reads %d", sizes->version,
                       VERSION);
    if (sizes->roles != ROLE_COUNT)
        return err_set(err, ERR_REJECT, "knows %u roles, there are %d", sizes->roles, ROLE_COUNT);
    if (sizes->features > 1 << 22 || sizes->borders > 1 << 22 || sizes->width == 0 ||
        sizes->width > 1024 || sizes->width % DENSE_LANES != 0 || sizes->inner == 0 ||
        sizes->inner > 1024 || sizes->inner % DENSE_LANES != 0 || sizes->questions == 0 ||
        sizes->questions > DENSE_LANES || sizes->joint == 0 || sizes->joint > PAGENET_JOINT_MAX ||
        sizes->joint % DENSE_LANES != 0 || sizes->blocks > BLOCKS_MAX || sizes->asks > BLOCKS_MAX)
        return err_set(err, ERR_REJECT, "sizes out of range");
    size_t wanted = size_of_file(sizes);
    if (bytes.len != wanted)
        return err_set(err, ERR_REJECT, "%s: %zu bytes, its header says %zu",
                       bytes.len < wanted ? "truncated" : "too long", bytes.len, wanted);
    uint64_t sum;
    memcpy(&sum, bytes.ptr + bytes.len - sizeof sum, sizeof sum);
    if (sum != hash(bytes.ptr, bytes.len - sizeof sum))
        return err_set(err, ERR_REJECT, "damaged: its checksum does not fit");
    return 0;
}

static int
lay_out(struct pagenet *pagenet, struct reader *reader, const struct sizes *sizes, struct err *err)
{
    uint32_t width = sizes->width, inner = sizes->inner, joint = sizes->joint;
    for (uint32_t i = 0; i < sizes->blocks; i++) {
        pagenet->blocks[i].dilation = take_number(reader);
        if (pagenet->blocks[i].dilation > PAGENET_WINDOW)
            return err_set(err, ERR_REJECT, "dilation out of range");
    }
    for (uint32_t i = 0; i < sizes->asks; i++)
        pagenet->asks[i].before = take_number(reader);
    pagenet->features = take_table(reader, sizes->features, width);
    pagenet->borders = take_table(reader, sizes->borders, joint);
    pagenet->bias = take_floats(reader, width);
    for (uint32_t i = 0; i < sizes->blocks; i++) {
        struct block *block = &pagenet->blocks[i];
        block->norm = take_floats(reader, width);
        for (int tap = 0; tap < 3; tap++)
            block->near[tap] = take_dense(reader, width, inner, tap == 0);
        block->out = take_dense(reader, inner, width, true);
    }
    for (uint32_t i = 0; i < sizes->asks; i++) {
        struct ask *ask = &pagenet->asks[i];
        ask->norm = take_floats(reader, width);
        ask->look = take_dense(reader, width, sizes->questions, true);
        ask->tell = take_dense(reader, sizes->questions * width, width, true);
    }
    pagenet->norm = take_floats(reader, width);
    pagenet->labels = take_dense(reader, width, ROLE_COUNT + 1, true);
    pagenet->here = take_dense(reader, width, joint, true);
    pagenet->there = take_dense(reader, width, joint, false);
    pagenet->fresh = take_floats(reader, joint + 1);
    return 0;
}

int
pagenet_parse(struct pagenet **result, struct slice bytes, struct err *err)
{
    struct sizes sizes = { 0 };
    if (check(bytes, &sizes, err) != 0)
        return -1;
    struct pagenet *pagenet = calloc(1, sizeof *pagenet);
    if (pagenet == NULL)
        die("out of memory");
    pagenet->width = sizes.width;
    pagenet->inner = sizes.inner;
    pagenet->questions = sizes.questions;
    pagenet->joint = sizes.joint;
    pagenet->block_count = sizes.blocks;
    pagenet->ask_count = sizes.asks;
    struct reader reader = { bytes.ptr + sizeof magic + sizeof sizes, &pagenet->arena };
    if (lay_out(pagenet, &reader, &sizes, err) != 0) {
        pagenet_free(pagenet);
        return -1;
    }
    *result = pagenet;
    return 0;
}

void
pagenet_free(struct pagenet *pagenet)
{
    if (pagenet == NULL)
        return;
    arena_done(&pagenet->arena);
    free(pagenet);
}

static void
clip(float *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] = x[i] > 0 ? x[i] : 0;
}

static void
normalise(float *out, const float *in, const float *norm, size_t count, uint32_t width)
{
    for (size_t i = 0; i < count; i++, in += width, out += width) {
        float sum = 0;
        for (uint32_t j = 0; j < width; j++)
            sum += in[j] * in[j];
        float scale = 1 / sqrtf(sum / (float)width + 1e-5f);
        for (uint32_t j = 0; j < width; j++)
            out[j] = in[j] * scale * norm[j];
    }
}

static void
read_block(const struct pagenet *pagenet, const struct block *block, float *x, size_t count,
           const struct reading *reading)
{
    uint32_t width = pagenet->width, inner = pagenet->inner;
    size_t far = block->dilation;
    normalise(reading->normal, x, block->norm, count, width);
    dense_set(reading->inner, &block->near[0], count);
    if (count > far)
        dense_add(reading->inner + far * inner, reading->normal, &block->near[0], count - far);
    dense_add(reading->inner, reading->normal, &block->near[1], count);
    if (count > far)
        dense_add(reading->inner, reading->normal + far * width, &block->near[2], count - far);
    clip(reading->inner, count * inner);
    for (size_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < width; j++)
            x[i * width + j] += block->out.bias[j];
    dense_add(x, reading->inner, &block->out, count);
}

static void
ask_page(const struct pagenet *pagenet, const struct ask *ask, float *x, size_t count,
         const struct reading *reading)
{
    uint32_t width = pagenet->width, stride = ask->look.stride;
    normalise(reading->normal, x, ask->norm, count, width);
    dense_set(reading->inner, &ask->look, count);
    dense_add(reading->inner, reading->normal, &ask->look, count);
    float *answer = reading->answer, *told = reading->answer + (size_t)pagenet->questions * width;
    memset(answer, 0, (size_t)pagenet->questions * width * sizeof *answer);
    for (uint32_t q = 0; q < pagenet->questions; q++) {
        float top = reading->inner[q], total = 0;
        for (size_t i = 1; i < count; i++)
            top = fmaxf(top, reading->inner[i * stride + q]);
        for (size_t i = 0; i < count; i++) {
            float share = expf(reading->inner[i * stride + q] - top);
            total += share;
            for (uint32_t j = 0; j < width; j++)
                answer[q * width + j] += share * reading->normal[i * width + j];
        }
        for (uint32_t j = 0; j < width; j++)
            answer[q * width + j] /= total;
    }
    dense_set(told, &ask->tell, 1);
    dense_add(told, answer, &ask->tell, 1);
    clip(told, width);
    for (size_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < width; j++)
            x[i * width + j] += told[j];
}

struct reading
pagenet_begin(const struct pagenet *pagenet, struct arena *arena, size_t count)
{
    size_t width = pagenet->width,
           inner = pagenet->inner > DENSE_LANES ? pagenet->inner : DENSE_LANES;
    size_t room = count < PAGENET_WINDOW ? count : PAGENET_WINDOW;
    return (struct reading){
        .room = room,
        .vectors = arena_alloc(arena, room * width + 1, sizeof(float)),
        .normal = arena_alloc(arena, room * width + 1, sizeof(float)),
        .inner = arena_alloc(arena, room * inner + 1, sizeof(float)),
        .answer = arena_alloc(arena, (pagenet->questions + 1) * width, sizeof(float)),
        .sides = arena_alloc(arena, count * 2 * pagenet->joint + 1, sizeof(float)),
    };
}

static void
add_row(const struct table *table, struct slice feature, float *sum)
{
    uint32_t slot = find_slot(table, hash(feature.ptr, feature.len));
    if (table->hashes[slot] == 0)
        return;
    const float *vector = table->vectors + (size_t)table->rows[slot] * table->width;
    for (uint32_t j = 0; j < table->width; j++)
        sum[j] += vector[j];
}

void
pagenet_add(const struct pagenet *pagenet, struct reading *reading, size_t piece,
            struct slice feature)
{
    add_row(&pagenet->features, feature,
            reading->vectors + (piece - reading->first) * pagenet->width);
}

static void
read_labels(const float *labels, struct labels *answer)
{
    float top = labels[0], total = 0;
    for (int r = 1; r < ROLE_COUNT; r++)
        top = fmaxf(top, labels[r]);
    for (int r = 0; r < ROLE_COUNT; r++)
        total += expf(labels[r] - top);
    for (int r = 0; r < ROLE_COUNT; r++)
        answer->roles[r] = labels[r] - top - logf(total);
    answer->para = labels[ROLE_COUNT];
}

void
pagenet_read(const struct pagenet *pagenet, struct reading *reading, struct labels *answers,
             size_t count)
{
    uint32_t width = pagenet->width, joint = pagenet->joint, asked = 0;
    float *x = reading->vectors, *sides = reading->sides + 2 * reading->first * joint;
    for (size_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < width; j++)
            x[i * width + j] += pagenet->bias[j];
    clip(x, count * width);
    for (uint32_t b = 0; b < pagenet->block_count; b++) {
        if (reading->beat != NULL && !reading->beat(reading->beat_arg))
            return;
        if (asked < pagenet->ask_count && pagenet->asks[asked].before == b)
            ask_page(pagenet, &pagenet->asks[asked++], x, count, reading);
        read_block(pagenet, &pagenet->blocks[b], x, count, reading);
    }
    normalise(reading->normal, x, pagenet->norm, count, width);
    dense_set(reading->inner, &pagenet->labels, count);
    dense_add(reading->inner, reading->normal, &pagenet->labels, count);
    for (size_t i = 0; i < count; i++) {
        read_labels(reading->inner + i * pagenet->labels.stride, &answers[i]);
        memcpy(sides + 2 * i * joint, pagenet->here.bias, joint * sizeof *sides);
    }
    struct dense_target here = { sides, (size_t)2 * joint }, there = { sides + joint, here.step };
    dense_add_to(here, reading->normal, &pagenet->here, count);
    dense_add_to(there, reading->normal, &pagenet->there, count);
    memset(reading->vectors, 0, reading->room * width * sizeof *reading->vectors);
    reading->first += count;
}

void
pagenet_border_add(const struct pagenet *pagenet, struct joint *joint, struct slice feature)
{
    add_row(&pagenet->borders, feature, joint->sum);
}

float
pagenet_border(const struct pagenet *pagenet, const struct reading *reading,
               const struct joint *joint, size_t here, size_t there)
{
    uint32_t width = pagenet->joint;
    const float *later = reading->sides + 2 * here * width;
    const float *earlier = reading->sides + (2 * there + 1) * width;
    float odds = pagenet->fresh[width];
    for (uint32_t j = 0; j < width; j++) {
        float sum = joint->sum[j] + later[j] + earlier[j];
        odds += sum > 0 ? sum * pagenet->fresh[j] : 0;
    }
    return odds;
}
