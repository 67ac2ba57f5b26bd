#include "cli/outdir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE ".writing"
enum { STEP_NS = 1000000, SECOND_NS = 1000000000, READ_STEP = 64 << 10 };

static int
fault(const struct outdir *dir, const char *name, struct err *err)
{
    return err_set(err, ERR_RETRY, "%s/%s: %s", dir->path, name, strerror(errno));
}

int
outdir_open(struct outdir *dir, const char *path, struct err *err)
{
    *dir = (struct outdir){ .fd = -1, .path = path };
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    dir->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir->fd < 0 || (mkdirat(dir->fd, ASIDE, 0777) != 0 && errno != EEXIST))
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    return 0;
}

void
outdir_close(struct outdir *dir)
{
    if (dir->fd < 0)
        return;
    (void)unlinkat(dir->fd, ASIDE, AT_REMOVEDIR);
    close(dir->fd);
    dir->fd = -1;
}

bool
outdir_has(const struct outdir *dir, const char *name)
{
    struct stat st;
    return fstatat(dir->fd, name, &st, 0) == 0 && S_ISREG(st.st_mode);
}

bool
outdir_read(const struct outdir *dir, const char *name, struct buf *bytes)
{
    int fd = openat(dir->fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t got;
    do {
        got = read(fd, buf_reserve(bytes, READ_STEP), READ_STEP);
        bytes->len += got > 0 ? (size_t)got : 0;
    } while (got > 0 || (got < 0 && errno == EINTR));
    close(fd);
    return got == 0;
}

static bool
is_there(const struct outdir *dir, const char *name, struct slice bytes)
{
    struct stat st;
    if (fstatat(dir->fd, name, &st, 0) != 0 || (size_t)st.st_size != bytes.len)
        return false;
    struct buf old = { 0 };
    bool same = outdir_read(dir, name, &old) && slice_equal(buf_slice(&old), bytes);
    buf_done(&old);
    return same;
}

/* Now, or just after the last when the clock does not say so. */
static struct timespec
next_time(struct outdir *dir)
{
    struct timespec now, least = dir->last;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    least.tv_nsec += STEP_NS;
    if (least.tv_nsec >= SECOND_NS) {
        least.tv_nsec -= SECOND_NS;
        least.tv_sec++;
    }
    bool later =
        now.tv_sec > least.tv_sec || (now.tv_sec == least.tv_sec && now.tv_nsec > least.tv_nsec);
    return dir->last = later ? now : least;
}

static int
write_aside(struct outdir *dir, const char *aside, struct slice bytes)
{
    int fd = openat(dir->fd, aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return -1;
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);
        if (put < 0 && errno != EINTR)
            break;
        bytes = slice_part(bytes, put > 0 ? (size_t)put : 0, bytes.len);
    }
    struct timespec now = next_time(dir);
    bool whole = bytes.len == 0 && futimens(fd, (struct timespec[]){ now, now }) == 0;
    return close(fd) == 0 && whole ? 0 : -1;
}

static void
make_folders(const struct outdir *dir, const char *name)
{
    struct buf path = { 0 };
    for (const char *slash = name; (slash = strchr(slash, '/')) != NULL; slash++) {
        buf_clear(&path);
        buf_add(&path, name, (size_t)(slash - name));
        (void)mkdirat(dir->fd, buf_string(&path), 0777); /* what is wrong shows when renaming */
    }
    buf_done(&path);
}

int
outdir_put(struct outdir *dir, const char *name, struct slice bytes, struct err *err)
{
    char aside[64];
    if (is_there(dir, name, bytes)) {
        dir->kept++;
        return 0;
    }
    (void)snprintf(aside, sizeof aside, ASIDE "/%ld", (long)getpid());
    if (write_aside(dir, aside, bytes) != 0)
        return fault(dir, aside, err);
    if (renameat(dir->fd, aside, dir->fd, name) != 0) {
        make_folders(dir, name);
        if (renameat(dir->fd, aside, dir->fd, name) != 0) {
            (void)fault(dir, name, err);
            (void)unlinkat(dir->fd, aside, 0);
            return -1;
        }
    }
    dir->written++;
    return 0;
}

void
outdir_drop(struct outdir *dir, const char *name)
{
    if (unlinkat(dir->fd, name, 0) != 0)
        return;
    dir->dropped++;
    char *folder = slice_dup(slice_from(name));
    for (char *slash; (slash = strrchr(folder, '/')) != NULL;) {
        *slash = '\0';
        if (unlinkat(dir->fd, folder, AT_REMOVEDIR) != 0)
            break; /* it holds something */
    }
    free(folder);
}

int
outdir_sync(const struct outdir *dir, struct err *err)
{
    return syncfs(dir->fd) == 0 ? 0 : err_set(err, ERR_RETRY, "%s: %s", dir->path, strerror(errno));
}
