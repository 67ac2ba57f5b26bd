#include "common/hop/offshoot.h"

#include "common/slice.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_MS = 20, NICER = 5, FAILED = 1 };

struct offshoot {
    struct offshoot_spec spec;
    zloop_t *loop;
    int timer, memory;
    pid_t pid;
};

/* What is in memory before the result. */
struct verdict {
    bool failed, blame;
    struct err err;
};

/* ---- the child ---- */

/* Sockets are the parent's: a connection that it closes has to be closed. */
static void
close_others(int *memory)
{
    if (*memory != STDERR_FILENO + 1 && dup2(*memory, STDERR_FILENO + 1) < 0)
        _exit(FAILED);
    *memory = STDERR_FILENO + 1;
    if (close_range(STDERR_FILENO + 2, ~0U, 0) != 0)
        _exit(FAILED);
}

static void
write_all(int memory, const void *bytes, size_t len)
{
    for (const char *at = bytes; len > 0;) {
        ssize_t some = write(memory, at, len);
        if (some < 0 && errno == EINTR)
            continue;
        if (some <= 0)
            _exit(FAILED);
        at += some;
        len -= (size_t)some;
    }
}

static _Noreturn void
live(const struct offshoot_spec *spec, int memory, pid_t parent)
{
    static const int parents[] = { SIGTERM, SIGINT, SIGHUP };
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(FAILED);
    for (size_t i = 0; i < sizeof parents / sizeof *parents; i++)
        (void)signal(parents[i], SIG_IGN);
    close_others(&memory);
    (void)setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + NICER);

    struct verdict verdict = { .blame = false };
    struct buf result = { 0 };
    verdict.failed = spec->compute(spec->arg, &result, &verdict.blame, &verdict.err) != 0;
    write_all(memory, &verdict, sizeof verdict);
    if (!verdict.failed)
        write_all(memory, result.ptr, result.len);
    _exit(0);
}

/* ---- the parent ---- */

/* What it wrote, to unmap; NULL when it is not whole. */
static void *
map_written(int memory, size_t *len)
{
    struct stat status;
    if (fstat(memory, &status) != 0 || (size_t)status.st_size < sizeof(struct verdict))
        return NULL;
    *len = (size_t)status.st_size;
    void *map = mmap(NULL, *len, PROT_READ, MAP_PRIVATE, memory, 0);
    return map != MAP_FAILED ? map : NULL;
}

static void
describe_end(int status, struct err *err)
{
    if (WIFSIGNALED(status))
        (void)err_set(err, ERR_RETRY, "the process that computed it ended with signal %d",
                      WTERMSIG(status));
    else
        (void)err_set(err, ERR_RETRY, "the process that computed it ended with status %d",
                      WEXITSTATUS(status));
}

static int64_t
cpu_of(const struct rusage *usage)
{
    return (int64_t)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000 +
           usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

static void
tell(struct offshoot *offshoot, int status, int64_t cpu_us)
{
    struct offshoot_spec spec = offshoot->spec;
    struct err err;
    size_t len = 0;
    bool whole = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    void *map = whole ? map_written(offshoot->memory, &len) : NULL;
    offshoot_free(offshoot);
    if (map == NULL) {
        describe_end(status, &err);
        spec.ended(spec.arg, SLICE_LITERAL(""), true, &err, cpu_us);
        return;
    }
    const struct verdict *verdict = map;
    struct slice result = { (const char *)map + sizeof *verdict, len - sizeof *verdict };
    spec.ended(spec.arg, result, verdict->blame, verdict->failed ? &verdict->err : NULL, cpu_us);
    (void)munmap(map, len);
}

static int
on_look(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct offshoot *offshoot = arg;
    struct rusage usage;
    int status;
    if (wait4(offshoot->pid, &status, WNOHANG, &usage) != offshoot->pid)
        return 0;
    offshoot->pid = 0;
    tell(offshoot, status, cpu_of(&usage));
    return 0;
}

int
offshoot_new(struct offshoot **out, zloop_t *loop, const struct offshoot_spec *spec,
             struct err *err)
{
    struct offshoot *made = calloc(1, sizeof *made);
    if (made == NULL)
        die("out of memory");
    *made = (struct offshoot){ .spec = *spec, .loop = loop, .timer = -1 };
    pid_t parent = getpid();
    made->memory = memfd_create("page", MFD_CLOEXEC);
    made->pid = made->memory >= 0 ? fork() : -1;
    if (made->pid == 0)
        live(spec, made->memory, parent);
    if (made->pid < 0) {
        (void)err_set(err, ERR_RETRY, "no process beside this one: %s", strerror(errno));
        made->pid = 0;
        offshoot_free(made);
        return -1;
    }
    made->timer = zloop_timer(loop, LOOK_MS, 0, on_look, made);
    *out = made;
    return 0;
}

void
offshoot_free(struct offshoot *offshoot)
{
    if (offshoot == NULL)
        return;
    if (offshoot->pid > 0) {
        (void)kill(offshoot->pid, SIGKILL);
        while (waitpid(offshoot->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    if (offshoot->timer >= 0)
        (void)zloop_timer_end(offshoot->loop, offshoot->timer);
    if (offshoot->memory >= 0)
        (void)close(offshoot->memory);
    free(offshoot);
}
