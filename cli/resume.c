#include "cli/resume.h"

#include "common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 4096, LOOK_BYTES = 65536 };

static void
parse(struct resume *resume, struct slice text)
{
    struct slice line;
    if (slice_line(&text, &line))
        buf_add_slice(&resume->cursor, slice_trim(line));
    char numbers[64], *after_size, *after_inode;
    if (!slice_line(&text, &line))
        return;
    (void)snprintf(numbers, sizeof numbers, "%.*s", SLICE_ARGS(line));
    long long size = strtoll(numbers, &after_size, 10);
    unsigned long long inode = strtoull(after_size, &after_inode, 10);
    if (after_size != numbers && after_inode != after_size) {
        resume->size = size;
        resume->inode = inode;
    }
}

int
resume_read(struct resume *resume, const char *path, struct err *err)
{
    *resume = (struct resume){ .size = -1 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return 0;
    char text[FILE_BYTES_MAX];
    ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof text);
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (got < 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(error));
    parse(resume, (struct slice){ text, (size_t)got });
    return 0;
}

void
resume_done(struct resume *resume)
{
    buf_done(&resume->cursor);
}

/* Pipes and terminals cannot be synced. */
static bool
is_synced(int output)
{
    return output < 0 || fsync(output) == 0 || errno == EINVAL || errno == EROFS;
}

int
resume_write(const char *path, struct slice cursor, int output, struct err *err)
{
    struct stat status;
    struct buf text = { 0 };
    if (!is_synced(output))
        return err_set(err, ERR_RETRY, "fsync: %s", strerror(errno));
    buf_printf(&text, "%.*s\n", SLICE_ARGS(cursor));
    if (output >= 0 && fstat(output, &status) == 0 && S_ISREG(status.st_mode))
        buf_printf(&text, "%lld %llu\n", (long long)status.st_size,
                   (unsigned long long)status.st_ino);
    int rc = file_replace(path, buf_slice(&text), true, err);
    buf_done(&text);
    return rc;
}

/* The place behind the last line end before `size`. */
static off_t
last_line_end(int fd, off_t size)
{
    static char bytes[LOOK_BYTES];
    while (size > 0) {
        off_t from = size > LOOK_BYTES ? size - LOOK_BYTES : 0;
        ssize_t got = pread(fd, bytes, (size_t)(size - from), from);
        if (got <= 0)
            return -1;
        const char *end = memrchr(bytes, '\n', (size_t)got);
        if (end != NULL)
            return from + (end - bytes) + 1;
        size = from;
    }
    return 0;
}

int
resume_cut(const struct resume *resume, int output, const char *name, struct err *err)
{
    struct stat status;
    if (fstat(output, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    bool same =
        resume->size >= 0 && resume->inode == status.st_ino && resume->size <= status.st_size;
    off_t end = same ? (off_t)resume->size : last_line_end(output, status.st_size);
    if (end < 0 || (end < status.st_size && ftruncate(output, end) != 0) ||
        lseek(output, end, SEEK_SET) < 0)
        return err_set(err, ERR_REJECT, "%s: %s", name, strerror(errno));
    return 0;
}
