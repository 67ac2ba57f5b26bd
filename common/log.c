#include "common/log.h"

#include "common/clock.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048, TIME_BYTES = 48 };

static const char *const level_names[] = { "debug", "info", "warn", "error" };
static const char *_Atomic stage_name = "pagewire";
static atomic_int lowest_level = LOG_INFO_LEVEL;
static atomic_bool times_shown;

void
log_open(const char *stage, enum log_level lowest)
{
    atomic_store(&stage_name, stage);
    atomic_store(&lowest_level, (int)lowest);
}

void
log_show_times(bool shown)
{
    atomic_store(&times_shown, shown);
}

/* The time and a blank, or nothing; returns the length. */
static size_t
print_time(char *text, size_t size)
{
    struct timespec now;
    struct tm local;
    text[0] = '\0';
    if (!atomic_load(&times_shown) || clock_gettime(CLOCK_REALTIME, &now) != 0 ||
        localtime_r(&now.tv_sec, &local) == NULL)
        return 0;
    long minutes = local.tm_gmtoff / 60, distance = minutes < 0 ? -minutes : minutes;
    size_t len = strftime(text, size, "%Y-%m-%dT%H:%M:%S", &local);
    int rest = snprintf(text + len, size - len, ".%03ld%c%02ld:%02ld ", now.tv_nsec / 1000000,
                        minutes < 0 ? '-' : '+', distance / 60, distance % 60);
    return len + (size_t)rest;
}

bool
log_level_find(const char *name, enum log_level *level)
{
    for (int i = LOG_DEBUG_LEVEL; i <= LOG_ERROR_LEVEL; i++) {
        if (strcmp(name, level_names[i]) == 0) {
            *level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

/* Copies text into line with control characters made visible; returns the
 * length, which leaves room for a line end. */
static size_t
make_printable(char *line, size_t size, const char *text)
{
    size_t len = 0;
    for (const char *c = text; *c != '\0' && len + 6 < size; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte >= 0x20 && byte != 0x7f)
            line[len++] = *c;
        else
            len += (size_t)snprintf(line + len, size - len, "\\x%02x", byte);
    }
    return len;
}

/* ---- limit ---- */

/* What one event may fill a second with; a peer that makes us log does not fill the disk. */
enum { LINES_MAX = 1000, EVENTS = 64 };

struct limit {
    char event[40];
    int64_t second;
    unsigned lines, suppressed;
};
static struct limit limits[EVENTS];
static pthread_mutex_t limits_lock = PTHREAD_MUTEX_INITIALIZER;

/* Whether a line of the event may be written; *suppressed were not in the second before. */
static bool
is_allowed(const char *event, unsigned *suppressed)
{
    size_t at = 5381;
    for (const char *c = event; *c != '\0'; c++)
        at = at * 33 + (unsigned char)*c;
    int64_t second = clock_ms() / 1000;
    (void)pthread_mutex_lock(&limits_lock);
    struct limit *limit = &limits[at % EVENTS];
    *suppressed = 0;
    if (limit->second != second || strncmp(limit->event, event, sizeof limit->event - 1) != 0) {
        *suppressed = limit->suppressed;
        *limit = (struct limit){ .second = second };
        (void)snprintf(limit->event, sizeof limit->event, "%s", event);
    }
    bool allowed = limit->lines < LINES_MAX;
    limit->lines += allowed;
    limit->suppressed += !allowed;
    (void)pthread_mutex_unlock(&limits_lock);
    return allowed;
}

static void
tell_suppressed(const char *event, unsigned lines)
{
    char line[192];
    size_t len = print_time(line, TIME_BYTES);
    len += (size_t)snprintf(line + len, sizeof line - len,
                            "warn %s log-suppressed event=%.40s lines=%u\n",
                            atomic_load(&stage_name), event, lines);
    ssize_t written = write(STDERR_FILENO, line, len);
    (void)written;
}

void
log_event(enum log_level level, const char *page_id, const char *event, const char *format, ...)
{
    if ((int)level < atomic_load(&lowest_level))
        return;
    unsigned suppressed;
    bool allowed = is_allowed(event, &suppressed);
    if (suppressed > 0)
        tell_suppressed(event, suppressed);
    if (!allowed)
        return;
    char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 64];
    size_t used = print_time(text, TIME_BYTES);
    used += (size_t)snprintf(text + used, 512 - used, "%s %s %s%s%.64s", level_names[level],
                             atomic_load(&stage_name), event, page_id ? " page=" : "",
                             page_id ? page_id : "");
    if (used > 511)
        used = 511;
    if (format != NULL) {
        text[used++] = ' ';
        va_list args;
        va_start(args, format);
        (void)vsnprintf(text + used, sizeof text - used, format, args);
        va_end(args);
    }
    size_t len = make_printable(line, sizeof line, text);
    line[len++] = '\n';
    ssize_t written = write(STDERR_FILENO, line, len);
    (void)written; /* nowhere to tell */
}
