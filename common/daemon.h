/*
 * daemon: the skeleton that all daemons share.  main() is a table and a call:
 *
 *     static const struct daemon_spec spec = {
 *         .name = "store", .summary = "commits pages to the archive",
 *         .init = store_init, .drain = store_drain, .done = store_done,
 *     };
 *     int main(int argc, char **argv) { return daemon_main(&spec, argc, argv); }
 *
 * Command line: -c FILE, -n (check the configuration and exit), -h, -V.
 * daemon_main reads the configuration (options.c of the service, see config.h),
 * opens log, curve and HTTP, calls init, runs the loop until daemon_end, calls
 * done.  Exit status: 0, or 1 after a logged error, or 2 for bad usage or
 * configuration.
 *
 * Options that every daemon has: instance, log_level, http_endpoint, curve_dir,
 * drain_timeout, live_timeout, hang_timeout, run_file.
 */
#ifndef PAGEWIRE_DAEMON_H
#define PAGEWIRE_DAEMON_H

#include "common/config.h"
#include "common/curve.h"
#include "common/err.h"

#include <czmq.h>
#include <stdbool.h>

struct daemon;

struct daemon_spec {
    const char *name; /* section of the configuration and stage in the log */
    const char *summary;
    /* Opens what the daemon needs and hooks it into the loop.  On -1 the
     * daemon logs *err and exits with 1; done is called with *state all the same
     * unless that is NULL. */
    int (*init)(struct daemon *daemon, void **state, struct err *err);
    /* SIGTERM or SIGINT came: take no new work, and call daemon_end once what is
     * held is finished.  After drain_timeout daemon_end(1) is called for you; a
     * second signal ends the process at once.  NULL: end at once. */
    void (*drain)(struct daemon *daemon, void *state);
    void (*done)(void *state);
};

int daemon_main(const struct daemon_spec *spec, int argc, char **argv);

/* What a daemon is made of; all borrowed. */
const struct config *daemon_config(const struct daemon *daemon);
zloop_t *daemon_loop(struct daemon *daemon); /* sockets, timers, file descriptors */
const struct curve *daemon_curve(const struct daemon *daemon);
const char *daemon_boot(const struct daemon *daemon);     /* 32 hex digits, new at each start */
const char *daemon_instance(const struct daemon *daemon); /* configured name, or the host's */
bool daemon_draining(const struct daemon *daemon);

/* Leaves the loop with that exit status. */
void daemon_end(struct daemon *daemon, int status);

/* /ready answers 200 when every condition that was ever named here holds, else
 * 503 with the reasons.  `name` is a static string; why is copied, may be NULL.
 * Changes are logged. */
void daemon_condition(struct daemon *daemon, const char *name, bool holds, const char *why);

/* /live answers 200 while the loop turned, or this was called, within the last
 * live_timeout.  Long work in the loop calls it (worker's tick does). */
void daemon_beat(struct daemon *daemon);

/* Tells where something listens: logged, and a line `key=value` in run_file
 * (which is complete, and renamed into place, when init has returned; it begins
 * with pid= and http=). */
void daemon_publish(struct daemon *daemon, const char *key, const char *value);

#endif
