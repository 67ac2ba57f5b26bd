/*
 * descriptors: a daemon does not run out of them, however many clients come.
 *
 * libzmq aborts the process when accept fails for want of a descriptor.  So this
 * module has its own accept4, which libzmq calls instead of libc's: a connection that
 * would leave fewer than a reserve is closed at once, and its client tries again.  The
 * reserve is for what the daemon opens itself.
 */
#ifndef PAGEWIRE_DESCRIPTORS_H
#define PAGEWIRE_DESCRIPTORS_H

#include "common/err.h"

/* Raises the process's limit to what it may be, and from now on keeps the reserve: a
 * sixteenth, at least 64. */
void descriptors_guard(void);

/* This listening socket may use the reserve: /live answers when nothing else does. */
void descriptors_exempt(int listener);

/* How many connections were closed at once. */
unsigned long descriptors_refused(void);

#endif
