#ifndef PAGEWIRE_SANITIZED_H
#define PAGEWIRE_SANITIZED_H

/*
 * sanitized.h: what the sanitizers have to be told, and what has to be left to them.
 *
 * SANITIZED is 1 in a build with ASan, TSan or MSan: their runtime needs files, threads and
 * an address space without bounds.
 *
 * Threads here share nothing; they hand things to one another through ZeroMQ's sockets, into
 * which TSan does not see. So whoever sends a pointer calls hand_over, and whoever receives
 * it take_over: what was done before the one has happened before what follows the other. In
 * other builds both do nothing.
 */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(__SANITIZE_THREAD__)
#define SANITIZED_THREADS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SANITIZED_THREADS 1
#endif
#endif
#ifndef SANITIZED_THREADS
#define SANITIZED_THREADS 0
#endif

#if SANITIZED_THREADS
#include <sanitizer/tsan_interface.h>
#endif

static inline void
hand_over(void *thing)
{
#if SANITIZED_THREADS
    __tsan_release(thing);
#else
    (void)thing;
#endif
}

static inline void
take_over(void *thing)
{
#if SANITIZED_THREADS
    __tsan_acquire(thing);
#else
    (void)thing;
#endif
}

#endif
