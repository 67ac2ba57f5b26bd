/*
 * slice: borrowed bytes, pointer and length.  Never NUL-terminated; the owner
 * must outlive it.  Text in slices is UTF-8 unless a comment says otherwise.
 */
#ifndef PAGEWIRE_SLICE_H
#define PAGEWIRE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const char *ptr;
    size_t len; /* bytes */
};

#define SLICE_EMPTY ((struct slice){ "", 0 })
#define SLICE_LITERAL(s) ((struct slice){ (s), sizeof(s) - 1 })

/* For printf's "%.*s": precision and pointer.  Cut at INT_MAX. */
#define SLICE_ARGS(s) (int)((s).len > 0x7fffffff ? 0x7fffffff : (s).len), (s).ptr

/* The bytes of a NUL-terminated string; NULL gives the empty slice. */
struct slice slice_from(const char *string);

bool slice_equal(struct slice a, struct slice b);
bool slice_starts(struct slice s, struct slice prefix);
bool slice_ends(struct slice s, struct slice suffix);

/* Bytes as memcmp orders them, the shorter first. */
int slice_compare(struct slice a, struct slice b);

/* Where needle first stands in s, in bytes; s.len when nowhere. */
size_t slice_find(struct slice s, struct slice needle);

/* The part [start, end) of s; bounds are clipped to s. */
struct slice slice_part(struct slice s, size_t start, size_t end);

/* Without ASCII white space at both ends. */
struct slice slice_trim(struct slice s);

/* Takes the next line off *rest, without its LF.  Returns false when *rest is
 * empty (a final LF does not begin another line). */
bool slice_line(struct slice *rest, struct slice *line);

/* A NUL-terminated copy on the heap; the caller frees it. */
char *slice_dup(struct slice s);

#endif
