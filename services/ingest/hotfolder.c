/*
 * Every file that is seen has a record until it is moved away or gone.  Records
 * are in one of three queues, or submitted:
 *
 *     SETTLING   is looked at again when due: has its size rested?
 *     READY      is read and submitted as soon as there is room
 *     WAITING    was told BUSY, or could not be read: tried again when due
 *     SUBMITTED  the intake has it
 *
 * Since a record joins the end of a queue with a constant delay, only the heads need
 * looking at.  Events only make things faster: a scan finds everything again, at
 * the start, every scan ms and after the event queue overflowed.
 *
 * What was read is what was accepted, or the file stays: size, time and inode are
 * compared before and after reading, before moving and after.
 */
#include "services/ingest/hotfolder.h"

#include "common/daemon.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/pathmeta.h"
#include "common/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    TAKE_MS = 20,       /* of reading and decoding at a time */
    SUBMITTED_MAX = 16, /* files on their way at once */
    RETRY_MS = 5000,    /* after a file could not be read or moved */
    DEPTH_MAX = 16,     /* of folders */
    CLASH_MAX = 100000, /* numbers tried for a taken name */
};

enum file_state { SETTLING, READY, WAITING, SUBMITTED };
enum { QUEUE_COUNT = SUBMITTED };

/* What tells one state of a file from another. */
struct print {
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct file {
    TAILQ_ENTRY(file) link; /* in the queue of its state */
    struct hotfolder *folder;
    char *path; /* relative to the folder */
    enum file_state state;
    int64_t due;
    struct print print; /* when last looked at */
    uint64_t seen;      /* number of the scan that saw it last */
};
TAILQ_HEAD(file_queue, file);

struct hotfolder {
    struct hotfolder_spec spec;
    zloop_t *loop;
    int root; /* of the folder */
    int events, timer;
    zhashx_t *files;   /* path -> struct file */
    zhashx_t *watches; /* watch descriptor, printed -> path of the folder */
    struct file_queue queues[QUEUE_COUNT];
    size_t submitted;
    int64_t next_scan;
    uint64_t scans;
    bool stopped, watch_failed;
    bool taking; /* in take_ready */
    struct metric *waiting, *done, *failed;
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

/* ---- records ---- */

static void
enqueue(struct file *file, enum file_state state, int64_t rest)
{
    struct hotfolder *folder = file->folder;
    file->state = state;
    file->due = daemon_clock() + rest;
    if (state != SUBMITTED)
        TAILQ_INSERT_TAIL(&folder->queues[state], file, link);
    metric_set(folder->waiting, (int64_t)zhashx_size(folder->files));
}

static void
dequeue(struct file *file)
{
    if (file->state != SUBMITTED)
        TAILQ_REMOVE(&file->folder->queues[file->state], file, link);
}

static void
move_to(struct file *file, enum file_state state, int64_t rest)
{
    dequeue(file);
    enqueue(file, state, rest);
}

static void
forget(struct file *file)
{
    struct hotfolder *folder = file->folder;
    dequeue(file);
    zhashx_delete(folder->files, file->path);
    metric_set(folder->waiting, (int64_t)zhashx_size(folder->files));
    free(file->path);
    free(file);
}

static struct print
print_of(const struct stat *status)
{
    return (struct print){ status->st_dev, status->st_ino, status->st_size, status->st_mtim };
}

static bool
print_equal(const struct print *a, const struct print *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* Notes that a file is there; complete: it was closed or renamed in. */
static void
see(struct hotfolder *folder, const char *path, bool complete)
{
    struct stat status;
    if (fstatat(folder->root, path, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
        return;
    struct file *file = zhashx_lookup(folder->files, path);
    if (file == NULL) {
        file = calloc(1, sizeof *file);
        if (file == NULL)
            die("out of memory");
        file->folder = folder;
        file->path = slice_dup(slice_from(path));
        (void)zhashx_insert(folder->files, path, file);
        file->print = print_of(&status);
        enqueue(file, complete ? READY : SETTLING, folder->spec.settle);
    } else if (complete && file->state == SETTLING) {
        file->print = print_of(&status);
        move_to(file, READY, 0);
    }
    file->seen = folder->scans;
}

/* ---- watching ---- */

static void
watch_key(char key[16], int watch)
{
    (void)snprintf(key, 16, "%d", watch);
}

static void
watch(struct hotfolder *folder, const char *path)
{
    char *full = join(folder->spec.path, path[0] != '\0' ? path : ".");
    int descriptor =
        inotify_add_watch(folder->events, full,
                          IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_ONLYDIR | IN_DONT_FOLLOW);
    free(full);
    if (descriptor >= 0) {
        char key[16];
        watch_key(key, descriptor);
        zhashx_update(folder->watches, key, slice_dup(slice_from(path)));
    } else if (errno != ENOENT && !folder->watch_failed) {
        folder->watch_failed = true;
        log_warn(NULL, "hot-folder-unwatched", "folder=\"%s\" reason=\"%s\" effect=\"scans only\"",
                 path, strerror(errno));
    }
}

static void
scan_into(struct hotfolder *folder, const char *path, int depth)
{
    int fd = openat(folder->root, path[0] != '\0' ? path : ".",
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (dir == NULL) {
        if (errno != ENOENT)
            log_warn(NULL, "hot-folder-unreadable", "folder=\"%s\" reason=\"%s\"", path,
                     strerror(errno));
        if (fd >= 0)
            (void)close(fd);
        return;
    }
    watch(folder, path);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (is_ignored(entry->d_name))
            continue;
        char *below = join(path, entry->d_name);
        struct stat status;
        bool is_dir = entry->d_type == DT_DIR;
        if (entry->d_type == DT_UNKNOWN &&
            fstatat(folder->root, below, &status, AT_SYMLINK_NOFOLLOW) == 0)
            is_dir = S_ISDIR(status.st_mode);
        if (is_dir && depth < DEPTH_MAX && !is_own(below))
            scan_into(folder, below, depth + 1);
        else if (!is_dir)
            see(folder, below, false);
        free(below);
    }
    (void)closedir(dir);
}

/* Looks at everything; records of files that are gone go. */
static void
scan(struct hotfolder *folder)
{
    folder->scans++;
    folder->next_scan = daemon_clock() + folder->spec.scan;
    scan_into(folder, "", 0);
    zlistx_t *all = zhashx_values(folder->files);
    for (struct file *file = zlistx_first(all); file != NULL; file = zlistx_next(all))
        if (file->seen != folder->scans && file->state != SUBMITTED)
            forget(file);
    zlistx_destroy(&all);
}

static void
on_event(struct hotfolder *folder, const struct inotify_event *event)
{
    char key[16];
    watch_key(key, event->wd);
    if (event->mask & IN_Q_OVERFLOW) {
        log_warn(NULL, "hot-folder-overflow", "effect=\"a scan\"");
        scan(folder);
        return;
    }
    if (event->mask & IN_IGNORED) {
        zhashx_delete(folder->watches, key);
        return;
    }
    const char *parent = zhashx_lookup(folder->watches, key);
    if (parent == NULL || event->len == 0 || is_ignored(event->name))
        return;
    char *path = join(parent, event->name);
    if (event->mask & IN_ISDIR) {
        if (!is_own(path))
            scan_into(folder, path, 0);
    } else {
        see(folder, path, (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0);
    }
    free(path);
}

static void take_ready(struct hotfolder *folder);

static int
on_events(zloop_t *loop, zmq_pollitem_t *item, void *arg)
{
    (void)loop, (void)item;
    struct hotfolder *folder = arg;
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t len = read(folder->events, buffer, sizeof buffer);
    for (ssize_t at = 0; at < len;) {
        const struct inotify_event *event = (const struct inotify_event *)(void *)(buffer + at);
        at += (ssize_t)(sizeof *event + event->len);
        if (!folder->stopped)
            on_event(folder, event);
    }
    take_ready(folder);
    return 0;
}

/* ---- moving away ---- */

/* Makes the folders above a path under `top`. */
static int
make_parents(int root, const char *path)
{
    char *copy = slice_dup(slice_from(path));
    int status = 0;
    for (char *slash = strchr(copy, '/'); slash != NULL && status == 0;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdirat(root, copy, 0777) != 0 && errno != EEXIST)
            status = -1;
        *slash = '/';
    }
    free(copy);
    return status;
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
move_below(struct hotfolder *folder, const char *path, const char *top, struct buf *target)
{
    for (unsigned number = 1; number < CLASH_MAX; number++) {
        numbered(target, top, path, number);
        if (number == 1 && make_parents(folder->root, buf_string(target)) != 0)
            return -1;
        if (renameat2(folder->root, path, folder->root, buf_string(target), RENAME_NOREPLACE) == 0)
            return 0;
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

static bool
is_same(const struct hotfolder *folder, const char *path, const struct print *print)
{
    struct stat status;
    if (fstatat(folder->root, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return false;
    struct print now = print_of(&status);
    return print_equal(&now, print);
}

/* Moves a file away if it is still the one that was read.  Returns 0; 1 when
 * another has its name now, which stays; -1 when it cannot be moved. */
static int
put_away(struct file *file, const char *top, struct buf *target)
{
    struct hotfolder *folder = file->folder;
    if (!is_same(folder, file->path, &file->print))
        return 1;
    if (move_below(folder, file->path, top, target) != 0)
        return -1;
    if (is_same(folder, buf_string(target), &file->print))
        return 0;
    /* Replaced in between: that one goes back, unless yet another is there. */
    (void)renameat2(folder->root, buf_string(target), folder->root, file->path, RENAME_NOREPLACE);
    return 1;
}

static void
write_reason(struct hotfolder *folder, const char *target, struct slice reason)
{
    struct buf path = { 0 };
    buf_printf(&path, "%s.reason", target);
    int fd =
        openat(folder->root, buf_string(&path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0 || dprintf(fd, "%.*s\n", SLICE_ARGS(reason)) < 0)
        log_warn(NULL, "hot-folder-reason-unwritten", "file=\"%s\" reason=\"%s\"",
                 buf_string(&path), strerror(errno));
    if (fd >= 0)
        (void)close(fd);
    buf_done(&path);
}

/* The end of a file's way; reason is NULL for done/. */
static void
settle_fate(struct file *file, const struct slice *reason)
{
    struct hotfolder *folder = file->folder;
    struct buf target = { 0 };
    switch (put_away(file, reason == NULL ? "done" : "failed", &target)) {
    case 0:
        metric_add(reason == NULL ? folder->done : folder->failed, 1);
        log_info(NULL, "hot-folder-moved", "file=\"%s\" to=\"%s\"", file->path,
                 buf_string(&target));
        if (reason != NULL)
            write_reason(folder, buf_string(&target), *reason);
        forget(file);
        break;
    case 1: {
        char *path = slice_dup(slice_from(file->path));
        forget(file);
        see(folder, path, false);
        free(path);
        break;
    }
    default:
        log_warn(NULL, "hot-folder-stuck", "file=\"%s\" reason=\"%s\"", file->path,
                 strerror(errno));
        move_to(file, WAITING, RETRY_MS);
    }
    buf_done(&target);
}

/* ---- submitting ---- */

static void
on_outcome(void *arg, const struct intake_outcome *outcome)
{
    struct file *file = arg;
    struct hotfolder *folder = file->folder;
    folder->submitted--;
    struct buf text = { 0 };
    struct slice reason = outcome->reason;
    switch (outcome->verdict) {
    case INTAKE_ACCEPTED:
    case INTAKE_COMMITTED:
        settle_fate(file, NULL);
        break;
    case INTAKE_BUSY:
        move_to(file, WAITING, outcome->retry_after);
        break;
    case INTAKE_DEAD:
        buf_printf(&text, "this page is a dead letter (pagewire dlq show %s): %.*s",
                   outcome->page_id, SLICE_ARGS(reason));
        reason = buf_slice(&text);
        settle_fate(file, &reason);
        break;
    case INTAKE_REFUSED:
        settle_fate(file, &reason);
        break;
    }
    buf_done(&text);
    take_ready(folder);
}

static void
refuse(struct file *file, const char *reason)
{
    struct slice text = slice_from(reason);
    log_warn(NULL, "submitted", "verdict=refused name=\"%s\" reason=\"%s\"", file->path, reason);
    settle_fate(file, &text);
}

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

enum reading { READ_GOOD, READ_UNSETTLED, READ_FAILED };

/* Reads a whole file that did not change meanwhile. */
static enum reading
read_bytes(int fd, const struct print *print, struct buf *bytes)
{
    size_t size = (size_t)print->size;
    (void)buf_reserve(bytes, size + 1);
    while (bytes->len <= size) {
        ssize_t got = read(fd, bytes->ptr + bytes->len, size + 1 - bytes->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return READ_FAILED;
        if (got == 0)
            break;
        bytes->len += (size_t)got;
    }
    struct stat status;
    if (fstat(fd, &status) != 0)
        return READ_FAILED;
    struct print now = print_of(&status);
    return bytes->len == size && print_equal(&now, print) ? READ_GOOD : READ_UNSETTLED;
}

static void
submit_bytes(struct file *file, struct slice bytes)
{
    struct hotfolder *folder = file->folder;
    struct pathmeta meta;
    pathmeta_read(&meta, slice_from(file->path));
    struct ledger_page page = { .id = SLICE_EMPTY,
                                .bytes = bytes,
                                .name = meta.name,
                                .paper = meta.paper,
                                .date = slice_from(meta.date),
                                .number = meta.number,
                                .encoding = SLICE_EMPTY,
                                .lenient = folder->spec.lenient,
                                .lane = folder->spec.lane };
    move_to(file, SUBMITTED, 0);
    folder->submitted++;
    intake_submit(folder->spec.intake, &page, on_outcome, file);
}

/* The print of an open file that is to be read now. */
static enum reading
inspect(struct file *file, int fd)
{
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return READ_FAILED;
    file->print = print_of(&status);
    return is_being_written(fd) ? READ_UNSETTLED : READ_GOOD;
}

static void
take(struct file *file)
{
    struct hotfolder *folder = file->folder;
    int fd =
        openat(folder->root, file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    int failure = errno;
    struct buf bytes = { 0 };
    enum reading reading = inspect(file, fd);
    bool large = reading == READ_GOOD && (size_t)file->print.size > folder->spec.bytes_max;
    if (reading == READ_GOOD && !large)
        reading = read_bytes(fd, &file->print, &bytes);
    if (fd >= 0)
        (void)close(fd);

    if (fd < 0 && failure == ENOENT) {
        forget(file);
    } else if (reading == READ_FAILED) {
        log_warn(NULL, "hot-folder-unreadable", "file=\"%s\" reason=\"%s\"", file->path,
                 strerror(fd < 0 ? failure : errno));
        move_to(file, WAITING, RETRY_MS);
    } else if (reading == READ_UNSETTLED) {
        move_to(file, SETTLING, folder->spec.settle);
    } else if (large) {
        char reason[128];
        (void)snprintf(reason, sizeof reason,
                       "the file has %lld bytes, more than the %zu that a page may have",
                       (long long)file->print.size, folder->spec.bytes_max);
        refuse(file, reason);
    } else if (!utf8_valid(slice_from(file->path), NULL)) {
        refuse(file, "the file's name or folder is not UTF-8");
    } else {
        submit_bytes(file, buf_slice(&bytes));
    }
    buf_done(&bytes);
}

/* Takes what is ready, for a moment; the next outcome or tick goes on. */
static void
take_ready(struct hotfolder *folder)
{
    int64_t until = daemon_clock() + TAKE_MS;
    if (folder->taking)
        return; /* an outcome that came at once */
    folder->taking = true;
    while (!folder->stopped && !TAILQ_EMPTY(&folder->queues[READY]) &&
           folder->submitted < SUBMITTED_MAX && daemon_clock() < until)
        /* NOLINTNEXTLINE: it does not see that the queue shrinks */
        take(TAILQ_FIRST(&folder->queues[READY]));
    folder->taking = false;
}

/* ---- time ---- */

static void
look_again(struct file *file)
{
    struct stat status;
    if (fstatat(file->folder->root, file->path, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        forget(file);
        return;
    }
    struct print now = print_of(&status);
    bool rests = print_equal(&now, &file->print);
    file->print = now;
    move_to(file, rests ? READY : SETTLING, file->folder->spec.settle);
}

static void
turn(struct hotfolder *folder)
{
    int64_t now = daemon_clock();
    struct file *file;
    /* NOLINTNEXTLINE: it does not see that the queue shrinks */
    while ((file = TAILQ_FIRST(&folder->queues[SETTLING])) != NULL && file->due <= now)
        look_again(file);
    while ((file = TAILQ_FIRST(&folder->queues[WAITING])) != NULL && file->due <= now)
        move_to(file, READY, 0);
    take_ready(folder);
    if (daemon_clock() >= folder->next_scan)
        scan(folder);
}

static int
on_tick(zloop_t *loop, int timer, void *arg)
{
    (void)loop, (void)timer;
    struct hotfolder *folder = arg;
    if (!folder->stopped)
        turn(folder);
    return 0;
}

/* ---- public ---- */

static int
open_folders(struct hotfolder *folder, struct err *err)
{
    const char *path = folder->spec.path;
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    folder->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->root < 0)
        return err_set(err, ERR_REJECT, "%s: %s", path, strerror(errno));
    static const char *const own[] = { "done", "failed" };
    for (size_t i = 0; i < 2; i++)
        if (mkdirat(folder->root, own[i], 0777) != 0 && errno != EEXIST)
            return err_set(err, ERR_REJECT, "%s/%s: %s", path, own[i], strerror(errno));
    if (faccessat(folder->root, "done", W_OK, 0) != 0)
        return err_set(err, ERR_REJECT, "%s/done: %s", path, strerror(errno));
    folder->events = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (folder->events < 0)
        return err_set(err, ERR_RETRY, "inotify: %s", strerror(errno));
    return 0;
}

static void
destroy(void **path)
{
    free(*path);
    *path = NULL;
}

int
hotfolder_open(struct hotfolder **out, zloop_t *loop, const struct hotfolder_spec *spec,
               struct err *err)
{
    struct hotfolder *folder = calloc(1, sizeof *folder);
    if (folder == NULL)
        die("out of memory");
    folder->spec = *spec;
    folder->loop = loop;
    folder->root = folder->events = folder->timer = -1;
    for (int i = 0; i < QUEUE_COUNT; i++)
        TAILQ_INIT(&folder->queues[i]);
    folder->files = zhashx_new();
    folder->watches = zhashx_new();
    zhashx_set_destructor(folder->watches, destroy);
    folder->waiting =
        metric_new(METRIC_GAUGE, "hot_folder_files", NULL, "Files seen and not yet moved away.");
    folder->done =
        metric_new(METRIC_COUNTER, "hot_folder_done_total", NULL, "Files moved to done/.");
    folder->failed =
        metric_new(METRIC_COUNTER, "hot_folder_failed_total", NULL, "Files moved to failed/.");
    if (open_folders(folder, err) != 0) {
        hotfolder_close(folder);
        return err_prefix(err, "hot_folder");
    }
    (void)signal(SIGIO, SIG_IGN); /* what the kernel sends when a lease is in the way */
    zmq_pollitem_t item = { .fd = folder->events, .events = ZMQ_POLLIN };
    folder->timer = zloop_timer(loop, TICK_MS, 0, on_tick, folder);
    if (folder->timer < 0 || zloop_poller(loop, &item, on_events, folder) != 0)
        die("out of memory");
    scan(folder);
    *out = folder;
    return 0;
}

void
hotfolder_close(struct hotfolder *folder)
{
    if (folder == NULL)
        return;
    if (folder->timer >= 0) {
        zmq_pollitem_t item = { .fd = folder->events };
        zloop_timer_end(folder->loop, folder->timer);
        zloop_poller_end(folder->loop, &item);
    }
    zlistx_t *all = zhashx_values(folder->files);
    for (struct file *file = zlistx_first(all); file != NULL; file = zlistx_next(all))
        forget(file);
    zlistx_destroy(&all);
    zhashx_destroy(&folder->files);
    zhashx_destroy(&folder->watches);
    if (folder->events >= 0)
        (void)close(folder->events);
    if (folder->root >= 0)
        (void)close(folder->root);
    free(folder);
}

void
hotfolder_stop(struct hotfolder *folder)
{
    if (folder != NULL)
        folder->stopped = true;
}
