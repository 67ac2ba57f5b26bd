/*
 * jail: runs a decoder program on bytes that nobody trusts.
 *
 * The program gets the document as a sealed file on descriptor 0 and a pipe as
 * descriptor 1; nothing else is open, its environment is empty, its memory, time and
 * output are bounded, it dies with the process that called, and it locks itself in
 * (cell.h) before it reads.
 */
#ifndef PAGEWIRE_DECODE_JAIL_H
#define PAGEWIRE_DECODE_JAIL_H

#include "common/buf.h"
#include "common/err.h"
#include "common/tick.h"

struct jail_limits {
    size_t memory, output; /* bytes */
    int cpu_seconds;
    long long wall_ms;
    size_t file;      /* bytes of a file that it writes; 0: it writes none */
    unsigned handles; /* open files; 0: 16 */
};

/* What decoding one page may cost. */
extern const struct jail_limits jail_limits_default;

/* Runs the program `name` from the folder of decoders (see jail_program) with the
 * arguments arguments[0..], NULL at their end, and appends what it wrote to *output.
 *
 * -1: RETRY when the jail could not be set up, the program is not installed or wall_ms
 * went by; REJECT, with a reason that names it, when the program crashed, tried what is
 * forbidden or reached a limit; what tick said when it gave up. */
int jail_run(const char *name, const char *const *arguments, struct slice document,
             const struct jail_limits *limits, const struct tick *tick, struct buf *output,
             struct err *err);

/* The same beside the caller's loop, without a tick: when jail_descriptor is readable, and now
 * and then for the time's sake, jail_take appends what came.  1: there is more to come; 0 and
 * -1 as jail_run.  jail_end in any case; it kills a program that runs still. */
struct jail_child;
int jail_start(struct jail_child **out, const char *name, const char *const *arguments,
               struct slice document, const struct jail_limits *limits, struct err *err);
int jail_descriptor(const struct jail_child *child);
int jail_take(struct jail_child *child, struct buf *output, struct err *err);
void jail_end(struct jail_child *child);

/* Whether the program is installed: in PAGEWIRE_DECODERS, beside the running program, or one
 * folder above it. */
bool jail_has(const char *name);

#endif
