#include "common/datadir.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The folder of the running program, without a final slash. */
static bool
program_folder(char *path, size_t size)
{
    ssize_t len = readlink("/proc/self/exe", path, size - 1);
    if (len <= 0)
        return false;
    path[len] = '\0';
    char *slash = strrchr(path, '/');
    if (slash == NULL)
        return false;
    *slash = '\0';
    return true;
}

const char *
data_dir(void)
{
    static char found[PATH_MAX + 32];
    if (found[0] != '\0')
        return found;
    const char *set = getenv("PAGEWIRE_DATA");
    char program[PATH_MAX];
    if (set != NULL && *set != '\0') {
        (void)snprintf(found, sizeof found, "%s", set);
        return found;
    }
    static const char *const places[] = { "/../share/pagewire", "/../../data" };
    for (size_t i = 0; program_folder(program, sizeof program) && i < 2; i++) {
        (void)snprintf(found, sizeof found, "%s%s", program, places[i]);
        if (is_folder(found))
            return found;
    }
    (void)snprintf(found, sizeof found, "data");
    return found;
}

bool
locale_dir(char *path, size_t size)
{
    char program[PATH_MAX];
    static const char *const places[] = { "/locale", "/../share/locale" };
    for (size_t i = 0; program_folder(program, sizeof program) && i < 2; i++) {
        (void)snprintf(path, size, "%s%s", program, places[i]);
        if (is_folder(path))
            return true;
    }
    return false;
}
