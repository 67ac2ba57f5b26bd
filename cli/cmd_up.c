/*
 * up: a whole pipeline on this host: a private Redis, ingest, segment and enrich
 * workers, store; kept running until SIGINT or SIGTERM.
 *
 * One loop, no threads.  It goes through three phases: Redis is awaited, then
 * the daemons, then it is up.  In each, whatever dies is started again by the
 * crew.  A daemon that cannot start at all (bad settings, missing model) ends
 * it, with the last lines of its log.
 */
#include "common/clock.h"

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/site.h"
#include "cli/up.h"

#include "services/decode/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    WORKERS_MOST = 64,
    LOOK_MS = 50,        /* between looks while starting */
    PATIENCE_MS = 40000, /* for a drain; the daemons' own limit is 30 s */
    COMMAND_PATIENCE_MS = 10000,
};

/* ---- the folder of this program ---- */

static void
add_program(struct buf *path, const char *name)
{
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = '\0';
    char *slash = strrchr(self, '/');
    if (slash != NULL)
        *slash = '\0';
    buf_printf(path, "%s/%s", slash != NULL ? self : ".", name);
}

/* ---- the crew ---- */

static int
add_redis(struct up *up, struct err *err)
{
    struct buf path = { 0 }, log = { 0 }, lock = { 0 };
    house_state(&up->house, &lock, "redis/lock");
    int result = up_write_redis_config(up, &path, err);
    house_state(&up->house, &log, "log/redis.log");
    const char *const argv[] = { "redis-server", buf_string(&path), NULL };
    if (result == 0)
        crew_lock(crew_add(&up->crew, "redis", RANK_REDIS, argv, NULL, buf_string(&log), NULL),
                  buf_string(&lock));
    buf_done(&path);
    buf_done(&log);
    buf_done(&lock);
    up->first_daemon = 1;
    return result;
}

/* One daemon; number 0: the only one of its kind. */
static void
add_daemon(struct up *up, const char *kind, int rank, long number)
{
    struct buf name = { 0 }, program = { 0 }, log = { 0 }, run_file = { 0 }, envs[3] = { { 0 } };
    buf_printf(&name, number > 0 ? "%s-%ld" : "%s", kind, number);
    buf_printf(&program, "pagewire-%s", kind);
    struct buf path = { 0 };
    add_program(&path, buf_string(&program));
    house_state(&up->house, &log, "log/%s.log", buf_string(&name));
    house_run(&up->house, &run_file, "%s.run", buf_string(&name));
    buf_printf(&envs[0], "PAGEWIRE_INSTANCE=%s", buf_string(&name));
    buf_printf(&envs[1], "PAGEWIRE_RUN_FILE=%s", buf_string(&run_file));
    buf_printf(&envs[2], "PAGEWIRE_HOP_ENDPOINT=ipc://");
    house_run(&up->house, &envs[2], "%s.hop", buf_string(&name));
    const char *const argv[] = { buf_string(&path), "-c", buf_string(&up->config), NULL };
    const char *const env[] = { buf_string(&envs[0]), buf_string(&envs[1]),
                                number > 0 ? buf_string(&envs[2]) : NULL, NULL };
    crew_add(&up->crew, name.ptr, rank, argv, env, buf_string(&log), run_file.ptr);
    for (size_t i = 0; i < 3; i++)
        buf_done(&envs[i]);
    buf_done(&name);
    buf_done(&program);
    buf_done(&path);
    buf_done(&log);
    buf_done(&run_file);
}

static int
add_members(struct up *up, struct err *err)
{
    if (up->redis_url == NULL && add_redis(up, err) != 0)
        return -1;
    add_daemon(up, "store", RANK_STORE, 0);
    for (long i = 1; i <= up->enrich; i++)
        add_daemon(up, "enrich", RANK_ENRICH, i);
    for (long i = 1; i <= up->segment; i++)
        add_daemon(up, "segment", RANK_SEGMENT, i);
    if (up->decode < 0)
        up->decode = jail_has("pagewire-decode") ? 1 : 0;
    for (long i = 1; i <= up->decode; i++)
        add_daemon(up, "decode", RANK_DECODE, i);
    add_daemon(up, "ingest", RANK_INGEST, 0);
    add_daemon(up, "gateway", RANK_GATEWAY, 0);
    return 0;
}

/* "08:30:00", by the clock on the wall. */
static const char *
now_text(char *text, size_t size)
{
    time_t now = time(NULL);
    struct tm local;
    if (localtime_r(&now, &local) == NULL || strftime(text, size, "%H:%M:%S", &local) == 0)
        text[0] = '\0';
    return text;
}

static void
say_member(void *arg, const struct member *member, const char *text)
{
    const struct up *up = arg;
    bool news = up->phase == PHASE_UP && !up->crew.stopping;
    char when[16];
    if (up->verbose || (news && (member->restarts > 0 || member->pid == 0)))
        fprintf(stderr, "pagewire: %s %s %s\n", now_text(when, sizeof when), member->name, text);
}

/* ---- the command that runs inside ---- */

static void
start_command(struct up *up)
{
    up->command_pid = fork();
    if (up->command_pid == 0) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        setenv("PAGEWIRE_STATE", buf_string(&up->house.state), 1);
        execvp(up->command[0], up->command);
        cli_error("%s: %s", up->command[0], strerror(errno));
        _exit(127);
    }
    if (up->command_pid < 0) {
        cli_error("fork: %s", strerror(errno));
        up->command_pid = 0;
        up->status = STATUS_FAILED;
        up->stop = true;
    }
}

static void
tend_command(struct up *up)
{
    int status;
    if (up->command_pid == 0 || waitpid(up->command_pid, &status, WNOHANG) != up->command_pid)
        return;
    up->command_pid = 0;
    up->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    up->stop = true;
}

static void
stop_command(struct up *up)
{
    long long deadline = clock_ms() + COMMAND_PATIENCE_MS;
    if (up->command_pid == 0)
        return;
    kill(up->command_pid, SIGTERM);
    while (up->command_pid != 0) {
        tend_command(up);
        if (up->command_pid != 0 && clock_ms() > deadline) /* 0 would be our own group */
            kill(up->command_pid, SIGKILL);
        nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
    }
}

/* ---- the loop ---- */

static void
announce(const struct up *up)
{
    if (up->quiet)
        return;
    fprintf(stderr,
            _("pagewire: up after %.1f s: %singest, decode x%ld, segment x%ld, enrich x%ld, store, "
              "gateway; state in %s\n"),
            (double)(clock_ms() - up->begun) / 1000, up->redis_url == NULL ? _("redis, ") : "",
            up->decode, up->segment, up->enrich, up->house.state.ptr);
    struct buf file = { 0 }, url = { 0 };
    house_run(&up->house, &file, "gateway.run");
    if (run_file_value(buf_string(&file), "url", &url) == 0)
        fprintf(stderr, _("pagewire: open %s\n"), buf_string(&url));
    buf_done(&file);
    buf_done(&url);
    if (up->command == NULL)
        fprintf(stderr,
                _("pagewire: feed it: pagewire submit %s%s%s--wait FILE...   stop it: Ctrl-C\n"),
                up->state != NULL ? "--state " : "", up->state != NULL ? up->state : "",
                up->state != NULL ? " " : "");
}

/* Starts a part of the crew for the first time. */
static void
start_members(struct up *up, size_t first, size_t end)
{
    struct err err;
    for (size_t i = first; i < end; i++)
        if (crew_start(&up->crew, &up->crew.members[i], &err) != 0)
            cli_error("%s", err.text);
}

/* Goes to the next phase when the present one is complete. */
static void
look(struct up *up)
{
    const struct member *member = up->phase != PHASE_UP ? up_hopeless(up) : NULL;
    if (member != NULL) {
        up_give_up(up, member);
    } else if (up->phase == PHASE_REDIS) {
        struct buf why = { 0 };
        if (up->first_daemon == 0 || up_redis_ready(up)) {
            up->phase = PHASE_DAEMONS;
            start_members(up, up->first_daemon, up->crew.count);
        } else
            up_notice(up, "redis", &why);
    } else if (up->phase == PHASE_DAEMONS && up_daemons_ready(up)) {
        up->phase = PHASE_UP;
        announce(up);
        if (up->command != NULL)
            start_command(up);
    }
}

static bool
read_signals(struct up *up)
{
    struct signalfd_siginfo info;
    bool ending = false;
    while (read(up->signals, &info, sizeof info) == (ssize_t)sizeof info)
        ending = ending || info.ssi_signo != SIGCHLD;
    return ending;
}

static void
wait_events(struct up *up)
{
    int pause = crew_pause(&up->crew);
    if (up->phase != PHASE_UP && (pause < 0 || pause > LOOK_MS))
        pause = LOOK_MS;
    struct pollfd ready = { up->signals, POLLIN, 0 };
    poll(&ready, 1, pause);
    if (read_signals(up))
        up->stop = true;
}

/* While stopping: a second signal. */
static bool
in_a_hurry(void *arg)
{
    struct up *up = arg;
    if (!read_signals(up))
        return false;
    cli_error("stopping at once; what was accepted is kept and goes on at the next start");
    return true;
}

static void
run_pipeline(struct up *up)
{
    if (up->first_daemon > 0)
        start_members(up, 0, up->first_daemon);
    while (!up->stop) {
        crew_tend(&up->crew);
        tend_command(up);
        if (!up->stop)
            look(up);
        if (!up->stop)
            wait_events(up);
    }
    stop_command(up);
    if (!up->quiet && up->phase == PHASE_UP)
        fprintf(stderr, _("pagewire: stopping\n"));
    crew_stop(&up->crew, PATIENCE_MS, in_a_hurry, up);
}

static int
open_signals(struct up *up)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaddset(&set, numbers[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    up->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return up->signals < 0 ? -1 : 0;
}

static int
bring_up(struct up *up, struct err *err)
{
    struct buf path = { 0 };
    int result = site_state_path(up->state, &path, err);
    if (result == 0)
        result = house_open(&up->house, buf_string(&path), err);
    buf_done(&path);
    if (result != 0)
        return -1;
    up_make_settings(up);
    if (up_write_config(up, err) == 0 && add_members(up, err) == 0 && open_signals(up) == 0)
        run_pipeline(up);
    else
        result = -1;
    crew_done(&up->crew);
    house_close(&up->house);
    return result;
}

/* ---- the command line ---- */

/* Options into *up; -1 to go on, else the exit status. */
static int
take_setting(const struct command *command, const char *value, void *settings)
{
    struct err err;
    if (settings_parse(settings, value, &err) == 0)
        return 0;
    cli_usage(command, "--set: %s", err.text);
    return -1;
}

static int
read_options(const struct command *command, int argc, char **argv, struct up *up)
{
    const struct cli_option options[] = {
        { "state", TAKES_TEXT, &up->state },
        { "decode", TAKES_NUMBER, &up->decode, 0, WORKERS_MOST },
        { "segment", TAKES_NUMBER, &up->segment, 1, WORKERS_MOST },
        { "enrich", TAKES_NUMBER, &up->enrich, 1, WORKERS_MOST },
        { "redis", TAKES_TEXT, &up->redis_url },
        { "inbox", TAKES_TEXT, &up->inbox },
        { "set", TAKES_OWN, &up->settings, .read = take_setting },
        { "quiet", TAKES_NOTHING, &up->quiet },
        { "verbose", TAKES_NOTHING, &up->verbose },
        OPTIONS_STOP,
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind < argc && strcmp(argv[optind - 1], "--") != 0)
        return cli_usage(command, "'%s': a command to run stands behind --", argv[optind]);
    up->command = optind < argc ? argv + optind : NULL;
    return -1;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct up up = { .decode = -1, .segment = 1, .enrich = 1, .signals = -1, .begun = clock_ms() };
    up.noticed = up.begun;
    up.crew.say = say_member;
    up.crew.arg = &up;
    int status = read_options(command, argc, argv, &up);
    if (status < 0) {
        struct err err = { 0 };
        status = bring_up(&up, &err) == 0 ? up.status : cli_failed(&err);
    }
    settings_done(&up.settings);
    buf_done(&up.config);
    buf_done(&up.notice);
    return status;
}

const struct command command_up = {
    .name = "up",
    .summary = N_("run a whole pipeline on this host until Ctrl-C"),
    .help = N_(
        "usage: pagewire up [OPTION...] [-- COMMAND [ARGUMENT...]]\n"
        "\n"
        "Starts a private Redis, ingest, segment and enrich workers, store and the HTTP gateway,\n"
        "waits until all are ready, starts again whatever dies, and stops them in order on\n"
        "Ctrl-C or SIGTERM: pages under way are finished first, a second Ctrl-C ends it at once.  "
        "Accepted pages\n"
        "that are not finished stay in the ledger and go on at the next start.  Nothing listens\n"
        "on the network but the gateway and the daemons' /metrics, on free ports of loopback;\n"
        "the gateway's address is printed and written to STATE/run/gateway.url.\n"
        "\n"
        "With a COMMAND: runs it once the pipeline is up, with PAGEWIRE_STATE set, then stops\n"
        "everything; the exit status is the command's.\n"
        "\n"
        "  --state DIR            where everything is kept; default $PAGEWIRE_STATE,\n"
        "                         else ~/.local/state/pagewire\n"
        "  --decode N             workers that read documents (PDF, ALTO, pictures), default 1\n"
        "                         where pagewire-decode is installed, else 0\n"
        "  --segment N            segment workers, default 1\n"
        "  --enrich N             enrich workers, default 1\n"
        "  --inbox DIR            hot folder: files that appear there are taken\n"
        "  --redis URL            use this Redis instead of a private one\n"
        "  --set SECTION.KEY=VAL  any setting; 'pagewire check-config --keys' lists them\n"
        "  --quiet, --verbose     say less, say more\n"
        "\n"
        "examples:\n"
        "  pagewire up --segment 2 --enrich 3\n"
        "  pagewire up --state /srv/pagewire --inbox /srv/incoming --set store.cache_ttl=1h\n"
        "  pagewire up --state \"$(mktemp -d)\" -- pagewire submit --wait samples\n"),
    .run = run,
};
