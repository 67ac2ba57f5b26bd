/*
 * jsonr: reads the members of small JSON messages.  A member that is missing or
 * null is left alone, one of another kind is an error that names it.  Texts are
 * copied into the arena.
 *
 * All return 0, or -1 with a REJECT in *err.
 */
#ifndef PAGEWIRE_PROTO_JSON_READ_H
#define PAGEWIRE_PROTO_JSON_READ_H

#include "common/arena.h"
#include "common/err.h"
#include "common/slice.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSONR_SEQ_BYTES_MAX = 256 }; /* of a member "seq", as JSON */

/* The object that json holds, for json_decref; its size and depth are checked before
 * it is parsed.  NULL with *err when it is none. */
json_t *jsonr_object(struct slice json, size_t bytes_max, unsigned depth_max, struct err *err);

/* The member "version" is 1, or missing. */
int jsonr_version(const json_t *json, struct err *err);

/* The number in names[0..count) of the member "type", which must be there. */
int jsonr_type(const json_t *json, const char *const *names, int count, int *type, struct err *err);

/* A text of at most max bytes. */
int jsonr_text(struct arena *arena, const json_t *json, const char *name, size_t max,
               struct slice *text, struct err *err);

/* Several of them. */
struct jsonr_member {
    const char *name;
    struct slice *text;
};
int jsonr_texts(struct arena *arena, const json_t *json, const struct jsonr_member *members,
                size_t count, size_t max, struct err *err);

/* A whole number from 0 to max. */
int jsonr_whole(const json_t *json, const char *name, int64_t max, int64_t *number,
                struct err *err);

/* A number from 0 to 1. */
int jsonr_share(const json_t *json, const char *name, double *share, struct err *err);

int jsonr_flag(const json_t *json, const char *name, bool *flag, struct err *err);

/* The member "seq": any value, kept as JSON in one line. */
int jsonr_seq(struct arena *arena, const json_t *json, struct slice *seq, struct err *err);

/* A list, which must be there, of at most max texts of at most text_max bytes each. */
int jsonr_list(struct arena *arena, const json_t *json, const char *name, size_t max,
               size_t text_max, struct slice **items, size_t *count, struct err *err);

#endif
