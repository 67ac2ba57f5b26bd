/*
 * tagged: what was found in plain text.
 */
#ifndef PAGEWIRE_TAGGED_H
#define PAGEWIRE_TAGGED_H

#include "common/page.h"

/* A mention in plain text. */
struct tagged {
    uint32_t start, end; /* code points of the text */
    enum mention_type type;
    float confidence;
};

#endif
