/*
 * utf8: code points in UTF-8 text, and the character classes that the stages
 * share.  Offsets in Pagewire count code points; these functions go between
 * them and bytes.
 */
#ifndef PAGEWIRE_UTF8_H
#define PAGEWIRE_UTF8_H

#include "common/buf.h"

#include <stdint.h>

/* Whether s is well-formed UTF-8 without surrogates, U+0000 included.  Where
 * it is not, *bad (which may be NULL) is the byte offset of the first fault. */
bool utf8_valid(struct slice s, size_t *bad);

/* The code point at byte *at of valid UTF-8, and *at moved past it. */
uint32_t utf8_next(struct slice s, size_t *at);

/* How many code points valid UTF-8 holds. */
size_t utf8_count(struct slice s);

/* Whether valid UTF-8 has the code point anywhere; whether it is points[0..len) and no more. */
bool utf8_has(struct slice s, uint32_t point);
bool utf8_is(struct slice s, const uint32_t *points, size_t len);

enum { UTF8_MOST = 4 };

/* Writes the bytes of one code point, UTF8_MOST at most, and says how many. */
size_t utf8_put(char *p, uint32_t point);

/* Appends one code point. */
void utf8_add(struct buf *buf, uint32_t point);

/* All code points of valid UTF-8 in a new array of *count, which the caller
 * frees; NULL for an empty text. */
uint32_t *utf8_points(struct slice s, size_t *count);

/* The White_Space property of Unicode: the blanks that segments may leave out. */
bool point_is_blank(uint32_t point);

/* A Han ideograph (Unified Ideographs with extensions A to H and the
 * compatibility block, and U+3007). */
bool point_is_han(uint32_t point);

/* Whether it is one of those of a U"..." string. */
bool point_is_in(uint32_t point, const uint32_t *set);

#endif
