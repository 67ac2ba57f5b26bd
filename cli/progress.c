#include "cli/progress.h"

#include "cli/crew.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 30, DRAW_MS = 100, NOTE_MS = 3000 };

void
progress_init(struct progress *progress, bool wanted)
{
    *progress = (struct progress){ .on = wanted && isatty(STDERR_FILENO) == 1 };
    progress->begun = crew_clock();
}

void
progress_show(struct progress *progress, size_t done, size_t all, size_t accepted)
{
    long long now = crew_clock();
    if (!progress->on || all == 0 || (done < all && now - progress->drawn < DRAW_MS))
        return;
    char bar[BAR + 1];
    size_t filled = done * BAR / all;
    memset(bar, ' ', BAR);
    memset(bar, '=', filled);
    if (filled < BAR)
        bar[filled] = '>';
    bar[BAR] = '\0';
    double seconds = (double)(now - progress->begun) / 1000;
    fprintf(stderr, "\r\033[K[%s] %zu/%zu", bar, done, all);
    if (accepted > done)
        fprintf(stderr, "  %zu accepted", accepted);
    if (seconds > 0.05)
        fprintf(stderr, "  %.1f/s", (double)done / seconds);
    if (progress->note[0] != '\0' && now - progress->noted < NOTE_MS)
        fprintf(stderr, "  %s", progress->note);
    fflush(stderr);
    progress->drawn = now;
    progress->shown = true;
}

void
progress_note(struct progress *progress, struct slice note)
{
    snprintf(progress->note, sizeof progress->note, "busy: %.*s", SLICE_ARGS(note));
    progress->noted = crew_clock();
}

void
progress_hide(struct progress *progress)
{
    if (!progress->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    progress->shown = false;
    progress->drawn = 0;
}

void
progress_end(struct progress *progress)
{
    if (progress->shown)
        fputc('\n', stderr);
    progress->shown = false;
}
