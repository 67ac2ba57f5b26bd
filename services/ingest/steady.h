/*
 * steady: reads a file of the hot folder that nobody is writing to.
 */
#ifndef PAGEWIRE_INGEST_STEADY_H
#define PAGEWIRE_INGEST_STEADY_H

#include "services/ingest/mover.h"

enum steady {
    STEADY_READ,
    STEADY_CHANGING, /* it is being written, or was replaced meanwhile */
    STEADY_LARGE,    /* more than bytes_max; unread */
    STEADY_GONE,     /* nothing is there, or its path leads elsewhere now */
    STEADY_FAILED,   /* see errno */
};

/* Appends all of the file.  *print is that of the file that was opened. */
enum steady steady_read(int root, const char *path, size_t bytes_max, struct print *print,
                        struct buf *bytes);

#endif
