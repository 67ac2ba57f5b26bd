/* Routes are found, parameters are read strictly, and openapi.json knows each of them. */
#include "services/gateway/route.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const methods[METHOD_COUNT] = { "get", "post", "put", "delete" };

/* 0 when the address is a GET's and its parameters are right, 400, 404 or 405. */
static int
ask(const char *target)
{
    struct arena arena = { 0 };
    struct uri uri;
    struct match match;
    struct err err;
    int status = 400;
    if (uri_read(&uri, &arena, slice_from(target), &err) == 0) {
        route_find(&match, METHOD_GET, &uri);
        if (match.route == NULL)
            status = match.path_known ? 405 : 404;
        else
            status = route_params(&match, &uri, &err) == 0 ? 0 : 400;
    }
    arena_done(&arena);
    return status;
}

static void
test_find(void **state)
{
    (void)state;
    assert_int_equal(ask("/v1/pages"), 0);
    assert_int_equal(ask("/v1/pages/abcdef"), 0);
    assert_int_equal(ask("/v1/pages/abcdef.txt"), 0);
    assert_int_equal(ask("/v1/pages/abcdef/text"), 0);
    assert_int_equal(ask("/v1/pages/abcdef/other"), 404);
    assert_int_equal(ask("/v1"), 404);
    assert_int_equal(ask("/v2/pages"), 404);
    assert_int_equal(ask("/v1/search.txt"), 404);
}

static void
test_captures(void **state)
{
    (void)state;
    struct arena arena = { 0 };
    struct uri uri;
    struct match match;
    struct err err;
    assert_int_equal(
        uri_read(&uri, &arena, SLICE_LITERAL("/v1/articles/0123ab/12.ninjs.json"), &err), 0);
    route_find(&match, METHOD_GET, &uri);
    assert_non_null(match.route);
    assert_true(slice_equal(match.captures[0], SLICE_LITERAL("0123ab")));
    assert_true(slice_equal(match.captures[1], SLICE_LITERAL("12")));
    assert_true(slice_equal(match.suffix, SLICE_LITERAL("ninjs.json")));
    arena_done(&arena);
}

static void
test_params(void **state)
{
    (void)state;
    assert_int_equal(ask("/v1/search?q=x&limit=100&facets=true&order=date"), 0);
    assert_int_equal(ask("/v1/search?date=2018&date_from=2018-01&date_to=2018-02-28"), 0);
    assert_int_equal(ask("/v1/search?q=x&token=secret"), 0);
    static const char *const bad[] = {
        "/v1/search?q=",
        "/v1/search?q=+",
        "/v1/search?q=%E3%80%80+", /* U+3000 */
        "/v1/search?q=x&other=1",
        "/v1/search?limit=0",
        "/v1/search?limit=101",
        "/v1/search?limit=1x",
        "/v1/search?limit=-1",
        "/v1/search?limit=",
        "/v1/search?date=2018-02-29",
        "/v1/search?date=2018-13",
        "/v1/search?date=18",
        "/v1/search?facets=yes",
        "/v1/search?order=up",
        "/v1/search?limit=99999999999999999999",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (ask(bad[i]) != 400)
            fail_msg("%s was taken", bad[i]);
}

/* ---- openapi.json ---- */

static bool
has_param(const json_t *operation, const char *name)
{
    size_t i;
    json_t *param;
    json_array_foreach(
        json_object_get(operation, "parameters"), i,
        param) if (strcmp(json_string_value(json_object_get(param, "in")), "query") == 0 &&
                   strcmp(json_string_value(json_object_get(param, "name")), name) ==
                       0) return true;
    return false;
}

static size_t
count_query_params(const json_t *operation)
{
    size_t i, count = 0;
    json_t *param;
    json_array_foreach(json_object_get(operation, "parameters"), i, param) count +=
        strcmp(json_string_value(json_object_get(param, "in")), "query") == 0;
    return count;
}

static void
test_openapi(void **state)
{
    (void)state;
    json_error_t fault;
    json_t *doc = json_load_file("services/gateway/openapi.json", 0, &fault);
    if (doc == NULL)
        fail_msg("openapi.json:%d: %s", fault.line, fault.text);
    const json_t *paths = json_object_get(doc, "paths");
    size_t operations = 0;
    for (size_t i = 0; i < route_count; i++) {
        const struct route *route = &routes[i];
        const json_t *operation =
            json_object_get(json_object_get(paths, route->pattern), methods[route->method]);
        size_t params = 0;
        if (operation == NULL)
            fail_msg("openapi.json lacks %s %s", methods[route->method], route->pattern);
        for (; route->params != NULL && route->params[params].name != NULL; params++)
            if (!has_param(operation, route->params[params].name))
                fail_msg("openapi.json lacks %s of %s", route->params[params].name, route->pattern);
        if (params != count_query_params(operation))
            fail_msg("openapi.json has more parameters of %s", route->pattern);
    }
    const char *path;
    json_t *item;
    json_object_foreach((json_t *)(uintptr_t)paths, path, item) operations +=
        json_object_size(item);
    assert_int_equal(operations, route_count);
    json_decref(doc);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_captures),
        cmocka_unit_test(test_params),
        cmocka_unit_test(test_openapi),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
