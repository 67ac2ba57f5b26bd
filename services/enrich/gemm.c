#include "services/enrich/gemm.h"

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>
#include <string.h>

enum { SHAPES = 16 };

struct shape {
    uint32_t out, in;
    dnnl_primitive_t primitive;
    dnnl_memory_desc_t bytes, weights, sums;
    dnnl_memory_t bytes_memory, sums_memory; /* handles set for each product */
};

struct gemm {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    struct shape shapes[SHAPES];
    int shape_count;
};

struct matrix {
    struct shape *shape; /* borrowed */
    dnnl_memory_t memory;
    int32_t *sums;
};

static int
refused(struct err *err, const char *what, dnnl_status_t status)
{
    return err_set(err, ERR_REJECT, "oneDNN: cannot make %s (status %d)", what, (int)status);
}

void
gemm_single_thread(void)
{
    static void (*set)(int);
    static bool asked;
    if (!asked) {
        void *symbol = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
        memcpy(&set, &symbol, sizeof set);
        asked = true;
    }
    if (set != NULL)
        set(1);
}

int
gemm_new(struct gemm **gemm, struct err *err)
{
    struct gemm *g = calloc(1, sizeof *g);
    if (g == NULL)
        die("out of memory");
    gemm_single_thread();
    dnnl_status_t status = dnnl_engine_create(&g->engine, dnnl_cpu, 0);
    if (status == dnnl_success)
        status = dnnl_stream_create(&g->stream, g->engine, dnnl_stream_default_flags);
    if (status != dnnl_success) {
        gemm_free(g);
        return refused(err, "an engine", status);
    }
    *gemm = g;
    return 0;
}

void
gemm_free(struct gemm *g)
{
    if (g == NULL)
        return;
    for (int i = 0; i < g->shape_count; i++) {
        (void)dnnl_memory_destroy(g->shapes[i].bytes_memory);
        (void)dnnl_memory_destroy(g->shapes[i].sums_memory);
        (void)dnnl_primitive_destroy(g->shapes[i].primitive);
    }
    if (g->stream != NULL)
        (void)dnnl_stream_destroy(g->stream);
    if (g->engine != NULL)
        (void)dnnl_engine_destroy(g->engine);
    free(g);
}

static dnnl_status_t
make_primitive(struct gemm *g, struct shape *s)
{
    dnnl_dims_t a = { GEMM_ROWS, s->in }, b = { s->in, s->out }, c = { GEMM_ROWS, s->out };
    dnnl_memory_desc_t any;
    dnnl_matmul_desc_t matmul;
    dnnl_primitive_desc_t desc = NULL;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&s->bytes, 2, a, dnnl_u8, dnnl_ab);
    if (status == dnnl_success)
        status = dnnl_memory_desc_init_by_tag(&any, 2, b, dnnl_s8, dnnl_format_tag_any);
    if (status == dnnl_success)
        status = dnnl_memory_desc_init_by_tag(&s->sums, 2, c, dnnl_s32, dnnl_ab);
    if (status == dnnl_success)
        status = dnnl_matmul_desc_init(&matmul, &s->bytes, &any, NULL, &s->sums);
    if (status == dnnl_success)
        status = dnnl_primitive_desc_create(&desc, &matmul, NULL, g->engine, NULL);
    if (status == dnnl_success) {
        s->weights = *dnnl_primitive_desc_query_md(desc, dnnl_query_weights_md, 0);
        status = dnnl_primitive_create(&s->primitive, desc);
        (void)dnnl_primitive_desc_destroy(desc);
    }
    if (status == dnnl_success)
        status = dnnl_memory_create(&s->bytes_memory, &s->bytes, g->engine, DNNL_MEMORY_NONE);
    if (status == dnnl_success)
        status = dnnl_memory_create(&s->sums_memory, &s->sums, g->engine, DNNL_MEMORY_NONE);
    return status;
}

/* The shape's primitive, made at its first use; NULL when that fails. */
static struct shape *
find_shape(struct gemm *g, uint32_t out, uint32_t in, struct err *err)
{
    for (int i = 0; i < g->shape_count; i++)
        if (g->shapes[i].out == out && g->shapes[i].in == in)
            return &g->shapes[i];
    if (g->shape_count == SHAPES)
        die("gemm: more than %d shapes", SHAPES);
    struct shape *s = &g->shapes[g->shape_count++];
    *s = (struct shape){ .out = out, .in = in };
    dnnl_status_t status = make_primitive(g, s);
    if (status == dnnl_success)
        return s;
    (void)refused(err, "a matrix product", status);
    return NULL;
}

static dnnl_status_t
repack(struct gemm *g, const struct model_matrix *weights, struct matrix *m)
{
    dnnl_dims_t dims = { weights->in, weights->out };
    dnnl_memory_desc_t plain;
    dnnl_memory_t source = NULL;
    dnnl_primitive_desc_t desc = NULL;
    dnnl_primitive_t reorder = NULL;
    void *bytes = (void *)weights->weight;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&plain, 2, dims, dnnl_s8, dnnl_ba);
    if (status == dnnl_success)
        status = dnnl_memory_create(&source, &plain, g->engine, bytes);
    if (status == dnnl_success)
        status =
            dnnl_memory_create(&m->memory, &m->shape->weights, g->engine, DNNL_MEMORY_ALLOCATE);
    if (status == dnnl_success)
        status = dnnl_reorder_primitive_desc_create(&desc, &plain, g->engine, &m->shape->weights,
                                                    g->engine, NULL);
    if (status == dnnl_success)
        status = dnnl_primitive_create(&reorder, desc);
    if (status == dnnl_success) {
        dnnl_exec_arg_t args[] = { { DNNL_ARG_FROM, source }, { DNNL_ARG_TO, m->memory } };
        status = dnnl_primitive_execute(reorder, g->stream, 2, args);
    }
    if (status == dnnl_success)
        status = dnnl_stream_wait(g->stream);
    (void)dnnl_primitive_destroy(reorder);
    (void)dnnl_primitive_desc_destroy(desc);
    (void)dnnl_memory_destroy(source);
    return status;
}

int
gemm_matrix(struct gemm *g, const struct model_matrix *weights, struct matrix **matrix,
            struct err *err)
{
    struct shape *shape = find_shape(g, weights->out, weights->in, err);
    if (shape == NULL)
        return -1;
    struct matrix *m = calloc(1, sizeof *m);
    int32_t *sums = calloc(weights->out, sizeof *sums);
    if (m == NULL || sums == NULL)
        die("out of memory");
    for (size_t o = 0; o < weights->out; o++)
        for (size_t i = 0; i < weights->in; i++)
            sums[o] += weights->weight[o * weights->in + i];
    *m = (struct matrix){ .shape = shape, .sums = sums };
    dnnl_status_t status = repack(g, weights, m);
    if (status != dnnl_success) {
        matrix_free(m);
        return refused(err, "repacked weights", status);
    }
    *matrix = m;
    return 0;
}

void
matrix_free(struct matrix *m)
{
    if (m == NULL)
        return;
    (void)dnnl_memory_destroy(m->memory);
    free(m->sums);
    free(m);
}

const int32_t *
matrix_sums(const struct matrix *m)
{
    return m->sums;
}

void
gemm_run(struct gemm *g, const struct matrix *m, const uint8_t *bytes, int32_t *sums)
{
    struct shape *s = m->shape;
    dnnl_exec_arg_t args[] = { { DNNL_ARG_SRC, s->bytes_memory },
                               { DNNL_ARG_WEIGHTS, m->memory },
                               { DNNL_ARG_DST, s->sums_memory } };
    if (dnnl_memory_set_data_handle(s->bytes_memory, (void *)bytes) != dnnl_success ||
        dnnl_memory_set_data_handle(s->sums_memory, sums) != dnnl_success ||
        dnnl_primitive_execute(s->primitive, g->stream, 3, args) != dnnl_success ||
        dnnl_stream_wait(g->stream) != dnnl_success)
        die("oneDNN: a matrix product failed");
}
