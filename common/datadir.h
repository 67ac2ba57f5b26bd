/*
 * datadir: where models, gazetteers and tables are.
 */
#ifndef PAGEWIRE_DATADIR_H
#define PAGEWIRE_DATADIR_H

#include <stdbool.h>
#include <stddef.h>

/* $PAGEWIRE_DATA, else <folder of this program>/../share/pagewire (installed),
 * else <folder of this program>/../../data (built in place); the first that is a
 * folder, else "data".  Static, the same at each call. */
const char *data_dir(void);

/* Where catalogues of messages are: beside the program as it was built, or installed.  False:
 * nowhere. */
bool locale_dir(char *path, size_t size);

#endif
