#include "services/decode/jail.h"

#include "common/clock.h"
#include "common/sanitized.h"
#include "common/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 40, TICK_MS = 100, GRACE_MS = 5000, CHUNK = 1 << 16 };
enum { NO_PROGRAM = 119, LOCKED_OUT = 120 }; /* exit status; the second is cell.c's */

const struct jail_limits jail_limits_default = {
    .memory = (size_t)1 << 30,
    .output = (size_t)256 << 20,
    .cpu_seconds = 20,
    .wall_ms = 60000,
};

/* ---- where programs are ---- */

static bool
find_in(const char *folder, const char *name, char *path, size_t size)
{
    int len = snprintf(path, size, "%s/%s", folder, name);
    return len > 0 && (size_t)len < size && access(path, X_OK) == 0;
}

static bool
find_program(const char *name, char *path, size_t size)
{
    const char *set = getenv("PAGEWIRE_DECODERS");
    if (set != NULL && *set != '\0')
        return find_in(set, name, path, size);
    char self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len <= 0)
        return false;
    self[len] = '\0';
    for (int up = 0; up < 3; up++) { /* tests lie deeper than the programs */
        char *slash = strrchr(self, '/');
        if (slash == NULL)
            return false;
        *slash = '\0';
        if (find_in(self, name, path, size))
            return true;
    }
    return false;
}

bool
jail_has(const char *name)
{
    char path[PATH_MAX];
    return find_program(name, path, sizeof path);
}

/* ---- the child, between fork and exec ---- */

static void
limit(int resource, size_t value)
{
    struct rlimit r = { .rlim_cur = value, .rlim_max = value };
    if (setrlimit(resource, &r) != 0)
        _exit(LOCKED_OUT);
}

static _Noreturn void
become(const char *path, char *const *argv, int document, int pipe_fd,
       const struct jail_limits *limits, pid_t parent)
{
    static char *const empty[] = { NULL };
    sigset_t none;
    sigemptyset(&none);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(LOCKED_OUT);
    int null = open("/dev/null", O_WRONLY);
    if (null < 0 || dup2(document, 0) != 0 || dup2(pipe_fd, 1) != 1 || dup2(null, 2) != 2 ||
        close_range(3, ~0U, 0) != 0 || sigprocmask(SIG_SETMASK, &none, NULL) != 0)
        _exit(LOCKED_OUT);
    for (int i = 1; i < NSIG; i++)
        (void)signal(i, SIG_DFL);
    if (!SANITIZED) { /* else their runtime needs them: TSan begins with a file of its own */
        limit(RLIMIT_AS, limits->memory);
        limit(RLIMIT_STACK, 8 << 20);
        limit(RLIMIT_FSIZE, limits->file);
    }
    limit(RLIMIT_CPU, (size_t)limits->cpu_seconds);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, limits->handles > 0 ? limits->handles : 16);
    limit(RLIMIT_MEMLOCK, 0);
    execve(path, argv, empty);
    _exit(NO_PROGRAM);
}

/* ---- the document ---- */

static int
sealed_file(struct slice document, struct err *err)
{
    int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0)
        return err_set(err, ERR_RETRY, "no memory for the document: %s", strerror(errno));
    size_t at = 0;
    while (at < document.len) {
        ssize_t n = write(fd, document.ptr + at, document.len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            goto failed;
        at += (size_t)n;
    }
    if (lseek(fd, 0, SEEK_SET) == 0 &&
        fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0)
        return fd;
failed:
    err_set(err, ERR_RETRY, "no memory for the document: %s", strerror(errno));
    close(fd);
    return -1;
}

/* ---- the parent ---- */

struct jail_child {
    char name[64];
    struct jail_limits limits;
    long long deadline;
    pid_t pid; /* 0: it has been waited for */
    int fd;    /* its output */
    size_t received;
    long long closed_ms; /* when its output ended; 0: not yet */
};

/* What the end of the program says. */
static int
judge(const struct jail_child *child, int status, struct err *err)
{
    const char *name = child->name;
    if (WIFEXITED(status)) {
        int code = WEXITSTATUS(status);
        if (code == 0)
            return 0;
        if (code == NO_PROGRAM)
            return err_set(err, ERR_RETRY, "%s cannot be started", name);
        if (code == LOCKED_OUT)
            return err_set(err, ERR_RETRY, "%s cannot be locked in", name);
        return err_set(err, ERR_REJECT, "%s ended with status %d", name, code);
    }
    int signal_number = WTERMSIG(status);
    if (signal_number == SIGSYS)
        return err_set(err, ERR_REJECT, "%s tried what the jail forbids", name);
    if (signal_number == SIGXCPU || signal_number == SIGKILL)
        return err_set(err, ERR_REJECT, "%s used more than %d s of processor time", name,
                       child->limits.cpu_seconds);
    return err_set(err, ERR_REJECT, "%s crashed on it (%s)", name, strsignal(signal_number));
}

/* The output has ended, and so has the program, or it will at once; one that closed its output and
 * stays is killed.  1: not yet. */
static int
wait_for(struct jail_child *child, struct err *err)
{
    static const struct timespec moment = { .tv_nsec = 1000000 };
    int status = 0;
    if (child->closed_ms == 0)
        child->closed_ms = clock_ms();
    pid_t ended = waitpid(child->pid, &status, WNOHANG);
    if (ended == 0 && clock_ms() < child->closed_ms + GRACE_MS) {
        (void)nanosleep(&moment, NULL); /* its descriptor stays readable */
        return 1;
    }
    if (ended == 0)
        return err_set(err, ERR_REJECT, "%s does not end", child->name);
    child->pid = 0;
    return judge(child, status, err);
}

int
jail_take(struct jail_child *child, struct buf *output, struct err *err)
{
    if (clock_ms() > child->deadline)
        return err_set(err, ERR_RETRY, "%s took longer than %lld s", child->name,
                       child->limits.wall_ms / 1000);
    ssize_t n = read(child->fd, buf_reserve(output, CHUNK), CHUNK);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN
                   ? 1
                   : err_set(err, ERR_RETRY, "%s: %s", child->name, strerror(errno));
    if (n == 0)
        return wait_for(child, err);
    output->len += (size_t)n;
    child->received += (size_t)n;
    return child->received <= child->limits.output
               ? 1
               : err_set(err, ERR_REJECT, "%s wrote more than %zu MiB", child->name,
                         child->limits.output >> 20);
}

int
jail_descriptor(const struct jail_child *child)
{
    return child->fd;
}

void
jail_end(struct jail_child *child)
{
    if (child == NULL)
        return;
    if (child->pid > 0) {
        (void)kill(child->pid, SIGKILL);
        while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    close(child->fd);
    free(child);
}

static pid_t
begin(const char *path, const char *const *arguments, int document, int pipe_fd,
      const struct jail_limits *limits)
{
    char *argv[ARGUMENTS_MAX + 2] = { (char *)path };
    for (int i = 0; i < ARGUMENTS_MAX && arguments[i] != NULL; i++)
        argv[i + 1] = (char *)arguments[i];
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        become(path, argv, document, pipe_fd, limits, parent);
    return pid;
}

int
jail_start(struct jail_child **out, const char *name, const char *const *arguments,
           struct slice document, const struct jail_limits *limits, struct err *err)
{
    char path[PATH_MAX];
    int ends[2] = { -1, -1 };
    if (!find_program(name, path, sizeof path)) {
        (void)err_set(err, ERR_RETRY, "%s is not installed", name);
        return -1;
    }
    int fd = sealed_file(document, err);
    pid_t pid = -1;
    if (fd < 0)
        return -1;
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0 ||
        (pid = begin(path, arguments, fd, ends[1], limits)) <= 0)
        err_set(err, ERR_RETRY, "%s cannot be started: %s", name, strerror(errno));
    close(fd);
    if (ends[1] >= 0)
        close(ends[1]);
    if (pid <= 0) {
        if (ends[0] >= 0)
            close(ends[0]);
        return -1;
    }
    struct jail_child *child = calloc(1, sizeof *child);
    if (child == NULL)
        die("out of memory");
    *child = (struct jail_child){
        .limits = *limits, .deadline = clock_ms() + limits->wall_ms, .pid = pid, .fd = ends[0]
    };
    (void)snprintf(child->name, sizeof child->name, "%s", name);
    *out = child;
    return 0;
}

int
jail_run(const char *name, const char *const *arguments, struct slice document,
         const struct jail_limits *limits, const struct tick *tick, struct buf *output,
         struct err *err)
{
    struct jail_child *child;
    size_t before = output->len;
    if (jail_start(&child, name, arguments, document, limits, err) != 0)
        return -1;
    int result = 1;
    while (result > 0) {
        struct pollfd ready = { .fd = child->fd, .events = POLLIN };
        (void)poll(&ready, 1, TICK_MS);
        result = tick_call(tick, err) != 0 ? -1 : jail_take(child, output, err);
    }
    jail_end(child);
    if (result != 0)
        output->len = before;
    return result;
}
