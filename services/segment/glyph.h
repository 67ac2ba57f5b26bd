/*
 * glyph: what a newspaper's characters do.  Classes for features and repair,
 * and the folding of printed forms to plain ones.
 */
#ifndef PAGEWIRE_GLYPH_H
#define PAGEWIRE_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GLYPH_SPACE = 0x3000 }; /* the blank that is as wide as an ideograph */

/* The plain form of a printed one: full-width letters and digits to ASCII,
 * Kangxi radicals and radical supplement to ideographs, vertical forms to
 * upright ones.  Everything else is returned as it is. */
uint32_t glyph_fold(uint32_t point);

/* The simplified form of a traditional character that cue words (記者, 報導) and surnames have;
 * others are returned as they are.  For comparing only: text keeps its own. */
uint32_t glyph_simple(uint32_t point);

/* 。！？ and their like, which end a sentence; closing marks do not count. */
bool glyph_is_stop(uint32_t point);

/* Whether a text that ends with it may have come to its end: a stop, or a mark that closes after
 * one. */
bool glyph_ends_text(uint32_t point);

/* ，、；：and their like, inside a sentence. */
bool glyph_is_pause(uint32_t point);

bool glyph_is_open(uint32_t point);  /* “‘（《【「『〈〔 ( [ */
bool glyph_is_close(uint32_t point); /* ”’）》】」』〉〕 ) ] */

/* □■●◆○◎▲△ and their like, before names and captions. */
bool glyph_is_bullet(uint32_t point);

bool glyph_is_digit(uint32_t point); /* 0-9, full width too */
bool glyph_is_latin(uint32_t point); /* A-Z a-z and accented, full width too */
bool glyph_is_dash(uint32_t point);  /* — – ― － - */

/* Columns it takes in a monospaced layout: 2 for ideographs and full-width
 * forms, else 1. */
unsigned glyph_width(uint32_t point);

#endif
