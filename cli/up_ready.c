#include "common/clock.h"

#include "cli/up.h"

#include "cli/heard.h"
#include "cli/http.h"
#include "cli/site.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    FALLS_MOST = 5,   /* ends before it was up until we give up */
    SETTLE_MS = 1200, /* a worker looks once a second whether it has an upstream */
    NOTICE_MS = 5000, /* between notices of what is waited for */
    LOG_TAIL = 2000,
};

/* ---- readiness ---- */

bool
up_redis_ready(const struct up *up)
{
    struct buf path = { 0 };
    house_run(&up->house, &path, "redis");
    struct timeval patience = { 0, 500000 };
    redisContext *redis = redisConnectUnixWithTimeout(buf_string(&path), patience);
    bool ready = false;
    if (redis != NULL && redis->err == 0 && redisSetTimeout(redis, patience) == REDIS_OK) {
        redisReply *reply = redisCommand(redis, "PING");
        ready = reply != NULL && reply->type == REDIS_REPLY_STATUS;
        if (reply != NULL)
            freeReplyObject(reply);
    }
    if (redis != NULL)
        redisFree(redis);
    buf_done(&path);
    return ready;
}

/* Whether a daemon that is running says that it has all it needs; else *why. */
static bool
member_ready(const struct member *member, struct buf *why)
{
    if (member->pid == 0 || clock_ms() - member->started < SETTLE_MS)
        return false;
    struct buf pid = { 0 }, http = { 0 };
    bool ready = false;
    if (run_file_value(member->run_file, "pid", &pid) == 0 &&
        strtol(buf_string(&pid), NULL, 10) == member->pid) {
        struct err err;
        ready = run_file_value(member->run_file, "http", &http) != 0 || http.len == 0 ||
                http_get(buf_string(&http), "/ready", 1000, why, &err) == 200;
    }
    buf_done(&pid);
    buf_done(&http);
    return ready;
}

void
up_notice(struct up *up, const char *name, struct buf *why)
{
    long long now = clock_ms();
    if (now - up->noticed < NOTICE_MS)
        return;
    up->noticed = now;
    struct slice reason = slice_trim(buf_slice(why));
    struct buf notice = { 0 };
    if (reason.len > 0)
        buf_printf(&notice, _("pagewire: waiting for %s: %.*s; logs are in %s/log\n"), name,
                   SLICE_ARGS(reason), buf_string(&up->house.state));
    else
        buf_printf(&notice, _("pagewire: waiting for %s; logs are in %s/log\n"), name,
                   buf_string(&up->house.state));
    if (!slice_equal(buf_slice(&notice), buf_slice(&up->notice)))
        fputs(buf_string(&notice), stderr); /* once, not each time */
    buf_done(&up->notice);
    up->notice = notice;
}

bool
up_daemons_ready(struct up *up)
{
    bool ready = true;
    for (size_t i = up->first_daemon; ready && i < up->crew.count; i++) {
        struct buf why = { 0 };
        ready = member_ready(&up->crew.members[i], &why);
        if (!ready)
            up_notice(up, up->crew.members[i].name, &why);
        buf_done(&why);
    }
    return ready;
}

/* ---- failing to start ---- */

/* The reason that a daemon's last words give, once and in the reader's language; false when they
 * give none. */
static bool
print_reason(const struct member *member, const char *text)
{
    static const char *const marks[] = { " failed reason=\"", " configuration reason=\"" };
    const char *reason = NULL;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        for (const char *at = text; (at = strstr(at, marks[i])) != NULL;) {
            at += strlen(marks[i]);
            reason = at > reason ? at : reason;
        }
    if (reason == NULL)
        return false;
    struct slice line = { reason, strcspn(reason, "\n") };
    if (line.len > 0 && line.ptr[line.len - 1] == '"')
        line.len--;
    struct buf heard = { 0 };
    heard_add(&heard, line);
    cli_error("%s does not start: %s", member->name, buf_string(&heard));
    fprintf(stderr, _("pagewire: its log is %s\n"), member->log);
    buf_done(&heard);
    return true;
}

/* What it said since it was started last: not the same mistake for each time. */
static void
print_end(const struct member *member)
{
    char status[96], text[LOG_TAIL + 1] = "";
    off_t begin = member->log_from, start = 0;
    ssize_t got = 0;
    int fd = open(member->log, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        off_t end = lseek(fd, 0, SEEK_END);
        start = end > LOG_TAIL ? end - LOG_TAIL : 0;
        start = begin > start && begin < end ? begin : start;
        got = pread(fd, text, LOG_TAIL, start);
        close(fd);
    }
    text[got > 0 ? got : 0] = '\0';
    if (print_reason(member, text))
        return;
    status_text(member->status, status, sizeof status);
    cli_error("%s does not start: %s; the end of %s:", member->name, status, member->log);
    const char *from = text;
    if (start > 0 && start != begin && strchr(text, '\n') != NULL)
        from = strchr(text, '\n') + 1;
    fputs(from, stderr);
}

const struct member *
up_hopeless(const struct up *up)
{
    for (size_t i = 0; i < up->crew.count; i++) {
        const struct member *member = &up->crew.members[i];
        if (member->falls == 0 || member->pid != 0)
            continue;
        int code = WIFEXITED(member->status) ? WEXITSTATUS(member->status) : 0;
        if (member->falls >= FALLS_MOST || code == 2 || code == 127)
            return member;
    }
    return NULL;
}

void
up_give_up(struct up *up, const struct member *member)
{
    print_end(member);
    if (strcmp(member->name, "redis") == 0)
        fprintf(
            stderr,
            _("pagewire: if it says that its file is damaged (power failed, disk full): look with\n"
              "  redis-check-aof %s/redis/appendonlydir/*.manifest\n"
              "and mend with --fix behind redis-check-aof: what was answered is before the "
              "damage\n"),
            buf_string(&up->house.state));
    up->status = STATUS_FAILED;
    up->stop = true;
}
