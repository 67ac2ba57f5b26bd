/*
 * datadir: where models, gazetteers and tables are.
 */
#ifndef PAGEWIRE_DATADIR_H
#define PAGEWIRE_DATADIR_H

/* $PAGEWIRE_DATA, else <folder of this program>/../share/pagewire (installed),
 * else <folder of this program>/../../data (built in place); the first that is a
 * folder, else "data".  Static, the same at each call. */
const char *data_dir(void);

#endif
