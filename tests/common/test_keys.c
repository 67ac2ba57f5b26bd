/* Tests of common/keys. */
#include "common/keys.h"

#include <czmq.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static char folder[64];

static int
set_up(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "/tmp/test_keys.XXXXXX");
    zsys_handler_set(NULL);
    return mkdtemp(folder) == NULL;
}

static int
tear_down(void **state)
{
    (void)state;
    zdir_t *dir = zdir_new(folder, NULL);
    zdir_remove(dir, true);
    zdir_destroy(&dir);
    return 0;
}

static const char *
in_folder(const char *file)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/%s", folder, file);
    return path;
}

/* A key in the folder; public_key gets it. */
static void
add_key(const char *file, const char *role, char public_key[41])
{
    zcert_t *cert = zcert_new();
    if (role != NULL)
        zcert_set_meta(cert, "role", "%s", role);
    assert_int_equal(zcert_save_public(cert, in_folder(file)), 0);
    memcpy(public_key, zcert_public_txt(cert), 41);
    zcert_destroy(&cert);
}

static void
words_are_roles(void **state)
{
    (void)state;
    unsigned rights;
    assert_int_equal(role_rights("client", &rights), 0);
    assert_int_equal(rights, ROLE_MAY_SUBMIT);
    assert_int_equal(role_rights(" reader, worker", &rights), 0);
    assert_int_equal(rights, ROLE_MAY_READ | ROLE_MAY_WORK);
    assert_int_equal(role_rights("operator", &rights), 0);
    assert_false(rights & ROLE_MAY_WORK);
    assert_int_equal(role_rights("all", &rights), 0);
    assert_int_equal(rights, ROLE_MAY_ALL);
    assert_int_equal(role_rights("clients", &rights), -1);
    assert_int_equal(role_rights("", &rights), -1);
}

static void
role_is_in_the_file_or_in_its_name(void **state)
{
    (void)state;
    char client[41], named[41], both[41], bare[41];
    struct keys *keys = NULL;
    struct err err;
    add_key("desk.key", "client", client);
    add_key("newsroom-reader.key", NULL, named);
    add_key("x-reader.key", "worker", both);
    add_key("old.key", NULL, bare);
    assert_int_equal(keys_open(&keys, folder, &err), 0);
    assert_int_equal(keys_rights(keys, client), ROLE_MAY_SUBMIT);
    assert_int_equal(keys_rights(keys, named), ROLE_MAY_READ);
    assert_int_equal(keys_rights(keys, both), ROLE_MAY_WORK | ROLE_MAY_READ);
    assert_int_equal(keys_rights(keys, bare), ROLE_MAY_ALL);
    assert_int_equal(keys_rights(keys, "0000000000000000000000000000000000000000"), 0);
    assert_int_equal(keys_rights(keys, ""), 0);
    keys_close(keys);
}

static void
removed_and_new_keys_are_noticed(void **state)
{
    (void)state;
    char gone[41], late[41];
    struct keys *keys = NULL;
    struct err err;
    add_key("gone.key", "client", gone);
    assert_int_equal(keys_open(&keys, folder, &err), 0);
    assert_int_equal(keys_rights(keys, gone), ROLE_MAY_SUBMIT);
    assert_int_equal(remove(in_folder("gone.key")), 0);
    add_key("late.key", "operator", late);
    int64_t until = zclock_mono() + 60000;
    while ((keys_rights(keys, gone) != 0 || keys_rights(keys, late) == 0) && zclock_mono() < until)
        continue;
    assert_int_equal(keys_rights(keys, gone), 0);
    assert_true(keys_rights(keys, late) & ROLE_MAY_OPERATE);
    keys_close(keys);
}

static void
unknown_roles_and_folders_are_refused(void **state)
{
    (void)state;
    char key[41];
    struct keys *keys = NULL;
    struct err err;
    assert_int_equal(keys_open(&keys, in_folder("none"), &err), -1);
    add_key("chief.key", "chief", key);
    assert_int_equal(keys_open(&keys, folder, &err), -1);
    assert_non_null(strstr(err.text, "chief"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_are_roles),
        TEST(role_is_in_the_file_or_in_its_name),
        TEST(removed_and_new_keys_are_noticed),
        TEST(unknown_roles_and_folders_are_refused),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
