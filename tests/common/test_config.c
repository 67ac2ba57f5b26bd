#include "common/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

static const struct setting common[] = {
    { "level", OPTION_STRING, "info", "how much is logged" },
};
static const struct setting kitchen[] = {
    { "cooks", OPTION_NUMBER, "3", "how many" },
    { "pot", OPTION_SIZE, "2M", "its size" },
    { "wait", OPTION_DURATION, "2s", "how long" },
    { "open", OPTION_BOOL, "no", "whether" },
    { "doors", OPTION_LIST, "north", "which" },
    { "front", OPTION_STRING, "tcp://a:1", "a door" },
    { "back_endpoint", OPTION_STRING, "tcp://a:2", "another", .beside = "front" },
};
static const struct setting cellar[] = {
    { "wine", OPTION_STRING, NULL, "which" },
};
static const struct option_table common_table = { "common", common, 1 };
static const struct option_table kitchen_table = { "kitchen", kitchen, 7 };
static const struct option_table cellar_table = { "cellar", cellar, 1 };
static const struct option_table *const tables[] = { &common_table, &kitchen_table, &cellar_table };

struct file {
    char path[64];
};

static struct file
write_file(const char *text)
{
    struct file file = { "/tmp/test_config.XXXXXX" };
    int fd = mkstemp(file.path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    (void)close(fd);
    return file;
}

static int
load(struct config **config, const char *section, const char *text, struct err *err)
{
    struct file file = write_file(text);
    int rc = config_load(config, section, file.path, tables, 3, err);
    (void)unlink(file.path);
    return rc;
}

static void
defaults_are_taken(void **state)
{
    struct config *config = NULL;
    size_t count;
    (void)state;
    assert_int_equal(config_load(&config, "kitchen", NULL, tables, 3, NULL), 0);
    assert_int_equal(config_number(config, "cooks"), 3);
    assert_int_equal(config_size(config, "pot"), 2 << 20);
    assert_int_equal(config_duration(config, "wait"), 2000);
    assert_false(config_bool(config, "open"));
    assert_string_equal(config_list(config, "doors", &count)[0], "north");
    assert_int_equal(count, 1);
    assert_string_equal(config_string(config, "level"), "info");
    config_free(config);
}

/* A path's default follows another's, unless that is no path or it was given itself. */
static void
defaults_follow_a_path(void **state)
{
    static const struct {
        const char *text, *back;
    } cases[] = {
        { "kitchen\n    cooks = 1\n", "tcp://a:2" },
        { "kitchen\n    front = tcp://b:9\n", "tcp://a:2" },
        { "kitchen\n    front = ipc:///run/front\n", "ipc:///run/front.back" },
        { "kitchen\n    front = ipc:///run/front\n    back_endpoint = tcp://b:8\n", "tcp://b:8" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config *config = NULL;
        assert_int_equal(load(&config, "kitchen", cases[i].text, NULL), 0);
        assert_string_equal(config_string(config, "back_endpoint"), cases[i].back);
        config_free(config);
    }
}

static void
file_and_environment_override(void **state)
{
    struct config *config = NULL;
    size_t count;
    (void)state;
    (void)setenv("PAGEWIRE_COOKS", "7", 1);
    assert_int_equal(load(&config, "kitchen",
                          "#  the house\n"
                          "common\n"
                          "    level = warn\n"
                          "    wine = \"for the cellar only\"\n"
                          "kitchen\n"
                          "    cooks = 5\n"
                          "    pot = 64K\n"
                          "    wait = 500ms\n"
                          "    open = yes\n"
                          "    doors = tcp://a:1, tcp://b:2\n"
                          "    doors = \"ipc:///run/x-*.hop\"\n",
                          NULL),
                     0);
    (void)unsetenv("PAGEWIRE_COOKS");
    assert_int_equal(config_number(config, "cooks"), 7);
    assert_int_equal(config_size(config, "pot"), 65536);
    assert_int_equal(config_duration(config, "wait"), 500);
    assert_true(config_bool(config, "open"));
    const char *const *doors = config_list(config, "doors", &count);
    assert_int_equal(count, 3);
    assert_string_equal(doors[1], "tcp://b:2");
    assert_string_equal(doors[2], "ipc:///run/x-*.hop");
    assert_string_equal(config_string(config, "level"), "warn");
    config_free(config);
}

static void
environment_lists_have_blanks_or_commas(void **state)
{
    struct config *config = NULL;
    size_t count;
    (void)state;
    (void)setenv("PAGEWIRE_DOORS", "a b,c", 1);
    assert_int_equal(config_load(&config, "kitchen", NULL, tables, 3, NULL), 0);
    (void)unsetenv("PAGEWIRE_DOORS");
    assert_string_equal(config_list(config, "doors", &count)[2], "c");
    assert_int_equal(count, 3);
    config_free(config);
}

static void
faults_name_file_line_and_key(void **state)
{
    static const struct {
        const char *text, *fault;
    } cases[] = {
        { "kitchen\n    cooks = 3\n    cooka = 4\n",
          ":3: section kitchen, key cooka: no such key" },
        { "kitchen\n   cooks = 3\n", ":2: not ZPL" },
        { "kitchen\n  # a comment\n        cooks = 3\n", ":3: not ZPL" },
        { "# a comment\n\nkitchen\n            cooks = 3\n", ":4: not ZPL" },
        { "kitchen\n    cooks = \"3\n", ":2: not ZPL" },
        { "kitchen\n    cooks = '3' of them\n", ":2: not ZPL" },
        { "kitchen\n    cooks: 3\n", ":2: not ZPL" },
        { "kitchen\n    the cooks = 3\n", ":2: not ZPL" },
        { "kitchen of mine\n    cooks = 3\n", ":1: not ZPL" },
        { "kitchen # mine\n    cooks = 3 # \"\n    = 3\n", ":3: not ZPL" },
        { "kitchen\n    /cooks = 3\n", ":2: not ZPL" },
        { "kitchen\n    wine = x\n", ":2: section kitchen, key wine: no such key" },
        { "cellar\n    cooks = 1\n", ":2: section cellar, key cooks: no such key" },
        { "common\n    leval = 3\n", ":2: section common, key leval" },
        { "kitchn\n    cooks = 3\n", ":1: section kitchn: no such section" },
        { "kitchen\n    cooks = many\n",
          ":2: section kitchen, key cooks: \"many\" is not a number" },
        { "kitchen\n    pot = 3 bags\n", "is not a size" },
        { "kitchen\n    pot = 99999999999999T\n", "is not a size" },
        { "kitchen\n    wait = -1s\n", "is not a duration" },
        { "kitchen\n    open = maybe\n", "is not yes or no" },
        { "kitchen\n    cooks = 1\n    cooks = 2\n", "given twice" },
        { "cooks = 3\n", "no such section" },
        { "kitchen\n    doors\n        door = x\n", "no keys of its own" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct config *config = NULL;
        struct err err;
        assert_int_equal(load(&config, "kitchen", cases[i].text, &err), -1);
        assert_null(config);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].fault) == NULL ||
            strncmp(err.text, "/tmp/test_config.", 17) != 0)
            fail_msg("%s gave %s", cases[i].text, err.text);
    }
}

/* Every amount has a range; what is outside is an error that says so. */
static void
amounts_have_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_table_count; i++) {
        for (size_t j = 0; j < option_tables[i]->count; j++) {
            const struct setting *option = &option_tables[i]->options[j];
            bool amount = option->type == OPTION_NUMBER || option->type == OPTION_SIZE ||
                          option->type == OPTION_DURATION;
            if (amount && (option->least == NULL || option->most == NULL))
                fail_msg("%s has no range: add its least and most", option->key);
            if (!amount && option->least != NULL)
                fail_msg("%s is no amount and has a range", option->key);
        }
        struct config *config = NULL;
        struct err err;
        if (config_load(&config, option_tables[i]->section, NULL, option_tables, option_table_count,
                        &err) != 0)
            fail_msg("%s: %s", option_tables[i]->section, err.text);
        config_free(config);
    }
    struct config *config = NULL;
    struct err err;
    (void)setenv("PAGEWIRE_LIVE_SHARE", "4294967295", 1);
    assert_int_equal(config_load(&config, "ingest", NULL, option_tables, option_table_count, &err),
                     -1);
    (void)unsetenv("PAGEWIRE_LIVE_SHARE");
    assert_non_null(strstr(err.text, "from 1 to 1000"));
    (void)setenv("PAGEWIRE_INSTANCE_TTL", "0", 1);
    assert_int_equal(config_load(&config, "ingest", NULL, option_tables, option_table_count, &err),
                     -1);
    (void)setenv("PAGEWIRE_INSTANCE_TTL", "2000", 1); /* of what? */
    assert_int_equal(config_load(&config, "ingest", NULL, option_tables, option_table_count, &err),
                     -1);
    (void)unsetenv("PAGEWIRE_INSTANCE_TTL");
    assert_non_null(strstr(err.text, "with its unit"));
}

static void
missing_and_malformed_are_errors(void **state)
{
    struct config *config = NULL;
    struct err err;
    (void)state;
    assert_int_equal(config_load(&config, "cellar", NULL, tables, 3, &err), -1);
    assert_non_null(strstr(err.text, "key wine: must be given"));
    assert_int_equal(config_load(&config, "kitchen", "/nowhere/x.cfg", tables, 3, &err), -1);
    assert_non_null(strstr(err.text, "/nowhere/x.cfg: No such file"));
    (void)setenv("PAGEWIRE_OPEN", "ajar", 1);
    assert_int_equal(config_load(&config, "kitchen", NULL, tables, 3, &err), -1);
    (void)unsetenv("PAGEWIRE_OPEN");
    assert_non_null(strstr(err.text, "PAGEWIRE_OPEN"));
    assert_int_equal(load(&config, "kitchen", "    = what\n\t{}\n", &err), -1);
}

static void
empty_file_is_all_defaults(void **state)
{
    struct config *config = NULL;
    (void)state;
    assert_int_equal(load(&config, "kitchen", "", NULL), 0);
    assert_int_equal(config_number(config, "cooks"), 3);
    config_free(config);
    assert_int_equal(load(&config, "kitchen", "# nothing\n\nkitchen\n", NULL), 0);
    config_free(config);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_taken),
        cmocka_unit_test(defaults_follow_a_path),
        cmocka_unit_test(file_and_environment_override),
        cmocka_unit_test(environment_lists_have_blanks_or_commas),
        cmocka_unit_test(faults_name_file_line_and_key),
        cmocka_unit_test(amounts_have_ranges),
        cmocka_unit_test(missing_and_malformed_are_errors),
        cmocka_unit_test(empty_file_is_all_defaults),
    };
    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
