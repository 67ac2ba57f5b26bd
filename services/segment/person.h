/*
 * person: what reads like a personal name, by its characters alone.
 */
#ifndef PAGEWIRE_PERSON_H
#define PAGEWIRE_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest that a foreign name may be, dots left aside: 阿不都热依木·买买提明. */
enum { PERSON_MOST = 24 };

/* Whether text[0..len) reads like one Chinese personal name: two to four
 * ideographs, a frequent surname first.  Blanks inside are passed over. */
bool person_is_name(const uint32_t *text, size_t len);

/* Whether text[0..len), without blanks, reads like a name that is written by its sound: with dots
 * inside (安娜·彼得罗娃), or of characters that such names are written with (热合曼). */
bool person_is_stranger(const uint32_t *text, size_t len);

/* Whether half of its characters (both of two), dots left aside, are such as names by their sound
 * have: 图雅. */
bool person_sounds(const uint32_t *text, size_t len);

/* Whether it is a surname that nine in ten people in the news have. */
bool person_is_common(uint32_t point);

/* Whether it names a paper, a station or their like: 大河报·豫视频, 封面新闻. */
bool person_is_outlet(const uint32_t *text, size_t len);

/* The dot inside such names, as any paper prints it. */
bool person_is_dot(uint32_t point);

#endif
