/*
 * process: which process this is, as a text that it leaves behind, so that whoever comes
 * after it on the same host need not wait to see that it is dead.
 */
#ifndef PAGEWIRE_INGEST_PROCESS_H
#define PAGEWIRE_INGEST_PROCESS_H

#include <stdbool.h>

enum { PROCESS_MARK_SIZE = 128 };

/* Of this process: the host's boot, the namespace of numbers, number and start, without
 * blanks; "" where /proc does not tell. */
void process_mark(char mark[PROCESS_MARK_SIZE]);

/* Whether the process that left the mark ran on this host since it was booted, with numbers
 * that mean the same here, and has ended: certain when true; false also when it cannot
 * be known. */
bool process_is_gone(const char *mark);

#endif
