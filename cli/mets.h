/*
 * mets: an issue's folder, given by its METS file, as the pages that it names.
 */
#ifndef PAGEWIRE_CLI_METS_H
#define PAGEWIRE_CLI_METS_H

#include "cli/files.h"

/* Adds the pages of a METS file, each with paper, date and number where the file says them, and
 * with its picture where there is one that can be shown: 1.  0: it is none.  -1: it is one, and
 * cannot be used. */
int mets_add(struct files *files, const char *path, struct err *err);

#endif
