/*
 * scene: a real ingest daemon with a Redis of its own; the test plays client,
 * worker and store, all on one loop.
 */
#ifndef TESTS_INGEST_SCENE_H
#define TESTS_INGEST_SCENE_H

#include "common/curve.h"
#include "common/hop/hop.h"
#include "common/ledger/ledger.h"
#include "common/page.h"
#include "common/proto/page_json.h"
#include "common/proto/query.h"
#include "common/proto/submit.h"
#include "tests/common/redis_fixture.h"

#include <czmq.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { JOBS_MAX = 400, REPLIES_MAX = 400, PATIENCE_MS = 60000 };

/* What the worker does with each job. */
enum policy { POLICY_HOLD, POLICY_DONE, POLICY_BLAME, POLICY_REJECT, POLICY_RETRY_ONCE };

struct scene_job {
    char page_id[33];
    unsigned attempt;
    bool answered;
};

struct scene {
    struct redis_fixture redis;
    const char *env[24]; /* further settings: "PAGEWIRE_SETTLE", "100ms", ..., NULL */
    char submit[128], hop[128], query[128], run_file[128], hot[128];
    pid_t ingest;
    struct curve *curve;
    zloop_t *loop;
    zsock_t *client;
    struct reply replies[REPLIES_MAX];
    struct buf bodies[REPLIES_MAX];
    size_t reply_count;
    struct hop_in *worker;
    enum policy policy;
    struct scene_job jobs[JOBS_MAX];
    size_t job_count;
    struct page page; /* of the last job */
    struct ledger *ledger;
    zsock_t *store;
    bool store_silent;
    char committed[JOBS_MAX][33]; /* what the store says that it has */
    size_t committed_count, store_asked;
};

/* ---- the loop ---- */

static inline int
scene_wake(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

/* Runs the loop for a moment. */
static inline void
scene_turn(struct scene *scene)
{
    (void)zloop_timer(scene->loop, 10, 1, scene_wake, scene);
    (void)zloop_start(scene->loop);
}

#define WAIT_UNTIL(scene, condition)                                                               \
    do {                                                                                           \
        int64_t deadline_ = fixture_ms() + PATIENCE_MS;                                            \
        while (!(condition)) {                                                                     \
            if (fixture_ms() > deadline_)                                                          \
                fail_msg("never: %s", #condition);                                                 \
            scene_turn(scene);                                                                     \
        }                                                                                          \
    } while (0)

/* ---- the worker ---- */

/* Redis may have been restarted since the last time: again until it is done. */
static inline void
scene_commit(struct scene *scene, const char *id)
{
    struct ledger_commit commit = { .page_id = id };
    struct err err;
    int64_t deadline = fixture_ms() + PATIENCE_MS;
    while (ledger_commit(scene->ledger, &commit, 1, 0, &err) != 0)
        if (fixture_ms() > deadline)
            fail_msg("%s", err.text);
    if (scene->committed_count < JOBS_MAX)
        memcpy(scene->committed[scene->committed_count++], id, 33);
}

static inline void
scene_answer(struct scene *scene, struct scene_job *job, enum policy policy)
{
    job->answered = policy != POLICY_HOLD;
    if (policy == POLICY_DONE || (policy == POLICY_RETRY_ONCE && scene->job_count > 1)) {
        scene_commit(scene, job->page_id);
        hop_in_done(scene->worker, job->page_id);
    } else if (policy == POLICY_BLAME) {
        hop_in_nack(scene->worker, job->page_id, HOP_RETRY, true, "it hung");
    } else if (policy == POLICY_REJECT) {
        hop_in_nack(scene->worker, job->page_id, HOP_REJECT, true, "no page");
    } else if (policy == POLICY_RETRY_ONCE) {
        hop_in_nack(scene->worker, job->page_id, HOP_RETRY, false, "not now");
    }
}

static inline void
scene_arrived(void *arg)
{
    struct scene *scene = arg;
    struct hop_job job;
    struct err err;
    while (scene->job_count < JOBS_MAX && hop_in_take(scene->worker, &job)) {
        struct scene_job *kept = &scene->jobs[scene->job_count++];
        (void)snprintf(kept->page_id, sizeof kept->page_id, "%s", job.page_id);
        kept->attempt = job.attempt;
        if (page_decode_job(&scene->page, job.body, &err) != 0)
            fail_msg("%s", err.text);
        hop_in_computing(scene->worker, job.page_id);
        hop_in_computing(scene->worker, "");
        hop_in_passed(scene->worker, job.page_id);
        scene_answer(scene, kept, scene->policy);
    }
}

static inline void
scene_start_worker(struct scene *scene, size_t capacity)
{
    static int number;
    char boot[33];
    (void)snprintf(boot, sizeof boot, "%08d%024d", (int)getpid(), ++number);
    const char *endpoints[] = { scene->hop };
    struct hop_in_spec spec = { .endpoints = endpoints,
                                .endpoint_count = 1,
                                .boot = boot,
                                .capacity = capacity,
                                .arrived = scene_arrived,
                                .arg = scene };
    struct err err;
    if (hop_in_new(&scene->worker, scene->loop, scene->curve, &spec, &err) != 0)
        fail_msg("%s", err.text);
}

/* ---- the store ---- */

static inline bool
scene_has(const struct scene *scene, struct slice id)
{
    for (size_t i = 0; i < scene->committed_count; i++)
        if (slice_equal(id, slice_from(scene->committed[i])))
            return true;
    return false;
}

static inline int
scene_asked(zloop_t *loop, zsock_t *store, void *arg)
{
    (void)loop;
    struct scene *scene = arg;
    zmsg_t *message = zmsg_recv(store);
    scene->store_asked++;
    zframe_t *identity = zmsg_pop(message), *header = zmsg_pop(message);
    struct query query;
    struct answer answer;
    struct err err;
    struct buf json = { 0 };
    query_init(&query, QUERY_STATE);
    if (query_decode(&query,
                     (struct slice){ (const char *)zframe_data(header), zframe_size(header) },
                     &err) != 0)
        fail_msg("%s", err.text);
    answer_init(&answer, ANSWER_STATE);
    answer.seq = query.seq;
    answer.state_count = query.page_id_count;
    answer.states = arena_alloc(&answer.arena, answer.state_count, sizeof *answer.states);
    for (size_t i = 0; i < answer.state_count; i++)
        answer.states[i] = scene_has(scene, query.page_ids[i]) ? SLICE_LITERAL("committed")
                                                               : SLICE_LITERAL("unknown");
    answer_encode(&answer, &json);
    if (!scene->store_silent) {
        (void)zframe_send(&identity, store, ZFRAME_MORE);
        (void)zmq_send(zsock_resolve(store), json.ptr, json.len, 0);
    }
    answer_done(&answer);
    query_done(&query);
    buf_done(&json);
    zframe_destroy(&identity);
    zframe_destroy(&header);
    zmsg_destroy(&message);
    return 0;
}

static inline void
scene_start_store(struct scene *scene)
{
    scene->store = zsock_new(ZMQ_ROUTER);
    zsock_set_linger(scene->store, 0);
    assert_int_equal(zsock_bind(scene->store, "%s", scene->query), 0);
    assert_int_equal(zloop_reader(scene->loop, scene->store, scene_asked, scene), 0);
}

/* ---- the client ---- */

static inline int
scene_replied(zloop_t *loop, zsock_t *client, void *arg)
{
    (void)loop;
    struct scene *scene = arg;
    zmsg_t *message = zmsg_recv(client);
    zframe_t *header = zmsg_first(message), *body = zmsg_next(message);
    struct err err;
    assert_true(scene->reply_count < REPLIES_MAX);
    struct reply *reply = &scene->replies[scene->reply_count];
    reply_init(reply, REPLY_ERROR);
    if (reply_decode(reply,
                     (struct slice){ (const char *)zframe_data(header), zframe_size(header) },
                     &err) != 0)
        fail_msg("%s", err.text);
    if (body != NULL)
        buf_add(&scene->bodies[scene->reply_count], zframe_data(body), zframe_size(body));
    scene->reply_count++;
    zmsg_destroy(&message);
    return 0;
}

static inline void
scene_forget_replies(struct scene *scene)
{
    for (size_t i = 0; i < scene->reply_count; i++) {
        reply_done(&scene->replies[i]);
        buf_done(&scene->bodies[i]);
    }
    scene->reply_count = 0;
}

static inline void
scene_send(struct scene *scene, struct slice header, const struct slice *body)
{
    void *socket = zsock_resolve(scene->client);
    (void)zmq_send(socket, header.ptr, header.len, body != NULL ? ZMQ_SNDMORE : 0);
    if (body != NULL)
        (void)zmq_send(socket, body->ptr, body->len, 0);
}

/* One request, alone: its reply. */
static inline struct reply *
scene_ask_raw(struct scene *scene, struct slice header, const struct slice *body)
{
    scene_forget_replies(scene);
    scene_send(scene, header, body);
    WAIT_UNTIL(scene, scene->reply_count == 1);
    return &scene->replies[0];
}

static inline struct reply *
scene_ask(struct scene *scene, const struct request *request, const struct slice *body)
{
    struct buf json = { 0 };
    request_encode(request, &json);
    struct reply *reply = scene_ask_raw(scene, buf_slice(&json), body);
    buf_done(&json);
    return reply;
}

static inline struct request
scene_request(void)
{
    struct request request;
    request_init(&request, REQUEST_SUBMIT);
    request.name = SLICE_LITERAL("A03");
    request.paper = SLICE_LITERAL("焦作日报");
    request.date = SLICE_LITERAL("2018-01-09");
    request.number = SLICE_LITERAL("A03");
    return request;
}

static inline struct reply *
scene_submit(struct scene *scene, const char *text)
{
    struct request request = scene_request();
    struct slice body = slice_from(text);
    return scene_ask(scene, &request, &body);
}

static inline struct reply *
scene_about(struct scene *scene, enum request_type type, const char *id)
{
    struct request request;
    request_init(&request, type);
    request.page_id = slice_from(id);
    return scene_ask(scene, &request, NULL);
}

/* "waiting", "committed", "dead", "unknown", or what the error says. */
static inline const char *
scene_state(struct scene *scene, const char *id)
{
    struct request request;
    struct slice ids[] = { slice_from(id) };
    request_init(&request, REQUEST_STATE);
    request.page_ids = ids;
    request.page_id_count = 1;
    struct reply *reply = scene_ask(scene, &request, NULL);
    return reply->type == REPLY_STATE ? reply->states[0].ptr : reply->reason.ptr;
}

/* ---- the daemon ---- */

static inline void
scene_start(struct scene *scene)
{
    const char *build = getenv("PAGEWIRE_BUILD");
    char program[512], log[160];
    (void)snprintf(program, sizeof program, "%s/pagewire-ingest", build ? build : "build/release");
    (void)snprintf(log, sizeof log, "%s/ingest.log", scene->redis.folder);
    (void)unlink(scene->run_file);
    scene->ingest = fork();
    assert_true(scene->ingest >= 0);
    if (scene->ingest == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)setenv("PAGEWIRE_SUBMIT_ENDPOINT", scene->submit, 1);
        (void)setenv("PAGEWIRE_HOP_ENDPOINT", scene->hop, 1);
        char documents[sizeof scene->hop + 16];
        (void)snprintf(documents, sizeof documents, "%s-documents", scene->hop);
        (void)setenv("PAGEWIRE_DOCUMENT_ENDPOINT", documents, 1);
        (void)setenv("PAGEWIRE_DECODERS", "/nonexistent", 1);
        (void)setenv("PAGEWIRE_QUERY_ENDPOINT", scene->query, 1);
        (void)setenv("PAGEWIRE_RUN_FILE", scene->run_file, 1);
        (void)setenv("PAGEWIRE_REDIS_URL", scene->redis.url, 1);
        (void)setenv("PAGEWIRE_INSTANCE", "one", 1);
        for (size_t i = 0; scene->env[i] != NULL; i += 2)
            (void)setenv(scene->env[i], scene->env[i + 1], 1);
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        (void)dup2(fd, STDERR_FILENO);
        (void)execl(program, program, (char *)NULL);
        _exit(127);
    }
    WAIT_UNTIL(scene, access(scene->run_file, R_OK) == 0);
}

static inline bool
scene_has_exited(struct scene *scene, int *status)
{
    if (waitpid(scene->ingest, status, WNOHANG) != scene->ingest)
        return false;
    scene->ingest = 0;
    return true;
}

/* Its exit status after a signal (0: none), or -1 when a signal ended it. */
static inline int
scene_end(struct scene *scene, int signal)
{
    int status = 0;
    if (scene->ingest == 0)
        return 0;
    if (signal != 0)
        (void)kill(scene->ingest, signal);
    WAIT_UNTIL(scene, scene_has_exited(scene, &status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* It stands still, and has when this returns, until SIGCONT. */
static inline void
scene_freeze(struct scene *scene)
{
    assert_int_equal(kill(scene->ingest, SIGSTOP), 0);
    assert_int_equal(waitpid(scene->ingest, NULL, WUNTRACED), scene->ingest);
}

/* Whether a line of its log holds both texts. */
static inline bool
scene_logged(struct scene *scene, const char *event, const char *more)
{
    char path[160], line[4096];
    (void)snprintf(path, sizeof path, "%s/ingest.log", scene->redis.folder);
    FILE *file = fopen(path, "r");
    bool found = false;
    while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
        found = strstr(line, event) != NULL && strstr(line, more) != NULL;
    if (file != NULL)
        (void)fclose(file);
    return found;
}

/* What GET /ready answers: the whole response in a static buffer. */
static inline const char *
scene_ready(struct scene *scene)
{
    static char response[2048];
    char line[256], address[128] = "";
    FILE *file = fopen(scene->run_file, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        (void)sscanf(line, "http=%127s", address);
    (void)fclose(file);
    char *colon = strrchr(address, ':');
    assert_non_null(colon);
    struct sockaddr_in peer = { .sin_family = AF_INET,
                                .sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10)),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&peer, sizeof peer), 0);
    static const char request[] = "GET /ready HTTP/1.0\r\n\r\n";
    assert_int_equal(write(fd, request, sizeof request - 1), sizeof request - 1);
    size_t len = 0;
    for (ssize_t n; len + 1 < sizeof response &&
                    (n = read(fd, response + len, sizeof response - 1 - len)) > 0;)
        len += (size_t)n;
    response[len] = '\0';
    (void)close(fd);
    return response;
}

/* Ready to accept: a submit would not be BUSY for want of Redis. */
static inline bool
scene_accepts(struct scene *scene)
{
    struct request request;
    request_init(&request, REQUEST_STATUS);
    return slice_equal(scene_ask(scene, &request, NULL)->redis, SLICE_LITERAL("up"));
}

static inline void
scene_open_ledger(struct scene *scene)
{
    struct err err;
    struct ledger_spec spec = { .redis = { .url = scene->redis.url } };
    if (ledger_open(&scene->ledger, &spec, &err) != 0)
        fail_msg("%s", err.text);
}

static inline int
scene_set_up(void **state, const char *const *env)
{
    struct scene *scene = calloc(1, sizeof *scene);
    assert_non_null(scene);
    redis_fixture_open(&scene->redis);
    const char *folder = scene->redis.folder;
    (void)snprintf(scene->submit, sizeof scene->submit, "ipc://%s/submit", folder);
    (void)snprintf(scene->hop, sizeof scene->hop, "ipc://%s/hop", folder);
    (void)snprintf(scene->query, sizeof scene->query, "ipc://%s/query", folder);
    (void)snprintf(scene->run_file, sizeof scene->run_file, "%s/run", folder);
    (void)snprintf(scene->hot, sizeof scene->hot, "%s/hot", folder);
    for (size_t i = 0; env != NULL && env[i] != NULL; i++)
        scene->env[i] = env[i];
    zsys_handler_set(NULL);
    struct err err;
    if (curve_open(&scene->curve, "", &err) != 0)
        fail_msg("%s", err.text);
    scene->loop = zloop_new();
    zloop_set_nonstop(scene->loop, true);
    page_init(&scene->page);
    scene_open_ledger(scene);
    scene->client = zsock_new(ZMQ_DEALER);
    zsock_set_linger(scene->client, 0);
    assert_int_equal(zsock_connect(scene->client, "%s", scene->submit), 0);
    assert_int_equal(zloop_reader(scene->loop, scene->client, scene_replied, scene), 0);
    *state = scene;
    return 0;
}

static inline int
scene_tear_down(void **state)
{
    struct scene *scene = *state;
    if (scene->ingest > 0) {
        (void)kill(scene->ingest, SIGKILL);
        (void)waitpid(scene->ingest, NULL, 0);
    }
    scene_forget_replies(scene);
    hop_in_free(scene->worker);
    ledger_close(scene->ledger);
    page_done(&scene->page);
    zsock_destroy(&scene->client);
    zsock_destroy(&scene->store);
    zloop_destroy(&scene->loop);
    curve_close(scene->curve);
    redis_fixture_close(&scene->redis);
    free(scene);
    return 0;
}

#endif
