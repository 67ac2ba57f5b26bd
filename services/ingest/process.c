#include "services/ingest/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIELDS_TO_START = 19 }; /* of /proc/PID/stat, from the state on */

/* The first line of a file of /proc. */
static bool
read_line(const char *path, char *line, size_t size)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool got = fgets(line, (int)size, file) != NULL;
    (void)fclose(file);
    line[got ? strcspn(line, "\n") : 0] = '\0';
    return got;
}

/* State and start of a process; its name, which stands before them, may hold anything. */
static bool
look_at(long number, char *state, unsigned long long *start)
{
    char path[40], line[1024];
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", number);
    const char *at = read_line(path, line, sizeof line) ? strrchr(line, ')') : NULL;
    if (at == NULL || at[1] != ' ' || at[2] == '\0')
        return false;
    at += 2;
    *state = *at;
    for (int i = 0; at != NULL && i < FIELDS_TO_START; i++)
        if ((at = strchr(at, ' ')) != NULL)
            at++;
    if (at == NULL)
        return false;
    *start = strtoull(at, NULL, 10);
    return true;
}

/* What the numbers of processes mean here: "BOOT.NAMESPACE.". */
static bool
where(char text[PROCESS_MARK_SIZE])
{
    char boot[40], space[40];
    ssize_t len = readlink("/proc/self/ns/pid", space, sizeof space - 1);
    if (len <= 0 || !read_line("/proc/sys/kernel/random/boot_id", boot, sizeof boot))
        return false;
    space[len] = '\0';
    (void)snprintf(text, PROCESS_MARK_SIZE, "%s.%s.", boot, space);
    return true;
}

void
process_mark(char mark[PROCESS_MARK_SIZE])
{
    char here[PROCESS_MARK_SIZE], state;
    unsigned long long start = 0;
    mark[0] = '\0';
    if (where(here) && look_at((long)getpid(), &state, &start))
        (void)snprintf(mark, PROCESS_MARK_SIZE, "%.90s%ld.%llu", here, (long)getpid(), start);
}

bool
process_is_gone(const char *mark)
{
    char here[PROCESS_MARK_SIZE], state = '\0';
    unsigned long long start = 0, found = 0;
    long number = 0;
    if (!where(here) || strncmp(mark, here, strlen(here)) != 0)
        return false;
    char *rest = NULL;
    number = strtol(mark + strlen(here), &rest, 10);
    if (number <= 0 || *rest != '.')
        return false;
    start = strtoull(rest + 1, &rest, 10);
    if (*rest != '\0' || start == 0)
        return false;
    if (kill((pid_t)number, 0) != 0 && errno == ESRCH)
        return true;
    return look_at(number, &state, &found) && (found != start || state == 'Z' || state == 'X');
}
