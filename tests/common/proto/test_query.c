/* Tests of common/proto/query. */
#include "common/proto/json_read.h"
#include "common/proto/query.h"
#include "tests/common/proto/example.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "9f86d081884c7d659a2feaa0c55ad015"

/* ---- the examples of PROTOCOL.md ---- */

static void
test_query_examples(void **state)
{
    static const struct {
        const char *name;
        enum query_type type;
    } cases[] = {
        { "query_show", QUERY_SHOW },
        { "query_show_article", QUERY_SHOW },
        { "query_list", QUERY_LIST },
        { "query_search", QUERY_SEARCH },
        { "query_export", QUERY_EXPORT },
        { "query_state", QUERY_STATE },
        { "query_status", QUERY_STATUS },
        { "query_original", QUERY_ORIGINAL },
        { "query_versions", QUERY_VERSIONS },
        { "query_changes", QUERY_CHANGES },
        { "query_changes_now", QUERY_CHANGES },
        { "query_suggest", QUERY_SUGGEST },
        { "query_name", QUERY_NAME },
        { "query_papers", QUERY_PAPERS },
        { "query_search_relevance", QUERY_SEARCH },
        { "query_withdraw", QUERY_WITHDRAW },
        { "query_restore", QUERY_RESTORE },
        { "query_absent", QUERY_ABSENT },
        { "query_present", QUERY_PRESENT },
        { "query_correct", QUERY_CORRECT },
        { "query_undo", QUERY_UNDO },
        { "query_token_add", QUERY_TOKEN_ADD },
        { "query_token_drop", QUERY_TOKEN_DROP },
        { "query_token_find", QUERY_TOKEN_FIND },
        { "query_token_list", QUERY_TOKEN_LIST },
        { "query_hook_add", QUERY_HOOK_ADD },
        { "query_hook_drop", QUERY_HOOK_DROP },
        { "query_hook_list", QUERY_HOOK_LIST },
        { "query_hook_move", QUERY_HOOK_MOVE },
        { "query_hook_bury", QUERY_HOOK_BURY },
        { "query_hook_dead", QUERY_HOOK_DEAD },
        { "query_hook_forget", QUERY_HOOK_FORGET },
        { "query_lease", QUERY_LEASE },
        { "query_audit_add", QUERY_AUDIT_ADD },
        { "query_audit_list", QUERY_AUDIT_LIST },
    };
    (void)state;
    struct query query;
    query_init(&query, QUERY_STATUS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf json = { 0 }, back = { 0 };
        struct err err;
        example_read(cases[i].name, &json);
        if (query_decode(&query, buf_slice(&json), &err) != 0)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_int_equal(query.type, cases[i].type);
        query_encode(&query, &back);
        example_same(buf_slice(&json), buf_slice(&back));
        buf_done(&json);
        buf_done(&back);
    }
    query_done(&query);
}

static void
test_answer_examples(void **state)
{
    static const struct {
        const char *name;
        enum answer_type type;
    } cases[] = {
        { "answer_record", ANSWER_RECORD },     { "answer_list", ANSWER_LIST },
        { "answer_results", ANSWER_RESULTS },   { "answer_records", ANSWER_RECORDS },
        { "answer_state", ANSWER_STATE },       { "answer_status", ANSWER_STATUS },
        { "answer_error", ANSWER_ERROR },       { "answer_results_marked", ANSWER_RESULTS },
        { "answer_original", ANSWER_ORIGINAL }, { "answer_versions", ANSWER_VERSIONS },
        { "answer_changes", ANSWER_CHANGES },   { "answer_names", ANSWER_NAMES },
        { "answer_name", ANSWER_NAME },         { "answer_papers", ANSWER_PAPERS },
        { "answer_done", ANSWER_DONE },         { "answer_tokens", ANSWER_TOKENS },
        { "answer_hooks", ANSWER_HOOKS },       { "answer_hook_dead", ANSWER_HOOK_DEAD },
        { "answer_lease", ANSWER_LEASE },       { "answer_audit", ANSWER_AUDIT },
        { "answer_withdrawn", ANSWER_ERROR },   { "answer_original_page", ANSWER_ORIGINAL },
    };
    (void)state;
    struct answer answer;
    answer_init(&answer, ANSWER_ERROR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf json = { 0 }, back = { 0 };
        struct err err;
        example_read(cases[i].name, &json);
        if (answer_decode(&answer, buf_slice(&json), &err) != 0)
            fail_msg("%s: %s", cases[i].name, err.text);
        assert_int_equal(answer.type, cases[i].type);
        answer_encode(&answer, &back);
        example_same(buf_slice(&json), buf_slice(&back));
        buf_done(&json);
        buf_done(&back);
    }
    answer_done(&answer);
}

/* ---- questions ---- */

static void
test_change_example(void **state)
{
    (void)state;
    struct buf json = { 0 }, back = { 0 };
    struct arena arena = { 0 };
    struct change change;
    struct err err;
    example_read("change", &json);
    assert_int_equal(change_decode(&arena, &change, buf_slice(&json), &err), 0);
    assert_int_equal(change.change, CHANGE_SUPERSEDED);
    assert_int_equal(change.sequence, 1043);
    change_encode(&change, &back);
    example_same(buf_slice(&json), buf_slice(&back));
    assert_int_equal(change_decode(&arena, &change, SLICE_LITERAL("{\"change\": \"burnt\"}"), &err),
                     -1);
    assert_non_null(strstr(err.text, "change"));
    buf_done(&json);
    buf_done(&back);
    arena_done(&arena);
}

static void
test_edits_need(void **state)
{
    static const struct {
        const char *json, *reason;
    } cases[] = {
        { "{\"type\":\"WITHDRAW\",\"page_id\":\"" ID "\",\"who\":\"li\"}", "why" },
        { "{\"type\":\"WITHDRAW\",\"page_id\":\"" ID "\",\"why\":\"x\"}", "who" },
        { "{\"type\":\"CORRECT\",\"page_id\":\"" ID "\",\"why\":\"x\",\"who\":\"li\"}",
          "expected" },
        { "{\"type\":\"ABSENT\",\"paper\":\"p\",\"who\":\"li\"}", "paper, date and number" },
        { "{\"type\":\"TOKEN_ADD\",\"name\":\"cms\",\"hash\":\"12\",\"scopes\":[\"read\"]}",
          "hash" },
        { "{\"type\":\"TOKEN_ADD\",\"name\":\"cms\",\"scopes\":[\"root\"]}", "scopes" },
        { "{\"type\":\"HOOK_ADD\",\"url\":\"http://a\"}", "secret" },
        { "{\"type\":\"HOOK_ADD\",\"url\":\"http://a\",\"filter\":[1]}", "filter" },
        { "{\"type\":\"HOOK_MOVE\"}", "id" },
        { "{\"type\":\"LEASE\",\"name\":\"x\"}", "holder" },
        { "{\"type\":\"NAME\",\"name_type\":\"DOG\",\"name\":\"x\"}", "name_type" },
        { "{\"type\":\"NAME\",\"name_type\":\"PER\"}", "name" },
        { "{\"type\":\"SEARCH\",\"order\":\"colour\"}", "order" },
        { "{\"type\":\"SEARCH\",\"facets\":1}", "facets" },
    };
    (void)state;
    struct query query;
    query_init(&query, QUERY_STATUS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err;
        if (query_decode(&query, slice_from(cases[i].json), &err) == 0)
            fail_msg("%s was taken", cases[i].json);
        if (strstr(err.text, cases[i].reason) == NULL)
            fail_msg("%s: %s", cases[i].json, err.text);
        assert_int_equal(err.kind, ERR_REJECT);
    }
    query_done(&query);
}

static void
test_query_fields(void **state)
{
    (void)state;
    struct query query;
    struct err err;
    query_init(&query, QUERY_STATUS);
    const char *json = "{\"type\":\"SHOW\",\"page_id\":\"" ID "/12\",\"seq\":{\"a\":[1,2.5]},"
                       "\"future\":1}";
    assert_int_equal(query_decode(&query, slice_from(json), &err), 0);
    assert_string_equal(query.page_id.ptr, ID "/12"); /* cut by its length */
    assert_int_equal(query.page_id.len, 32);
    assert_int_equal(query.article, 12);
    assert_string_equal(query.seq.ptr, "{\"a\":[1,2.5]}");
    /* nothing stays from before */
    assert_int_equal(query_decode(&query, slice_from("{\"type\":\"LIST\"}"), &err), 0);
    assert_int_equal(query.seq.len, 0);
    assert_int_equal(query.page_id.len, 0);
    assert_int_equal(query.article, 0);
    query_done(&query);
}

static void
test_query_refused(void **state)
{
    static const struct {
        const char *json, *why;
    } cases[] = {
        { "", "not JSON" },
        { "hello", "not JSON" },
        { "[1]", "no object" },
        { "{}", "\"type\" is missing" },
        { "{\"type\":\"DANCE\"}", "unknown type \"DANCE\"" },
        { "{\"type\":3}", "no string" },
        { "{\"type\":\"LIST\",\"version\":2}", "\"version\"" },
        { "{\"type\":\"LIST\",\"type\":\"LIST\"}", "duplicate" },
        { "{\"type\":\"LIST\",\"paper\":3}", "\"paper\" is no string" },
        { "{\"type\":\"LIST\",\"limit\":-1}", "\"limit\"" },
        { "{\"type\":\"LIST\",\"limit\":\"5\"}", "\"limit\"" },
        { "{\"type\":\"LIST\",\"state\":\"gone\"}", "\"state\"" },
        { "{\"type\":\"SHOW\"}", "SHOW needs" },
        { "{\"type\":\"SHOW\",\"paper\":\"x\",\"date\":\"y\"}", "SHOW needs" },
        { "{\"type\":\"SHOW\",\"page_id\":\"9f86d\"}", "hex digits" },
        { "{\"type\":\"SHOW\",\"page_id\":\"9F86D0\"}", "hex digits" },
        { "{\"type\":\"SHOW\",\"page_id\":\"" ID "0\"}", "hex digits" },
        { "{\"type\":\"SHOW\",\"page_id\":\"9f86d0/x\"}", "article number" },
        { "{\"type\":\"SHOW\",\"page_id\":\"9f86d0/0\"}", "article number" },
        { "{\"type\":\"SHOW\",\"page_id\":\"9f86d0/99999999999\"}", "article number" },
        { "{\"type\":\"STATE\"}", "\"page_ids\"" },
        { "{\"type\":\"STATE\",\"page_ids\":[1]}", "\"page_ids\"" },
        { "{\"type\":\"STATUS\",\"x\":[[[[[[[[[[1]]]]]]]]]]}", "nest" },
        { "{\"type\":\"STATUS\",\"paper\":\"\\u0000\"}", "not JSON" },
        { "{\"type\":\"STATUS\",\"paper\":\"\xff\"}", "not JSON" },
    };
    (void)state;
    struct query query;
    query_init(&query, QUERY_STATUS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        if (query_decode(&query, slice_from(cases[i].json), &err) == 0)
            fail_msg("accepted: %s", cases[i].json);
        assert_int_equal(err.kind, ERR_REJECT);
        if (strstr(err.text, cases[i].why) == NULL)
            fail_msg("%s: \"%s\" does not say \"%s\"", cases[i].json, err.text, cases[i].why);
    }
    query_done(&query);
}

/* The client learns which of its questions was wrong. */
static void
test_seq_of_refused(void **state)
{
    (void)state;
    struct query query;
    struct err err;
    query_init(&query, QUERY_STATUS);
    assert_int_equal(query_decode(&query, slice_from("{\"type\":\"X\",\"seq\":\"n 1\"}"), &err),
                     -1);
    assert_string_equal(query.seq.ptr, "\"n 1\"");
    query_done(&query);
}

static void
fill(struct buf *json, const char *head, size_t count, const char *element, const char *tail)
{
    buf_add_slice(json, slice_from(head));
    for (size_t i = 0; i < count; i++)
        buf_add_slice(json, slice_from(element));
    buf_add_slice(json, slice_from(tail));
}

static void
test_query_limits(void **state)
{
    static const struct {
        const char *head, *element, *tail;
        size_t most;
        const char *why;
    } cases[] = {
        { "{\"type\":\"LIST\",\"paper\":\"", "a", "\"}", QUERY_FIELD_BYTES_MAX, "longer than" },
        { "{\"type\":\"LIST\",\"seq\":\"", "a", "\"}", JSONR_SEQ_BYTES_MAX - 2, "longer than" },
        { "{\"type\":\"STATE\",\"page_ids\":[\"x\"", ",\"\"", "]}", QUERY_IDS_MAX - 1, "elements" },
        { "{\"type\":\"STATUS\"", " ", "}", QUERY_BYTES_MAX - 17, "bytes" },
    };
    (void)state;
    struct query query;
    query_init(&query, QUERY_STATUS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t more = 0; more < 2; more++) {
            struct buf json = { 0 };
            struct err err = { 0 };
            fill(&json, cases[i].head, cases[i].most + more, cases[i].element, cases[i].tail);
            int result = query_decode(&query, buf_slice(&json), &err);
            if (result != (more == 0 ? 0 : -1))
                fail_msg("case %zu with %zu: %s", i, cases[i].most + more, err.text);
            if (more == 1 && strstr(err.text, cases[i].why) == NULL)
                fail_msg("\"%s\" does not say \"%s\"", err.text, cases[i].why);
            buf_done(&json);
        }
    query_done(&query);
}

/* ---- answers ---- */

static void
test_answer_round_trip(void **state)
{
    (void)state;
    struct answer answer, back;
    struct buf json = { 0 };
    struct err err;
    answer_init(&answer, ANSWER_RESULTS);
    answer_init(&back, ANSWER_ERROR);
    for (uint32_t i = 0; i < 100; i++) {
        struct hit *hit = answer_add_hit(&answer);
        hit->article = i;
        hit->page_id = SLICE_LITERAL(ID);
        hit->snippet = SLICE_LITERAL("a \"quoted\"\nline");
    }
    answer.next = SLICE_LITERAL("12");
    answer_encode(&answer, &json);
    assert_int_equal(answer_decode(&back, buf_slice(&json), &err), 0);
    assert_int_equal(back.hit_count, 100);
    assert_int_equal(back.hits[99].article, 99);
    assert_string_equal(back.hits[99].snippet.ptr, "a \"quoted\"\nline");
    assert_string_equal(back.hits[99].headline.ptr, "");
    assert_string_equal(back.next.ptr, "12");
    answer_done(&answer);
    answer_done(&back);
    buf_done(&json);
}

static void
test_answer_refused(void **state)
{
    static const char *const cases[] = {
        "",
        "{}",
        "{\"type\":\"WHAT\"}",
        "{\"type\":\"LIST\"}",
        "{\"type\":\"LIST\",\"pages\":[1]}",
        "{\"type\":\"LIST\",\"pages\":[{}]}",
        "{\"type\":\"RESULTS\",\"articles\":{}}",
        "{\"type\":\"RESULTS\",\"articles\":[{\"headline\":1}]}",
        "{\"type\":\"STATE\",\"states\":[1]}",
        "{\"type\":\"STATE\"}",
        "{\"type\":\"STATUS\",\"pages\":\"many\"}",
        "{\"type\":\"RECORDS\",\"count\":-1}",
        "{\"type\":\"RECORD\",\"source\":1}",
    };
    (void)state;
    struct answer answer;
    answer_init(&answer, ANSWER_ERROR);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = { 0 };
        if (answer_decode(&answer, slice_from(cases[i]), &err) == 0)
            fail_msg("accepted: %s", cases[i]);
        assert_int_equal(err.kind, ERR_REJECT);
    }
    answer_done(&answer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query_examples),    cmocka_unit_test(test_answer_examples),
        cmocka_unit_test(test_query_fields),      cmocka_unit_test(test_change_example),
        cmocka_unit_test(test_edits_need),        cmocka_unit_test(test_query_refused),
        cmocka_unit_test(test_seq_of_refused),    cmocka_unit_test(test_query_limits),
        cmocka_unit_test(test_answer_round_trip), cmocka_unit_test(test_answer_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
