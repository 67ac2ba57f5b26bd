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

enum { DOCUMENTS = 3, AT_ONCE = 2, BACKFILL = 6 };

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

/* A decoder that does so. */
static void
write_decoder(const char *folder, char path[64], const char *does)
{
    char script[192];
    int len = snprintf(script, sizeof script, "#!/bin/sh\n%s\n", does);
    (void)snprintf(path, 64, "%s/pagewire-decode-pdf", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0700);
    assert_int_equal(write(fd, script, (size_t)len), len);
    close(fd);
    assert_int_equal(setenv("PAGEWIRE_DECODERS", folder, 1), 0);
}

/* The same, alone in a new folder. */
static void
make_decoder(char *folder, char path[64], const char *does)
{
    assert_non_null(mkdtemp(folder));
    write_decoder(folder, path, does);
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

struct turn {
    int *ended;
    int at;   /* as how manieth it ended */
    int gate; /* a pipe into which the end writes, or -1 */
};

static void
on_ended(void *arg, uint32_t pages, const struct err *err)
{
    static const char lines[BACKFILL] = "\n\n\n\n\n\n";
    struct turn *turn = arg;
    (void)pages, (void)err;
    turn->at = ++*turn->ended;
    if (turn->gate >= 0)
        assert_int_equal(write(turn->gate, lines, sizeof lines), sizeof lines);
}

static int
on_while(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    const int *ended = arg;
    return *ended <= BACKFILL ? 0 : -1;
}

/* Of backfill, all but those that start at once wait at a gate that the live one's end opens. */
static void
live_ones_go_before_backfill(void **state)
{
    (void)state;
    char folder[] = "/tmp/pwcount.XXXXXX", path[64], gate[64], does[160];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(gate, sizeof gate, "%s/gate", folder);
    assert_int_equal(mkfifo(gate, 0600), 0);
    (void)snprintf(does, sizeof does,
                   "read -r kind\ncase $kind in *waits) read -r line <%s;; esac\nexit 1", gate);
    write_decoder(folder, path, does);
    zloop_t *loop = zloop_new();
    struct counter *counter = counter_new(loop);
    int ended = 0;
    struct turn backfill[BACKFILL], live = { &ended, 0, open(gate, O_RDWR) };
    for (int i = 0; i < BACKFILL; i++) {
        backfill[i] = (struct turn){ &ended, 0, -1 };
        counter_count(counter, LANE_BACKFILL,
                      i < AT_ONCE ? SLICE_LITERAL("%PDF-1.7 goes\n")
                                  : SLICE_LITERAL("%PDF-1.7 waits\n"),
                      on_ended, &backfill[i]);
    }
    counter_count(counter, LANE_LIVE, SLICE_LITERAL("%PDF-1.7 goes\n"), on_ended, &live);
    (void)zloop_timer(loop, 10, 0, on_while, &ended);
    (void)zloop_start(loop);
    assert_in_range(live.at, 1, AT_ONCE + 1);
    counter_stop(counter);
    counter_free(counter);
    zloop_destroy(&loop);
    close(live.gate);
    (void)unlink(gate);
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
