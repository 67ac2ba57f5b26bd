#include "services/segment/label/pagenet.h"

#include "common/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

#define FOLDER "tests/data/segment/" /* made by train/segment/tiny.py */

static struct buf file;

static int
read_tiny(void **state)
{
    (void)state;
    FILE *from = fopen(FOLDER "tiny.network", "rb");
    assert_non_null(from);
    file.len = fread(buf_reserve(&file, 1 << 16), 1, 1 << 16, from);
    fclose(from);
    return 0;
}

static int
drop_tiny(void **state)
{
    (void)state;
    buf_done(&file);
    return 0;
}

static void
assert_near(float got, FILE *wanted)
{
    float number;
    assert_int_equal(fscanf(wanted, "%f", &number), 1);
    if (got < number - 1e-4f || got > number + 1e-4f)
        fail_msg("%f, PyTorch gives %f", (double)got, (double)number);
}

static void
same_as_pytorch(void **state)
{
    (void)state;
    static const char *const pieces[5][2] = { { "ink=1" },
                                              { "ink=1", "fill=full" },
                                              { "unseen" },
                                              { "last=stop", "fill=full" },
                                              { "last=stop" } };
    struct pagenet *pagenet = NULL;
    struct err err = { 0 };
    struct arena arena = { 0 };
    assert_int_equal(pagenet_parse(&pagenet, buf_slice(&file), &err), 0);
    struct reading reading = pagenet_begin(pagenet, &arena, 5);
    for (size_t i = 0; i < 5; i++)
        for (int f = 0; f < 2 && pieces[i][f] != NULL; f++)
            pagenet_add(pagenet, &reading, i, slice_from(pieces[i][f]));
    struct labels answers[5];
    pagenet_read(pagenet, &reading, answers, 5);
    FILE *wanted = fopen(FOLDER "tiny.txt", "r");
    assert_non_null(wanted);
    for (size_t i = 0; i < 5; i++) {
        for (int r = 0; r < ROLE_COUNT; r++)
            assert_near(answers[i].roles[r], wanted);
        assert_near(answers[i].para, wanted);
    }
    struct joint joint = { { 0 } };
    static const char *const border[] = { "next=1", "unseen", "bias" };
    for (size_t f = 0; f < 3; f++)
        pagenet_border_add(pagenet, &joint, slice_from(border[f]));
    assert_near(pagenet_border(pagenet, &reading, &joint, 4, 2), wanted);
    fclose(wanted);
    arena_done(&arena);
    pagenet_free(pagenet);
}

/* A page of no piece, and one that is read in parts: each is read like the first,
 * all of them the same page again. */
static void
any_length(void **state)
{
    (void)state;
    struct pagenet *pagenet = NULL;
    struct err err = { 0 };
    assert_int_equal(pagenet_parse(&pagenet, buf_slice(&file), &err), 0);
    static const size_t counts[] = { 0, 1, 2, PAGENET_WINDOW, 3 * PAGENET_WINDOW };
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        struct arena arena = { 0 };
        struct reading reading = pagenet_begin(pagenet, &arena, counts[c]);
        struct labels *answers = arena_alloc(&arena, reading.room + 1, sizeof *answers);
        struct labels *first = arena_alloc(&arena, reading.room + 1, sizeof *first);
        for (size_t at = 0; at < counts[c]; at += reading.room) {
            for (size_t i = at; i < at + reading.room; i++)
                pagenet_add(pagenet, &reading, i, SLICE_LITERAL("ink=1"));
            pagenet_read(pagenet, &reading, at == 0 ? first : answers, reading.room);
            if (at > 0)
                assert_memory_equal(first, answers, reading.room * sizeof *first);
        }
        arena_done(&arena);
    }
    pagenet_free(pagenet);
}

static void
assert_rejected(struct slice bytes, const char *why)
{
    struct pagenet *pagenet = NULL;
    struct err err = { 0 };
    assert_int_equal(pagenet_parse(&pagenet, bytes, &err), -1);
    assert_null(pagenet);
    assert_int_equal(err.kind, ERR_REJECT);
    if (strstr(err.text, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static void
bad_files(void **state)
{
    (void)state;
    assert_rejected(SLICE_EMPTY, "no network of the segmenter");
    assert_rejected(SLICE_LITERAL("# Weights of the segmenter\nmodel role"), "no network");
    for (size_t len = 8; len < file.len; len += len < 100 ? 1 : 97)
        assert_rejected((struct slice){ file.ptr, len }, "truncated");
    char *copy = malloc(file.len + 1);
    assert_non_null(copy);
    memcpy(copy, file.ptr, file.len);
    copy[file.len] = 0;
    assert_rejected((struct slice){ copy, file.len + 1 }, "too long");
    static const struct {
        size_t at;
        const char *why;
    } flaws[] = { { 8, "version 3" },  { 12, "truncated" },    { 20, "out of range" },
                  { 36, "knows" },     { 40, "out of range" }, { 300, "checksum" },
                  { 4000, "checksum" } };
    for (size_t i = 0; i < sizeof flaws / sizeof flaws[0]; i++) {
        copy[flaws[i].at] ^= (char)(flaws[i].at == 8 ? 2 : 127);
        assert_rejected((struct slice){ copy, file.len }, flaws[i].why);
        memcpy(copy, file.ptr, file.len);
    }
    free(copy);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(same_as_pytorch),
                                        cmocka_unit_test(any_length), cmocka_unit_test(bad_files) };
    return cmocka_run_group_tests(tests, read_tiny, drop_tiny);
}
