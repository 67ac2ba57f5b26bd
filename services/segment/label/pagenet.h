/*
 * pagenet: the learned reading of a whole page.
 *
 * A piece is the sum of its features' vectors.  Blocks of dilated convolutions
 * tell it of its surroundings, further with every block; some blocks are
 * preceded by a question to the whole page, whose answer every piece hears.
 * From the vector that a piece ends with follow its role, whether a paragraph
 * begins with it and, with the vector of an earlier piece and features of the
 * two, whether it belongs to another article.
 *
 * train/segment makes the file and documents the network; a network is
 * read-only once parsed.  Sums have a fixed order: the same page gives the same
 * numbers everywhere.
 */
#ifndef PAGEWIRE_PAGENET_H
#define PAGEWIRE_PAGENET_H

#include "common/arena.h"
#include "common/err.h"
#include "common/page.h"
#include "common/slice.h"

struct pagenet;

/* Parses the file; returns 0 and *result, which the caller frees, or -1. */
int pagenet_parse(struct pagenet **result, struct slice bytes, struct err *err);
void pagenet_free(struct pagenet *pagenet);

/* So many pieces are read together at most; a larger page is read in parts. */
enum { PAGENET_WINDOW = 2048 };

/* The reading of one page, in its arena. */
struct reading {
    size_t first;                    /* piece at which the window begins that is being read */
    size_t room;                     /* pieces that fit in it */
    float *vectors, *normal, *inner; /* of the window's pieces */
    float *answer;                   /* of the page's questions */
    float *sides;            /* for borders: of every piece as the later, then as the earlier one */
    bool (*beat)(void *arg); /* called between blocks; false leaves the page unread; may be NULL */
    void *beat_arg;
};

/* A reading of a page of `count` pieces that is about to read its first window. */
struct reading pagenet_begin(const struct pagenet *pagenet, struct arena *arena, size_t count);

/* Adds a feature to a piece of the window; nothing for an unknown one. */
void pagenet_add(const struct pagenet *pagenet, struct reading *reading, size_t piece,
                 struct slice feature);

/* Log probabilities of the roles, and log odds that a paragraph begins. */
struct labels {
    float roles[ROLE_COUNT];
    float para;
};

/* Reads the window's `count` pieces once all their features are there, into
 * answers[0..count); the next window follows. */
void pagenet_read(const struct pagenet *pagenet, struct reading *reading, struct labels *answers,
                  size_t count);

/* A border is made of features too; pagenet_border gives the log odds that
 * piece `here` belongs to another article than piece `there` before it. */
enum { PAGENET_JOINT_MAX = 128 };
struct joint {
    float sum[PAGENET_JOINT_MAX];
};
void pagenet_border_add(const struct pagenet *pagenet, struct joint *joint, struct slice feature);
float pagenet_border(const struct pagenet *pagenet, const struct reading *reading,
                     const struct joint *joint, size_t here, size_t there);

#endif
