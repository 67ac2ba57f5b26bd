#include "cli/house.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BASE_MAX = 60 }; /* bytes of a runtime folder's parent, so that sockets fit */

static const char prefix[] = "pagewire-";

static int
fail(struct err *err, const char *path)
{
    return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
}

/* mkdir -p */
static int
make_path(const char *path, struct err *err)
{
    char *copy = slice_dup(slice_from(path));
    int result = 0;
    for (char *at = copy + 1; result == 0; at++) {
        if (*at != '/' && *at != '\0')
            continue;
        char end = *at;
        *at = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            result = fail(err, copy);
        *at = end;
        if (end == '\0')
            break;
    }
    free(copy);
    return result;
}

static int
take_lock(struct house *house, struct err *err)
{
    struct buf path = { 0 };
    house_state(house, &path, "lock");
    house->lock = open(buf_string(&path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    int result = 0;
    if (house->lock < 0)
        result = fail(err, path.ptr);
    else if (flock(house->lock, LOCK_EX | LOCK_NB) != 0) {
        char pid[32] = "";
        ssize_t got = pread(house->lock, pid, sizeof pid - 1, 0);
        result = err_set(err, ERR_RETRY, "a pipeline runs already (pid %.*s) in %s",
                         (int)strcspn(pid, "\n"), got > 0 ? pid : "?", buf_string(&house->state));
    } else if (ftruncate(house->lock, 0) != 0 || dprintf(house->lock, "%d\n", (int)getpid()) < 0)
        result = fail(err, path.ptr);
    buf_done(&path);
    return result;
}

/* Removes a runtime folder and the files in it; anything else stays. */
static void
remove_run(const char *path)
{
    const char *name = strrchr(path, '/');
    struct stat status;
    if (name == NULL || strncmp(name + 1, prefix, strlen(prefix)) != 0 ||
        lstat(path, &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != geteuid())
        return;
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

static const char *
run_base(void)
{
    const char *candidates[] = { getenv("XDG_RUNTIME_DIR"), getenv("TMPDIR"), "/tmp" };
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        const char *path = candidates[i];
        if (path != NULL && path[0] == '/' && strlen(path) <= BASE_MAX &&
            access(path, W_OK | X_OK) == 0)
            return path;
    }
    return "/tmp";
}

static int
make_run(struct house *house, struct err *err)
{
    struct buf link = { 0 };
    house_state(house, &link, "run");
    char old[PATH_MAX];
    ssize_t len = readlink(buf_string(&link), old, sizeof old - 1);
    if (len > 0) {
        old[len] = '\0';
        remove_run(old);
        unlink(link.ptr);
    }
    buf_printf(&house->run, "%s/%sXXXXXX", run_base(), prefix);
    int result = 0;
    if (mkdtemp((char *)buf_string(&house->run)) == NULL) {
        result = fail(err, house->run.ptr);
        buf_clear(&house->run);
    } else if (symlink(house->run.ptr, link.ptr) != 0)
        result = fail(err, link.ptr);
    buf_done(&link);
    return result;
}

static int
make_folders(const struct house *house, struct err *err)
{
    static const char *const names[] = { "log", "redis" };
    int result = 0;
    for (size_t i = 0; result == 0 && i < sizeof names / sizeof *names; i++) {
        struct buf path = { 0 };
        house_state(house, &path, "%s", names[i]);
        result = make_path(buf_string(&path), err);
        buf_done(&path);
    }
    return result;
}

int
house_open(struct house *house, const char *path, struct err *err)
{
    *house = (struct house){ .lock = -1 };
    char real[PATH_MAX];
    if (make_path(path, err) != 0)
        return -1;
    if (realpath(path, real) == NULL)
        return fail(err, path);
    buf_printf(&house->state, "%s", real);
    if (take_lock(house, err) == 0 && make_folders(house, err) == 0 && make_run(house, err) == 0)
        return 0;
    house_close(house);
    return -1;
}

void
house_close(struct house *house)
{
    if (house->run.len > 0) {
        struct buf link = { 0 };
        house_state(house, &link, "run");
        remove_run(buf_string(&house->run));
        unlink(buf_string(&link));
        buf_done(&link);
    }
    if (house->lock >= 0)
        close(house->lock);
    house->lock = -1;
    buf_done(&house->state);
    buf_done(&house->run);
}

static void
add_path(const struct buf *folder, struct buf *path, const char *format, va_list args)
{
    char name[256];
    vsnprintf(name, sizeof name, format, args);
    buf_printf(path, "%.*s/%s", SLICE_ARGS(buf_slice(folder)), name);
}

void
house_state(const struct house *house, struct buf *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_path(&house->state, path, format, args);
    va_end(args);
}

void
house_run(const struct house *house, struct buf *path, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_path(&house->run, path, format, args);
    va_end(args);
}

int
house_write(const char *path, struct slice content, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(err, path);
    ssize_t put = write(fd, content.ptr, content.len);
    int error = put < 0 ? errno : ENOSPC;
    if (close(fd) == 0 && put == (ssize_t)content.len)
        return 0;
    errno = error;
    return fail(err, path);
}
