/* Tests of services/store/archive_edit and archive_desk: withdrawal, corrections, and what gateways
 * keep. */
#include "services/store/redact.h"
#include "tests/store/archive_fixture.h"
#include "tests/store/facts_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct place {
    struct archive_fixture at;
    struct page first, second; /* of one slot, the second later */
};

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    archive_fixture_make(&place->at, "edit");
    archive_fixture_open(&place->at);
    fixture_page(&place->first, 1, "大河新桥", "桥通车了。", "苗国富", "大河镇", NULL);
    fixture_page(&place->second, 2, "大河新桥", "桥今天通车了。", "苗国富", "大河镇", NULL);
    fixture_slot(&place->first, "澜州日报", "2026-03-17", "A01");
    fixture_slot(&place->second, "澜州日报", "2026-03-17", "A01");
    archive_fixture_commit(place->at.archive, &place->first, 100);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct place *place = *state;
    archive_fixture_done(&place->at);
    page_done(&place->first);
    page_done(&place->second);
    free(place);
    return 0;
}

/* Does an edit that has to succeed; the answer is the caller's. */
static void
edit(struct place *place, const struct query *query, struct slice body, struct answer *answer)
{
    struct err err;
    answer_init(answer, ANSWER_ERROR);
    if (archive_edit(place->at.archive, query, body, answer, &err) != 0)
        fail_msg("%s: %s", query_type_name(query->type), err.text);
}

static void
expect_refused(struct place *place, const struct query *query, struct slice body, const char *code)
{
    struct answer answer;
    struct err err;
    answer_init(&answer, ANSWER_ERROR);
    assert_int_equal(archive_edit(place->at.archive, query, body, &answer, &err), -1);
    if (!slice_equal(answer.code, slice_from(code)))
        fail_msg("%.*s, not %s: %s", SLICE_ARGS(answer.code), code, err.text);
    answer_done(&answer);
}

static struct query
page_query(enum query_type type, const struct page *page)
{
    struct query query;
    query_init(&query, type);
    query.page_id = page->id;
    query.who = SLICE_LITERAL("li");
    query.why = SLICE_LITERAL("because");
    return query;
}

static int64_t
found(struct place *place, const char *words)
{
    struct query query;
    struct answer answer;
    struct err err;
    int64_t next;
    query_init(&query, QUERY_SEARCH);
    query.words = slice_from(words);
    answer_init(&answer, ANSWER_RESULTS);
    if (archive_search(place->at.archive, &query, 10, 0, &answer, &next, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(answer.hit_count, answer.total);
    int64_t total = answer.total;
    answer_done(&answer);
    return total;
}

/* How many articles name it. */
static int64_t
suggested(struct place *place, const char *words)
{
    struct query query;
    struct answer answer;
    query_init(&query, QUERY_SUGGEST);
    query.words = slice_from(words);
    answer_init(&answer, ANSWER_NAMES);
    assert_int_equal(archive_suggest(place->at.archive, &query, 10, &answer, NULL), 0);
    int64_t count = answer.name_count == 0 ? 0 : answer.names[0].count;
    answer_done(&answer);
    return count;
}

static enum page_state
state_of(struct place *place, const struct page *page)
{
    enum page_state state;
    assert_int_equal(archive_state(place->at.archive, page->id, &state, NULL), 0);
    return state;
}

/* The last change is of that kind. */
static void
assert_last_change(struct place *place, enum change_kind kind, int64_t sequence)
{
    struct answer answer;
    int64_t next;
    answer_init(&answer, ANSWER_CHANGES);
    assert_int_equal(archive_changes(place->at.archive, 0, 1000, &answer, &next, NULL), 0);
    for (size_t i = 0; i < answer.change_count; i++)
        assert_int_equal(answer.changes[i].sequence, i + 1); /* never a gap */
    const struct change *last = &answer.changes[answer.change_count - 1];
    assert_int_equal(last->change, kind);
    assert_int_equal(last->sequence, sequence);
    answer_done(&answer);
}

/* ---- withdrawing ---- */

static void
test_withdraw_page(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct buf lines = { 0 };
    uint32_t count;
    int64_t next;
    struct query query = page_query(QUERY_WITHDRAW, &place->first);
    assert_int_equal(found(place, "大河"), 1);
    assert_int_equal(suggested(place, "苗"), 1);
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.state, PAGE_WITHDRAWN);
    assert_last_change(place, CHANGE_WITHDRAWN, answer.sequence);
    answer_done(&answer);
    assert_int_equal(state_of(place, &place->first), PAGE_WITHDRAWN);
    assert_int_equal(found(place, "大河"), 0);
    assert_int_equal(suggested(place, "苗"), 0);
    query_init(&query, QUERY_EXPORT);
    assert_int_equal(
        archive_export(place->at.archive, &query, 10, 1 << 20, 0, &lines, &count, &next, NULL), 0);
    assert_int_equal(count, 0);

    query = page_query(QUERY_WITHDRAW, &place->first); /* again: nothing new */
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.sequence, 0);
    answer_done(&answer);
    query.type = QUERY_RESTORE;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.state, PAGE_CURRENT);
    assert_last_change(place, CHANGE_RESTORED, answer.sequence);
    answer_done(&answer);
    assert_int_equal(found(place, "大河"), 1);
    assert_int_equal(suggested(place, "苗"), 1);
    expect_refused(place, &query, SLICE_EMPTY, "conflict");
    buf_done(&lines);
}

/* A page that came while the other was withdrawn stays the current one. */
static void
test_restore_behind_later(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct query query = page_query(QUERY_WITHDRAW, &place->first);
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    archive_fixture_commit(place->at.archive, &place->second, 200);
    assert_int_equal(state_of(place, &place->second), PAGE_CURRENT);
    query.type = QUERY_RESTORE;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.state, PAGE_SUPERSEDED);
    answer_done(&answer);
    assert_int_equal(state_of(place, &place->second), PAGE_CURRENT);
    assert_int_equal(found(place, "大河"), 1);
    assert_int_equal(suggested(place, "苗"), 1);
}

static void
test_withdraw_article(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct arena arena = { 0 };
    struct archive_page page;
    struct buf record = { 0 }, shown = { 0 };
    struct query query = page_query(QUERY_WITHDRAW, &place->first);
    query.article = 2;
    expect_refused(place, &query, SLICE_EMPTY, "unknown");
    query.article = 1;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.state, PAGE_CURRENT);
    assert_int_equal(answer.article, 1);
    answer_done(&answer);
    assert_int_equal(found(place, "大河"), 0);
    assert_int_equal(suggested(place, "苗"), 0);

    assert_int_equal(archive_page(place->at.archive, place->first.id, &arena, &page, NULL), 1);
    assert_int_equal(page.hidden_count, 1);
    assert_int_equal(archive_record(place->at.archive, place->first.id, &record, NULL), 1);
    assert_non_null(strstr(buf_string(&record), "通车"));
    assert_int_equal(redact_record(buf_slice(&record), page.state, page.result, page.made_ms,
                                   page.hidden, page.hidden_count, &shown, NULL),
                     0);
    assert_null(strstr(buf_string(&shown), "通车"));
    assert_null(strstr(buf_string(&shown), "苗国富"));
    assert_non_null(strstr(buf_string(&shown), "\"text\":\"　　　　\\n　　　　　\""));
    assert_non_null(strstr(buf_string(&shown), "\"articles\":[]"));

    query.type = QUERY_RESTORE;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    assert_int_equal(found(place, "大河"), 1);
    assert_int_equal(suggested(place, "苗"), 1);
    arena_done(&arena);
    buf_done(&record);
    buf_done(&shown);
}

static void
test_unknown(void **state)
{
    struct place *place = *state;
    struct query query = page_query(QUERY_WITHDRAW, &place->second);
    expect_refused(place, &query, SLICE_EMPTY, "unknown");
}

/* ---- corrections ---- */

static void
make_correction(struct place *place, const char *from, const char *to, struct buf *corrected)
{
    struct buf record = { 0 };
    assert_int_equal(archive_record_of(place->at.archive, place->first.id, 1, &record, NULL), 1);
    struct slice rest = buf_slice(&record);
    for (;;) {
        size_t at = slice_find(rest, slice_from(from));
        buf_add_slice(corrected, slice_part(rest, 0, at));
        if (at == rest.len)
            break;
        buf_add_slice(corrected, slice_from(to));
        rest = slice_part(rest, at + strlen(from), rest.len);
    }
    buf_done(&record);
}

static void
test_correct(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct buf corrected = { 0 }, shown = { 0 };
    struct query query = page_query(QUERY_CORRECT, &place->first);
    make_correction(place, "苗国富", "苗国福", &corrected);
    buf_clear(&shown);
    buf_printf(&shown, "{\"state\":\"withdrawn\",\"result\":77,\"made_ms\":1,%.*s",
               (int)corrected.len - 1, corrected.ptr + 1);
    buf_clear(&corrected);
    buf_add_slice(&corrected, buf_slice(&shown)); /* as a reader got it */
    buf_clear(&shown);
    query.expected = 2;
    expect_refused(place, &query, buf_slice(&corrected), "conflict");
    query.expected = 1;
    edit(place, &query, buf_slice(&corrected), &answer);
    assert_int_equal(answer.result, 2);
    assert_last_change(place, CHANGE_CORRECTED, answer.sequence);
    answer_done(&answer);
    expect_refused(place, &query, buf_slice(&corrected), "conflict"); /* 2 is current now */
    assert_int_equal(suggested(place, "苗国富"), 0);
    assert_int_equal(suggested(place, "苗国福"), 1);
    assert_int_equal(found(place, "大河"), 1);
    facts_fixture_assert(place->at.path);
    assert_int_equal(archive_record(place->at.archive, place->first.id, &shown, NULL), 1);
    assert_non_null(strstr(buf_string(&shown), "苗国福"));
    assert_null(strstr(buf_string(&shown), "\"result\":77"));
    assert_null(strstr(buf_string(&shown), "\"state\":\"withdrawn\""));

    query.type = QUERY_UNDO;
    query.expected = 2;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.result, 1);
    assert_last_change(place, CHANGE_REPLACED, answer.sequence);
    answer_done(&answer);
    assert_int_equal(suggested(place, "苗国富"), 1);
    assert_int_equal(suggested(place, "苗国福"), 0);
    query.expected = 1;
    expect_refused(place, &query, SLICE_EMPTY, "unknown"); /* nothing before it */
    query.result = 2;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.result, 2);
    answer_done(&answer);

    answer_init(&answer, ANSWER_VERSIONS);
    assert_int_equal(archive_versions(place->at.archive, place->first.id, &answer, NULL), 0);
    assert_int_equal(answer.version_count, 2);
    assert_false(answer.versions[0].current);
    assert_true(answer.versions[1].current);
    assert_true(slice_equal(answer.versions[1].who, SLICE_LITERAL("li")));
    answer_done(&answer);
    buf_done(&corrected);
    buf_done(&shown);
}

/* Who corrects a page does not see what is withdrawn of it; it stays, with its number. */
static void
test_correct_beside_withdrawn(void **state)
{
    static const char none[] = "\"articles\":[]";
    struct place *place = *state;
    struct answer answer;
    struct buf record = { 0 }, shown = { 0 }, corrected = { 0 };
    const uint32_t hidden[] = { 1 };
    struct query query = page_query(QUERY_WITHDRAW, &place->first);
    query.article = 1;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    assert_int_equal(archive_record_of(place->at.archive, place->first.id, 1, &record, NULL), 1);
    assert_int_equal(redact_record(buf_slice(&record), PAGE_CURRENT, 1, 1, hidden, 1, &shown, NULL),
                     0);
    size_t at = slice_find(buf_slice(&shown), slice_from(none));
    buf_add_slice(&corrected, slice_part(buf_slice(&shown), 0, at));
    buf_printf(&corrected,
               "\"articles\":[{\"article\":1,\"confidence\":1,\"kicker\":\"\","
               "\"headline\":\"另文一篇\",\"deck\":\"\",\"authors\":[],\"dateline\":\"\","
               "\"paragraphs\":[],\"lead\":[],\"captions\":[],\"credits\":[],\"entities\":[]}]");
    buf_add_slice(&corrected, slice_part(buf_slice(&shown), at + strlen(none), shown.len));

    query.type = QUERY_CORRECT;
    query.article = 0;
    query.expected = 1;
    edit(place, &query, buf_slice(&corrected), &answer);
    answer_done(&answer);
    buf_clear(&shown);
    assert_int_equal(archive_record_of(place->at.archive, place->first.id, 2, &shown, NULL), 1);
    assert_non_null(strstr(buf_string(&shown), "通车"));
    assert_non_null(strstr(buf_string(&shown), "苗国富"));
    assert_int_equal(found(place, "大河"), 0);
    assert_int_equal(found(place, "另文"), 1); /* it is article 2 */
    query.type = QUERY_RESTORE;
    query.article = 1;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    assert_int_equal(found(place, "大河"), 1);
    assert_int_equal(found(place, "另文"), 1);
    buf_done(&record);
    buf_done(&shown);
    buf_done(&corrected);
}

static void
test_correct_refused(void **state)
{
    struct place *place = *state;
    struct buf corrected = { 0 };
    struct err err;
    struct answer answer;
    struct query query = page_query(QUERY_CORRECT, &place->first);
    query.expected = 1;
    make_correction(place, "\"page_id\":\"9", "\"page_id\":\"8", &corrected);
    expect_refused(place, &query, buf_slice(&corrected), "request");
    answer_init(&answer, ANSWER_ERROR);
    assert_int_equal(archive_edit(place->at.archive, &query, SLICE_LITERAL("{"), &answer, &err),
                     -1);
    assert_int_equal(err.kind, ERR_REJECT);
    answer_done(&answer);
    buf_done(&corrected);
}

/* The same file again finds the page as it is and says so. */
static void
test_commit_edited(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct buf record = { 0 };
    struct query query = page_query(QUERY_WITHDRAW, &place->first);
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    page_encode_record(&place->first, &record);
    struct archive_item item = { .page = &place->first, .record = buf_slice(&record) };
    assert_int_equal(archive_commit(place->at.archive, &item, 1, NULL), 0);
    assert_int_equal(item.fate, ARCHIVE_SAME);
    assert_true(item.edited);
    assert_int_equal(state_of(place, &place->first), PAGE_WITHDRAWN);
    buf_done(&record);
}

/* ---- missing numbers ---- */

static void
test_absent(void **state)
{
    struct place *place = *state;
    struct answer answer;
    int64_t next;
    struct query query;
    query_init(&query, QUERY_ABSENT);
    query.who = SLICE_LITERAL("li");
    query.paper = SLICE_LITERAL("澜州日报");
    query.date = SLICE_LITERAL("2026-03-17");
    query.number = SLICE_LITERAL("A01");
    expect_refused(place, &query, SLICE_EMPTY, "conflict");
    query.number = SLICE_LITERAL("A02");
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    assert_int_equal(archive_absent(place->at.archive, query.paper, query.date, query.number, NULL),
                     1);

    struct query papers;
    query_init(&papers, QUERY_PAPERS);
    papers.paper = query.paper;
    answer_init(&answer, ANSWER_PAPERS);
    assert_int_equal(archive_papers(place->at.archive, &papers, 10, &answer, NULL), 0);
    assert_int_equal(answer.paper_count, 1);
    assert_int_equal(answer.papers[0].pages, 1);
    assert_int_equal(answer.day_count, 1);
    assert_int_equal(answer.days[0].number_count, 1);
    assert_int_equal(answer.days[0].absent_count, 1);
    assert_true(slice_equal(answer.days[0].absent[0], SLICE_LITERAL("A02")));
    answer_done(&answer);

    query_init(&papers, QUERY_LIST);
    papers.state = PAGE_ABSENT;
    answer_init(&answer, ANSWER_LIST);
    assert_int_equal(archive_list(place->at.archive, &papers, 10, 0, &answer, &next, NULL), 0);
    assert_int_equal(answer.page_count, 1);
    assert_int_equal(answer.pages[0].state, PAGE_ABSENT);
    answer_done(&answer);

    query.type = QUERY_PRESENT;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    expect_refused(place, &query, SLICE_EMPTY, "unknown");
}

/* ---- what gateways keep ---- */

#define HASH "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8"

static void
test_tokens(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct query query;
    struct slice scopes[] = { SLICE_LITERAL("read"), SLICE_LITERAL("edit") };
    query_init(&query, QUERY_TOKEN_ADD);
    query.name = SLICE_LITERAL("cms");
    query.hash = SLICE_LITERAL(HASH);
    query.scopes = scopes;
    query.scope_count = 2;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    expect_refused(place, &query, SLICE_EMPTY, "conflict");
    query.type = QUERY_TOKEN_FIND;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.type, ANSWER_TOKENS);
    assert_int_equal(answer.token_count, 1);
    assert_int_equal(answer.tokens[0].scope_count, 2);
    assert_true(slice_equal(answer.tokens[0].scopes[1], SLICE_LITERAL("edit")));
    answer_done(&answer);
    query.type = QUERY_TOKEN_DROP;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    query.type = QUERY_TOKEN_FIND;
    expect_refused(place, &query, SLICE_EMPTY, "unknown");
}

static struct query
lease_query(const char *name, const char *holder, int64_t ms)
{
    struct query query;
    query_init(&query, QUERY_LEASE);
    query.name = slice_from(name);
    query.holder = slice_from(holder);
    query.ms = ms;
    return query;
}

static void
test_lease(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct query query = lease_query("x", "a", 60000);
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_true(answer.granted);
    assert_int_equal(answer.fence, 1);
    answer_done(&answer);
    query = lease_query("x", "b", 60000);
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_false(answer.granted);
    assert_true(slice_equal(answer.holder, SLICE_LITERAL("a")));
    answer_done(&answer);
    query = lease_query("x", "a", 60000); /* renewed */
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_true(answer.granted);
    assert_int_equal(answer.fence, 1);
    answer_done(&answer);
    query = lease_query("x", "a", 0);
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_false(answer.granted);
    answer_done(&answer);
    query = lease_query("x", "b", 60000);
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_true(answer.granted);
    assert_int_equal(answer.fence, 2);
    answer_done(&answer);
}

static void
test_hooks(void **state)
{
    struct place *place = *state;
    struct answer answer;
    char id[32], lease[48];
    struct query query;
    query_init(&query, QUERY_HOOK_ADD);
    query.url = SLICE_LITERAL("https://cms.example/");
    query.secret = SLICE_LITERAL("whsec_x");
    edit(place, &query, SLICE_EMPTY, &answer);
    (void)snprintf(id, sizeof id, "%.*s", SLICE_ARGS(answer.id));
    answer_done(&answer);

    query_init(&query, QUERY_HOOK_MOVE);
    query.id = slice_from(id);
    query.holder = SLICE_LITERAL("g1");
    query.sequence = 7;
    expect_refused(place, &query, SLICE_EMPTY, "conflict"); /* no lease */
    (void)snprintf(lease, sizeof lease, "hook:%s", id);
    struct query take = lease_query(lease, "g1", 60000);
    edit(place, &take, SLICE_EMPTY, &answer);
    answer_done(&answer);
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    query.failures = 3;
    query.retry_ms = 99;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    struct query list;
    query_init(&list, QUERY_HOOK_LIST);
    edit(place, &list, SLICE_EMPTY, &answer);
    assert_int_equal(answer.hook_count, 1);
    assert_int_equal(answer.hooks[0].cursor, 7);
    assert_int_equal(answer.hooks[0].failures, 3);
    assert_int_equal(answer.hooks[0].retry_ms, 99);
    answer_done(&answer);

    query.type = QUERY_HOOK_BURY;
    query.sequence = 8;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    query.type = QUERY_HOOK_DEAD;
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.dead_count, 1);
    assert_int_equal(answer.dead[0].sequence, 8);
    answer_done(&answer);
    query.type = QUERY_HOOK_FORGET;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    edit(place, &list, SLICE_EMPTY, &answer);
    assert_int_equal(answer.hooks[0].cursor, 8);
    assert_int_equal(answer.hooks[0].dead, 0);
    answer_done(&answer);
    query.type = QUERY_HOOK_DROP;
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    expect_refused(place, &query, SLICE_EMPTY, "unknown");
    query.type = QUERY_HOOK_DEAD;
    expect_refused(place, &query, SLICE_EMPTY, "unknown");
}

static void
test_audit(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct query query = page_query(QUERY_WITHDRAW, &place->first);
    edit(place, &query, SLICE_EMPTY, &answer);
    answer_done(&answer);
    query_init(&query, QUERY_AUDIT_LIST);
    edit(place, &query, SLICE_EMPTY, &answer);
    assert_int_equal(answer.audited_count, 1);
    assert_true(slice_equal(answer.audited[0].action, SLICE_LITERAL("WITHDRAW")));
    assert_true(slice_equal(answer.audited[0].who, SLICE_LITERAL("li")));
    assert_true(slice_equal(answer.audited[0].why, SLICE_LITERAL("because")));
    assert_true(slice_equal(answer.audited[0].page_id, place->first.id));
    answer_done(&answer);
}

/* A copy made while another connection writes is whole. */
static void
test_backup(void **state)
{
    struct place *place = *state;
    char path[160];
    struct archive *copy;
    struct err err;
    int64_t pages, articles, bytes;
    (void)snprintf(path, sizeof path, "%s/copy.db", place->at.folder);
    if (archive_backup(place->at.archive, path, &err) != 0)
        fail_msg("%s", err.text);
    archive_fixture_commit(place->at.archive, &place->second, 200);
    if (archive_open(&copy, path, ARCHIVE_WRITE, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(archive_totals(copy, &pages, &articles, &bytes, NULL), 0);
    assert_int_equal(pages, 1);
    archive_close(copy);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_withdraw_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_restore_behind_later, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_withdraw_article, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_correct, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_correct_beside_withdrawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_correct_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_commit_edited, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_absent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_tokens, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lease, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_hooks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_audit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
