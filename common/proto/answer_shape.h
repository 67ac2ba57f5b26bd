/*
 * answer_shape: what each type of answer holds, as tables; common/proto/answer
 * walks over them.
 */
#ifndef PAGEWIRE_PROTO_ANSWER_SHAPE_H
#define PAGEWIRE_PROTO_ANSWER_SHAPE_H

#include "common/proto/answer.h"

/* A list of an answer: its name, where it is, and what it holds. */
struct answer_list {
    const char *name;
    size_t items, count, cap, size; /* offsets of three members, bytes of an item */
    const struct field *fields;
    size_t field_count;
};

struct answer_shape {
    const char *name;
    const struct field *fields;
    size_t field_count;
    const struct answer_list *lists[3]; /* the first has to be there */
};

extern const struct answer_shape answer_shapes[ANSWER_TYPE_COUNT];
extern const struct answer_list answer_tallies[]; /* by enum tally_list */

extern const struct answer_list answer_pages, answer_hits, answer_versions, answer_changes,
    answer_papers, answer_days, answer_tokens, answer_hooks, answer_deads, answer_audits;

/* The words of enums, NULL at the end. */
extern const char *const page_state_words[], *const change_kind_words[];

#endif
