/* The ingest daemon, as a client, a worker and store see it. */
#include "common/sanitized.h"
#include "tests/ingest/scene.h"

#define TEXT "老街焕新\n昨日,记者在解放路看到,改造后的老街两旁绿树成荫。\n"
#define UNKNOWN "00000000000000000000000000000000"

static int
set_up_with(void **state, const char *const *env)
{
    (void)scene_set_up(state, env);
    struct scene *scene = *state;
    scene_start_store(scene);
    scene_start(scene);
    WAIT_UNTIL(scene, scene_accepts(scene));
    return 0;
}

/* A store that answers is waited for, however long that takes. */
static int
set_up(void **state)
{
    static const char *const env[] = { "PAGEWIRE_QUERY_WAIT", "1m", NULL };
    return set_up_with(state, env);
}

/* It has 300 ms to answer. */
static int
set_up_impatient(void **state)
{
    return set_up_with(state, NULL);
}

/* Small limits. */
static int
set_up_small(void **state)
{
    static const char *const env[] = { "PAGEWIRE_LEDGER_MAX_BYTES",
                                       "1000",
                                       "PAGEWIRE_PAGE_BYTES_MAX",
                                       "600",
                                       "PAGEWIRE_PAGE_LINES_MAX",
                                       "10",
                                       NULL };
    (void)scene_set_up(state, env);
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, scene_accepts(scene));
    return 0;
}

/* With decoders installed. */
static int
set_up_decoders(void **state)
{
    const char *build = getenv("PAGEWIRE_BUILD");
    const char *const env[] = { "PAGEWIRE_DECODERS", build != NULL ? build : "build/release",
                                "PAGEWIRE_QUERY_WAIT", "1m", NULL };
    return set_up_with(state, env);
}

static void
submit_id(struct scene *scene, const char *text, char id[33])
{
    struct reply *reply = scene_submit(scene, text);
    assert_int_equal(reply->type, REPLY_ACCEPTED);
    (void)snprintf(id, 33, "%.32s", reply->page_id.ptr);
}

static bool
replies(const struct reply *reply, enum reply_type type, const char *reason)
{
    if (reply->type == type && strstr(reply->reason.ptr, reason) != NULL)
        return true;
    print_message("type %d reason \"%.*s\"\n", (int)reply->type, SLICE_ARGS(reply->reason));
    return false;
}

static void
a_page_goes_through(void **state)
{
    struct scene *scene = *state;
    char id[33], again[33];
    scene->policy = POLICY_DONE;
    submit_id(scene, TEXT, id);
    assert_string_equal(scene->replies[0].state.ptr, "waiting");
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->job_count == 1);
    assert_string_equal(scene->jobs[0].page_id, id);
    assert_int_equal(scene->jobs[0].attempt, 1);
    assert_true(slice_equal(scene->page.text, SLICE_LITERAL(TEXT)));
    assert_true(slice_equal(scene->page.paper, SLICE_LITERAL("焦作日报")));
    assert_true(slice_equal(scene->page.encoding, SLICE_LITERAL("UTF-8")));
    WAIT_UNTIL(scene, scene_logged(scene, "committed", id));
    assert_string_equal(scene_state(scene, id), "committed");
    assert_string_equal(scene_state(scene, UNKNOWN), "unknown");
    /* The same page again is not accepted again. */
    submit_id(scene, TEXT, again);
    assert_string_equal(scene->replies[0].state.ptr, "committed");
    assert_string_equal(again, id);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 0);
}

static void
what_cannot_be_taken_is_refused(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *bytes;
        size_t len;
        const char *reason;
    } cases[] = {
        { "", 0, "empty" },
        { " \n", 2, "only blanks" },
        { "%PDF-1.4", 8, "PDF documents are not taken: pagewire-decode-pdf is not installed" },
        { "\1\2\3\4\5\6\7\1", 8, "binary" },
        { "abcdefghij\0abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
          "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij",
          121, "U+0000 at byte 10" },
        { TEXT "\xff" TEXT, sizeof TEXT * 2 - 1, "is not valid UTF-8" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request = scene_request();
        struct slice body = { cases[i].bytes, cases[i].len };
        struct reply *reply = scene_ask(scene, &request, &body);
        assert_true(replies(reply, REPLY_REFUSED, cases[i].reason));
    }
    struct request request = scene_request();
    struct slice body = SLICE_LITERAL(TEXT "\xff");
    request.lenient = true;
    assert_int_equal(scene_ask(scene, &request, &body)->type, REPLY_ACCEPTED);
    request.date = SLICE_LITERAL("2018-02-30");
    assert_true(replies(scene_ask(scene, &request, &body), REPLY_REFUSED, "\"date\""));
    request.date = SLICE_EMPTY;
    request.encoding = SLICE_LITERAL("latin1");
    assert_true(replies(scene_ask(scene, &request, &body), REPLY_REFUSED, "unknown encoding"));
}

/* 100 MB come over the wire, and are refused by their size. */
static void
a_little_too_much_is_refused_in_words(void **state)
{
    struct scene *scene = *state;
    size_t len = (64 << 20) + (1 << 19);
    char *bytes = malloc(len);
    assert_non_null(bytes);
    memset(bytes, 'x', len);
    struct request request = scene_request();
    struct slice body = { bytes, len };
    struct reply *reply = scene_ask(scene, &request, &body);
    assert_true(replies(reply, REPLY_REFUSED, "67633152 bytes, more than the 4194304"));
    free(bytes);
    char id[33];
    submit_id(scene, TEXT, id);
}

static void
wrong_requests_are_answered(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *json, *reason;
    } cases[] = {
        { "{", "not JSON" },
        { "\xff\xfe", "not JSON" },
        { "[]", "no object" },
        { "{}", "\"type\" is missing" },
        { "{\"type\": 3}", "\"type\" is missing or no string" },
        { "{\"type\": \"DANCE\"}", "unknown type \"DANCE\"" },
        { "{\"type\": \"STATUS\", \"version\": 2}", "version" },
        { "{\"type\": \"SUBMIT\"}", "second frame" },
        { "{\"type\": \"SUBMIT\", \"paper\": 5}", "\"paper\" is no string" },
        { "{\"type\": \"SUBMIT\", \"lane\": \"fast\"}", "\"lane\"" },
        { "{\"type\": \"SUBMIT\", \"lenient\": \"yes\"}", "\"lenient\"" },
        { "{\"type\": \"STATE\"}", "\"page_ids\" is no list" },
        { "{\"type\": \"STATE\", \"page_ids\": [\"x\"]}", "number 1 is no page id" },
        { "{\"type\": \"DLQ_SHOW\"}", "\"page_id\"" },
        { "{\"type\": \"DLQ_SHOW\", \"page_id\": \"" UNKNOWN "\"}", "no dead page" },
        { "{\"type\": \"DLQ_RETRY\", \"page_id\": \"" UNKNOWN "\"}", "no dead page" },
        { "{\"type\": \"DLQ_DROP\", \"page_id\": \"" UNKNOWN "\"}", "no dead page" },
        { "{\"type\": \"DLQ_LIST\", \"limit\": -1}", "\"limit\"" },
        { "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(replies(scene_ask_raw(scene, slice_from(cases[i].json), NULL), REPLY_ERROR,
                            cases[i].reason));
    char *large = malloc(100000);
    assert_non_null(large);
    memset(large, ' ', 100000);
    assert_true(
        replies(scene_ask_raw(scene, (struct slice){ large, 100000 }, NULL), REPLY_ERROR, "bytes"));
    free(large);
    /* seq comes back even so. */
    struct reply *reply = scene_ask_raw(
        scene, SLICE_LITERAL("{\"type\": \"DANCE\", \"seq\": [1, {\"a\": \"b\"}]}"), NULL);
    assert_true(slice_equal(reply->seq, SLICE_LITERAL("[1,{\"a\":\"b\"}]")));
}

static void
a_hundred_in_flight_are_all_answered(void **state)
{
    struct scene *scene = *state;
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 4);
    bool seen[100] = { false };
    scene_forget_replies(scene);
    for (int i = 0; i < 100; i++) {
        struct request request = scene_request();
        struct buf json = { 0 }, seq = { 0 }, text = { 0 };
        buf_printf(&seq, "%d", i);
        buf_printf(&text, "%d\n" TEXT, i);
        request.seq = buf_slice(&seq);
        request_encode(&request, &json);
        struct slice body = buf_slice(&text);
        scene_send(scene, buf_slice(&json), &body);
        buf_done(&json);
        buf_done(&seq);
        buf_done(&text);
    }
    WAIT_UNTIL(scene, scene->reply_count == 100);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(scene->replies[i].type, REPLY_ACCEPTED);
        int seq = atoi(scene->replies[i].seq.ptr);
        assert_in_range(seq, 0, 99);
        assert_false(seen[seq]);
        seen[seq] = true;
    }
    WAIT_UNTIL(scene, scene->committed_count == 100);
    WAIT_UNTIL(scene, redis_fixture_call(&scene->redis, "XLEN pw:queue:live") == 0);
}

/* REQ clients, with the delimiter and with correlation too; a client that goes
 * before its answer harms nobody. */
static void
every_kind_of_client_is_served(void **state)
{
    struct scene *scene = *state;
    for (int correlate = 0; correlate < 2; correlate++) {
        zsock_t *req = zsock_new(ZMQ_REQ);
        zsock_set_linger(req, 0);
        zsock_set_rcvtimeo(req, PATIENCE_MS);
        zsock_set_req_correlate(req, correlate);
        assert_int_equal(zsock_connect(req, "%s", scene->submit), 0);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(zstr_send(req, "{\"type\": \"STATUS\", \"seq\": \"s\"}"), 0);
            char *answer = zstr_recv(req);
            assert_non_null(answer);
            assert_non_null(strstr(answer, "\"type\":\"STATUS\""));
            assert_non_null(strstr(answer, "\"seq\":\"s\""));
            zstr_free(&answer);
        }
        zsock_destroy(&req);
    }
    for (int i = 0; i < 20; i++) {
        zsock_t *gone = zsock_new(ZMQ_DEALER);
        zsock_set_linger(gone, 200);
        assert_int_equal(zsock_connect(gone, "%s", scene->submit), 0);
        (void)zstr_sendm(gone, "{\"type\": \"SUBMIT\"}");
        (void)zstr_sendf(gone, "%d\n" TEXT, i);
        zsock_destroy(&gone);
    }
    zsock_t *odd = zsock_new(ZMQ_DEALER);
    assert_int_equal(zsock_connect(odd, "%s", scene->submit), 0);
    zsock_set_rcvtimeo(odd, PATIENCE_MS);
    (void)zstr_sendm(odd, "{\"type\": \"STATUS\"}");
    (void)zstr_sendm(odd, "b");
    (void)zstr_send(odd, "c");
    char *answer = zstr_recv(odd);
    assert_non_null(strstr(answer, "more than a header and a body"));
    zstr_free(&answer);
    (void)zstr_send(odd, "");
    answer = zstr_recv(odd);
    assert_non_null(answer);
    zstr_free(&answer);
    zsock_destroy(&odd);
    assert_true(scene_accepts(scene));
}

static void
three_blamed_attempts_make_a_dead_letter(void **state)
{
    struct scene *scene = *state;
    char id[33];
    scene->policy = POLICY_BLAME;
    scene_start_worker(scene, 2);
    submit_id(scene, TEXT, id);
    WAIT_UNTIL(scene, strcmp(scene_state(scene, id), "dead") == 0);
    assert_int_equal(scene->job_count, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(scene->jobs[i].attempt, i + 1);
    assert_true(replies(scene_submit(scene, TEXT), REPLY_DEAD, "it hung\nit hung\nit hung"));

    struct reply *reply = scene_about(scene, REQUEST_DLQ_LIST, "");
    assert_int_equal(reply->type, REPLY_DLQ);
    assert_int_equal(reply->page_count, 1);
    assert_string_equal(reply->pages[0].id.ptr, id);
    assert_int_equal(reply->pages[0].attempts, 3);
    reply = scene_about(scene, REQUEST_DLQ_SHOW, id);
    assert_int_equal(reply->type, REPLY_DLQ_PAGE);
    assert_string_equal(reply->pages[0].paper.ptr, "焦作日报");
    assert_true(slice_equal(buf_slice(&scene->bodies[0]), SLICE_LITERAL(TEXT)));

    scene->policy = POLICY_DONE;
    assert_int_equal(scene_about(scene, REQUEST_DLQ_RETRY, id)->type, REPLY_OK);
    WAIT_UNTIL(scene, strcmp(scene_state(scene, id), "committed") == 0);
    assert_int_equal(scene->job_count, 4);
    assert_int_equal(scene->jobs[3].attempt, 1);
}

static void
a_rejected_page_can_be_dropped(void **state)
{
    struct scene *scene = *state;
    char id[33];
    scene->policy = POLICY_REJECT;
    scene_start_worker(scene, 2);
    submit_id(scene, TEXT, id);
    WAIT_UNTIL(scene, strcmp(scene_state(scene, id), "dead") == 0);
    assert_int_equal(scene_about(scene, REQUEST_DLQ_DROP, id)->type, REPLY_OK);
    assert_string_equal(scene_state(scene, id), "unknown");
    assert_int_equal(scene_about(scene, REQUEST_DLQ_LIST, "")->page_count, 0);
    assert_int_equal(redis_fixture_call(&scene->redis, "EXISTS pw:dead"), 1);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:dead"), 0);
}

static void
sent_back_without_blame_counts_nothing(void **state)
{
    struct scene *scene = *state;
    char id[33];
    scene->policy = POLICY_RETRY_ONCE;
    scene_start_worker(scene, 2);
    submit_id(scene, TEXT, id);
    WAIT_UNTIL(scene, scene->committed_count == 1);
    assert_int_equal(scene->job_count, 2);
    assert_int_equal(scene->jobs[1].attempt, 1);
}

static void
an_unanswering_store_does_not_stop_accepting(void **state)
{
    struct scene *scene = *state;
    scene->store_silent = true;
    int64_t began = fixture_ms();
    char id[33];
    submit_id(scene, TEXT, id);
    assert_in_range(fixture_ms() - began, 250, PATIENCE_MS);
    assert_int_equal(scene->store_asked, 1);
    for (int i = 0; i < 40; i++) { /* known to be silent: not asked for each */
        char text[200];
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        submit_id(scene, text, id);
    }
    assert_in_range(scene->store_asked, 1, 20);
    assert_string_equal(scene_state(scene, id), "waiting");
    struct reply *reply = NULL;
    struct request request;
    struct slice ids[] = { SLICE_LITERAL(UNKNOWN) };
    request_init(&request, REQUEST_STATE);
    request.page_ids = ids;
    request.page_id_count = 1;
    reply = scene_ask(scene, &request, NULL);
    assert_true(replies(reply, REPLY_ERROR, "store does not say"));
    assert_true(reply->retry);
    scene->store_silent = false;
    WAIT_UNTIL(scene, strcmp(scene_state(scene, UNKNOWN), "unknown") == 0);
}

/* Store has committed a page, and it is submitted again, before DONE is here: the
 * new entry is seen to at once, not after reclaim_idle. */
static void
a_page_accepted_around_its_commit_goes_through(void **state)
{
    struct scene *scene = *state;
    char id[33], again[33];
    struct err err;
    scene->policy = POLICY_HOLD;
    submit_id(scene, TEXT, id);
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->job_count == 1);
    struct ledger_commit commit = { .page_id = id };
    assert_int_equal(ledger_commit(scene->ledger, &commit, 1, 0, &err), 0);
    assert_true(commit.finished);
    submit_id(scene, TEXT, again);
    assert_string_equal(again, id);
    assert_string_equal(scene->replies[0].state.ptr, "waiting");
    WAIT_UNTIL(scene, redis_fixture_call(&scene->redis,
                                         "EVAL return(redis.call('XPENDING',KEYS[1],'ingest')[1]) "
                                         "1 pw:queue:live") == 1);
    scene->policy = POLICY_DONE;
    hop_in_done(scene->worker, id);
    WAIT_UNTIL(scene, scene->job_count == 2);
    assert_string_equal(scene->jobs[1].page_id, id);
    WAIT_UNTIL(scene, redis_fixture_call(&scene->redis, "XLEN pw:queue:live") == 0);
}

/* What failed may be what takes minutes: others do not wait for it again. */
static void
a_page_that_failed_goes_behind_others(void **state)
{
    enum { OTHERS = 100 }; /* more than it may hold */
    struct scene *scene = *state;
    char id[33], other[33];
    scene->policy = POLICY_HOLD;
    submit_id(scene, TEXT, id);
    scene_start_worker(scene, 1);
    WAIT_UNTIL(scene, scene->job_count == 1);
    for (int i = 0; i < OTHERS; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        submit_id(scene, text, other);
    }
    hop_in_nack(scene->worker, id, HOP_RETRY, true, "not computed within 100 s");
    WAIT_UNTIL(scene, scene->job_count > 1 && scene_logged(scene, "attempt-failed", id));
    scene->policy = POLICY_DONE;
    for (size_t i = 1, count = scene->job_count; i < count; i++) {
        scene_commit(scene, scene->jobs[i].page_id);
        hop_in_done(scene->worker, scene->jobs[i].page_id);
    }
    WAIT_UNTIL(scene, scene->job_count == OTHERS + 2);
    assert_string_equal(scene->jobs[OTHERS + 1].page_id, id);
    assert_int_equal(scene->jobs[OTHERS + 1].attempt, 2);
}

static char *
large_text(int number)
{
    enum { SIZE = 200000 };
    char *text = malloc(SIZE + 1);
    assert_non_null(text);
    for (int i = 0; i < SIZE; i++)
        text[i] = i % 100 == 99 ? '\n' : (char)('a' + number);
    text[SIZE] = '\0';
    return text;
}

/* Large pages take minutes: they are sent one a worker, and others need not wait for them. */
static void
large_pages_keep_nobody_waiting(void **state)
{
    enum { LARGE = 20, OTHERS = 30 };
    struct scene *scene = *state;
    char id[33], first[33] = "";
    for (int i = 0; i < LARGE; i++) {
        char *text = large_text(i);
        submit_id(scene, text, i == 0 ? first : id);
        free(text);
    }
    scene->policy = POLICY_HOLD;
    scene_start_worker(scene, 3);
    WAIT_UNTIL(scene, scene->job_count == 2); /* one more than there are workers */
    assert_string_equal(scene->jobs[0].page_id, first);
    scene->policy = POLICY_DONE;
    for (int i = 0; i < OTHERS; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        submit_id(scene, text, id);
    }
    WAIT_UNTIL(scene, scene->committed_count == OTHERS);
    assert_int_equal(scene->job_count, 2 + OTHERS);
    scene_commit(scene, first);
    hop_in_done(scene->worker, first);
    WAIT_UNTIL(scene, scene->job_count == LARGE + OTHERS); /* then one after another */
}

static long
resident_mib(pid_t pid)
{
    char path[64], line[128];
    long kib = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        (void)sscanf(line, "VmRSS: %ld", &kib);
    (void)fclose(file);
    return kib / 1024;
}

/* A client asks for large dead pages and reads none. */
static void
unread_dead_pages_fill_no_memory(void **state)
{
    enum { SIZE = 3900000, ASKED = 300 };
    struct scene *scene = *state;
    char id[33], request[128], *text = malloc(SIZE + 1);
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % 100 == 99 ? '\n' : 'a';
    text[SIZE] = '\0';
    scene->policy = POLICY_REJECT;
    submit_id(scene, text, id);
    free(text);
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene_logged(scene, "dead-letter", id));
    zsock_t *deaf = zsock_new(ZMQ_DEALER);
    zsock_set_rcvhwm(deaf, 1);
    zsock_set_linger(deaf, 0);
    assert_int_equal(zsock_connect(deaf, "%s", scene->submit), 0);
    (void)snprintf(request, sizeof request, "{\"type\":\"DLQ_SHOW\",\"page_id\":\"%s\"}", id);
    for (int i = 0; i < ASKED; i++)
        assert_int_equal(zstr_send(deaf, request), 0);
    long most = 0;
    for (int64_t until = fixture_ms() + 3000; fixture_ms() < until;) {
        assert_true(scene_accepts(scene)); /* others are served */
        long now = resident_mib(scene->ingest);
        most = now > most ? now : most;
    }
    print_message("ingest had %ld MiB\n", most);
    assert_true(most < 350 || SANITIZED_THREADS); /* TSan's shadow is several times the memory */
    zsock_destroy(&deaf);
    WAIT_UNTIL(scene, scene_about(scene, REQUEST_DLQ_SHOW, id)->type == REPLY_DLQ_PAGE);
}

static void
limits_are_told(void **state)
{
    struct scene *scene = *state;
    char text[700];
    memset(text, 'x', sizeof text);
    struct request request = scene_request();
    struct slice body = { text, 700 };
    assert_true(replies(scene_ask(scene, &request, &body), REPLY_REFUSED, "700 bytes"));
    assert_true(replies(scene_submit(scene, "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n"), REPLY_REFUSED,
                        "11 lines"));
    body.len = 550;
    assert_int_equal(scene_ask(scene, &request, &body)->type, REPLY_ACCEPTED);
    text[0] = 'y';
    struct reply *reply = scene_ask(scene, &request, &body);
    assert_true(replies(reply, REPLY_BUSY, "ledger is full"));
    assert_true(reply->retry_after_ms > 0);
    request_init(&request, REQUEST_STATUS);
    reply = scene_ask(scene, &request, NULL);
    assert_int_equal(reply->lanes[LANE_LIVE].waiting, 1);
    assert_int_equal(reply->bytes, 550);
    assert_int_equal(reply->max_bytes, 1000);
    /* There is room again after a commit. */
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->committed_count == 1);
    request = scene_request();
    assert_int_equal(scene_ask(scene, &request, &body)->type, REPLY_ACCEPTED);
}

/* The next ingest takes no other's silence for its end for ten minutes. */
static void
be_patient(struct scene *scene)
{
    size_t end = 0;
    while (scene->env[end] != NULL)
        end++;
    scene->env[end] = "PAGEWIRE_INSTANCE_TTL";
    scene->env[end + 1] = "10m";
}

static size_t
answered(const struct scene *scene)
{
    size_t count = 0;
    for (size_t i = 0; i < scene->job_count; i++)
        count += scene->jobs[i].answered;
    return count;
}

/* Killed with pages waiting and pages at a worker, ingest goes on where it was;
 * what is sent again is the same attempt. */
static void
killed_ingest_goes_on(void **state)
{
    struct scene *scene = *state;
    char id[33];
    scene->policy = POLICY_HOLD;
    scene_start_worker(scene, 3);
    for (int i = 0; i < 12; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        submit_id(scene, text, id);
    }
    WAIT_UNTIL(scene, scene->job_count >= 3);
    int64_t began = fixture_ms();
    assert_int_equal(scene_end(scene, SIGKILL), -1);
    scene->policy = POLICY_DONE;
    /* Its successor sees that it has ended, and does not wait for its silence. */
    be_patient(scene);
    scene_start(scene);
    for (size_t i = 0; i < scene->job_count; i++)
        if (!scene->jobs[i].answered)
            scene_answer(scene, &scene->jobs[i], POLICY_DONE);
    WAIT_UNTIL(scene, redis_fixture_call(&scene->redis, "XLEN pw:queue:live") == 0);
    print_message("12 pages committed %d ms after the kill\n", (int)(fixture_ms() - began));
    for (size_t i = 0; i < scene->job_count; i++)
        assert_int_equal(scene->jobs[i].attempt, 1);
    assert_in_range(answered(scene), 12, 30);
    assert_true(scene_accepts(scene));
}

static void
killed_redis_is_waited_for(void **state)
{
    struct scene *scene = *state;
    char id[33];
    submit_id(scene, TEXT, id);
    redis_fixture_end(&scene->redis, SIGKILL);
    WAIT_UNTIL(scene, !scene_accepts(scene));
    assert_non_null(strstr(scene_ready(scene), " 503 "));
    assert_non_null(strstr(scene_ready(scene), "redis"));
    struct reply *reply = scene_submit(scene, "2\n" TEXT);
    assert_int_equal(reply->type, REPLY_BUSY);
    assert_true(reply->retry_after_ms > 0);
    reply = scene_about(scene, REQUEST_DLQ_LIST, "");
    assert_int_equal(reply->type, REPLY_ERROR);
    assert_true(reply->retry);
    redis_fixture_start(&scene->redis);
    WAIT_UNTIL(scene, strstr(scene_ready(scene), " 200 ") != NULL);
    assert_string_equal(scene_state(scene, id), "waiting");
    assert_int_equal(scene_submit(scene, "2\n" TEXT)->type, REPLY_ACCEPTED);
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->committed_count >= 2);
    WAIT_UNTIL(scene, redis_fixture_call(&scene->redis, "XLEN pw:queue:live") == 0);
}

static void
a_stopped_ingest_finishes_what_workers_have(void **state)
{
    struct scene *scene = *state;
    char id[33];
    scene->policy = POLICY_HOLD;
    scene_start_worker(scene, 1);
    for (int i = 0; i < 5; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        submit_id(scene, text, id);
    }
    WAIT_UNTIL(scene, scene->job_count >= 1);
    (void)kill(scene->ingest, SIGTERM);
    WAIT_UNTIL(scene, scene_logged(scene, "draining", ""));
    assert_true(replies(scene_submit(scene, "x" TEXT), REPLY_BUSY, "stopping"));
    size_t jobs = scene->job_count;
    scene->policy = POLICY_DONE;
    for (size_t i = 0; i < jobs; i++)
        scene_answer(scene, &scene->jobs[i], POLICY_DONE);
    assert_int_equal(scene_end(scene, 0), 0);
    /* The rest waits in the ledger, for the next one, which need not wait. */
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"),
                     5 - (long long)scene->committed_count);
    be_patient(scene);
    scene_start(scene);
    WAIT_UNTIL(scene, scene->committed_count >= 5);
    for (size_t i = 0; i < scene->job_count; i++)
        assert_int_equal(scene->jobs[i].attempt, 1);
}

/* A scene that shares all but the daemon; the caller frees it. */
static struct scene *
make_second(const struct scene *scene)
{
    struct scene *second = malloc(sizeof *second);
    assert_non_null(second);
    *second = *scene;
    strcat(second->submit, "2");
    strcat(second->hop, "2");
    strcat(second->run_file, "2");
    second->ingest = 0;
    return second;
}

/* Two ingests on one ledger: the second of a name gives up, one of another name
 * takes over what a dead one had. */
static void
names_are_exclusive_and_the_dead_are_inherited(void **state)
{
    struct scene *scene = *state;
    char id[33];
    submit_id(scene, TEXT, id);
    WAIT_UNTIL(scene,
               redis_fixture_call(&scene->redis, "XPENDING pw:queue:live ingest - + 9") == 1);

    struct scene *second = make_second(scene);
    scene_start(second);
    assert_int_equal(scene_end(second, 0), 1);
    assert_true(scene_logged(scene, "instance-taken", "one"));

    second->env[0] = "PAGEWIRE_INSTANCE";
    second->env[1] = "two";
    scene_start(second);
    (void)scene_end(scene, SIGKILL);
    (void)snprintf(scene->hop, sizeof scene->hop, "%s", second->hop);
    scene->policy = POLICY_DONE;
    int64_t began = fixture_ms();
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->committed_count == 1);
    print_message("taken over after %d ms\n", (int)(fixture_ms() - began));
    assert_string_equal(scene->committed[0], id);
    scene->ingest = second->ingest;
    free(second);
}

/* Frozen until another has taken its name over, it notices when it wakes. */
static void
a_frozen_ingest_learns_that_it_is_out(void **state)
{
    struct scene *scene = *state;
    char id[33];
    submit_id(scene, TEXT, id);
    WAIT_UNTIL(scene,
               redis_fixture_call(&scene->redis, "XPENDING pw:queue:live ingest - + 9") == 1);
    scene_freeze(scene);
    struct scene *second = make_second(scene);
    second->env[0] = "PAGEWIRE_INSTANCE";
    second->env[1] = "two";
    scene_start(second);
    WAIT_UNTIL(scene, scene_logged(scene, "taken-over", "entries=1"));
    (void)kill(scene->ingest, SIGCONT);
    WAIT_UNTIL(scene, scene_logged(scene, "fenced", ""));
    (void)scene_end(second, SIGTERM);
    free(second);
    /* And takes it back when the other has gone. */
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 2);
    WAIT_UNTIL(scene, scene->committed_count == 1);
    assert_int_equal(scene->jobs[0].attempt, 1);
}

static void
live_pages_overtake_backfill(void **state)
{
    struct scene *scene = *state;
    char id[33];
    for (int i = 0; i < 40; i++) {
        char text[200];
        struct request request = scene_request();
        (void)snprintf(text, sizeof text, "%d\n" TEXT, i);
        struct slice body = slice_from(text);
        request.lane = LANE_BACKFILL;
        assert_int_equal(scene_ask(scene, &request, &body)->type, REPLY_ACCEPTED);
    }
    submit_id(scene, TEXT, id);
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 1);
    WAIT_UNTIL(scene, scene->committed_count == 41);
    size_t place = 0;
    while (strcmp(scene->committed[place], id) != 0)
        place++;
    print_message("the live page was number %zu of 41\n", place + 1);
    assert_in_range(place, 0, 12);
}

/* examples/submit.py, as a reader of the documentation runs it. */
static void
the_python_example_submits(void **state)
{
    struct scene *scene = *state;
    if (system("/usr/bin/python3 -c 'import zmq' 2>/dev/null") != 0) {
        print_message("skip: /usr/bin/python3 has no zmq (Debian: python3-zmq)\n");
        skip();
    }
    const char *folder = scene->redis.folder;
    char command[1024];
    (void)snprintf(command, sizeof command,
                   "cd '%s' && mkdir -p 焦作日报/2018-01-09 && "
                   "for i in $(seq 150); do echo \"$i 老街焕新\" >焦作日报/2018-01-09/$i.txt; done",
                   folder);
    assert_int_equal(system(command), 0);
    (void)snprintf(command, sizeof command,
                   "/usr/bin/python3 examples/submit.py --endpoint '%s' '%s'/焦作日报/*/*.txt "
                   ">'%s/out' && test $(grep -c ' waiting ' '%s/out') = 150",
                   scene->submit, folder, folder, folder);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(system(command) == 0 ? 0 : 1);
    int status = -1;
    WAIT_UNTIL(scene, waitpid(pid, &status, WNOHANG) == pid);
    assert_int_equal(status, 0);
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 150);
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 4);
    WAIT_UNTIL(scene, scene->committed_count == 150);
    assert_true(slice_equal(scene->page.paper, SLICE_LITERAL("焦作日报")));
}

/* Ingest and Redis are killed again and again while pages come: every page that
 * was accepted is committed, and at the end nothing is left. */
static void
kills_at_random_lose_nothing(void **state)
{
    struct scene *scene = *state;
    enum { PAGES = 120, KILLS = 8 };
    char ids[PAGES][33];
    size_t accepted = 0, offered = 0;
    int kills = 0;
    srand(7);
    scene->policy = POLICY_DONE;
    scene_start_worker(scene, 2);
    scene_forget_replies(scene);
    int64_t deadline = fixture_ms() + 240000, sent = 0;
    while (accepted < PAGES) {
        assert_true(fixture_ms() < deadline);
        /* One page at a time, sent again when no answer comes. */
        if (scene->reply_count == 0 && fixture_ms() > sent + 1000) {
            struct request request = scene_request();
            struct buf json = { 0 }, text = { 0 };
            request_encode(&request, &json);
            buf_printf(&text, "%zu\n" TEXT, accepted);
            struct slice body = buf_slice(&text);
            scene_send(scene, buf_slice(&json), &body);
            sent = fixture_ms();
            offered++;
            buf_done(&json);
            buf_done(&text);
        }
        scene_turn(scene);
        for (size_t i = 0; i < scene->reply_count; i++)
            if (scene->replies[i].type == REPLY_ACCEPTED && accepted < PAGES) {
                const char *id = scene->replies[i].page_id.ptr;
                if (accepted == 0 || strcmp(ids[accepted - 1], id) != 0)
                    memcpy(ids[accepted++], id, 33);
            }
        if (scene->reply_count > 0)
            sent = scene->replies[0].type == REPLY_BUSY ? fixture_ms() - 900 : 0;
        scene_forget_replies(scene);
        if (kills < KILLS && accepted >= (size_t)(kills + 1) * PAGES / (KILLS + 1)) {
            int which = rand() % 3;
            if (which != 1)
                (void)scene_end(scene, SIGKILL);
            if (which != 0) { /* no turn between: the worker would wait for it for ever */
                redis_fixture_end(&scene->redis, SIGKILL);
                redis_fixture_start(&scene->redis);
            }
            if (which != 1)
                scene_start(scene);
            kills++;
        }
    }
    WAIT_UNTIL(scene, redis_fixture_call(&scene->redis, "XLEN pw:queue:live") == 0);
    for (size_t i = 0; i < accepted; i++)
        assert_true(scene_has(scene, slice_from(ids[i])));
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:dead"), 0);
    assert_int_equal(redis_fixture_call(&scene->redis, "GET pw:bytes"), 1);
    print_message("%d kills, %zu pages accepted of %zu requests, %zu deliveries\n", kills, accepted,
                  offered, scene->job_count);
}

/* ---- files of several pages ---- */

static struct reply *
submit_document(struct scene *scene, const char *name, uint32_t only)
{
    char path[128];
    struct buf bytes = { 0 };
    (void)snprintf(path, sizeof path, "tests/data/documents/%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t n; (n = fread(buf_reserve(&bytes, 4096), 1, 4096, file)) > 0;)
        bytes.len += n;
    (void)fclose(file);
    struct request request = scene_request();
    struct slice body = buf_slice(&bytes);
    request.file_page = only;
    struct reply *reply = scene_ask(scene, &request, &body);
    buf_done(&bytes);
    return reply;
}

/* All its pages are accepted, numbered on, and answered for; their bytes are held once. */
static void
a_file_of_several_pages_is_accepted_whole(void **state)
{
    static const char *const numbers[] = { "A03", "A04", "A05" };
    struct scene *scene = *state;
    struct reply *reply = submit_document(scene, "issue.pdf", 0);
    assert_int_equal(reply->type, REPLY_ACCEPTED);
    assert_int_equal(reply->file_page_count, 3);
    char ids[3][33];
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(reply->file_pages[i].number.ptr, numbers[i]);
        assert_string_equal(reply->file_pages[i].state.ptr, "waiting");
        (void)snprintf(ids[i], 33, "%s", reply->file_pages[i].id.ptr);
    }
    assert_string_equal(reply->page_id.ptr, ids[0]);
    for (size_t i = 0; i < 3; i++)
        assert_string_equal(scene_state(scene, ids[i]), "waiting");
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 3);
    int64_t held = redis_fixture_call(&scene->redis, "GET pw:bytes");

    /* again: nothing is new; one that store has is told so */
    (void)snprintf(scene->committed[scene->committed_count++], 33, "%s", ids[1]);
    reply = submit_document(scene, "issue.pdf", 0);
    assert_int_equal(reply->type, REPLY_ACCEPTED);
    assert_string_equal(reply->file_pages[0].id.ptr, ids[0]);
    assert_string_equal(reply->file_pages[1].state.ptr, "committed");
    assert_string_equal(reply->file_pages[2].state.ptr, "waiting");
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 3);
    assert_int_equal(redis_fixture_call(&scene->redis, "GET pw:bytes"), held);
}

/* So are the pages of a text, which form feeds part. */
static void
a_text_of_several_pages_is_several(void **state)
{
    struct scene *scene = *state;
    struct request request = scene_request();
    struct slice body = SLICE_LITERAL("the first\n\f\fthe third\n\f\n");
    struct reply *reply = scene_ask(scene, &request, &body);
    assert_int_equal(reply->type, REPLY_ACCEPTED);
    assert_int_equal(reply->file_page_count, 3);
    assert_string_equal(reply->file_pages[2].number.ptr, "A05");
    scene_start_worker(scene, 8);
    WAIT_UNTIL(scene, scene->job_count == 3);
}

/* One page of it, with its number as given, is the page that it is in the whole. */
static void
one_page_of_a_file_can_be_submitted(void **state)
{
    struct scene *scene = *state;
    struct reply *reply = submit_document(scene, "issue.pdf", 4);
    assert_true(replies(reply, REPLY_REFUSED, "\"file_page\" is 4, and the file has 3 pages"));
    reply = submit_document(scene, "columns.pdf", 1);
    assert_true(replies(reply, REPLY_REFUSED, "the file has 1 pages"));
    reply = submit_document(scene, "issue.pdf", 1);
    assert_int_equal(reply->type, REPLY_ACCEPTED);
    assert_int_equal(reply->file_page_count, 0);
    char id[33];
    (void)snprintf(id, sizeof id, "%s", reply->page_id.ptr);
    reply = submit_document(scene, "issue.pdf", 0);
    assert_string_equal(reply->page_id.ptr, id);
}

/* document_bytes_max bounds documents, page_bytes_max text, neither the other. */
static int
set_up_bounds(void **state)
{
    const char *build = getenv("PAGEWIRE_BUILD");
    const char *const env[] = { "PAGEWIRE_DECODERS",
                                build != NULL ? build : "build/release",
                                "PAGEWIRE_PAGE_BYTES_MAX",
                                "500",
                                "PAGEWIRE_DOCUMENT_BYTES_MAX",
                                "2000",
                                NULL };
    (void)scene_set_up(state, env);
    struct scene *scene = *state;
    scene_start(scene);
    WAIT_UNTIL(scene, scene_accepts(scene));
    return 0;
}

static void
documents_have_a_bound_of_their_own(void **state)
{
    struct scene *scene = *state;
    struct reply *reply = submit_document(scene, "page.hocr", 0);
    assert_int_equal(reply->type, REPLY_ACCEPTED); /* 524 bytes */
    reply = submit_document(scene, "columns.pdf", 0);
    assert_true(replies(reply, REPLY_REFUSED, "is larger than document_bytes_max (2000)"));
    char text[1000] = { 0 };
    memset(text, 'a', sizeof text - 1);
    assert_true(replies(scene_submit(scene, text), REPLY_REFUSED, "more than the 500"));
}

/* What the jail says of a document is heard at once, and nothing of it stays. */
static void
a_document_that_cannot_be_counted_is_refused(void **state)
{
    struct scene *scene = *state;
    struct reply *reply = submit_document(scene, "laughs.xml", 0);
    assert_true(replies(reply, REPLY_REFUSED, "it declares an entity"));
    reply = submit_document(scene, "deep.xml", 0);
    assert_true(replies(reply, REPLY_REFUSED, "it has 0 pages"));
    assert_int_equal(redis_fixture_call(&scene->redis, "XLEN pw:queue:live"), 0);
}

int
main(void)
{
#define DOCUMENT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_decoders, scene_tear_down)
#define INGEST_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scene_tear_down)
    const struct CMUnitTest tests[] = {
        INGEST_TEST(a_page_goes_through),
        INGEST_TEST(what_cannot_be_taken_is_refused),
        INGEST_TEST(a_little_too_much_is_refused_in_words),
        INGEST_TEST(wrong_requests_are_answered),
        INGEST_TEST(a_hundred_in_flight_are_all_answered),
        INGEST_TEST(every_kind_of_client_is_served),
        INGEST_TEST(three_blamed_attempts_make_a_dead_letter),
        INGEST_TEST(a_rejected_page_can_be_dropped),
        INGEST_TEST(sent_back_without_blame_counts_nothing),
        cmocka_unit_test_setup_teardown(an_unanswering_store_does_not_stop_accepting,
                                        set_up_impatient, scene_tear_down),
        DOCUMENT_TEST(a_file_of_several_pages_is_accepted_whole),
        INGEST_TEST(a_text_of_several_pages_is_several),
        DOCUMENT_TEST(one_page_of_a_file_can_be_submitted),
        cmocka_unit_test_setup_teardown(documents_have_a_bound_of_their_own, set_up_bounds,
                                        scene_tear_down),
        DOCUMENT_TEST(a_document_that_cannot_be_counted_is_refused),
        cmocka_unit_test_setup_teardown(limits_are_told, set_up_small, scene_tear_down),
        INGEST_TEST(unread_dead_pages_fill_no_memory),
        INGEST_TEST(a_page_accepted_around_its_commit_goes_through),
        INGEST_TEST(large_pages_keep_nobody_waiting),
        INGEST_TEST(a_page_that_failed_goes_behind_others),
        INGEST_TEST(killed_ingest_goes_on),
        INGEST_TEST(killed_redis_is_waited_for),
        INGEST_TEST(a_stopped_ingest_finishes_what_workers_have),
        INGEST_TEST(names_are_exclusive_and_the_dead_are_inherited),
        INGEST_TEST(a_frozen_ingest_learns_that_it_is_out),
        INGEST_TEST(live_pages_overtake_backfill),
        INGEST_TEST(the_python_example_submits),
        INGEST_TEST(kills_at_random_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
