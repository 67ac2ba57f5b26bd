#include "services/ingest/steady.h"

#include "services/ingest/beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Whether somebody on this host has the file open for writing: then a read lease
 * is not to be had.  File systems without leases tell nothing. */
static bool
is_being_written(int fd)
{
    if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
        (void)fcntl(fd, F_SETLEASE, F_UNLCK);
        return false;
    }
    return errno == EAGAIN;
}

/* Reads a whole file that did not change meanwhile. */
static enum steady
read_bytes(int fd, const struct print *print, struct buf *bytes)
{
    size_t size = (size_t)print->size;
    (void)buf_reserve(bytes, size + 1);
    while (bytes->len <= size) {
        ssize_t got = read(fd, bytes->ptr + bytes->len, size + 1 - bytes->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return STEADY_FAILED;
        if (got == 0)
            break;
        bytes->len += (size_t)got;
    }
    struct stat status;
    if (fstat(fd, &status) != 0)
        return STEADY_FAILED;
    struct print now = print_of(&status);
    return bytes->len == size && print_equal(&now, print) ? STEADY_READ : STEADY_CHANGING;
}

static enum steady
read_open(int fd, size_t bytes_max, struct print *print, struct buf *bytes)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return STEADY_FAILED;
    if (!S_ISREG(status.st_mode))
        return STEADY_GONE;
    *print = print_of(&status);
    if (is_being_written(fd))
        return STEADY_CHANGING;
    return (size_t)status.st_size > bytes_max ? STEADY_LARGE : read_bytes(fd, print, bytes);
}

enum steady
steady_read(int root, const char *path, size_t bytes_max, struct print *print, struct buf *bytes)
{
    int fd = beneath_open(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    if (fd < 0)
        return errno == ENOENT || errno == ELOOP || errno == EXDEV || errno == ENOTDIR
                   ? STEADY_GONE
                   : STEADY_FAILED;
    enum steady result = read_open(fd, bytes_max, print, bytes);
    int error = errno;
    (void)close(fd);
    errno = error;
    return result;
}
