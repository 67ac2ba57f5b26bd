/*
 * watcher: what is in the hot folder, told file by file.  Events (inotify) tell at
 * once, scans tell everything again: events come not at all on network shares, and
 * get lost when there are too many.
 */
#ifndef PAGEWIRE_INGEST_WATCHER_H
#define PAGEWIRE_INGEST_WATCHER_H

#include "common/err.h"

#include <czmq.h>
#include <stdbool.h>
#include <sys/stat.h>

enum { WATCHER_DEPTH_MAX = 16 }; /* of folders; what lies deeper is logged and left */

struct watcher;

struct watcher_spec {
    int root; /* descriptor of the folder, borrowed */
    /* A file lies there; complete: it was closed after writing, or renamed in. */
    void (*file)(void *arg, const char *path, bool complete);
    /* A folder is empty. */
    void (*empty)(void *arg, const char *path, const struct stat *status);
    /* Some events were told. */
    void (*told)(void *arg);
    /* Events were lost: it wants a scan. */
    void (*lost)(void *arg);
    void *arg;
};

int watcher_open(struct watcher **out, zloop_t *loop, const struct watcher_spec *spec,
                 struct err *err);
void watcher_close(struct watcher *watcher);

/* Tells of everything.  done/ and failed/, and names that are left alone, are not told. */
void watcher_scan(struct watcher *watcher);

/* How many folders are watched. */
size_t watcher_folders(const struct watcher *watcher);

#endif
