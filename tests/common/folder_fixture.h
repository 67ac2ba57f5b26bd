/*
 * folder_fixture: a folder of a test's own below /tmp, short enough for sockets.
 */
#ifndef TESTS_COMMON_FOLDER_FIXTURE_H
#define TESTS_COMMON_FOLDER_FIXTURE_H

#include "common/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDER_SIZE = 64 };

/* Makes it; name says whose it is. */
static inline void
folder_fixture_make(char folder[FOLDER_SIZE], const char *name)
{
    (void)snprintf(folder, FOLDER_SIZE, "/tmp/pagewire-%s-XXXXXX", name);
    if (mkdtemp(folder) == NULL)
        die("mkdtemp %s: %s", folder, strerror(errno));
}

/* With all that is in it. */
static inline void
folder_fixture_remove(const char *folder)
{
    char command[FOLDER_SIZE + 16];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        die("cannot remove %s", folder);
}

#endif
