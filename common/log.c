#include "common/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048 };

static const char *const level_names[] = { "debug", "info", "warn", "error" };
static const char *_Atomic stage_name = "pagewire";
static atomic_int lowest_level = LOG_INFO_LEVEL;

void
log_open(const char *stage, enum log_level lowest)
{
    atomic_store(&stage_name, stage);
    atomic_store(&lowest_level, (int)lowest);
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

void
log_event(enum log_level level, const char *page_id, const char *event, const char *format, ...)
{
    if ((int)level < atomic_load(&lowest_level))
        return;
    char text[LINE_MAX_BYTES], line[LINE_MAX_BYTES + 64];
    size_t used =
        (size_t)snprintf(text, 512, "%s %s %s%s%.64s", level_names[level], atomic_load(&stage_name),
                         event, page_id ? " page=" : "", page_id ? page_id : "");
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
