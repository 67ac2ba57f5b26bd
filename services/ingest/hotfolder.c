/*
 * Every file that is seen has a record until it is moved away or gone.  Records
 * are in one of three queues, or submitted:
 *
 *     SETTLING   is looked at again when due: has its size rested?
 *     READY      is read and submitted as soon as there is room
 *     WAITING    was told BUSY, or could not be read: tried again when due, or when it is another
 *     SUBMITTED  the intake has it
 *
 * A record joins the end of SETTLING with a constant delay, so that only the head needs looking
 * at; in WAITING each has its own.  Events only make things faster: a scan finds everything
 * again, at the start, every scan ms and after the event queue overflowed.
 *
 * What was read is what was accepted, or the file stays: size, time and inode are
 * compared before and after reading, before moving and after.
 */
#include "services/ingest/hotfolder.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/metrics.h"
#include "common/pathmeta.h"
#include "common/utf8.h"
#include "services/ingest/beneath.h"
#include "services/ingest/hotrules.h"
#include "services/ingest/steady.h"
#include "services/ingest/watcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    TICK_MS = 100,
    TAKE_MS = 20,       /* of reading and decoding at a time */
    SUBMITTED_MAX = 16, /* files on their way at once */
    RETRY_MS = 5000,    /* after a file could not be read or moved, doubled each time to */
    RETRY_MAX_MS = 600000,
};

enum file_state { SETTLING, READY, WAITING, SUBMITTED };
enum { QUEUE_COUNT = SUBMITTED };

struct file {
    TAILQ_ENTRY(file) link; /* in the queue of its state */
    struct hotfolder *folder;
    char *path; /* relative to the folder */
    enum file_state state;
    int64_t due;
    int64_t rest;       /* after the last failure to read or move it */
    struct print print; /* when last looked at */
    uint64_t seen;      /* number of the scan that saw it last */
};
TAILQ_HEAD(file_queue, file);

struct hotfolder {
    struct hotfolder_spec spec;
    zloop_t *loop;
    int root; /* of the folder */
    int timer;
    struct watcher *watcher;
    zhashx_t *files; /* path -> struct file */
    struct file_queue queues[QUEUE_COUNT];
    size_t submitted;
    int64_t next_scan;
    uint64_t scans;
    size_t left, left_before; /* files of other kinds: seen by this scan, by the last */
    bool stopped;
    bool taking; /* in take_ready */
    struct metric *waiting, *done, *failed, *left_gauge, *folders;
};

/* ---- records ---- */

static void
enqueue(struct file *file, enum file_state state, int64_t rest)
{
    struct hotfolder *folder = file->folder;
    file->state = state;
    file->due = clock_ms() + rest;
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

/* Notes that a file is there; complete: it was closed or renamed in. */
static void
see(struct hotfolder *folder, const char *path, bool complete)
{
    struct stat status;
    if (beneath_stat(folder->root, path, &status) != 0 || !S_ISREG(status.st_mode))
        return;
    struct file *file = zhashx_lookup(folder->files, path);
    struct print now = print_of(&status);
    if (file == NULL) {
        file = calloc(1, sizeof *file);
        if (file == NULL)
            die("out of memory");
        file->folder = folder;
        file->path = slice_dup(slice_from(path));
        (void)zhashx_insert(folder->files, path, file);
        file->print = now;
        enqueue(file, complete ? READY : SETTLING, folder->spec.settle);
    } else if ((complete && file->state == SETTLING) ||
               (file->state == WAITING && !print_equal(&now, &file->print))) {
        file->print = now;
        file->rest = 0;
        move_to(file, complete ? READY : SETTLING, folder->spec.settle);
    }
    file->seen = folder->scans;
}

/* ---- what the watcher tells ---- */

static void
on_file(void *arg, const char *path, bool complete)
{
    struct hotfolder *folder = arg;
    if (folder->stopped)
        return;
    if (hotrules_taken(path, folder->spec.kinds, folder->spec.kind_count))
        see(folder, path, complete);
    else
        folder->left++;
}

/* A day's folder that has been empty for long goes, and its watch with it. */
static void
on_empty(void *arg, const char *path, const struct stat *status)
{
    struct hotfolder *folder = arg;
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    int64_t age = (int64_t)(now.tv_sec - status->st_mtim.tv_sec) * 1000;
    if (folder->stopped || age < folder->spec.empty_rest || !hotrules_day(path))
        return;
    if (beneath_remove_folder(folder->root, path) == 0)
        log_info(NULL, "hot-folder-emptied", "folder=\"%s\"", path);
}

/* Looks at everything; records of files that are gone go. */
static void
scan(struct hotfolder *folder)
{
    folder->scans++;
    folder->next_scan = clock_ms() + folder->spec.scan;
    folder->left = 0;
    watcher_scan(folder->watcher);
    folder->left_before = folder->left;
    metric_set(folder->left_gauge, (int64_t)folder->left);
    metric_set(folder->folders, (int64_t)watcher_folders(folder->watcher));
    zlistx_t *all = zhashx_values(folder->files);
    for (struct file *file = zlistx_first(all); file != NULL; file = zlistx_next(all))
        if (file->seen != folder->scans && file->state != SUBMITTED)
            forget(file);
    zlistx_destroy(&all);
}

static void take_ready(struct hotfolder *folder);

static void
on_told(void *arg)
{
    take_ready(arg);
}

static void
on_lost(void *arg)
{
    struct hotfolder *folder = arg;
    if (!folder->stopped)
        scan(folder);
}

/* ---- moving away ---- */

/* Tries again later, and ever later. */
static void
rest(struct file *file)
{
    file->rest = file->rest == 0 ? RETRY_MS : file->rest * 2;
    if (file->rest > RETRY_MAX_MS)
        file->rest = RETRY_MAX_MS;
    move_to(file, WAITING, file->rest);
}

static void
log_moved(const struct file *file, const char *target, const struct slice *reason)
{
    struct hotfolder *folder = file->folder;
    metric_add(reason == NULL ? folder->done : folder->failed, 1);
    log_info(NULL, "hot-folder-moved", "file=\"%s\" to=\"%s\"", file->path, target);
    if (reason != NULL && mover_explain(folder->root, target, *reason) != 0)
        log_warn(NULL, "hot-folder-reason-unwritten", "file=\"%s.reason\" reason=\"%s\"", target,
                 strerror(errno));
}

/* The end of a file's way; reason is NULL for done/. */
static void
settle_fate(struct file *file, const struct slice *reason)
{
    struct hotfolder *folder = file->folder;
    struct buf target = { 0 };
    switch (mover_put_away(folder->root, file->path, &file->print,
                           reason == NULL ? "done" : "failed", &target)) {
    case MOVED:
        log_moved(file, buf_string(&target), reason);
        forget(file);
        break;
    case MOVE_OTHER: {
        char *path = slice_dup(slice_from(file->path));
        forget(file);
        see(folder, path, false);
        free(path);
        break;
    }
    case MOVE_FAILED:
        log_warn(NULL, "hot-folder-stuck", "file=\"%s\" reason=\"%s\"", file->path,
                 strerror(errno));
        rest(file);
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

static void
refuse_large(struct file *file)
{
    char reason[128];
    (void)snprintf(reason, sizeof reason,
                   "the file has %lld bytes, more than the %zu that a page may have",
                   (long long)file->print.size, file->folder->spec.bytes_max);
    refuse(file, reason);
}

static void
take(struct file *file)
{
    struct hotfolder *folder = file->folder;
    struct buf bytes = { 0 };
    switch (steady_read(folder->root, file->path, folder->spec.bytes_max, &file->print, &bytes)) {
    case STEADY_READ:
        if (utf8_valid(slice_from(file->path), NULL))
            submit_bytes(file, buf_slice(&bytes));
        else
            refuse(file, "the file's name or folder is not UTF-8");
        break;
    case STEADY_CHANGING:
        move_to(file, SETTLING, folder->spec.settle);
        break;
    case STEADY_LARGE:
        refuse_large(file);
        break;
    case STEADY_GONE:
        forget(file);
        break;
    case STEADY_FAILED:
        log_warn(NULL, "hot-folder-unreadable", "file=\"%s\" reason=\"%s\"", file->path,
                 strerror(errno));
        rest(file);
    }
    buf_done(&bytes);
}

/* Takes what is ready, for a moment; the next outcome or tick goes on. */
static void
take_ready(struct hotfolder *folder)
{
    int64_t until = clock_ms() + TAKE_MS;
    if (folder->taking)
        return; /* an outcome that came at once */
    folder->taking = true;
    while (!folder->stopped && !TAILQ_EMPTY(&folder->queues[READY]) &&
           folder->submitted < SUBMITTED_MAX && clock_ms() < until)
        /* NOLINTNEXTLINE: it does not see that the queue shrinks */
        take(TAILQ_FIRST(&folder->queues[READY]));
    folder->taking = false;
}

/* ---- time ---- */

static void
look_again(struct file *file)
{
    struct stat status;
    if (beneath_stat(file->folder->root, file->path, &status) != 0) {
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
    int64_t now = clock_ms();
    struct file *file, *next;
    /* NOLINTNEXTLINE: it does not see that the queue shrinks */
    while ((file = TAILQ_FIRST(&folder->queues[SETTLING])) != NULL && file->due <= now)
        look_again(file);
    for (file = TAILQ_FIRST(&folder->queues[WAITING]); file != NULL; file = next) {
        next = TAILQ_NEXT(file, link);
        if (file->due <= now)
            move_to(file, READY, 0);
    }
    take_ready(folder);
    if (clock_ms() >= folder->next_scan)
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

static void
open_metrics(struct hotfolder *folder)
{
    folder->waiting =
        metric_new(METRIC_GAUGE, "hot_folder_files", NULL, "Files seen and not yet moved away.");
    folder->done =
        metric_new(METRIC_COUNTER, "hot_folder_done_total", NULL, "Files moved to done/.");
    folder->failed =
        metric_new(METRIC_COUNTER, "hot_folder_failed_total", NULL, "Files moved to failed/.");
    folder->left_gauge = metric_new(METRIC_GAUGE, "hot_folder_left_files", NULL,
                                    "Files of kinds that are not taken.");
    folder->folders =
        metric_new(METRIC_GAUGE, "hot_folder_watched_folders", NULL, "Folders that are watched.");
}

static int
open_watcher(struct hotfolder *folder, struct err *err)
{
    struct watcher_spec spec = { .root = folder->root,
                                 .file = on_file,
                                 .empty = on_empty,
                                 .told = on_told,
                                 .lost = on_lost,
                                 .arg = folder };
    return watcher_open(&folder->watcher, folder->loop, &spec, err);
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
    folder->root = folder->timer = -1;
    for (int i = 0; i < QUEUE_COUNT; i++)
        TAILQ_INIT(&folder->queues[i]);
    folder->files = zhashx_new();
    open_metrics(folder);
    if (hotrules_open(folder->spec.path, &folder->root, err) != 0 ||
        open_watcher(folder, err) != 0) {
        hotfolder_close(folder);
        return err_prefix(err, "hot_folder");
    }
    (void)signal(SIGIO, SIG_IGN); /* what the kernel sends when a lease is in the way */
    folder->timer = zloop_timer(loop, TICK_MS, 0, on_tick, folder);
    if (folder->timer < 0)
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
    if (folder->timer >= 0)
        zloop_timer_end(folder->loop, folder->timer);
    watcher_close(folder->watcher);
    zlistx_t *all = zhashx_values(folder->files);
    for (struct file *file = zlistx_first(all); file != NULL; file = zlistx_next(all))
        forget(file);
    zlistx_destroy(&all);
    zhashx_destroy(&folder->files);
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

void
hotfolder_figures(const struct hotfolder *folder, size_t *waiting, size_t *left)
{
    *waiting = folder == NULL ? 0 : zhashx_size(folder->files);
    *left = folder == NULL ? 0 : folder->left_before;
}
