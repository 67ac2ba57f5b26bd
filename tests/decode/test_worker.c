/* A decode worker between an ingest and a segment that are this test: what goes in, what comes out.
 */
#include "common/curve.h"
#include "common/hop/hop.h"
#include "common/proto/page_json.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { DEADLINE_MS = 30000 };

static const char page_id[] = "000000000000000000000000000000a1";
static const char mark[] = "a mark that no reader sees";

struct scene {
    char dir[64], above[96], below[96];
    zloop_t *loop;
    struct curve *curve;
    struct hop_out *ingest;
    struct hop_in *segment;
    pid_t decode;
    struct buf received; /* what segment was handed */
    bool done;
};

static void
on_outcome(void *arg, const struct hop_outcome *outcome)
{
    struct scene *scene = arg;
    if (outcome->verdict != HOP_DONE)
        fail_msg("%s", outcome->reason);
    scene->done = true;
}

static void
on_arrived(void *arg)
{
    struct scene *scene = arg;
    struct hop_job job;
    while (hop_in_take(scene->segment, &job)) {
        scene->received.len = 0;
        buf_add_slice(&scene->received, job.body);
        hop_in_done(scene->segment, job.page_id);
    }
}

static void
start_decode(struct scene *scene)
{
    const char *build = getenv("PAGEWIRE_BUILD");
    char program[512];
    (void)snprintf(program, sizeof program, "%s/pagewire-decode",
                   build != NULL ? build : "build/release");
    scene->decode = fork();
    assert_true(scene->decode >= 0);
    if (scene->decode == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)setenv("PAGEWIRE_UPSTREAM", scene->above, 1);
        (void)setenv("PAGEWIRE_HOP_ENDPOINT", scene->below, 1);
        (void)setenv("PAGEWIRE_LOG_LEVEL", "error", 1);
        (void)execl(program, program, (char *)NULL);
        _exit(127);
    }
}

static int
set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    struct err err;
    (void)snprintf(scene->dir, sizeof scene->dir, "/tmp/pwdecode-XXXXXX");
    assert_non_null(mkdtemp(scene->dir));
    assert_int_equal(curve_open(&scene->curve, "", NULL), 0);
    (void)snprintf(scene->above, sizeof scene->above, "ipc://%s/above", scene->dir);
    (void)snprintf(scene->below, sizeof scene->below, "ipc://%s/below", scene->dir);
    scene->loop = zloop_new();
    zloop_set_nonstop(scene->loop, true);
    struct hop_out_spec out = {
        .endpoint = scene->above, .boot = "ingest", .outcome = on_outcome, .arg = scene
    };
    if (hop_out_new(&scene->ingest, scene->loop, scene->curve, &out, &err) != 0)
        fail_msg("%s", err.text);
    start_decode(scene);
    const char *below = scene->below;
    struct hop_in_spec in = { .endpoints = &below,
                              .endpoint_count = 1,
                              .boot = "segment",
                              .arrived = on_arrived,
                              .arg = scene };
    if (hop_in_new(&scene->segment, scene->loop, scene->curve, &in, &err) != 0)
        fail_msg("%s", err.text);
    *state = scene;
    return 0;
}

static int
tear_down(void **state)
{
    struct scene *scene = *state;
    hop_in_free(scene->segment);
    hop_out_free(scene->ingest);
    (void)kill(scene->decode, SIGKILL);
    (void)waitpid(scene->decode, NULL, 0);
    zloop_destroy(&scene->loop);
    curve_close(scene->curve);
    (void)unlink(scene->above + strlen("ipc://"));
    (void)unlink(scene->below + strlen("ipc://"));
    (void)rmdir(scene->dir);
    buf_done(&scene->received);
    free(scene);
    return 0;
}

static int
out_of_time(zloop_t *loop, int timer, void *arg)
{
    (void)loop;
    (void)timer;
    *(bool *)arg = true;
    return -1;
}

static int
look(zloop_t *loop, int timer, void *arg)
{
    (void)loop;
    (void)timer;
    return ((struct scene *)arg)->done ? -1 : 0;
}

static void
read_file(const char *path, struct buf *bytes)
{
    FILE *file = fopen(path, "rb");
    size_t n;
    assert_non_null(file);
    while ((n = fread(buf_reserve(bytes, 4096), 1, 4096, file)) > 0)
        bytes->len += n;
    (void)fclose(file);
}

static bool
holds(const struct scene *scene, const char *what)
{
    struct slice body = buf_slice(&scene->received);
    return slice_find(body, slice_from(what)) < body.len;
}

/* The bytes of a document travel to the decoder and no further. */
static void
a_document_stays_with_its_decoder(void **state)
{
    struct scene *scene = *state;
    struct buf body = { 0 };
    struct page page;
    bool late = false;
    page_init(&page);
    page.id = slice_from(page_id);
    page.encoding = SLICE_EMPTY;
    page_encode_job(&page, &body);
    page_done(&page);
    buf_add_char(&body, '\n');
    read_file("tests/data/documents/columns.pdf", &body);
    buf_add_slice(&body, SLICE_LITERAL("%"));
    buf_add_slice(&body, slice_from(mark));
    hop_out_send(scene->ingest, page_id, 1, "", buf_slice(&body));
    (void)zloop_timer(scene->loop, DEADLINE_MS, 1, out_of_time, &late);
    (void)zloop_timer(scene->loop, 20, 0, look, scene);
    (void)zloop_start(scene->loop);
    buf_done(&body);
    assert_false(late);
    assert_true(holds(scene, "大沙河边看新城又"));
    assert_false(holds(scene, mark));
    assert_false(holds(scene, "%PDF"));
    assert_false(holds(scene, "JVBERi")); /* nor in Base64 */
    assert_true(scene->received.len < 20000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_document_stays_with_its_decoder, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
