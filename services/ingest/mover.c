#include "services/ingest/mover.h"

#include "services/ingest/beneath.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CLASH_MAX = 100000 }; /* numbers tried for a taken name */

struct print
print_of(const struct stat *status)
{
    return (struct print){ status->st_dev, status->st_ino, status->st_size, status->st_mtim };
}

bool
print_equal(const struct print *a, const struct print *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* "top/a/A03.txt", "top/a/A03-2.txt", ... */
static void
numbered(struct buf *target, const char *top, const char *path, unsigned number)
{
    buf_clear(target);
    if (number == 1) {
        buf_printf(target, "%s/%s", top, path);
        return;
    }
    const char *name = strrchr(path, '/'), *dot;
    name = name == NULL ? path : name + 1;
    dot = strrchr(name, '.');
    if (dot == NULL || dot == name)
        dot = name + strlen(name);
    buf_printf(target, "%s/%.*s-%u%s", top, (int)(dot - path), path, number, dot);
}

/* Moves a file below top under a name that is free; *target is that name. */
static int
move_below(int root, const char *path, const char *top, struct buf *target)
{
    for (unsigned number = 1; number < CLASH_MAX; number++) {
        numbered(target, top, path, number);
        if (number == 1 && beneath_make_parents(root, buf_string(target)) != 0)
            return -1;
        if (beneath_move(root, path, buf_string(target)) == 0)
            return 0;
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

static bool
is_same(int root, const char *path, const struct print *print)
{
    struct stat status;
    if (beneath_stat(root, path, &status) != 0)
        return false;
    struct print now = print_of(&status);
    return print_equal(&now, print);
}

enum moved
mover_put_away(int root, const char *path, const struct print *print, const char *top,
               struct buf *target)
{
    if (!is_same(root, path, print))
        return MOVE_OTHER;
    if (move_below(root, path, top, target) != 0)
        return MOVE_FAILED;
    if (is_same(root, buf_string(target), print))
        return MOVED;
    /* Replaced in between: that one goes back, unless yet another is there. */
    (void)beneath_move(root, buf_string(target), path);
    return MOVE_OTHER;
}

int
mover_explain(int root, const char *target, struct slice reason)
{
    struct buf path = { 0 };
    buf_printf(&path, "%s.reason", target);
    int fd = beneath_create(root, buf_string(&path), 0666);
    int result = fd < 0 || dprintf(fd, "%.*s\n", SLICE_ARGS(reason)) < 0 ? -1 : 0;
    int error = errno;
    if (fd >= 0)
        (void)close(fd);
    buf_done(&path);
    errno = error;
    return result;
}
