/*
 * progress: a bar on standard error while it is a terminal, nothing otherwise.
 *
 *     [==============>               ] 45/120  80 accepted  12.3/s  busy: ...
 */
#ifndef PAGEWIRE_CLI_PROGRESS_H
#define PAGEWIRE_CLI_PROGRESS_H

#include "common/slice.h"

#include <stdbool.h>

struct progress {
    bool on, shown;
    long long begun, drawn; /* ms, monotonic */
    char note[120];         /* why it is slow, for a while */
    long long noted;
};

void progress_init(struct progress *progress, bool wanted);

/* Draws the bar, a few times a second at most. */
void progress_show(struct progress *progress, size_t done, size_t all, size_t accepted);

/* Says what goes on, for some seconds, while not all is done. */
void progress_tell(struct progress *progress, const char *what, struct slice how);

/* Says why nothing moves, likewise. */
void progress_note(struct progress *progress, struct slice why);

/* Clears the line for other output; the next show draws it again. */
void progress_hide(struct progress *progress);

/* Leaves the last state on the screen. */
void progress_end(struct progress *progress);

#endif
