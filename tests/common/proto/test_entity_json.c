/* Tests of common/proto/entity_json: there and back, what a later build may add, faults. */
#include "common/proto/entity_json.h"
#include "common/proto/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
/* cmocka wants those before */
#include <cmocka.h>

static const char whole[] =
    "[{\"id\":1,\"type\":\"LOC\",\"name\":\"温县\",\"variants\":[\"温\",\"\"],\"code\":\"410825\","
    "\"level\":\"county\","
    "\"path\":\"河南省 焦作市 温县\",\"in\":\"410800\",\"successor\":\"410825\","
    "\"candidates\":[{\"code\":\"410825\",\"path\":\"河南省\",\"score\":0.75},{\"path\":\"\","
    "\"score\":0.25}],"
    "\"salience\":0.5,\"why\":[\"chain 河南省\"]},"
    "{\"id\":7,\"type\":\"PER\",\"name\":\"李明\","
    "\"roles\":[{\"kind\":\"subject\",\"text\":\"市委书记\",\"start\":3,\"end\":7,\"title\":"
    "\"书记\","
    "\"affiliation\":\"市委\",\"body\":9},{\"kind\":\"author\"}],"
    "\"parent\":1,\"parent_name\":\"县\",\"authority\":\"p-1\",\"salience\":0}]";

/* Decodes an array; returns what entities_decode does. */
static int
decode(struct arena *arena, const char *text, struct entity **entities, size_t *count,
       struct err *err)
{
    char object[4096];
    (void)snprintf(object, sizeof object, "{\"entities\":%s}", text);
    json_t *json = jsonr_object(slice_from(object), sizeof object, 8, err);
    if (json == NULL)
        fail_msg("%s", err->text);
    int rc = entities_decode(arena, json_object_get(json, "entities"), entities, count, err);
    json_decref(json);
    return rc;
}

static void
entities_come_back(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct buf json = { 0 };
    struct jsonw w = { .out = &json };
    struct entity *entities;
    struct err err;
    size_t count;
    if (decode(&arena, whole, &entities, &count, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(count, 2);
    assert_int_equal(entities[0].level, LEVEL_COUNTY);
    assert_int_equal(entities[1].roles[1].kind, KIND_AUTHOR);
    assert_int_equal(entities[1].roles[0].body, 9);
    entities_encode(entities, count, &w);
    assert_string_equal(buf_string(&json), whole);
    buf_done(&json);
    arena_done(&arena);
}

/* Members, levels and kinds that this build does not know are no fault; nor is there being none. */
static void
later_builds_are_understood(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct entity *entities;
    struct err err;
    size_t count;
    if (decode(&arena,
               "[{\"id\":1,\"type\":\"PER\",\"name\":\"李明\",\"level\":\"village\",\"born\":[1],"
               "\"code\":null,"
               "\"roles\":[{\"kind\":\"singer\",\"title\":\"歌手\"}]}]",
               &entities, &count, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(entities[0].level, LEVEL_NONE);
    assert_int_equal(entities[0].roles[0].kind, KIND_SUBJECT);
    assert_string_equal(entities[0].roles[0].title.ptr, "歌手");
    assert_int_equal(entities[0].code.len, 0);
    assert_int_equal(entities_decode(&arena, NULL, &entities, &count, &err), 0);
    assert_int_equal(count, 0);
    arena_done(&arena);
}

static void
faults_are_named(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "7", "entities" },
        { "[7]", "type" },
        { "[{\"id\":1,\"type\":\"XXX\"}]", "type" },
        { "[{\"id\":0,\"type\":\"PER\"}]", "order" },
        { "[{\"id\":2,\"type\":\"PER\"},{\"id\":2,\"type\":\"PER\"}]", "order" },
        { "[{\"id\":1,\"type\":\"PER\",\"name\":7}]", "name" },
        { "[{\"id\":-1,\"type\":\"PER\"}]", "id" },
        { "[{\"id\":1,\"type\":\"PER\",\"salience\":2}]", "salience" },
        { "[{\"id\":1,\"type\":\"PER\",\"why\":[1]}]", "why" },
        { "[{\"id\":1,\"type\":\"PER\",\"roles\":{}}]", "roles" },
        { "[{\"id\":1,\"type\":\"PER\",\"roles\":[{\"title\":[]}]}]", "title" },
        { "[{\"id\":1,\"type\":\"LOC\",\"candidates\":[{\"score\":\"1\"}]}]", "score" },
    };
    struct arena arena = { 0 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct entity *entities;
        struct err err;
        size_t count;
        if (decode(&arena, cases[i][0], &entities, &count, &err) != -1)
            fail_msg("%s was taken", cases[i][0]);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i][1]) == NULL)
            fail_msg("%s gave %s", cases[i][0], err.text);
    }
    arena_done(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entities_come_back),
        cmocka_unit_test(later_builds_are_understood),
        cmocka_unit_test(faults_are_named),
    };
    return cmocka_run_group_tests_name("entity_json", tests, NULL, NULL);
}
