/* What waits for a decoder, and what does not. */
#include "services/ingest/counter.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { DOCUMENTS = 3 };

struct told {
    unsigned times;
    uint32_t pages;
    enum err_kind kind;
};

static void
on_counted(void *arg, uint32_t pages, const struct err *err)
{
    struct told *told = arg;
    told->times++;
    told->pages = pages;
    if (err != NULL)
        told->kind = err->kind;
}

/* A decoder that does so, alone in a folder. */
static void
make_decoder(char *folder, char path[64], const char *does)
{
    char script[64];
    int len = snprintf(script, sizeof script, "#!/bin/sh\n%s\n", does);
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, 64, "%s/pagewire-decode-pdf", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0700);
    assert_int_equal(write(fd, script, (size_t)len), len);
    close(fd);
    assert_int_equal(setenv("PAGEWIRE_DECODERS", folder, 1), 0);
}

static void
text_waits_for_no_document(void **state)
{
    (void)state;
    char folder[] = "/tmp/pwcount.XXXXXX", path[64];
    make_decoder(folder, path, "exec sleep 600");
    zloop_t *loop = zloop_new();
    struct counter *counter = counter_new(loop);
    struct told documents[DOCUMENTS] = { { 0 } }, text = { 0 }, picture = { 0 };
    for (size_t i = 0; i < DOCUMENTS; i++)
        counter_count(counter, LANE_LIVE, SLICE_LITERAL("%PDF-1.7"), on_counted, &documents[i]);
    counter_count(counter, LANE_LIVE, SLICE_LITERAL("老街焕新\n"), on_counted, &text);
    counter_count(counter, LANE_LIVE, SLICE_LITERAL("\x89PNG\r\n\x1a\n"), on_counted, &picture);
    assert_int_equal(text.pages, 1);
    assert_int_equal(picture.pages, 1);
    for (size_t i = 0; i < DOCUMENTS; i++)
        assert_int_equal(documents[i].times, 0);
    counter_stop(counter);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        assert_int_equal(documents[i].times, 1);
        assert_int_equal(documents[i].pages, 0);
        assert_int_equal(documents[i].kind, ERR_RETRY);
    }
    assert_int_equal(text.times, 1);
    counter_free(counter);
    zloop_destroy(&loop);
    (void)unlink(path);
    (void)rmdir(folder);
}

/* In the order in which they end: each at once, two at a time. */
static void
on_ended(void *arg, uint32_t pages, const struct err *err)
{
    static int turn;
    (void)pages, (void)err;
    *(int *)arg = ++turn;
}

static int
on_while(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    const int *turns = arg;
    for (int i = 0; i < 7; i++)
        if (turns[i] == 0)
            return 0;
    return -1;
}

static void
live_ones_go_before_backfill(void **state)
{
    (void)state;
    char folder[] = "/tmp/pwcount.XXXXXX", path[64];
    make_decoder(folder, path, "exit 1");
    zloop_t *loop = zloop_new();
    struct counter *counter = counter_new(loop);
    int turns[7] = { 0 };
    for (int i = 0; i < 6; i++)
        counter_count(counter, LANE_BACKFILL, SLICE_LITERAL("%PDF-1.7"), on_ended, &turns[i]);
    counter_count(counter, LANE_LIVE, SLICE_LITERAL("%PDF-1.7"), on_ended, &turns[6]);
    (void)zloop_timer(loop, 10, 0, on_while, turns);
    (void)zloop_start(loop);
    assert_in_range(turns[6], 1, 4); /* behind those that ran, and perhaps one beside it */
    counter_stop(counter);
    counter_free(counter);
    zloop_destroy(&loop);
    (void)unlink(path);
    (void)rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_waits_for_no_document),
        cmocka_unit_test(live_ones_go_before_backfill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
