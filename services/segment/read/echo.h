/*
 * echo: glyphs that a text has several times for one that was printed: fake bold.
 */
#ifndef PAGEWIRE_ECHO_H
#define PAGEWIRE_ECHO_H

#include <stddef.h>
#include <stdint.h>

/* What stands for a glyph printed again in a row where some are and others are not; a blank. */
enum { ECHO_UNEVEN = 0x2000 };

/* Makes blanks of all but the first of each doubled, or tripled, glyph: where a row or more have
 * all of them so, and where a row has far more than words have (妈妈, 高高兴兴).  Room for as
 * many is in printed. */
void echo_hush(uint32_t *plain, uint32_t *printed, size_t count);

#endif
