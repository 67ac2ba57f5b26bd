/*
 * up: what cmd_up.c (the crew and the loop), up_config.c (what its members are told) and
 * up_ready.c (whether they are there) share.
 */
#ifndef PAGEWIRE_CLI_UP_H
#define PAGEWIRE_CLI_UP_H

#include "cli/crew.h"
#include "cli/house.h"
#include "cli/settings.h"

#include <sys/types.h>

/* Ranks, in the order in which they are stopped. */
enum { RANK_GATEWAY, RANK_INGEST, RANK_DECODE, RANK_SEGMENT, RANK_ENRICH, RANK_STORE, RANK_REDIS };

enum phase { PHASE_REDIS, PHASE_DAEMONS, PHASE_UP };

struct up {
    /* what the command line asked for */
    const char *state, *redis_url, *inbox;
    long decode, segment, enrich;
    bool quiet, verbose;
    char **command; /* to run once it is up; NULL: none */
    struct settings settings;
    /* the running pipeline */
    struct house house;
    struct buf config; /* path of the configuration */
    struct crew crew;
    size_t first_daemon; /* index in the crew; 0 or 1 */
    enum phase phase;
    long long begun, noticed;
    struct buf notice; /* what is waited for, as it was told last */
    int signals;
    bool stop; /* a signal asked for the end */
    pid_t command_pid;
    int status; /* exit status */
};

/* Adds our settings to those given, which override them. */
void up_make_settings(struct up *up);

/* Writes the configuration: one copy stays in the state folder to be read; the daemons get the one
 * in the runtime folder. */
int up_write_config(struct up *up, struct err *err);

/* Writes that of Redis, and its path to *path. */
int up_write_redis_config(struct up *up, struct buf *path, struct err *err);

/* Tells now and then what is waited for, and why (may be empty). */
void up_notice(struct up *up, const char *name, struct buf *why);

/* Whether they answer; the second tells what is waited for. */
bool up_redis_ready(const struct up *up);
bool up_daemons_ready(struct up *up);

/* A member that will never start: too many falls, or a status that says that starting it again
 * cannot help; NULL for none. */
const struct member *up_hopeless(const struct up *up);

/* Says why with the end of its log, and ends the program. */
void up_give_up(struct up *up, const struct member *member);

#endif
