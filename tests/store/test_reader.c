/* Tests of services/store/reader and cache: a real archive and a real Redis. */
#include "services/store/reader.h"

#include "common/proto/query.h"
#include "services/store/archive_edit.h"
#include "services/store/archive_sqlite.h"
#include "services/store/cache.h"
#include "services/store/reader_page.h"
#include "tests/common/redis_fixture.h"
#include "tests/store/archive_fixture.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    struct archive_fixture at;
    struct redis_fixture redis;
    struct reader *reader;
};

static int
set_up(void **state)
{
    struct place *place = calloc(1, sizeof *place);
    struct err err = { 0 };
    archive_fixture_make(&place->at, "reader");
    redis_fixture_open(&place->redis);
    archive_fixture_open(&place->at);
    struct reader_spec spec = {
        .archive = place->at.path,
        .time_ms = 60000,
        .cache.url = place->redis.url,
        .cache_ttl = 60000,
    };
    if (reader_open(&place->reader, &spec, &err) != 0)
        fail_msg("%s", err.text);
    *state = place;
    return 0;
}

static int
tear_down(void **state)
{
    struct place *place = *state;
    reader_close(place->reader);
    redis_fixture_close(&place->redis);
    archive_fixture_done(&place->at);
    free(place);
    return 0;
}

static void
commit(struct place *place, struct page *page)
{
    archive_fixture_commit(place->at.archive, page, 0);
}

/* Asks, and gives back the answer and its body. */
static void
ask(struct place *place, struct answer *answer, struct buf *body, const char *format, ...)
{
    char request[2048];
    struct buf header = { 0 };
    struct err err = { 0 };
    va_list args;
    va_start(args, format);
    (void)vsnprintf(request, sizeof request, format, args);
    va_end(args);
    buf_clear(body);
    bool has_body = reader_answer(place->reader, slice_from(request),
                                  (struct room){ 64 << 20, 64 << 20 }, &header, body);
    if (answer_decode(answer, buf_slice(&header), &err) != 0)
        fail_msg("%s: %s", buf_string(&header), err.text);
    assert_int_equal(has_body, answer->type == ANSWER_RECORD || answer->type == ANSWER_RECORDS);
    if (!has_body)
        assert_int_equal(body->len, 0);
    buf_done(&header);
}

static void
assert_show(struct place *place, const char *id, const char *source, const char *part)
{
    struct answer answer;
    struct buf body = { 0 };
    answer_init(&answer, ANSWER_ERROR);
    ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}", id);
    if (answer.type != ANSWER_RECORD)
        fail_msg("%s", answer.reason.ptr);
    assert_string_equal(answer.source.ptr, source);
    if (strstr(buf_string(&body), part) == NULL)
        fail_msg("\"%s\" is not in %s", part, buf_string(&body));
    answer_done(&answer);
    buf_done(&body);
}

static void
assert_error(struct place *place, const char *why, bool retry, const char *request)
{
    struct answer answer;
    struct buf body = { 0 };
    answer_init(&answer, ANSWER_STATUS);
    ask(place, &answer, &body, "%s", request);
    assert_int_equal(answer.type, ANSWER_ERROR);
    if (strstr(answer.reason.ptr, why) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", answer.reason.ptr, why);
    assert_int_equal(answer.retry, retry);
    answer_done(&answer);
    buf_done(&body);
}

/* A command with the page's key of the cache in it, and what it answers. */
static void
redis_do(struct place *place, long long expected, const char *format, const char *id)
{
    char words[256];
    (void)snprintf(words, sizeof words, format, id);
    assert_int_equal(redis_fixture_call(&place->redis, words), expected);
}

/* Asks until the answer comes from the cache: one that kept a reader waiting for a moment is not
 * used for a second, and a loaded machine's may. */
static void
assert_cached(struct place *place, const char *id, const char *part)
{
    struct answer answer;
    struct buf body = { 0 };
    int64_t until = fixture_ms() + 60000;
    answer_init(&answer, ANSWER_ERROR);
    for (;;) {
        ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}", id);
        if (answer.type != ANSWER_RECORD)
            fail_msg("%s", answer.reason.ptr);
        if (strcmp(answer.source.ptr, "cache") == 0 || fixture_ms() > until)
            break;
        (void)nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    }
    assert_string_equal(answer.source.ptr, "cache");
    if (strstr(buf_string(&body), part) == NULL)
        fail_msg("\"%s\" is not in %s", part, buf_string(&body));
    answer_done(&answer);
    buf_done(&body);
}

/* cache_get and cache_put until they get an answer: see assert_cached. */
static int
get_patiently(struct cache *cache, struct slice id, struct buf *record)
{
    struct err err;
    int rc, tries = 0;
    while ((rc = cache_get(cache, id, record, &err)) < 0 && tries++ < 600)
        (void)nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
    return rc;
}

static int
put_patiently(struct cache *cache, struct slice id, struct slice record)
{
    struct err err;
    int rc, tries = 0;
    while ((rc = cache_put(cache, id, record, &err)) < 0 && tries++ < 600)
        (void)nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
    return rc;
}

static void
test_cache(void **state)
{
    struct place *place = *state;
    struct cache *cache;
    struct err err = { 0 };
    struct buf record = { 0 };
    struct redis_spec spec = { .url = place->redis.url };
    struct slice id = SLICE_LITERAL("0123456789abcdef0123456789abcdef");
    assert_int_equal(cache_open(&cache, &spec, 50000, &err), 0);
    assert_int_equal(get_patiently(cache, id, &record), 0);
    assert_int_equal(put_patiently(cache, id, SLICE_LITERAL("{\"a\":1}")), 0);
    assert_int_equal(get_patiently(cache, id, &record), 1);
    assert_string_equal(buf_string(&record), "{\"a\":1}");
    char words[128];
    (void)snprintf(words, sizeof words, "TTL pw:cache:page:%s", id.ptr);
    assert_in_range(redis_fixture_call(&place->redis, words), 1, 50);
    /* full: nothing more goes in, but what is there is read */
    assert_int_equal(redis_fixture_call(&place->redis, "CONFIG SET maxmemory 1"), 2);
    assert_int_equal(cache_put(cache, id, SLICE_LITERAL("{\"a\":2}"), &err), -1);
    buf_clear(&record);
    assert_int_equal(get_patiently(cache, id, &record), 1);
    assert_string_equal(buf_string(&record), "{\"a\":1}");
    /* away: an answer soon, and sooner the next time */
    redis_fixture_end(&place->redis, SIGKILL);
    assert_int_equal(cache_get(cache, id, &record, &err), -1);
    assert_int_equal(err.kind, ERR_RETRY);
    assert_int_equal(cache_put(cache, id, SLICE_LITERAL("{}"), &err), -1);
    cache_close(cache);
    buf_done(&record);
}

/* The first time from the archive, then from the cache; again and again. */
static void
test_read_through(void **state)
{
    struct place *place = *state;
    struct page page;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    commit(place, &page);
    assert_show(place, page.id.ptr, "archive", "正文");
    assert_cached(place, page.id.ptr, "正文");
    redis_do(place, 1, "EXISTS pw:cache:page:%s", page.id.ptr);
    page_done(&page);
}

/* An altered copy is what the reader gets: the cache is really read. */
static void
test_altered_copy(void **state)
{
    struct place *place = *state;
    struct page page;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    commit(place, &page);
    assert_show(place, page.id.ptr, "archive", "正文");
    redis_do(place, 2, "SET pw:cache:page:%s {\"altered\":true}", page.id.ptr);
    assert_cached(place, page.id.ptr, "altered");
    page_done(&page);
}

static void
test_expired(void **state)
{
    struct place *place = *state;
    struct page page;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    commit(place, &page);
    assert_show(place, page.id.ptr, "archive", "正文");
    assert_cached(place, page.id.ptr, "正文");
    redis_do(place, 1, "PEXPIRE pw:cache:page:%s 0", page.id.ptr);
    assert_show(place, page.id.ptr, "archive", "正文");
    assert_cached(place, page.id.ptr, "正文");
    page_done(&page);
}

static void
test_redis_stopped(void **state)
{
    struct place *place = *state;
    struct page page;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    commit(place, &page);
    assert_show(place, page.id.ptr, "archive", "正文");
    assert_cached(place, page.id.ptr, "正文");
    redis_fixture_end(&place->redis, SIGKILL);
    for (int i = 0; i < 20; i++)
        assert_show(place, page.id.ptr, "archive", "正文");
    /* and when it is back, it is used again */
    redis_fixture_start(&place->redis);
    assert_cached(place, page.id.ptr, "正文");
    page_done(&page);
}

/* One that stands still keeps readers waiting a moment, once a second. */
static void
test_redis_frozen(void **state)
{
    struct place *place = *state;
    struct page page;
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    commit(place, &page);
    assert_show(place, page.id.ptr, "archive", "正文");
    redis_fixture_freeze(&place->redis);
    int64_t start = fixture_ms();
    for (int i = 0; i < 150; i++)
        assert_show(place, page.id.ptr, "archive", "正文");
    assert_in_range(fixture_ms() - start, 0, 150 * 300 - 1); /* a moment each would be more */
    assert_int_equal(kill(place->redis.pid, SIGCONT), 0);
    assert_cached(place, page.id.ptr, "正文");
    page_done(&page);
}

/* The cache alone serves what the archive cannot: its file is away. */
static void
test_archive_away(void **state)
{
    struct place *place = *state;
    struct page page;
    char command[256];
    fixture_page(&page, 1, "标题", "正文", NULL, NULL, NULL);
    redis_do(place, 2, "SET pw:cache:page:%s {\"cached\":1}", page.id.ptr);
    archive_close(place->at.archive);
    place->at.archive = NULL;
    (void)snprintf(command, sizeof command, "rm -f '%s'*", place->at.path);
    assert_int_equal(system(command), 0);
    assert_cached(place, page.id.ptr, "cached");
    assert_error(place, "archive", true,
                 "{\"type\":\"SHOW\",\"page_id\":\"00000000000000000000000000000000\"}");
    assert_error(place, "archive", true, "{\"type\":\"LIST\"}");
    page_done(&page);
}

/* ---- SHOW ---- */

static void
test_show(void **state)
{
    struct place *place = *state;
    struct page page;
    char prefix[16];
    fixture_page(&page, 77, "标题", "正文", NULL, NULL, NULL);
    fixture_slot(&page, "焦作日报", "2018-01-09", "A03");
    commit(place, &page);
    (void)snprintf(prefix, sizeof prefix, "%.6s", page.id.ptr);
    assert_show(place, prefix, "archive", "正文");
    assert_cached(place, prefix, "正文");

    struct answer answer;
    struct buf body = { 0 };
    answer_init(&answer, ANSWER_ERROR);
    ask(place, &answer, &body,
        "{\"type\":\"SHOW\",\"paper\":\"焦作日报\",\"date\":\"2018-01-09\",\"number\":\"A03\","
        "\"seq\":5}");
    assert_int_equal(answer.type, ANSWER_RECORD);
    assert_string_equal(answer.page_id.ptr, page.id.ptr);
    assert_string_equal(answer.seq.ptr, "5");
    answer_done(&answer);
    buf_done(&body);
    page_done(&page);
}

/* An editor who works while a reader is answered: between what the page is and its record. */
struct editor {
    struct place *place;
    struct slice page_id;
    bool done;
};

static void
correct(struct editor *editor)
{
    struct buf record = { 0 };
    struct query query;
    struct answer answer;
    struct err err;
    struct archive *archive = editor->place->at.archive;
    assert_int_equal(archive_record(archive, editor->page_id, &record, &err), 1);
    char *at = strstr(buf_string(&record), "\"headline\":\"旧题\"");
    assert_non_null(at);
    memcpy(at + strlen("\"headline\":\""), "新", strlen("新"));
    query_init(&query, QUERY_CORRECT);
    query.page_id = editor->page_id;
    query.who = query.why = SLICE_LITERAL("li");
    answer_init(&answer, ANSWER_DONE);
    if (archive_edit(archive, &query, buf_slice(&record), &answer, &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(answer.result, 2);
    answer_done(&answer);
    query_done(&query);
    buf_done(&record);
}

static int
on_statement(unsigned type, void *arg, void *statement, void *text)
{
    struct editor *editor = arg;
    (void)type, (void)statement;
    if (!editor->done && strstr(text, "SELECT json FROM pages") == text) {
        editor->done = true;
        correct(editor);
    }
    return 0;
}

static void
test_corrected_amid_an_answer(void **state)
{
    struct place *place = *state;
    struct page page;
    struct err err;
    struct answer answer;
    struct buf body = { 0 };
    fixture_page(&page, 5, "旧题", "正文", NULL, NULL, NULL);
    commit(place, &page);
    struct editor editor = { .place = place, .page_id = page.id };
    assert_int_equal(reader_archive(place->reader, &err), 0);
    (void)sqlite3_trace_v2(place->reader->archive->sql.db, SQLITE_TRACE_STMT, on_statement,
                           &editor);
    answer_init(&answer, ANSWER_ERROR);
    ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}", page.id.ptr);
    assert_true(editor.done);
    assert_int_equal(answer.type, ANSWER_RECORD);
    assert_int_equal(answer.result, 1);
    assert_non_null(strstr(buf_string(&body), "\"旧题\""));
    assert_null(strstr(buf_string(&body), "\"新题\""));
    ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}", page.id.ptr);
    assert_int_equal(answer.result, 2);
    assert_non_null(strstr(buf_string(&body), "\"新题\""));
    answer_done(&answer);
    buf_done(&body);
    page_done(&page);
}

static void
test_show_article(void **state)
{
    struct place *place = *state;
    struct page page;
    struct answer answer;
    struct buf body = { 0 };
    fixture_page(&page, 1, "标题", "正文", NULL, "焦作", NULL);
    struct article *second = page_add_article(&page);
    second->confidence = 0.98F;
    commit(place, &page);
    answer_init(&answer, ANSWER_ERROR);
    char id[48];
    (void)snprintf(id, sizeof id, "%s/2", page.id.ptr);
    for (int i = 0; i < 2; i++) { /* from the archive and from the cache */
        ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s/2\"}", page.id.ptr);
        assert_int_equal(answer.type, ANSWER_RECORD);
        if (i == 0) {
            assert_string_equal(answer.source.ptr, "archive");
            assert_cached(place, id, "\"confidence\":0.98,");
        }
        json_t *root = json_loadb(body.ptr, body.len, 0, NULL);
        const json_t *articles = json_object_get(root, "articles");
        assert_int_equal(json_array_size(articles), 1);
        assert_int_equal(
            json_integer_value(json_object_get(json_array_get(articles, 0), "article")), 2);
        assert_int_equal(json_array_size(json_object_get(root, "segments")), 0);
        assert_string_equal(json_string_value(json_object_get(root, "text")), page.text.ptr);
        assert_non_null(strstr(buf_string(&body), "\"confidence\":0.98,"));
        json_decref(root);
    }
    ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s\",\"article\":1}", page.id.ptr);
    assert_non_null(strstr(buf_string(&body), "\"headline\":\"标题\""));
    /* the copy is no record: the archive has it */
    redis_do(place, 2, "SET pw:cache:page:%s rubbish", page.id.ptr);
    ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s/1\"}", page.id.ptr);
    assert_string_equal(answer.source.ptr, "archive");
    ask(place, &answer, &body, "{\"type\":\"SHOW\",\"page_id\":\"%s/9\"}", page.id.ptr);
    assert_int_equal(answer.type, ANSWER_ERROR);
    assert_non_null(strstr(answer.reason.ptr, "no article 9"));
    answer_done(&answer);
    buf_done(&body);
    page_done(&page);
}

static void
test_errors(void **state)
{
    static const struct {
        const char *request, *why;
    } cases[] = {
        { "", "not JSON" },
        { "{", "not JSON" },
        { "{\"type\":\"\xe7\x84", "not JSON" },
        { "{}", "\"type\" is missing" },
        { "{\"type\":\"SUBMIT\"}", "unknown type" },
        { "{\"type\":\"一二三四五六七八九十一二三四五六七八九十\"}", "unknown type" },
        { "{\"type\":\"SHOW\",\"page_id\":\"00000000000000000000000000000000\"}", "unknown page" },
        { "{\"type\":\"SHOW\",\"page_id\":\"000000\"}", "unknown page 000000" },
        { "{\"type\":\"SHOW\",\"paper\":\"a\",\"date\":\"b\",\"number\":\"c\"}", "no page of" },
        { "{\"type\":\"LIST\",\"cursor\":\"x\"}", "\"cursor\"" },
        { "{\"type\":\"LIST\",\"cursor\":\"9999999999999999999\"}", "\"cursor\"" },
        { "{\"type\":\"SEARCH\",\"cursor\":\"-1\"}", "\"cursor\"" },
        { "{\"type\":\"EXPORT\",\"cursor\":\"1 OR 1\"}", "\"cursor\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_error(*state, cases[i].why, false, cases[i].request);
}

/* ---- the others ---- */

static void
commit_many(struct place *place, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        struct page page;
        char number[16];
        (void)snprintf(number, sizeof number, "A%03u", i);
        fixture_page(&page, i, number, "焦作同样的正文", "李明", "焦作", "市委");
        fixture_slot(&page, "焦作日报", "2018-01-09", number);
        commit(place, &page);
        page_done(&page);
    }
}

static void
test_walk(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct buf body = { 0 };
    commit_many(place, 23);
    static const char *const kinds[] = { "\"LIST\"", "\"SEARCH\",\"words\":\"焦作\"",
                                         "\"EXPORT\"" };
    for (int i = 0; i < 3; i++) {
        char cursor[64] = "";
        size_t seen = 0, before;
        do {
            answer_init(&answer, ANSWER_ERROR);
            ask(place, &answer, &body, "{\"type\":%s,\"limit\":5,\"cursor\":\"%s\"}", kinds[i],
                cursor);
            before = seen;
            seen += answer.page_count + answer.hit_count + answer.count;
            (void)snprintf(cursor, sizeof cursor, "%s", answer.next.ptr);
            answer_done(&answer);
        } while (cursor[0] != '\0' && seen > before);
        assert_int_equal(seen, 23);
    }
    buf_done(&body);
}

static void
test_limits(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct buf body = { 0 };
    commit_many(place, 120);
    answer_init(&answer, ANSWER_ERROR);
    ask(place, &answer, &body, "{\"type\":\"LIST\"}");
    assert_int_equal(answer.page_count, 100);
    ask(place, &answer, &body, "{\"type\":\"SEARCH\",\"person\":\"李明\"}");
    assert_int_equal(answer.hit_count, 20);
    ask(place, &answer, &body, "{\"type\":\"SEARCH\",\"place\":\"焦作\",\"limit\":4000000}");
    assert_int_equal(answer.hit_count, 100);
    assert_non_null(strstr(answer.hits[0].snippet.ptr, "焦作"));
    ask(place, &answer, &body, "{\"type\":\"EXPORT\"}");
    assert_int_equal(answer.count, 50);
    answer_done(&answer);
    buf_done(&body);
}

static void
test_states(void **state)
{
    struct place *place = *state;
    struct answer answer;
    struct buf body = { 0 };
    struct page old, new;
    fixture_page(&old, 1, "标题", "正文", NULL, NULL, NULL);
    fixture_page(&new, 2, "标题", "更正", NULL, NULL, NULL);
    fixture_slot(&old, "焦作日报", "2018-01-09", "A03");
    fixture_slot(&new, "焦作日报", "2018-01-09", "A03");
    commit(place, &old);
    commit(place, &new);
    answer_init(&answer, ANSWER_ERROR);
    ask(place, &answer, &body, "{\"type\":\"STATE\",\"page_ids\":[\"%s\",\"%s\",\"nonsense\"]}",
        new.id.ptr, old.id.ptr);
    assert_int_equal(answer.type, ANSWER_STATE);
    assert_int_equal(answer.state_count, 3);
    assert_string_equal(answer.states[0].ptr, "committed");
    assert_string_equal(answer.states[1].ptr, "superseded");
    assert_string_equal(answer.states[2].ptr, "unknown");
    ask(place, &answer, &body, "{\"type\":\"STATE\",\"page_ids\":[]}");
    assert_int_equal(answer.state_count, 0);
    ask(place, &answer, &body, "{\"type\":\"STATUS\"}");
    assert_int_equal(answer.total_pages, 2);
    assert_int_equal(answer.total_articles, 2);
    answer_done(&answer);
    buf_done(&body);
    page_done(&old);
    page_done(&new);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as daemons do */
    const struct CMUnitTest tests[] = {
        TEST(test_cache),         TEST(test_read_through),
        TEST(test_altered_copy),  TEST(test_expired),
        TEST(test_redis_stopped), TEST(test_redis_frozen),
        TEST(test_archive_away),  TEST(test_show),
        TEST(test_show_article),  TEST(test_errors),
        TEST(test_walk),          TEST(test_limits),
        TEST(test_states),        TEST(test_corrected_amid_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
