#include "cli/progress.h"

#include "common/clock.h"

#include "cli/crew.h"
#include "cli/heard.h"
#include "cli/term.h"
#include "cli/tongue.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR = 30, BAR_LEAST = 8, COLUMNS = 80, DRAW_MS = 100, NOTE_MS = 3000 };

void
progress_init(struct progress *progress, bool wanted)
{
    *progress = (struct progress){ .on = wanted && isatty(STDERR_FILENO) == 1 };
    progress->begun = clock_ms();
}

/* Columns of the line; the last stays free, lest the terminal begins another. */
static size_t
room(void)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return (known ? size.ws_col : COLUMNS) - 1U;
}

static void
draw(size_t done, size_t all, struct slice text)
{
    size_t columns = room(), wanted = term_columns(text) + 2;
    size_t length = columns > wanted + BAR         ? BAR
                    : columns > wanted + BAR_LEAST ? columns - wanted
                                                   : BAR_LEAST;
    size_t filled = done * length / all;
    struct buf line = { 0 }, out = { 0 };
    buf_add_char(&line, '[');
    for (size_t i = 0; i < length; i++)
        buf_add_char(&line, i < filled ? '=' : i == filled ? '>' : ' ');
    buf_add_char(&line, ']');
    buf_add_slice(&line, text);
    term_cell(&out, buf_slice(&line), columns, false);
    fprintf(stderr, "\r\033[K%.*s", SLICE_ARGS(buf_slice(&out)));
    fflush(stderr);
    buf_done(&line);
    buf_done(&out);
}

void
progress_show(struct progress *progress, size_t done, size_t all, size_t accepted)
{
    long long now = clock_ms();
    if (!progress->on || all == 0 || (done < all && now - progress->drawn < DRAW_MS))
        return;
    struct buf text = { 0 };
    double seconds = (double)(now - progress->begun) / 1000;
    buf_printf(&text, " %zu/%zu", done, all);
    if (accepted > done)
        buf_printf(&text, _("  %zu accepted"), accepted);
    if (seconds > 0.05)
        buf_printf(&text, "  %.1f/s", (double)done / seconds);
    if (done < all && progress->note[0] != '\0' && now - progress->noted < NOTE_MS)
        buf_printf(&text, "  %s", progress->note);
    draw(done, all, buf_slice(&text));
    buf_done(&text);
    progress->drawn = now;
    progress->shown = true;
}

/* In the reader's language; what: NULL when nothing moves. */
static void
note(struct progress *progress, const char *what, struct slice how)
{
    struct buf heard = { 0 };
    heard_add(&heard, how);
    struct slice said = buf_slice(&heard);
    if (what != NULL)
        (void)snprintf(progress->note, sizeof progress->note, "%s: %.*s", what, SLICE_ARGS(said));
    else
        (void)snprintf(progress->note, sizeof progress->note, _("busy: %.*s"), SLICE_ARGS(said));
    buf_done(&heard);
    progress->noted = clock_ms();
}

void
progress_tell(struct progress *progress, const char *what, struct slice how)
{
    note(progress, what, how);
}

void
progress_note(struct progress *progress, struct slice why)
{
    note(progress, NULL, why);
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
