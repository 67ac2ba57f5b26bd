/* The skeleton as a process: signals, /live and /ready, the run file. */
#include "common/daemon.h"

#include "common/buf.h"
#include "common/clock.h"
#include "common/metrics.h"
#include "common/sanitized.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
/* cmocka wants those before */
#include <cmocka.h>

enum { DEADLINE_MS = 60000, MEGABYTE = 1 << 20 };

/* ---- the daemon that is tested; what it does comes from the environment ---- */

static int
on_drained(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    daemon_end(arg, 0);
    return 0;
}

static int
on_block(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    while (getpid() > 0)
        (void)pause();
    return 0;
}

/* What a burst of clients leaves behind: blocks that are free below one that is not. */
static void
take_and_free(void)
{
    enum { BLOCK = 16 << 10, BLOCKS = 128 * MEGABYTE / BLOCK };
    static char *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(BLOCK);
        memset(blocks[i], 1, BLOCK);
    }
    for (size_t i = 0; i + 1 < BLOCKS; i++)
        free(blocks[i]);
}

static int
test_init(struct daemon *daemon, void **state, struct err *err)
{
    *state = daemon;
    const char *mode = getenv("TEST_MODE");
    metric_set(metric_new(METRIC_GAUGE, "test_value", "kind=\"x\"", "A value"), 42);
    daemon_condition(daemon, "supper", strcmp(mode, "unready") != 0, "nothing is cooked");
    if (strcmp(mode, "fail") == 0)
        return err_set(err, ERR_RETRY, "no luck today");
    if (strcmp(mode, "block") == 0)
        (void)zloop_timer(daemon_loop(daemon), 0, 1, on_block, NULL);
    if (strcmp(mode, "burst") == 0)
        take_and_free();
    daemon_publish(daemon, "door", "ipc:///x");
    return 0;
}

static void
test_drain(struct daemon *daemon, void *state)
{
    (void)state;
    if (strcmp(getenv("TEST_MODE"), "stubborn") != 0)
        (void)zloop_timer(daemon_loop(daemon), 50, 1, on_drained, daemon);
}

static const struct daemon_spec spec = {
    .name = "segment", .summary = "a test", .init = test_init, .drain = test_drain
};

/* ---- the tests ---- */

struct child {
    pid_t pid;
    char run_file[64];
    char http[64];
};

static void
launch(struct child *child, const char *mode)
{
    (void)snprintf(child->run_file, sizeof child->run_file, "/tmp/test_daemon.%d.run",
                   (int)getpid());
    (void)unlink(child->run_file);
    (void)setenv("TEST_MODE", mode, 1);
    (void)setenv("PAGEWIRE_RUN_FILE", child->run_file, 1);
    child->pid = fork();
    assert_true(child->pid >= 0);
    if (child->pid == 0) {
        (void)execl("/proc/self/exe", "test_daemon", "as-daemon", (char *)NULL);
        _exit(127);
    }
}

/* Waits for the run file; returns its text, which the caller frees. */
static char *
wait_started(struct child *child)
{
    for (int64_t until = clock_ms() + DEADLINE_MS; clock_ms() < until; (void)usleep(5000)) {
        FILE *file = fopen(child->run_file, "r");
        char *text = calloc(1, 1024);
        if (file != NULL && fread(text, 1, 1023, file) > 0) {
            (void)fclose(file);
            (void)unlink(child->run_file);
            assert_non_null(strstr(text, "http="));
            (void)sscanf(strstr(text, "http="), "http=%63s", child->http);
            return text;
        }
        if (file != NULL)
            (void)fclose(file);
        free(text);
    }
    fail_msg("the daemon did not start");
    return NULL;
}

static int
wait_end(const struct child *child)
{
    int status = -1;
    for (int64_t until = clock_ms() + DEADLINE_MS; clock_ms() < until; (void)usleep(5000))
        if (waitpid(child->pid, &status, WNOHANG) == child->pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
    (void)kill(child->pid, SIGKILL);
    (void)waitpid(child->pid, &status, 0);
    fail_msg("the daemon did not end");
    return -1;
}

/* The whole answer to GET path. */
static void
get(const struct child *child, const char *path, char *answer, size_t size)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    const char *colon = strchr(child->http, ':');
    address.sin_port = htons((uint16_t)strtoul(colon + 1, NULL, 10));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    (void)dprintf(fd, "GET %s HTTP/1.0\r\n\r\n", path);
    size_t used = 0;
    for (ssize_t got; used + 1 < size && (got = read(fd, answer + used, size - used - 1)) > 0;)
        used += (size_t)got;
    answer[used] = '\0';
    (void)close(fd);
}

static void
sigterm_drains_and_ends_with_0(void **state)
{
    struct child child;
    (void)state;
    launch(&child, "plain");
    char *text = wait_started(&child);
    char pid[32];
    (void)snprintf(pid, sizeof pid, "pid=%d\n", (int)child.pid);
    assert_int_equal(strncmp(text, pid, strlen(pid)), 0);
    assert_non_null(strstr(text, "door=ipc:///x\n"));
    free(text);
    (void)kill(child.pid, SIGTERM);
    assert_int_equal(wait_end(&child), 0);
}

static void
second_sigterm_ends_at_once(void **state)
{
    struct child child;
    char answer[2048];
    (void)state;
    (void)setenv("PAGEWIRE_DRAIN_TIMEOUT", "1h", 1); /* and not for that it has waited */
    launch(&child, "stubborn");
    (void)unsetenv("PAGEWIRE_DRAIN_TIMEOUT");
    free(wait_started(&child));
    (void)kill(child.pid, SIGTERM);
    int64_t until = clock_ms() + DEADLINE_MS;
    do
        get(&child, "/ready", answer, sizeof answer);
    while (strstr(answer, "draining") == NULL && clock_ms() < until);
    assert_non_null(strstr(answer, "503"));
    (void)kill(child.pid, SIGTERM);
    assert_int_equal(wait_end(&child), 1);
}

static void
drain_timeout_ends_with_1(void **state)
{
    struct child child;
    (void)state;
    (void)setenv("PAGEWIRE_DRAIN_TIMEOUT", "100ms", 1);
    launch(&child, "stubborn");
    (void)unsetenv("PAGEWIRE_DRAIN_TIMEOUT");
    free(wait_started(&child));
    (void)kill(child.pid, SIGTERM);
    assert_int_equal(wait_end(&child), 1);
}

static void
http_tells_life_readiness_and_figures(void **state)
{
    struct child child;
    char answer[16384];
    (void)state;
    launch(&child, "plain");
    free(wait_started(&child));
    get(&child, "/live", answer, sizeof answer);
    assert_non_null(strstr(answer, "200 OK"));
    get(&child, "/ready", answer, sizeof answer);
    assert_non_null(strstr(answer, "200 OK"));
    get(&child, "/metrics", answer, sizeof answer);
    assert_non_null(strstr(answer, "# TYPE pagewire_test_value gauge\n"
                                   "pagewire_test_value{kind=\"x\"} 42\n"));
    assert_non_null(strstr(answer, "process_cpu_seconds_total"));
    get(&child, "/else", answer, sizeof answer);
    assert_non_null(strstr(answer, "404"));
    (void)kill(child.pid, SIGTERM);
    assert_int_equal(wait_end(&child), 0);
}

static void
unmet_condition_is_named(void **state)
{
    struct child child;
    char answer[2048];
    (void)state;
    launch(&child, "unready");
    free(wait_started(&child));
    get(&child, "/ready", answer, sizeof answer);
    assert_non_null(strstr(answer, "503"));
    assert_non_null(strstr(answer, "supper: nothing is cooked"));
    (void)kill(child.pid, SIGTERM);
    assert_int_equal(wait_end(&child), 0);
}

static void
loop_that_stands_still_is_dead_then_ended(void **state)
{
    struct child child;
    char answer[2048];
    (void)state;
    (void)setenv("PAGEWIRE_LIVE_TIMEOUT", "200ms", 1);
    (void)setenv("PAGEWIRE_HANG_TIMEOUT", "3s", 1);
    launch(&child, "block");
    (void)unsetenv("PAGEWIRE_LIVE_TIMEOUT");
    (void)unsetenv("PAGEWIRE_HANG_TIMEOUT");
    free(wait_started(&child));
    int64_t until = clock_ms() + DEADLINE_MS;
    do
        get(&child, "/live", answer, sizeof answer);
    while (strstr(answer, "503") == NULL && clock_ms() < until);
    assert_non_null(strstr(answer, "stood still"));
    assert_int_equal(wait_end(&child), 1);
}

static size_t
resident(pid_t pid)
{
    char path[64];
    unsigned long pages = 0;
    (void)snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*u %lu", &pages), 1);
    (void)fclose(file);
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void
what_a_burst_took_is_given_back(void **state)
{
    struct child child;
    (void)state;
    if (SANITIZED) /* which keeps what was freed */
        skip();
    launch(&child, "burst");
    free(wait_started(&child));
    size_t kept = resident(child.pid);
    for (int64_t until = clock_ms() + DEADLINE_MS; kept > 64 * MEGABYTE && clock_ms() < until;
         kept = resident(child.pid))
        (void)usleep(5000);
    (void)kill(child.pid, SIGTERM);
    assert_int_equal(wait_end(&child), 0);
    assert_in_range(kept, 0, 64 * MEGABYTE);
}

static void
failed_start_ends_with_1(void **state)
{
    struct child child;
    (void)state;
    launch(&child, "fail");
    assert_int_equal(wait_end(&child), 1);
}

static void
bad_setting_ends_with_2(void **state)
{
    struct child child;
    (void)state;
    (void)setenv("PAGEWIRE_LOG_LEVEL", "loud", 1);
    launch(&child, "plain");
    (void)unsetenv("PAGEWIRE_LOG_LEVEL");
    assert_int_equal(wait_end(&child), 2);
}

int
main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "as-daemon") == 0)
        return daemon_main(&spec, 1, argv);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sigterm_drains_and_ends_with_0),
        cmocka_unit_test(second_sigterm_ends_at_once),
        cmocka_unit_test(drain_timeout_ends_with_1),
        cmocka_unit_test(http_tells_life_readiness_and_figures),
        cmocka_unit_test(unmet_condition_is_named),
        cmocka_unit_test(loop_that_stands_still_is_dead_then_ended),
        cmocka_unit_test(what_a_burst_took_is_given_back),
        cmocka_unit_test(failed_start_ends_with_1),
        cmocka_unit_test(bad_setting_ends_with_2),
    };
    return cmocka_run_group_tests_name("daemon", tests, NULL, NULL);
}
