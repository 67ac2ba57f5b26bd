#include "cli/crew.h"

#include "common/clock.h"

#include "cli/tongue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE_FIRST_MS = 100, PAUSE_MOST_MS = 5000, LASTED_MS = 10000, STOP_POLL_MS = 20 };

void
status_text(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, _("signal %d (%s)"), WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        snprintf(text, size, _("exit status %d"), WEXITSTATUS(status));
}

static char *
copy(const char *string)
{
    return string == NULL ? NULL : slice_dup(slice_from(string));
}

static char **
copy_list(const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    char **result = calloc(count + 1, sizeof(char *));
    if (result == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++)
        result[i] = copy(list[i]);
    return result;
}

static void
free_list(char **list)
{
    for (size_t i = 0; list != NULL && list[i] != NULL; i++)
        free(list[i]);
    free(list);
}

struct member *
crew_add(struct crew *crew, const char *name, int rank, const char *const *argv,
         const char *const *env, const char *log, const char *run_file)
{
    if (crew->count == crew->cap) {
        crew->cap = crew->cap == 0 ? 16 : crew->cap * 2;
        crew->members = realloc(crew->members, crew->cap * sizeof *crew->members);
        if (crew->members == NULL)
            die("out of memory");
    }
    struct member *member = &crew->members[crew->count++];
    *member = (struct member){
        .name = copy(name),
        .argv = copy_list(argv),
        .env = copy_list(env),
        .log = copy(log),
        .run_file = copy(run_file),
        .rank = rank,
        .start_at = -1,
    };
    return member;
}

void
crew_lock(struct member *member, const char *path)
{
    free(member->lock);
    member->lock = copy(path);
}

void
crew_done(struct crew *crew)
{
    for (size_t i = 0; i < crew->count; i++) {
        struct member *member = &crew->members[i];
        free(member->name);
        free_list(member->argv);
        free_list(member->env);
        free(member->log);
        free(member->run_file);
        free(member->lock);
    }
    free(crew->members);
    crew->members = NULL;
    crew->count = crew->cap = 0;
}

/* ---- starting ---- */

/* The descriptor is inherited: the lock goes with the last process that has it. */
static void
take_lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
        continue;
}

/* In the child, between fork and exec: only what is safe there. */
static _Noreturn void
become(const struct member *member, int log, pid_t parent)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* Ctrl-C reaches the terminal's group, which is not to be ours: we are
     * stopped in order. */
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(127);
    int null = open("/dev/null", O_RDONLY);
    if (null >= 0)
        dup2(null, STDIN_FILENO);
    if (log >= 0) {
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
    }
    for (size_t i = 0; member->env[i] != NULL; i++)
        putenv(member->env[i]);
    if (member->lock != NULL)
        take_lock(member->lock);
    execvp(member->argv[0], member->argv);
    dprintf(STDERR_FILENO, "%s: %s\n", member->argv[0], strerror(errno));
    _exit(127);
}

static void
say(const struct crew *crew, const struct member *member, const char *format, ...)
{
    char text[256];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, gettext(format), args);
    va_end(args);
    if (crew->say != NULL)
        crew->say(crew->arg, member, text);
}

static void
plan_restart(struct member *member)
{
    long long pause = member->falls == 0 ? 0 : PAUSE_FIRST_MS;
    for (unsigned i = 1; i < member->falls && pause < PAUSE_MOST_MS; i++)
        pause *= 2;
    member->falls++;
    member->start_at = clock_ms() + (pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS);
}

int
crew_start(struct crew *crew, struct member *member, struct err *err)
{
    int log = -1;
    if (member->log != NULL)
        log = open(member->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    off_t end = log >= 0 ? lseek(log, 0, SEEK_END) : 0;
    member->log_from = end > 0 ? end : 0;
    if (member->run_file != NULL)
        unlink(member->run_file);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(member, log, parent);
    int error = errno;
    if (log >= 0)
        close(log);
    if (pid < 0) {
        plan_restart(member);
        return err_set(err, ERR_RETRY, "%s: fork: %s", member->name, strerror(error));
    }
    member->pid = pid;
    member->started = clock_ms();
    member->start_at = -1;
    say(crew, member, "started, pid %d", (int)pid);
    return 0;
}

/* ---- tending ---- */

static bool
collect(struct crew *crew, struct member *member)
{
    int status;
    if (member->pid == 0 || waitpid(member->pid, &status, WNOHANG) != member->pid)
        return false;
    member->pid = 0;
    member->status = status;
    char text[96];
    status_text(status, text, sizeof text);
    say(crew, member, "ended: %s", text);
    return true;
}

void
crew_tend(struct crew *crew)
{
    long long now = clock_ms();
    for (size_t i = 0; i < crew->count; i++) {
        struct member *member = &crew->members[i];
        if (collect(crew, member) && !crew->stopping) {
            if (now - member->started >= LASTED_MS)
                member->falls = 0;
            plan_restart(member);
        }
        if (crew->stopping || member->pid != 0 || member->start_at < 0 || member->start_at > now)
            continue;
        member->restarts++;
        struct err err;
        if (crew_start(crew, member, &err) != 0)
            say(crew, member, "%s", err.text);
    }
}

int
crew_pause(const struct crew *crew)
{
    long long now = clock_ms(), pause = -1;
    for (size_t i = 0; i < crew->count; i++) {
        const struct member *member = &crew->members[i];
        if (member->pid != 0 || member->start_at < 0)
            continue;
        long long left = member->start_at > now ? member->start_at - now : 0;
        if (pause < 0 || left < pause)
            pause = left;
    }
    return (int)pause;
}

/* ---- stopping ---- */

static size_t
signal_rank(const struct crew *crew, int rank, int number)
{
    size_t running = 0;
    for (size_t i = 0; i < crew->count; i++) {
        const struct member *member = &crew->members[i];
        if (member->rank != rank || member->pid == 0)
            continue;
        running++;
        if (number != 0)
            kill(member->pid, number);
    }
    return running;
}

static void
stop_rank(struct crew *crew, int rank, int patience_ms, bool last, bool (*hurry)(void *), void *arg)
{
    long long deadline = clock_ms() + patience_ms;
    bool killed = false;
    signal_rank(crew, rank, SIGTERM);
    while (signal_rank(crew, rank, 0) > 0) {
        crew->hurry = crew->hurry || (!last && hurry != NULL && hurry(arg));
        bool now = clock_ms() > deadline || (!last && crew->hurry);
        if (now && !killed) {
            signal_rank(crew, rank, SIGKILL);
            killed = true;
        }
        nanosleep(&(struct timespec){ 0, STOP_POLL_MS * 1000000L }, NULL);
        crew_tend(crew);
    }
}

void
crew_stop(struct crew *crew, int patience_ms, bool (*hurry)(void *), void *arg)
{
    crew->stopping = true;
    int least = 0, most = 0;
    for (size_t i = 0; i < crew->count; i++) {
        int rank = crew->members[i].rank;
        least = i == 0 || rank < least ? rank : least;
        most = i == 0 || rank > most ? rank : most;
    }
    for (int rank = least; rank <= most && crew->count > 0; rank++)
        stop_rank(crew, rank, patience_ms, rank == most, hurry, arg);
}
