#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 65536, MIB = 1 << 20 };

static int
too_large(const char *name, size_t bytes_max, struct err *err)
{
    if (bytes_max % MIB == 0)
        return err_set(err, ERR_REJECT, "%s: larger than %zu MiB", name, bytes_max / MIB);
    return err_set(err, ERR_REJECT, "%s: larger than %zu bytes", name, bytes_max);
}

int
file_load_open(int fd, const char *name, size_t bytes_max, struct buf *content, struct err *err)
{
    size_t before = content->len;
    ssize_t got;
    do {
        got = read(fd, buf_reserve(content, STEP), STEP);
        content->len += got > 0 ? (size_t)got : 0;
    } while ((got > 0 || (got < 0 && errno == EINTR)) && content->len - before <= bytes_max);
    int error = errno;
    bool large = content->len - before > bytes_max;
    if (got >= 0 && !large)
        return 0;
    content->len = before;
    return large ? too_large(name, bytes_max, err)
                 : err_set(err, ERR_REJECT, "%s: %s", name, strerror(error));
}

int
file_load(const char *path, size_t bytes_max, struct buf *content, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    int rc = file_load_open(fd, path, bytes_max, content, err);
    (void)close(fd);
    return rc;
}

/* That the name is on the disk, too. */
static void
sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash == path ? 1 : slash == NULL ? 0 : (size_t)(slash - path);
    char *folder = slice_dup(len > 0 ? (struct slice){ path, len } : SLICE_LITERAL("."));
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        (void)close(fd);
    }
    free(folder);
}

/* 0, or an errno. */
static int
write_new(const char *path, struct slice content, bool lasting)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    ssize_t put = write(fd, content.ptr, content.len);
    int error = put < 0 ? errno : put < (ssize_t)content.len ? ENOSPC : 0;
    if (error == 0 && lasting && fsync(fd) != 0)
        error = errno;
    if (close(fd) != 0 && error == 0)
        error = errno;
    return error;
}

int
file_replace(const char *path, struct slice content, bool lasting, struct err *err)
{
    struct buf beside = { 0 };
    buf_printf(&beside, "%s.new", path);
    int error = write_new(buf_string(&beside), content, lasting);
    if (error == 0 && rename(buf_string(&beside), path) != 0)
        error = errno;
    if (error != 0)
        (void)unlink(buf_string(&beside));
    else if (lasting)
        sync_folder(path);
    buf_done(&beside);
    return error == 0 ? 0 : err_set(err, ERR_RETRY, "%s: %s", path, strerror(error));
}
