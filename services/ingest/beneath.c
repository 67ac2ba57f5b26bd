#include "services/ingest/beneath.h"

#include "common/slice.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TRIES = 20 }; /* EAGAIN: something on the way was renamed just now */

int
beneath_open(int root, const char *path, int flags, mode_t mode)
{
    struct open_how how = { .flags = (unsigned)(flags | O_CLOEXEC),
                            .mode = flags & O_CREAT ? mode : 0,
                            .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };
    long fd = -1;
    for (int i = 0; i < TRIES; i++) {
        fd = syscall(SYS_openat2, root, path, &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

/* Opens the folder that a path lies in; *name is its name there. */
static int
open_parent(int root, const char *path, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash == NULL ? path : slash + 1;
    if (slash == NULL)
        return beneath_open(root, ".", O_PATH | O_DIRECTORY, 0);
    char *parent = slice_dup((struct slice){ path, (size_t)(slash - path) });
    int fd = beneath_open(root, parent, O_PATH | O_DIRECTORY, 0);
    free(parent);
    return fd;
}

static int
close_keeping(int fd, int result)
{
    int error = errno;
    (void)close(fd);
    errno = error;
    return result;
}

int
beneath_stat(int root, const char *path, struct stat *status)
{
    const char *name;
    int parent = open_parent(root, path, &name);
    if (parent < 0)
        return -1;
    return close_keeping(parent, fstatat(parent, name, status, AT_SYMLINK_NOFOLLOW));
}

int
beneath_make_parents(int root, const char *path)
{
    int at = beneath_open(root, ".", O_PATH | O_DIRECTORY, 0);
    char *copy = slice_dup(slice_from(path)), *name = copy;
    for (char *slash = strchr(copy, '/'); slash != NULL && at >= 0; slash = strchr(name, '/')) {
        *slash = '\0';
        int made = mkdirat(at, name, 0777);
        int next =
            made == 0 || errno == EEXIST ? beneath_open(at, name, O_PATH | O_DIRECTORY, 0) : -1;
        (void)close_keeping(at, 0);
        at = next;
        name = slash + 1;
    }
    free(copy);
    return at < 0 ? -1 : close_keeping(at, 0);
}

int
beneath_move(int root, const char *from, const char *to)
{
    const char *old_name, *new_name;
    int old_parent = open_parent(root, from, &old_name);
    if (old_parent < 0)
        return -1;
    int new_parent = open_parent(root, to, &new_name);
    if (new_parent < 0)
        return close_keeping(old_parent, -1);
    int result = renameat2(old_parent, old_name, new_parent, new_name, RENAME_NOREPLACE);
    return close_keeping(old_parent, close_keeping(new_parent, result));
}

int
beneath_create(int root, const char *path, mode_t mode)
{
    const char *name;
    int parent = open_parent(root, path, &name);
    if (parent < 0)
        return -1;
    (void)unlinkat(parent, name, 0);
    return close_keeping(
        parent, openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
}

int
beneath_remove_folder(int root, const char *path)
{
    const char *name;
    int parent = open_parent(root, path, &name);
    if (parent < 0)
        return -1;
    return close_keeping(parent, unlinkat(parent, name, AT_REMOVEDIR));
}
