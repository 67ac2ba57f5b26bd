/*
 * crew: child processes that are kept running.  A member that ends is started
 * again, at once the first time and then after ever longer pauses (to 5 s) until
 * it has lasted for 10 s.  No child outlives this process: the kernel sends it
 * SIGTERM when we die, however we die.
 *
 * Members have ranks: they are stopped rank after rank, lowest first, each rank
 * waiting until the one before has ended.
 *
 * The caller blocks SIGCHLD, reads it from a signalfd and calls crew_tend then,
 * and whenever crew_pause says.
 */
#ifndef PAGEWIRE_CLI_CREW_H
#define PAGEWIRE_CLI_CREW_H

#include "common/buf.h"
#include "common/err.h"

#include <stdbool.h>
#include <sys/types.h>

struct member {
    char *name;     /* "segment-1" */
    char **argv;    /* ends in NULL */
    char **env;     /* "KEY=value" to add to ours, ends in NULL */
    char *log;      /* its standard output and error are appended here */
    off_t log_from; /* how long that was when it was started last */
    char *run_file; /* which it writes when it has started; NULL: none */
    char *lock;     /* a file that it holds locked while it runs, and waits for; NULL: none */
    int rank;
    /* what became of it */
    pid_t pid;          /* 0: not running */
    long long started;  /* ms, monotonic */
    long long start_at; /* when to start it again, while pid is 0 */
    unsigned falls;     /* times it ended by itself in a row */
    unsigned restarts;  /* in all */
    int status;         /* of the last end, as wait gives it */
};

struct crew {
    struct member *members;
    size_t count, cap;
    bool stopping, hurry; /* hurry: crew_stop was told to */
    /* Told of every start and end; text is one line. */
    void (*say)(void *arg, const struct member *member, const char *text);
    void *arg;
};

/* Adds a member, not yet started.  argv and env are copied; env, log and
 * run_file may be NULL. */
struct member *crew_add(struct crew *crew, const char *name, int rank, const char *const *argv,
                        const char *const *env, const char *log, const char *run_file);
void crew_done(struct crew *crew);

/* The member keeps this file locked for as long as it, or a child of it, runs, and begins only
 * when no other does: one that outlives its crew is not joined by a second. */
void crew_lock(struct member *member, const char *path);

/* Starts a member.  On -1 it is tried again as if it had ended. */
int crew_start(struct crew *crew, struct member *member, struct err *err);

/* Collects those that ended and starts those whose time has come. */
void crew_tend(struct crew *crew);

/* ms until crew_tend has something to do; -1: nothing but SIGCHLD. */
int crew_pause(const struct crew *crew);

/* Stops every member, rank by rank: SIGTERM, and SIGKILL after patience_ms each.
 * hurry (may be NULL) is called again and again; once it says true, SIGKILL at
 * once for all but the last rank. */
void crew_stop(struct crew *crew, int patience_ms, bool (*hurry)(void *arg), void *arg);

/* "exit status 1", "signal 9 (Killed)". */
void status_text(int status, char *text, size_t size);

#endif
