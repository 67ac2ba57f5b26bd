/*
 * Signals are blocked before the first thread starts and read from a signalfd in
 * the loop, so that czmq's own handlers and EINTR play no part.
 */
#include "common/daemon.h"

#include "common/buf.h"
#include "common/descriptors.h"
#include "common/file.h"
#include "common/heap.h"
#include "common/inflow.h"
#include "common/log.h"
#include "common/status.h"
#include "common/tongue.h"
#include "common/version.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum { BEAT_MS = 500 };

static const struct setting options[] = {
    { "instance", OPTION_STRING, "", "name of this instance; the host's when empty" },
    { "log_times", OPTION_BOOL, "no", "lines of the log begin with the time" },
    { "log_level", OPTION_STRING, "info", "debug, info, warn or error" },
    { "http_endpoint", OPTION_STRING, "127.0.0.1:0", "/metrics, /live, /ready; empty: none" },
    { "curve_dir", OPTION_STRING, "", "keys made by `pagewire keygen`; needed off this host" },
    { "drain_timeout", OPTION_DURATION, "30s", "time to finish what is held after SIGTERM", "0s",
      "1h" },
    { "live_timeout", OPTION_DURATION, "15s", "standstill of the loop until /live fails", "100ms",
      "1h" },
    { "hang_timeout", OPTION_DURATION, "60s", "standstill that ends the process; 0: never", "0s",
      "24h" },
    { "run_file", OPTION_STRING, "", "written when started: pid and endpoints really bound" },
};

const struct option_table daemon_options = { "common", options,
                                             sizeof options / sizeof options[0] };

struct daemon {
    const struct daemon_spec *spec;
    void *state; /* of the service */
    struct config *config;
    struct curve *curve;
    struct status *status;
    zloop_t *loop;
    int signals; /* signalfd */
    bool draining, ended;
    unsigned long refused, cut; /* connections, see descriptors.h */
    int exit_status;
    char boot[33];
    char instance[256];
    struct buf published;
};

const struct config *
daemon_config(const struct daemon *daemon)
{
    return daemon->config;
}

zloop_t *
daemon_loop(struct daemon *daemon)
{
    return daemon->loop;
}

const struct curve *
daemon_curve(const struct daemon *daemon)
{
    return daemon->curve;
}

const char *
daemon_boot(const struct daemon *daemon)
{
    return daemon->boot;
}

const char *
daemon_instance(const struct daemon *daemon)
{
    return daemon->instance;
}

bool
daemon_draining(const struct daemon *daemon)
{
    return daemon->draining;
}

void
daemon_beat(struct daemon *daemon)
{
    status_beat(daemon->status);
}

void
daemon_condition(struct daemon *daemon, const char *name, bool holds, const char *why)
{
    if (status_condition(daemon->status, name, holds, why))
        log_event(holds ? LOG_INFO_LEVEL : LOG_WARN_LEVEL, NULL, holds ? "ready" : "not-ready",
                  "condition=%s why=\"%s\"", name, why ? why : "");
}

void
daemon_publish(struct daemon *daemon, const char *key, const char *value)
{
    log_info(NULL, "listening", "%s=%s", key, value);
    buf_printf(&daemon->published, "%s=%s\n", key, value);
}

/* ---- the loop ---- */

static int
on_end(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer, (void)arg;
    return -1;
}

void
daemon_end(struct daemon *daemon, int status)
{
    if (daemon->ended)
        return;
    daemon->ended = true;
    daemon->exit_status = status;
    (void)zloop_timer(daemon->loop, 0, 1, on_end, daemon);
}

static int
on_beat(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct daemon *daemon = arg;
    unsigned long refused = descriptors_refused(), cut = inflow_cut();
    daemon_beat(daemon);
    if (refused != daemon->refused)
        log_warn(NULL, "connections-refused", "count=%lu reason=\"descriptors run out\"",
                 refused - daemon->refused);
    daemon->refused = refused;
    if (cut != daemon->cut)
        log_warn(NULL, "connections-cut",
                 "count=%lu reason=\"more comes in at once than memory is for\"",
                 cut - daemon->cut);
    daemon->cut = cut;
    heap_give_back();
    return 0;
}

static int
on_drain_timeout(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    log_warn(NULL, "drain-timeout", NULL);
    daemon_end(arg, 1);
    return 0;
}

static void
begin_drain(struct daemon *daemon)
{
    log_info(NULL, "draining", NULL);
    daemon->draining = true;
    (void)status_condition(daemon->status, "draining", false, "SIGTERM came");
    if (daemon->spec->drain == NULL) {
        daemon_end(daemon, 0);
        return;
    }
    int64_t ms = config_duration(daemon->config, "drain_timeout");
    (void)zloop_timer(daemon->loop, (size_t)ms, 1, on_drain_timeout, daemon);
    daemon->spec->drain(daemon, daemon->state);
}

static int
on_signal(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    struct daemon *daemon = arg;
    struct signalfd_siginfo info;
    if (read(daemon->signals, &info, sizeof info) != sizeof info)
        return 0;
    if (daemon->draining) {
        log_warn(NULL, "killed", "signal=%u", info.ssi_signo);
        _exit(1);
    }
    begin_drain(daemon);
    return 0;
}

/* Blocks the signals that end a daemon; every thread inherits that. */
static int
open_signals(struct daemon *daemon, struct err *err)
{
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return err_set(err, ERR_RETRY, "sigprocmask: %s", strerror(errno));
    daemon->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return daemon->signals >= 0 ? 0 : err_set(err, ERR_RETRY, "signalfd: %s", strerror(errno));
}

static void
open_loop(struct daemon *daemon)
{
    zsys_handler_set(NULL);
    zsys_set_logstream(stderr);
    daemon->loop = zloop_new();
    if (daemon->loop == NULL)
        die("out of memory");
    zloop_set_nonstop(daemon->loop, true);
    zmq_pollitem_t item = { .fd = daemon->signals, .events = ZMQ_POLLIN };
    (void)zloop_poller(daemon->loop, &item, on_signal, daemon);
    zloop_poller_set_tolerant(daemon->loop, &item);
    (void)zloop_timer(daemon->loop, BEAT_MS, 0, on_beat, daemon);
}

/* zloop also returns when poll was interrupted (SIGSTOP and SIGCONT do that). */
static void
run_loop(struct daemon *daemon)
{
    while (!daemon->ended)
        (void)zloop_start(daemon->loop);
}

/* ---- starting ---- */

static void
make_boot(char boot[33])
{
    unsigned char random[16];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        die("getrandom failed");
    for (size_t i = 0; i < sizeof random; i++)
        (void)snprintf(boot + 2 * i, 3, "%02x", random[i]);
}

static void
name_instance(struct daemon *daemon)
{
    const char *name = config_string(daemon->config, "instance");
    if (*name != '\0')
        (void)snprintf(daemon->instance, sizeof daemon->instance, "%s", name);
    else if (gethostname(daemon->instance, sizeof daemon->instance - 1) != 0)
        (void)snprintf(daemon->instance, sizeof daemon->instance, "localhost");
}

static int
open_log(struct daemon *daemon, struct err *err)
{
    enum log_level level;
    const char *name = config_string(daemon->config, "log_level");
    if (!log_level_find(name, &level))
        return err_set(err, ERR_REJECT, "log_level: \"%.40s\" is not debug, info, warn or error",
                       name);
    log_open(daemon->spec->name, level);
    log_show_times(config_bool(daemon->config, "log_times"));
    return 0;
}

static int
open_status(struct daemon *daemon, struct err *err)
{
    struct status_spec spec = {
        .endpoint = config_string(daemon->config, "http_endpoint"),
        .live_timeout = config_duration(daemon->config, "live_timeout"),
        .hang_timeout = config_duration(daemon->config, "hang_timeout"),
    };
    return status_open(&daemon->status, &spec, err);
}

static int
write_run_file(struct daemon *daemon, struct err *err)
{
    const char *path = config_string(daemon->config, "run_file");
    if (*path == '\0')
        return 0;
    struct buf text = { 0 };
    buf_printf(&text, "pid=%d\n", (int)getpid());
    buf_add_slice(&text, buf_slice(&daemon->published));
    int rc = file_replace(path, buf_slice(&text), false, err);
    buf_done(&text);
    return rc == 0 ? 0 : err_prefix(err, "run_file");
}

static int
start(struct daemon *daemon, struct err *err)
{
    if (open_signals(daemon, err) != 0)
        return -1;
    descriptors_guard();
    open_loop(daemon);
    if (open_status(daemon, err) != 0)
        return -1;
    daemon_publish(daemon, "http", status_endpoint(daemon->status));
    if (curve_open(&daemon->curve, config_string(daemon->config, "curve_dir"), err) != 0 ||
        daemon->spec->init(daemon, &daemon->state, err) != 0)
        return -1;
    return write_run_file(daemon, err);
}

static void
finish(struct daemon *daemon)
{
    if (daemon->state != NULL && daemon->spec->done != NULL)
        daemon->spec->done(daemon->state);
    zloop_destroy(&daemon->loop);
    curve_close(daemon->curve);
    status_close(daemon->status);
    if (daemon->signals >= 0)
        (void)close(daemon->signals);
    buf_done(&daemon->published);
}

static int
run(struct daemon *daemon)
{
    struct err err;
    make_boot(daemon->boot);
    name_instance(daemon);
    if (start(daemon, &err) == 0) {
        log_info(NULL, "started", "version=%s instance=%s boot=%s", PAGEWIRE_VERSION,
                 daemon->instance, daemon->boot);
        run_loop(daemon);
    } else {
        log_error(NULL, "failed", "reason=\"%s\"", err.text);
        daemon->exit_status = 1;
    }
    finish(daemon);
    log_info(NULL, "ended", "status=%d", daemon->exit_status);
    return daemon->exit_status;
}

/* ---- the command line ---- */

static void
print_help(const struct daemon_spec *spec)
{
    tongue_set_up();
    (void)printf(gettext("pagewire-%s: %s\n\n"
                         "usage: pagewire-%s [-c FILE] [-n]\n\n"
                         "  -c, --config FILE  read settings from FILE\n"
                         "  -n, --check        check the settings and exit\n"
                         "  -V, --version      print the version and exit\n"
                         "  -h, --help         print this and exit\n\n"
                         "Settings, with their defaults; each is also an environment variable\n"
                         "PAGEWIRE_<KEY>:\n\n"),
                 spec->name, gettext(spec->summary), spec->name);
    config_help(spec->name, option_tables, option_table_count);
}

struct arguments {
    const char *file;
    bool check, help, version;
};

static int
read_arguments(struct arguments *arguments, int argc, char **argv)
{
    static const struct option known[] = {
        { "config", required_argument, NULL, 'c' },
        { "check", no_argument, NULL, 'n' },
        { "version", no_argument, NULL, 'V' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 },
    };
    opterr = 0; /* it is told in the reader's language */
    for (int c; (c = getopt_long(argc, argv, "c:nVh", known, NULL)) != -1;) {
        switch (c) {
        case 'c':
            arguments->file = optarg;
            break;
        case 'n':
            arguments->check = true;
            break;
        case 'V':
            arguments->version = true;
            break;
        case 'h':
            arguments->help = true;
            break;
        default:
            return -1;
        }
    }
    return optind == argc ? 0 : -1;
}

int
daemon_main(const struct daemon_spec *spec, int argc, char **argv)
{
    struct arguments arguments = { 0 };
    struct daemon daemon = { .spec = spec, .signals = -1 };
    struct err err;
    if (read_arguments(&arguments, argc, argv) != 0) {
        tongue_set_up();
        (void)fprintf(stderr, gettext("pagewire-%s: '%s' is no option, or lacks its value\n"),
                      spec->name, argv[optind > 1 ? optind - 1 : 1]);
        (void)fprintf(stderr, gettext("usage: pagewire-%s [-c FILE] [-n] [-V] [-h]\n"), spec->name);
        return 2;
    }
    if (arguments.help) {
        print_help(spec);
        return 0;
    }
    if (arguments.version) {
        (void)printf("pagewire-%s %s\n", spec->name, PAGEWIRE_VERSION);
        return 0;
    }
    log_open(spec->name, LOG_INFO_LEVEL);
    int rc = config_load(&daemon.config, spec->name, arguments.file, option_tables,
                         option_table_count, &err);
    if (rc == 0)
        rc = open_log(&daemon, &err);
    if (rc != 0)
        log_error(NULL, "configuration", "reason=\"%s\"", err.text);
    int status = rc != 0 ? 2 : arguments.check ? 0 : run(&daemon);
    config_free(daemon.config);
    return status;
}
