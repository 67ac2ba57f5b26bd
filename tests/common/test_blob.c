/* What the loader refuses, and that it says which file and why. */
#include "tests/enrich/model_fixture.h"

#include <unistd.h>

enum { SIZE = 320 };

static void
put32(unsigned char *p, uint32_t x)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(x >> (8 * i));
}

/* A file of one section "numbers" of 24 bytes; the checksum is put last. */
static void
make_file(unsigned char *file)
{
    memset(file, 0, SIZE);
    memcpy(file, "PWSAMPLE", 8);
    put32(file + 8, 3);
    put32(file + 12, 1);
    put32(file + 16, SIZE);
    memcpy(file + 64, "numbers", 7);
    put32(file + 80, 128);
    put32(file + 88, 24);
    for (int i = 0; i < 24; i++)
        file[128 + i] = (unsigned char)i;
}

static void
seal(unsigned char *file, size_t size)
{
    put32(file + 24, crc32_of(file + 64, size - 64));
}

static int
view(const unsigned char *file, size_t size, struct err *err)
{
    struct blob blob = { 0 };
    return blob_view(&blob, file, size, "x.bin", "PWSAMPLE", 3, err);
}

static void
checksum_is_crc32(void **state)
{
    (void)state;
    assert_int_equal(crc32_of("123456789", 9), 0xcbf43926u);
    assert_int_equal(crc32_of("", 0), 0);
}

static void
sections_are_found_by_name_and_size(void **state)
{
    (void)state;
    _Alignas(64) unsigned char file[SIZE];
    struct blob blob = { 0 };
    struct err err = { 0 };
    const void *array = NULL;
    size_t count = 0;
    make_file(file);
    seal(file, SIZE);
    assert_int_equal(blob_view(&blob, file, SIZE, "x.bin", "PWSAMPLE", 3, &err), 0);
    assert_int_equal(blob_section(&blob, "numbers", 4, &array, &count, &err), 0);
    assert_int_equal(count, 6);
    assert_ptr_equal(array, file + 128);
    count = 7;
    assert_int_equal(blob_section(&blob, "numbers", 4, &array, &count, &err), -1);
    count = 0;
    assert_int_equal(blob_section(&blob, "numbers", 5, &array, &count, &err), -1);
    assert_int_equal(blob_section(&blob, "number", 4, &array, &count, &err), -1);
    assert_string_equal(err.text, "x.bin: no section number");
}

static void
broken_files_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *says;
        size_t at, size;
        unsigned char value;
        bool sealed; /* the checksum is made to fit */
    } cases[] = {
        { "x.bin: truncated, only 40 bytes", 0, 40, 'P', true },
        { "x.bin: not a file of this kind (no PWSAMPLE)", 0, SIZE, 'Q', true },
        { "x.bin: format 4 is newer than this program's 3", 8, SIZE, 4, true },
        { "x.bin: format 2, this program needs 3", 8, SIZE, 2, true },
        { "x.bin: truncated, 256 of 320 bytes", 8, 256, 3, true },
        { "x.bin: 64 bytes too many", 17, SIZE, 0, true },
        { "x.bin: damaged, the checksum is wrong", 130, SIZE, 7, false },
        { "x.bin: damaged, the checksum is wrong", 24, SIZE, 7, false },
        { "x.bin: damaged table of sections", 12, SIZE, 200, true },
        { "x.bin: damaged table of sections", 81, SIZE, 9, true },   /* offset */
        { "x.bin: damaged table of sections", 80, SIZE, 129, true }, /* not aligned */
        { "x.bin: damaged table of sections", 95, SIZE, 255, true }, /* length */
        { "x.bin: damaged table of sections", 88, SIZE, 0, true },
        { "x.bin: damaged table of sections", 80, SIZE, 64, true }, /* over the table */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        _Alignas(64) unsigned char file[SIZE];
        struct err err = { 0 };
        make_file(file);
        seal(file, SIZE);
        file[cases[i].at] = cases[i].value;
        if (cases[i].at == 17)
            file[16] = 0, file[17] = 1;
        if (cases[i].sealed && cases[i].size == SIZE)
            seal(file, SIZE);
        assert_int_equal(view(file, cases[i].size, &err), -1);
        assert_string_equal(err.text, cases[i].says);
        assert_int_equal(err.kind, ERR_REJECT);
    }
}

static void
missing_and_empty_files_are_refused(void **state)
{
    (void)state;
    struct blob blob = { 0 };
    struct err err = { 0 };
    char path[] = "/tmp/pagewire-blob-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(blob_open(&blob, path, "PWSAMPLE", 3, &err), -1);
    assert_non_null(strstr(err.text, ": truncated, empty"));
    (void)close(file);
    (void)unlink(path);
    assert_int_equal(blob_open(&blob, path, "PWSAMPLE", 3, &err), -1);
    assert_non_null(strstr(err.text, "No such file"));
    assert_non_null(strstr(err.text, path));
}

/* Writes the shipped model with one change as DIR/tagger.bin and says why it
 * is refused. */
static const char *
refusal(const struct buf *model, size_t size, size_t flip, unsigned char bits)
{
    static struct err err;
    struct enricher *enricher = NULL;
    char dir[] = "/tmp/pagewire-model-XXXXXX", path[64];
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/tagger.bin", dir);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    char *copy = malloc(size);
    assert_non_null(copy);
    memcpy(copy, model->ptr, size);
    if (flip < size)
        copy[flip] = (char)((unsigned char)copy[flip] ^ bits);
    assert_int_equal(fwrite(copy, 1, size, file), size);
    free(copy);
    (void)fclose(file);
    err = (struct err){ 0 };
    assert_int_equal(enricher_load(&enricher, dir, &err), -1);
    assert_null(enricher);
    assert_non_null(strstr(err.text, path)); /* names the file */
    (void)unlink(path);
    (void)rmdir(dir);
    return err.text + strlen(path);
}

static void
broken_models_are_refused(void **state)
{
    (void)state;
    struct buf model = { 0 };
    char path[512];
    (void)snprintf(path, sizeof path, "%s/tagger.bin", data_dir());
    read_file(path, &model);
    assert_non_null(strstr(refusal(&model, model.len / 2, model.len, 0), "truncated"));
    assert_non_null(strstr(refusal(&model, model.len, 0, 1), "not a file of this kind"));
    assert_non_null(strstr(refusal(&model, model.len, 9, 1), "newer"));
    assert_non_null(strstr(refusal(&model, model.len, model.len / 3, 16), "checksum"));
    assert_non_null(strstr(refusal(&model, model.len, model.len - 1, 1), "checksum"));
    buf_done(&model);
}

static void
a_worker_without_a_model_says_so(void **state)
{
    (void)state;
    struct enricher *enricher = NULL;
    struct err err = { 0 };
    assert_int_equal(enricher_load(&enricher, "/nowhere", &err), -1);
    assert_string_equal(err.text, "/nowhere/tagger.bin: No such file or directory");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checksum_is_crc32),
        cmocka_unit_test(sections_are_found_by_name_and_size),
        cmocka_unit_test(broken_files_are_refused),
        cmocka_unit_test(missing_and_empty_files_are_refused),
        cmocka_unit_test(broken_models_are_refused),
        cmocka_unit_test(a_worker_without_a_model_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
