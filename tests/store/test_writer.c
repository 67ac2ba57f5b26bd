/* Tests of services/store/writer: a real archive and a real ledger. */
#include "services/store/writer.h"

#include "common/proto/page_json.h"
#include "tests/store/page_fixture.h"
#include "tests/store/scene.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DEADLINE_MS = 60000 };

struct stage {
    struct scene *scene;
    struct writer *writer;
    bool archive_holds, ledger_holds; /* as the writer told */
};

static void
open_writer(struct stage *stage, const char *cache_url)
{
    struct err err;
    struct writer_spec spec = {
        .archive = stage->scene->path,
        .ledger.redis.url = stage->scene->redis.url,
        .cache_ttl = 60000,
        .cache_apart = cache_url != NULL,
        .cache.url = cache_url,
    };
    stage->archive_holds = stage->ledger_holds = true;
    if (writer_open(&stage->writer, &spec, &err) != 0)
        fail_msg("%s", err.text);
}

static int
set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    stage->scene = scene_open();
    open_writer(stage, NULL);
    *state = stage;
    return 0;
}

static int
tear_down(void **state)
{
    struct stage *stage = *state;
    writer_close(stage->writer);
    scene_close(stage->scene);
    free(stage);
    return 0;
}

static void
make_page(struct page *page, unsigned number)
{
    fixture_page(page, number, "标题", "焦作正文", NULL, NULL, NULL);
}

static void
add_job(struct batch *batch, unsigned number)
{
    struct job *job = batch_add(batch);
    make_page(&job->page, number);
    (void)snprintf(job->page_id, sizeof job->page_id, "%s", job->page.id.ptr);
    page_encode_record(&job->page, &job->record);
}

static struct batch *
make_batch(unsigned first, unsigned count)
{
    struct batch *batch = batch_new(count);
    for (unsigned i = 0; i < count; i++)
        add_job(batch, first + i);
    return batch;
}

/* The next news; fails after the deadline. */
static struct news
wait_news(struct stage *stage)
{
    zmq_pollitem_t item = {
        .socket = zsock_resolve(writer_socket(stage->writer)),
        .events = ZMQ_POLLIN,
    };
    if (zmq_poll(&item, 1, DEADLINE_MS) != 1)
        fail_msg("no news");
    struct news news = writer_receive(stage->writer);
    if (news.condition != NULL && strcmp(news.condition, "archive") == 0)
        stage->archive_holds = news.holds;
    if (news.condition != NULL && strcmp(news.condition, "ledger") == 0)
        stage->ledger_holds = news.holds;
    return news;
}

static struct batch *
wait_batch(struct stage *stage)
{
    for (;;) {
        struct news news = wait_news(stage);
        if (news.batch != NULL)
            return news.batch;
    }
}

/* Sends pages first.. and expects the same fate for all. */
static void
run_batch(struct stage *stage, unsigned first, unsigned count, enum fate fate)
{
    writer_send(stage->writer, make_batch(first, count));
    struct batch *batch = wait_batch(stage);
    assert_int_equal(batch->count, count);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(batch->jobs[i].fate, fate);
    batch_free(batch);
}

static void
accept_pages(struct stage *stage, unsigned first, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct page page;
        make_page(&page, first + i);
        scene_accept(stage->scene, &page, "original bytes");
        page_done(&page);
    }
}

static void
assert_committed(struct stage *stage, unsigned first, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct page page;
        make_page(&page, first + i);
        assert_int_equal(scene_state(stage->scene, &page), PAGE_CURRENT);
        assert_false(scene_waits(stage->scene, &page));
        assert_true(scene_cached(stage->scene, &page));
        page_done(&page);
    }
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "XLEN pw:queue:live"), 0);
}

static void
test_commit(void **state)
{
    struct stage *stage = *state;
    struct archive *archive;
    struct page page;
    struct buf bytes = { 0 };
    accept_pages(stage, 1, 10);
    run_batch(stage, 1, 10, FATE_COMMITTED);
    assert_committed(stage, 1, 10);
    assert_int_equal(scene_pages(stage->scene), 10);
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "GET pw:bytes"), 1);

    make_page(&page, 3);
    assert_int_equal(archive_open(&archive, stage->scene->path, ARCHIVE_READ, NULL), 0);
    uint32_t file_page;
    assert_int_equal(archive_original(archive, page.id, &bytes, &file_page, NULL), 1);
    assert_string_equal(buf_string(&bytes), "original bytes");
    archive_close(archive);
    buf_done(&bytes);
    page_done(&page);
}

/* DONE was lost, or a frozen worker came back: the page comes again. */
static void
test_again(void **state)
{
    struct stage *stage = *state;
    accept_pages(stage, 1, 2);
    run_batch(stage, 1, 2, FATE_COMMITTED);
    run_batch(stage, 1, 2, FATE_COMMITTED);
    assert_int_equal(scene_pages(stage->scene), 2);
    assert_committed(stage, 1, 2);
}

/* Died between the archive's commit and the ledger's. */
static void
test_half_done(void **state)
{
    struct stage *stage = *state;
    struct archive *archive;
    struct err err;
    struct page page;
    struct buf record = { 0 };
    accept_pages(stage, 1, 2);
    make_page(&page, 1);
    page_encode_record(&page, &record);
    struct archive_item item = { .page = &page, .record = buf_slice(&record) };
    assert_int_equal(archive_open(&archive, stage->scene->path, ARCHIVE_WRITE, &err), 0);
    assert_int_equal(archive_commit(archive, &item, 1, &err), 0);
    archive_close(archive);
    assert_true(scene_waits(stage->scene, &page));
    run_batch(stage, 1, 2, FATE_COMMITTED);
    assert_committed(stage, 1, 2);
    assert_int_equal(scene_pages(stage->scene), 2);
    buf_done(&record);
    page_done(&page);
}

/* Dropped by an operator: neither here nor there. */
static void
test_gone(void **state)
{
    struct stage *stage = *state;
    accept_pages(stage, 1, 1);
    writer_send(stage->writer, make_batch(1, 2));
    struct batch *batch = wait_batch(stage);
    assert_int_equal(batch->jobs[0].fate, FATE_COMMITTED);
    assert_int_equal(batch->jobs[1].fate, FATE_GONE);
    batch_free(batch);
    assert_int_equal(scene_pages(stage->scene), 1);
}

/* A result that comes after the page was given up makes it no dead letter. */
static void
test_dead(void **state)
{
    struct stage *stage = *state;
    struct page page;
    accept_pages(stage, 1, 1);
    make_page(&page, 1);
    for (unsigned attempt = 1; attempt <= 3; attempt++)
        (void)SCENE_CALL(stage->scene, fail, page.id.ptr, attempt, "crashed");
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "XLEN pw:dead"), 1);
    run_batch(stage, 1, 1, FATE_COMMITTED);
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "XLEN pw:dead"), 0);
    assert_committed(stage, 1, 1);
    page_done(&page);
}

/* One that the archive can never hold does not keep its batch from being committed. */
static void
test_one_rejected(void **state)
{
    struct stage *stage = *state;
    struct batch *batch = batch_new(3);
    for (unsigned i = 1; i <= 3; i++) {
        add_job(batch, i);
        struct job *job = &batch->jobs[i - 1];
        if (i == 2) {
            job->page.id = SLICE_LITERAL("no-id");
            (void)snprintf(job->page_id, sizeof job->page_id, "no-id");
        }
        scene_accept(stage->scene, &job->page, "original bytes");
    }
    writer_send(stage->writer, batch);
    batch = wait_batch(stage);
    assert_int_equal(batch->jobs[0].fate, FATE_COMMITTED);
    assert_int_equal(batch->jobs[1].fate, FATE_REJECTED);
    assert_int_equal(batch->jobs[1].err.kind, ERR_REJECT);
    assert_int_equal(batch->jobs[2].fate, FATE_COMMITTED);
    assert_true(scene_waits(stage->scene, &batch->jobs[1].page));
    assert_false(scene_waits(stage->scene, &batch->jobs[2].page));
    assert_int_equal(scene_pages(stage->scene), 2);
    assert_true(stage->archive_holds);
    batch_free(batch);
}

static void
test_redis_away(void **state)
{
    struct stage *stage = *state;
    accept_pages(stage, 1, 3);
    redis_fixture_end(&stage->scene->redis, SIGKILL);
    writer_send(stage->writer, make_batch(1, 3));
    while (stage->ledger_holds)
        assert_null(wait_news(stage).batch);
    redis_fixture_start(&stage->scene->redis);
    struct batch *batch = wait_batch(stage);
    assert_true(stage->ledger_holds);
    assert_int_equal(batch->jobs[2].fate, FATE_COMMITTED);
    batch_free(batch);
    assert_committed(stage, 1, 3);
}

/* An idle writer notices, too. */
static void
test_redis_away_while_idle(void **state)
{
    struct stage *stage = *state;
    redis_fixture_end(&stage->scene->redis, SIGKILL);
    while (stage->ledger_holds)
        (void)wait_news(stage);
    redis_fixture_start(&stage->scene->redis);
    while (!stage->ledger_holds)
        (void)wait_news(stage);
}

static void
test_archive_locked(void **state)
{
    struct stage *stage = *state;
    sqlite3 *db;
    accept_pages(stage, 1, 3);
    assert_int_equal(sqlite3_open(stage->scene->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    writer_send(stage->writer, make_batch(1, 3));
    while (stage->archive_holds)
        assert_null(wait_news(stage).batch);
    assert_int_equal(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    batch_free(wait_batch(stage));
    assert_true(stage->archive_holds);
    assert_committed(stage, 1, 3);
}

static void
test_disk_full(void **state)
{
    struct stage *stage = *state;
    char folder[128], filler[192];
    (void)snprintf(folder, sizeof folder, "%s/small", stage->scene->redis.folder);
    (void)snprintf(filler, sizeof filler, "%s/filler", folder);
    if (!scene_mount(folder))
        skip();
    writer_close(stage->writer);
    (void)snprintf(stage->scene->path, sizeof stage->scene->path, "%s/archive.db", folder);
    open_writer(stage, NULL);
    accept_pages(stage, 1, 20);
    run_batch(stage, 1, 1, FATE_COMMITTED);
    scene_fill(folder);
    /* more than writing back the log could ever free */
    struct batch *big = make_batch(2, 19);
    for (size_t i = 0; i < big->count; i++)
        for (int j = 0; j < 30000; j++)
            buf_add_char(&big->jobs[i].record, ' ');
    writer_send(stage->writer, big);
    while (stage->archive_holds)
        assert_null(wait_news(stage).batch);
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "XLEN pw:queue:live"), 19);
    assert_int_equal(unlink(filler), 0);
    struct batch *batch = wait_batch(stage);
    assert_int_equal(batch->jobs[18].fate, FATE_COMMITTED);
    batch_free(batch);
    assert_committed(stage, 1, 20);
    writer_close(stage->writer);
    stage->writer = NULL;
}

/* Its folder is not there yet: no reason to end. */
static void
test_archive_appears(void **state)
{
    struct stage *stage = *state;
    char folder[128];
    writer_close(stage->writer);
    (void)snprintf(folder, sizeof folder, "%s/later", stage->scene->redis.folder);
    (void)snprintf(stage->scene->path, sizeof stage->scene->path, "%s/archive.db", folder);
    open_writer(stage, NULL);
    while (stage->archive_holds)
        (void)wait_news(stage);
    accept_pages(stage, 1, 1);
    writer_send(stage->writer, make_batch(1, 1));
    assert_int_equal(mkdir(folder, 0700), 0);
    batch_free(wait_batch(stage));
    assert_true(stage->archive_holds);
    assert_committed(stage, 1, 1);
}

static void
test_unusable(void **state)
{
    struct stage *stage = *state;
    struct writer *writer;
    struct err err;
    FILE *file = fopen(stage->scene->path, "r+");
    (void)fprintf(file, "this was an archive, and is one no more");
    (void)fclose(file);
    struct writer_spec spec = { .archive = stage->scene->path,
                                .ledger.redis.url = stage->scene->redis.url };
    assert_int_equal(writer_open(&writer, &spec, &err), -1);
    assert_int_equal(err.kind, ERR_REJECT);
    spec.ledger.redis.url = "gopher://x";
    assert_int_equal(writer_open(&writer, &spec, &err), -1);
}

/* The end does not wait for what may never come back. */
static void
test_close_while_waiting(void **state)
{
    struct stage *stage = *state;
    accept_pages(stage, 1, 1);
    redis_fixture_end(&stage->scene->redis, SIGKILL);
    writer_send(stage->writer, make_batch(1, 1));
    while (stage->ledger_holds)
        (void)wait_news(stage);
    writer_close(stage->writer); /* or for ever: Redis does not come back */
    stage->writer = NULL;
}

/* What nobody reads any more, since store ends, is not kept for ever; LeakSanitizer looks. */
static void
test_news_that_nobody_reads(void **state)
{
    struct stage *stage = *state;
    redis_fixture_end(&stage->scene->redis, SIGKILL);
    zmq_pollitem_t item = {
        .socket = zsock_resolve(writer_socket(stage->writer)),
        .events = ZMQ_POLLIN,
    };
    assert_int_equal(zmq_poll(&item, 1, DEADLINE_MS), 1); /* it looked around */
    writer_close(stage->writer);
    stage->writer = NULL;
}

static void
test_cache_apart(void **state)
{
    struct stage *stage = *state;
    struct redis_fixture apart = { 0 };
    struct page page;
    char words[128];
    redis_fixture_open(&apart);
    writer_close(stage->writer);
    open_writer(stage, apart.url);
    accept_pages(stage, 1, 1);
    run_batch(stage, 1, 1, FATE_COMMITTED);
    make_page(&page, 1);
    (void)snprintf(words, sizeof words, "TTL pw:cache:page:%s", page.id.ptr);
    assert_in_range(redis_fixture_call(&apart, words), 1, 60);
    assert_false(scene_cached(stage->scene, &page));
    assert_false(scene_waits(stage->scene, &page));
    /* away: pages are committed all the same */
    redis_fixture_end(&apart, SIGKILL);
    accept_pages(stage, 2, 1);
    run_batch(stage, 2, 1, FATE_COMMITTED);
    redis_fixture_close(&apart);
    page_done(&page);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as daemons do */
    zsys_handler_set(NULL);
    const struct CMUnitTest tests[] = {
        TEST(test_commit),
        TEST(test_again),
        TEST(test_half_done),
        TEST(test_gone),
        TEST(test_dead),
        TEST(test_one_rejected),
        TEST(test_redis_away),
        TEST(test_redis_away_while_idle),
        TEST(test_archive_locked),
        TEST(test_disk_full),
        TEST(test_archive_appears),
        TEST(test_unusable),
        TEST(test_close_while_waiting),
        TEST(test_news_that_nobody_reads),
        TEST(test_cache_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
