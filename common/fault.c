/* Ways to make a process fail on purpose; empty in normal builds. */
#include "common/fault.h"

#ifdef PAGEWIRE_FAULTS

#include "common/log.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What follows "POINT" in the variable: "" or ":REST"; NULL when it names
 * another point. */
static const char *
fault_rest(const char *variable, const char *point)
{
    const char *value = getenv(variable);
    size_t len = strlen(point);
    if (value == NULL || strncmp(value, point, len) != 0)
        return NULL;
    return value[len] == '\0' || value[len] == ':' ? value + len : NULL;
}

static void
fault_sleep(long ms)
{
    struct timespec left = { ms / 1000, ms % 1000 * 1000000 };
    while (nanosleep(&left, &left) != 0)
        continue;
}

static void
fault_crash(const char *point, const char *page_id)
{
    const char *mark = getenv("PAGEWIRE_CRASH_MARK");
    if (mark != NULL) {
        int fd = open(mark, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
        if (fd < 0)
            return; /* hit before: once is enough */
        (void)dprintf(fd, "%s %s\n", point, page_id ? page_id : "");
        (void)close(fd);
    }
    (void)kill(getpid(), SIGKILL);
    (void)pause();
}

void
fault_point(const char *point, const char *page_id)
{
    static atomic_long hits;
    const char *rest = fault_rest("PAGEWIRE_SLEEP_AT", point);
    if (rest != NULL)
        fault_sleep(*rest ? strtol(rest + 1, NULL, 10) : 1000);
    rest = fault_rest("PAGEWIRE_HANG_AT", point);
    if (rest != NULL && (*rest == '\0' || (page_id && strcmp(rest + 1, page_id) == 0)))
        for (;;)
            fault_sleep(1000);
    rest = fault_rest("PAGEWIRE_CRASH_AT", point);
    if (rest != NULL) {
        long wanted = *rest ? strtol(rest + 1, NULL, 10) : 1;
        if (atomic_fetch_add(&hits, 1) + 1 >= wanted)
            fault_crash(point, page_id);
    }
}

bool
fault_switch(const char *name, const char *value)
{
    char variable[64];
    (void)snprintf(variable, sizeof variable, "PAGEWIRE_%s", name);
    const char *set = getenv(variable);
    return set != NULL && strcmp(set, value) == 0;
}

#else
typedef int fault_nothing; /* ISO C wants a declaration */
#endif
