/*
 * Tests of the store daemon itself: the program as it is built, with this test
 * as its upstream, over a real hop, a real ledger and a real archive.
 */
#include "common/hop/hop.h"
#include "common/proto/page_json.h"
#include "common/proto/query.h"
#include "tests/store/page_fixture.h"
#include "tests/store/scene.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { DEADLINE_MS = 60000, PAGES_MAX = 400 };

struct stage {
    struct scene *scene;
    zloop_t *loop;
    struct curve *curve;
    struct hop_out *out;
    char hop[160], query[160], edit[160], feed[160], run_file[160];
    pid_t daemon; /* 0: not running */
    unsigned done, retried, rejected, blamed;
    char last_reason[256];
};

/* ---- the upstream ---- */

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct stage *stage = arg;
    stage->done += outcome->verdict == HOP_DONE;
    stage->retried += outcome->verdict == HOP_RETRY;
    stage->rejected += outcome->verdict == HOP_REJECT;
    stage->blamed += outcome->blame;
    (void)snprintf(stage->last_reason, sizeof stage->last_reason, "%s", outcome->reason);
}

static int
on_stop(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

static void
turn(struct stage *stage)
{
    (void)zloop_timer(stage->loop, 5, 1, on_stop, NULL);
    (void)zloop_start(stage->loop);
}

/* Turns the loop until the condition is true; fails at the deadline. */
#define WAIT_FOR(stage, condition)                                                                 \
    do {                                                                                           \
        int64_t until = fixture_ms() + DEADLINE_MS;                                                \
        while (!(condition)) {                                                                     \
            if (fixture_ms() > until)                                                              \
                fail_msg("%s did not come true", #condition);                                      \
            turn(stage);                                                                           \
        }                                                                                          \
    } while (0)

static void
make_page(struct page *page, unsigned number)
{
    fixture_page(page, number, "大沙河边看新城", "焦作变美了。", "苗国富", "焦作", NULL);
}

/* Accepts pages first.. and sends them down. */
static void
send_pages(struct stage *stage, unsigned first, unsigned count)
{
    for (unsigned i = first; i < first + count; i++) {
        struct page page;
        struct buf body = { 0 };
        make_page(&page, i);
        scene_accept(stage->scene, &page, "original bytes");
        page_encode_job(&page, &body);
        hop_out_send(stage->out, page.id.ptr, 1, "trace", buf_slice(&body));
        buf_done(&body);
        page_done(&page);
    }
}

/* ---- the daemon ---- */

static void
start_daemon(struct stage *stage)
{
    const char *build = getenv("PAGEWIRE_BUILD");
    char program[512];
    (void)snprintf(program, sizeof program, "%s/pagewire-store", build ? build : "build/release");
    (void)unlink(stage->run_file);
    stage->daemon = fork();
    assert_true(stage->daemon >= 0);
    if (stage->daemon == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)setenv("PAGEWIRE_UPSTREAM", stage->hop, 1);
        (void)setenv("PAGEWIRE_QUERY_ENDPOINT", stage->query, 1);
        (void)setenv("PAGEWIRE_EDIT_ENDPOINT", stage->edit, 1);
        (void)setenv("PAGEWIRE_FEED_ENDPOINT", stage->feed, 1);
        (void)setenv("PAGEWIRE_RUN_FILE", stage->run_file, 1);
        (void)setenv("PAGEWIRE_ARCHIVE", stage->scene->path, 1);
        (void)setenv("PAGEWIRE_REDIS_URL", stage->scene->redis.url, 1);
        (void)setenv("PAGEWIRE_LOG_LEVEL", "warn", 1);
        (void)setenv("PAGEWIRE_DRAIN_TIMEOUT", "10m", 1);
        (void)execl(program, program, (char *)NULL);
        _exit(127);
    }
    WAIT_FOR(stage, access(stage->run_file, R_OK) == 0);
}

static bool
has_exited(struct stage *stage, int *status)
{
    if (waitpid(stage->daemon, status, WNOHANG) != stage->daemon)
        return false;
    stage->daemon = 0;
    return true;
}

/* Its exit status after a signal, or -1 when the signal ended it. */
static int
end_daemon(struct stage *stage, int signal)
{
    int status = 0;
    if (stage->daemon == 0)
        return 0;
    (void)kill(stage->daemon, signal);
    WAIT_FOR(stage, has_exited(stage, &status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* What /ready answers: the whole response. */
static void
get_ready(struct stage *stage, char *response, size_t size)
{
    char line[256], address[128] = "";
    FILE *file = fopen(stage->run_file, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        (void)sscanf(line, "http=%127s", address);
    (void)fclose(file);
    char *colon = strrchr(address, ':');
    assert_non_null(colon);
    struct sockaddr_in peer = { .sin_family = AF_INET,
                                .sin_port = htons((uint16_t)atoi(colon + 1)) };
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&peer, sizeof peer), 0);
    static const char request[] = "GET /ready HTTP/1.0\r\n\r\n";
    assert_int_equal(write(fd, request, sizeof request - 1), sizeof request - 1);
    size_t len = 0;
    for (ssize_t n; len + 1 < size && (n = read(fd, response + len, size - 1 - len)) > 0;)
        len += (size_t)n;
    response[len] = '\0';
    (void)close(fd);
}

static bool
is_ready(struct stage *stage, const char *reason)
{
    char response[2048];
    get_ready(stage, response, sizeof response);
    return reason == NULL ? strstr(response, " 200 ") != NULL
                          : strstr(response, " 503 ") != NULL && strstr(response, reason) != NULL;
}

/* ---- a scene for each test ---- */

static int
set_up(void **state)
{
    struct stage *stage = calloc(1, sizeof *stage);
    struct err err;
    stage->scene = scene_open();
    stage->loop = zloop_new();
    zloop_set_nonstop(stage->loop, true);
    (void)snprintf(stage->hop, sizeof stage->hop, "ipc://%s/up.hop", stage->scene->redis.folder);
    (void)snprintf(stage->query, sizeof stage->query, "ipc://%s/query", stage->scene->redis.folder);
    (void)snprintf(stage->edit, sizeof stage->edit, "ipc://%s/edit", stage->scene->redis.folder);
    (void)snprintf(stage->feed, sizeof stage->feed, "ipc://%s/feed", stage->scene->redis.folder);
    (void)snprintf(stage->run_file, sizeof stage->run_file, "%s/run", stage->scene->redis.folder);
    struct hop_out_spec spec = {
        .endpoint = stage->hop,
        .boot = "fedcba9876543210fedcba9876543210",
        .custody_max = PAGES_MAX,
        .outcome = on_outcome,
        .arg = stage,
    };
    assert_int_equal(curve_open(&stage->curve, "", &err), 0);
    if (hop_out_new(&stage->out, stage->loop, stage->curve, &spec, &err) != 0)
        fail_msg("%s", err.text);
    *state = stage;
    return 0;
}

static int
tear_down(void **state)
{
    struct stage *stage = *state;
    (void)end_daemon(stage, SIGKILL);
    hop_out_free(stage->out);
    zloop_destroy(&stage->loop);
    curve_close(stage->curve);
    scene_close(stage->scene);
    free(stage);
    return 0;
}

/* ---- the tests ---- */

/* Asks the daemon for a page: where the answer came from. */
static void
show(struct stage *stage, unsigned number, char source[16])
{
    struct page page;
    struct answer answer;
    struct err err;
    make_page(&page, number);
    answer_init(&answer, ANSWER_ERROR);
    zsock_t *client = zsock_new_req(stage->query);
    zsock_set_rcvtimeo(client, DEADLINE_MS);
    (void)zstr_sendf(client, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}", page.id.ptr);
    char *header = NULL, *body = NULL;
    assert_int_equal(zstr_recvx(client, &header, &body, NULL), 2);
    assert_int_equal(answer_decode(&answer, slice_from(header), &err), 0);
    assert_int_equal(answer.type, ANSWER_RECORD);
    (void)snprintf(source, 16, "%s", answer.source.ptr);
    assert_non_null(strstr(body, "焦作变美了。"));
    zstr_free(&header);
    zstr_free(&body);
    zsock_destroy(&client);
    answer_done(&answer);
    page_done(&page);
}

static void
assert_from_archive(struct stage *stage, unsigned number)
{
    char source[16];
    show(stage, number, source);
    assert_string_equal(source, "archive");
}

/* A cache that kept a reader waiting for a moment is not used for a second, and a loaded machine's
 * may: asks until it is. */
static void
assert_from_cache(struct stage *stage, unsigned number)
{
    char source[16] = "";
    for (int64_t until = fixture_ms() + DEADLINE_MS;
         strcmp(source, "cache") != 0 && fixture_ms() < until;)
        show(stage, number, source);
    assert_string_equal(source, "cache");
}

static void
test_flow(void **state)
{
    struct stage *stage = *state;
    start_daemon(stage);
    send_pages(stage, 1, 100);
    WAIT_FOR(stage, stage->done == 100);
    assert_int_equal(scene_pages(stage->scene), 100);
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "XLEN pw:queue:live"), 0);
    assert_int_equal(stage->retried + stage->rejected, 0);
    assert_from_cache(stage, 50);
    (void)redis_fixture_call(&stage->scene->redis, "FLUSHALL");
    assert_from_archive(stage, 50);
    assert_from_cache(stage, 50);
    assert_int_equal(end_daemon(stage, SIGTERM), 0);
}

/* One request and its answer's header, which the caller frees. */
static char *
ask(const char *endpoint, const char *request)
{
    zsock_t *client = zsock_new_req(endpoint);
    zsock_set_rcvtimeo(client, DEADLINE_MS);
    (void)zstr_send(client, request);
    char *header = zstr_recv(client);
    assert_non_null(header);
    zsock_destroy(&client);
    return header;
}

static void
expect_answer(const char *endpoint, const char *request, const char *holds)
{
    char *header = ask(endpoint, request);
    if (strstr(header, holds) == NULL)
        fail_msg("%s: %s", request, header);
    zstr_free(&header);
}

/* The next change on the feed. */
static void
expect_change(zsock_t *sub, int64_t sequence, enum change_kind kind)
{
    char *topic = NULL, *number = NULL, *json = NULL, text[32];
    struct arena arena = { 0 };
    struct change change;
    struct err err;
    assert_int_equal(zstr_recvx(sub, &topic, &number, &json, NULL), 3);
    assert_string_equal(topic, "change");
    (void)snprintf(text, sizeof text, "%lld", (long long)sequence);
    assert_string_equal(number, text);
    if (change_decode(&arena, &change, slice_from(json), &err) != 0)
        fail_msg("%s", err.text);
    assert_int_equal(change.sequence, sequence);
    assert_int_equal(change.change, kind);
    arena_done(&arena);
    zstr_free(&topic);
    zstr_free(&number);
    zstr_free(&json);
}

/* A page that is withdrawn is gone when the editor has the answer, from the cache too, and
 * the feed says so. */
static void
test_withdraw(void **state)
{
    struct stage *stage = *state;
    struct page page;
    char show[128], edit[256], restore[128];
    start_daemon(stage);
    make_page(&page, 1);
    zsock_t *sub = zsock_new_sub(stage->feed, "change");
    zsock_set_rcvtimeo(sub, DEADLINE_MS);
    /* a subscription needs a moment: pages until one is heard of */
    unsigned sent = 0;
    zpoller_t *poller = zpoller_new(sub, NULL);
    do {
        send_pages(stage, ++sent, 1);
        WAIT_FOR(stage, stage->done == sent);
    } while (zpoller_wait(poller, 50) == NULL && sent < 200);
    zpoller_destroy(&poller);
    char *topic = NULL, *number = NULL, *json = NULL;
    assert_int_equal(zstr_recvx(sub, &topic, &number, &json, NULL), 3);
    int64_t sequence = atoll(number);
    for (; sequence < (int64_t)sent; sequence++)
        expect_change(sub, sequence + 1, CHANGE_COMMITTED);
    zstr_free(&topic);
    zstr_free(&number);
    zstr_free(&json);

    assert_from_cache(stage, 1);
    (void)snprintf(edit, sizeof edit,
                   "{\"type\":\"WITHDRAW\",\"page_id\":\"%s\",\"who\":\"li\",\"why\":\"x\"}",
                   page.id.ptr);
    (void)snprintf(show, sizeof show, "{\"type\":\"SHOW\",\"page_id\":\"%s\"}", page.id.ptr);
    expect_answer(stage->query, edit, "edit_endpoint"); /* not there */
    expect_answer(stage->edit, show, "query_endpoint");
    (void)snprintf(restore, sizeof restore,
                   "{\"type\":\"RESTORE\",\"page_id\":\"%s\",\"who\":\"li\"}", page.id.ptr);
    char cached[128];
    (void)snprintf(cached, sizeof cached, "STRLEN pw:cache:page:%s", page.id.ptr);
    /* a cache that kept the editor waiting for a moment is left alone for a second: again then */
    for (int64_t until = fixture_ms() + DEADLINE_MS;;) {
        expect_answer(stage->edit, edit, "\"state\":\"withdrawn\"");
        expect_answer(stage->query, show, "\"code\":\"withdrawn\"");
        expect_change(sub, (int64_t)++sent, CHANGE_WITHDRAWN);
        if (redis_fixture_call(&stage->scene->redis, cached) == 0)
            break;
        assert_true(fixture_ms() < until);
        (void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
        expect_answer(stage->edit, restore, "\"state\":\"current\"");
        expect_change(sub, (int64_t)++sent, CHANGE_RESTORED);
    }
    expect_answer(stage->query, "{\"type\":\"CHANGES\",\"from\":\"now\"}", "\"changes\":[]");
    sent--; /* the last withdrawal is behind it */
    (void)snprintf(edit, sizeof edit, "{\"type\":\"CHANGES\",\"cursor\":\"%u\"}", sent);
    expect_answer(stage->query, edit, "\"change\":\"withdrawn\"");
    expect_answer(stage->edit, restore, "\"state\":\"current\"");
    assert_from_archive(stage, 1);
    expect_change(sub, (int64_t)sent + 2, CHANGE_RESTORED);
    assert_int_equal(end_daemon(stage, SIGTERM), 0);
    zsock_destroy(&sub);
    page_done(&page);
}

/* Bodies that are no page go back for the page to be blamed; others pass. */
static void
test_poison(void **state)
{
    struct stage *stage = *state;
    static const char *const bodies[] = { "", "null", "{\"page\":{}}", "\xff\xfe",
                                          "[[[[[[[[[[[[[[[[[[[[" };
    enum { COUNT = sizeof bodies / sizeof *bodies };
    start_daemon(stage);
    for (unsigned i = 0; i < COUNT; i++) {
        char id[33];
        (void)snprintf(id, sizeof id, "%032x", i);
        hop_out_send(stage->out, id, 1, "trace", slice_from(bodies[i]));
        send_pages(stage, 100 + i, 1);
    }
    /* a page under another's name */
    struct page page;
    struct buf body = { 0 };
    make_page(&page, 1);
    page_encode_job(&page, &body);
    hop_out_send(stage->out, "ffffffffffffffffffffffffffffffff", 1, "trace", buf_slice(&body));
    WAIT_FOR(stage, stage->rejected == COUNT + 1 && stage->done == COUNT);
    assert_int_equal(stage->blamed, COUNT + 1);
    assert_int_equal(scene_pages(stage->scene), COUNT);
    assert_true(stage->last_reason[0] != '\0' || stage->done > 0);
    buf_done(&body);
    page_done(&page);
}

/* SIGTERM: what is held is finished, nothing is redelivered with blame. */
static void
test_drain(void **state)
{
    struct stage *stage = *state;
    start_daemon(stage);
    send_pages(stage, 1, 200);
    WAIT_FOR(stage, stage->done > 0);
    assert_int_equal(end_daemon(stage, SIGTERM), 0);
    assert_int_equal(stage->blamed + stage->rejected, 0);
    start_daemon(stage);
    WAIT_FOR(stage, stage->done == 200);
    assert_int_equal(scene_pages(stage->scene), 200);
}

/* kill -9 again and again: each page is committed, and once. */
static void
test_killed(void **state)
{
    struct stage *stage = *state;
    start_daemon(stage);
    send_pages(stage, 1, 300);
    for (unsigned i = 0; i < 5 && stage->done < 300; i++) {
        unsigned before = stage->done;
        WAIT_FOR(stage, stage->done > before);
        (void)end_daemon(stage, SIGKILL);
        start_daemon(stage);
    }
    WAIT_FOR(stage, stage->done == 300);
    assert_int_equal(scene_pages(stage->scene), 300);
    assert_int_equal(redis_fixture_call(&stage->scene->redis, "XLEN pw:queue:live"), 0);
    assert_int_equal(stage->blamed + stage->rejected, 0);
}

/* Redis away: /ready says so, nothing is given back; then all goes on. */
static void
test_redis_away(void **state)
{
    struct stage *stage = *state;
    start_daemon(stage);
    WAIT_FOR(stage, is_ready(stage, NULL));
    for (unsigned i = 1; i <= 40; i++) {
        struct page page;
        make_page(&page, i);
        scene_accept(stage->scene, &page, "original bytes");
        page_done(&page);
    }
    redis_fixture_end(&stage->scene->redis, SIGKILL);
    for (unsigned i = 1; i <= 40; i++) {
        struct page page;
        struct buf body = { 0 };
        make_page(&page, i);
        page_encode_job(&page, &body);
        hop_out_send(stage->out, page.id.ptr, 1, "trace", buf_slice(&body));
        buf_done(&body);
        page_done(&page);
    }
    WAIT_FOR(stage, is_ready(stage, "ledger"));
    /* longer than upstream would wait for a sign of life */
    int64_t rest = fixture_ms() + 3000;
    WAIT_FOR(stage, fixture_ms() > rest);
    assert_int_equal(stage->done + stage->retried + stage->rejected, 0);
    redis_fixture_start(&stage->scene->redis);
    WAIT_FOR(stage, stage->done == 40);
    WAIT_FOR(stage, is_ready(stage, NULL));
    assert_int_equal(stage->retried + stage->rejected, 0);
    assert_int_equal(scene_pages(stage->scene), 40);
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
    (void)snprintf(stage->scene->path, sizeof stage->scene->path, "%s/archive.db", folder);
    start_daemon(stage);
    send_pages(stage, 1, 1);
    WAIT_FOR(stage, stage->done == 1);
    scene_fill(folder);
    send_pages(stage, 2, 30);
    WAIT_FOR(stage, is_ready(stage, "archive"));
    int64_t rest = fixture_ms() + 3000;
    WAIT_FOR(stage, fixture_ms() > rest);
    /* a few may have found room when the log was written back */
    assert_true(stage->done < 31);
    assert_int_equal(stage->retried + stage->rejected, 0);
    assert_int_equal(unlink(filler), 0);
    WAIT_FOR(stage, stage->done == 31);
    WAIT_FOR(stage, is_ready(stage, NULL));
    assert_int_equal(stage->retried + stage->rejected, 0);
    assert_int_equal(scene_pages(stage->scene), 31);
    assert_int_equal(end_daemon(stage, SIGTERM), 0);
}

/* An archive of the future: the daemon does not start, and says why. */
static void
test_unusable_archive(void **state)
{
    struct stage *stage = *state;
    int status = 0;
    start_daemon(stage);
    assert_int_equal(end_daemon(stage, SIGTERM), 0);
    FILE *file = fopen(stage->scene->path, "r+");
    assert_non_null(file);
    (void)fprintf(file, "no archive any more");
    (void)fclose(file);
    /* it never writes its run_file */
    const char *build = getenv("PAGEWIRE_BUILD");
    char command[2048];
    (void)snprintf(command, sizeof command,
                   "PAGEWIRE_ARCHIVE='%s' PAGEWIRE_REDIS_URL='%s' PAGEWIRE_QUERY_ENDPOINT='%s' "
                   "PAGEWIRE_EDIT_ENDPOINT='%s' PAGEWIRE_FEED_ENDPOINT='%s' "
                   "PAGEWIRE_UPSTREAM='%s' '%s/pagewire-store' 2>'%s/log'",
                   stage->scene->path, stage->scene->redis.url, stage->query, stage->edit,
                   stage->feed, stage->hop, build ? build : "build/release",
                   stage->scene->redis.folder);
    status = system(command);
    assert_int_equal(WEXITSTATUS(status), 1);
    (void)snprintf(command, sizeof command, "grep -q 'reason=\"archive: ' '%s/log'",
                   stage->scene->redis.folder);
    assert_int_equal(system(command), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    (void)signal(SIGPIPE, SIG_IGN); /* as daemons do */
    zsys_handler_set(NULL);
    const struct CMUnitTest tests[] = {
        TEST(test_flow),   TEST(test_withdraw),   TEST(test_poison),    TEST(test_drain),
        TEST(test_killed), TEST(test_redis_away), TEST(test_disk_full), TEST(test_unusable_archive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
