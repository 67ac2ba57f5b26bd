#include "services/ingest/watcher.h"

#include "common/buf.h"
#include "common/log.h"
#include "services/ingest/beneath.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

struct watcher {
    struct watcher_spec spec;
    zloop_t *loop;
    int events;
    zhashx_t *watches; /* watch descriptor, printed -> path of the folder */
    zhashx_t *deep;    /* folders that were logged as too deep */
    bool watch_failed;
};

/* ---- names ---- */

static bool
has_suffix(const char *name, const char *suffix)
{
    return slice_ends(slice_from(name), slice_from(suffix));
}

/* Names of files that are still being written, and of folders left alone. */
static bool
is_ignored(const char *name)
{
    static const char *const suffixes[] = {
        "~", ".tmp", ".part", ".filepart", ".crdownload", ".swp"
    };
    if (name[0] == '.')
        return true;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (has_suffix(name, suffixes[i]))
            return true;
    return false;
}

/* done/ and failed/ at the top. */
static bool
is_own(const char *path)
{
    return strcmp(path, "done") == 0 || strcmp(path, "failed") == 0;
}

/* "folder/name", or name when folder is "". */
static char *
join(const char *folder, const char *name)
{
    struct buf path = { 0 };
    buf_printf(&path, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", name);
    char *copy = slice_dup(buf_slice(&path));
    buf_done(&path);
    return copy;
}

/* How many folders a path has. */
static int
depth_of(const char *path)
{
    int depth = path[0] != '\0';
    for (; *path != '\0'; path++)
        depth += *path == '/';
    return depth;
}

/* ---- scanning ---- */

static void
watch_key(char key[16], int watch)
{
    (void)snprintf(key, 16, "%d", watch);
}

/* Watches the folder that was opened, whatever its path leads to by now. */
static void
watch(struct watcher *watcher, const char *path, int fd)
{
    char opened[40], key[16];
    (void)snprintf(opened, sizeof opened, "/proc/self/fd/%d", fd);
    int descriptor = inotify_add_watch(watcher->events, opened,
                                       IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR);
    if (descriptor >= 0) {
        watch_key(key, descriptor);
        zhashx_update(watcher->watches, key, slice_dup(slice_from(path)));
    } else if (errno != ENOENT && !watcher->watch_failed) {
        watcher->watch_failed = true;
        log_warn(NULL, "hot-folder-unwatched", "folder=\"%s\" reason=\"%s\" effect=\"scans only\"",
                 path, strerror(errno));
    }
}

static bool
is_folder(int parent, const struct dirent *entry)
{
    struct stat status;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type == DT_DIR;
    return fstatat(parent, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(status.st_mode);
}

static DIR *
open_folder(struct watcher *watcher, const char *path)
{
    int fd =
        beneath_open(watcher->spec.root, path[0] != '\0' ? path : ".", O_RDONLY | O_DIRECTORY, 0);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir != NULL)
        return dir;
    if (errno != ENOENT)
        log_warn(NULL, "hot-folder-unreadable", "folder=\"%s\" reason=\"%s\"", path,
                 strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    return NULL;
}

/* Once for each folder. */
static void
note_deep(struct watcher *watcher, const char *path)
{
    if (zhashx_insert(watcher->deep, path, watcher) == 0)
        log_warn(NULL, "hot-folder-too-deep", "folder=\"%s\" most=%d effect=\"left alone\"", path,
                 WATCHER_DEPTH_MAX);
}

static void
scan_into(struct watcher *watcher, const char *path)
{
    if (depth_of(path) > WATCHER_DEPTH_MAX) {
        note_deep(watcher, path);
        return;
    }
    DIR *dir = open_folder(watcher, path);
    if (dir == NULL)
        return;
    struct stat status;
    int fd = dirfd(dir);
    bool known = fstat(fd, &status) == 0;
    size_t entries = 0;
    watch(watcher, path, fd);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
        if (is_ignored(entry->d_name))
            continue;
        char *below = join(path, entry->d_name);
        if (!is_folder(fd, entry))
            watcher->spec.file(watcher->spec.arg, below, false);
        else if (!is_own(below))
            scan_into(watcher, below);
        free(below);
    }
    (void)closedir(dir);
    if (entries == 0 && known && path[0] != '\0')
        watcher->spec.empty(watcher->spec.arg, path, &status);
}

/* ---- events ---- */

static void
on_event(struct watcher *watcher, const struct inotify_event *event)
{
    char key[16];
    watch_key(key, event->wd);
    if (event->mask & IN_Q_OVERFLOW) {
        log_warn(NULL, "hot-folder-overflow", "effect=\"a scan\"");
        watcher->spec.lost(watcher->spec.arg);
        return;
    }
    if (event->mask & IN_IGNORED) {
        zhashx_delete(watcher->watches, key);
        return;
    }
    const char *parent = zhashx_lookup(watcher->watches, key);
    if (parent == NULL || event->len == 0 || is_ignored(event->name))
        return;
    char *path = join(parent, event->name);
    if (!(event->mask & IN_ISDIR))
        watcher->spec.file(watcher->spec.arg, path,
                           (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0);
    else if (!is_own(path))
        scan_into(watcher, path);
    free(path);
}

static int
on_events(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    struct watcher *watcher = arg;
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t len = read(watcher->events, buffer, sizeof buffer);
    for (ssize_t at = 0; at < len;) {
        const struct inotify_event *event = (const struct inotify_event *)(void *)(buffer + at);
        at += (ssize_t)(sizeof *event + event->len);
        on_event(watcher, event);
    }
    watcher->spec.told(watcher->spec.arg);
    return 0;
}

/* ---- public ---- */

static void
destroy(void **path)
{
    free(*path);
    *path = NULL;
}

int
watcher_open(struct watcher **out, zloop_t *loop, const struct watcher_spec *spec, struct err *err)
{
    struct watcher *watcher = calloc(1, sizeof *watcher);
    if (watcher == NULL)
        die("out of memory");
    watcher->spec = *spec;
    watcher->loop = loop;
    watcher->watches = zhashx_new();
    zhashx_set_destructor(watcher->watches, destroy);
    watcher->deep = zhashx_new();
    watcher->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watcher->events < 0) {
        (void)err_set(err, ERR_RETRY, "inotify: %s", strerror(errno));
        watcher_close(watcher);
        return -1;
    }
    zmq_pollitem_t item = { .fd = watcher->events, .events = ZMQ_POLLIN };
    if (zloop_poller(loop, &item, on_events, watcher) != 0)
        die("out of memory");
    *out = watcher;
    return 0;
}

void
watcher_close(struct watcher *watcher)
{
    if (watcher == NULL)
        return;
    if (watcher->events >= 0) {
        zmq_pollitem_t item = { .fd = watcher->events };
        zloop_poller_end(watcher->loop, &item);
        (void)close(watcher->events);
    }
    zhashx_destroy(&watcher->watches);
    zhashx_destroy(&watcher->deep);
    free(watcher);
}

void
watcher_scan(struct watcher *watcher)
{
    scan_into(watcher, "");
}

size_t
watcher_folders(const struct watcher *watcher)
{
    return zhashx_size(watcher->watches);
}
