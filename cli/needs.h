/*
 * needs: whether what a configuration names can be had by the daemons that it is for:
 * folders that can be written, keys that can be read, addresses that are not given twice.
 */
#ifndef PAGEWIRE_CLI_NEEDS_H
#define PAGEWIRE_CLI_NEEDS_H

#include "common/err.h"

/* Calls tell with each mistake, with file and line.  The file itself is without one
 * (config_faults).  user: name of the daemons' user, NULL for who runs this; -1 when there is no
 * such user or root alone may ask for another. */
int needs_check(const char *file, const char *user, void (*tell)(void *arg, const char *fault),
                void *arg, struct err *err);

#endif
