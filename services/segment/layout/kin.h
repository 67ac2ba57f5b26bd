/*
 * kin: do two texts of a page speak of the same things?  Told by the rare pairs of characters
 * that both have.
 */
#ifndef PAGEWIRE_LAYOUT_KIN_H
#define PAGEWIRE_LAYOUT_KIN_H

#include "services/segment/sheet.h"

struct kin;

/* For so many texts, in the sheet's arena.  Each is read part by part, in any order; once closed,
 * nats are asked for.  Too many texts, or no table of pairs: all of them are 0. */
struct kin *kin_open(struct sheet *sheet, size_t texts);
void kin_read(struct kin *kin, size_t text, uint32_t start, uint32_t end);
void kin_close(struct kin *kin);

/* Nats for two texts to be parts of one article, other things being equal: -4 to 5; 0 where
 * there is too little to tell. */
float kin_nats(const struct kin *kin, size_t a, size_t b);

/* Pairs that a text has, told apart. */
uint32_t kin_pairs(const struct kin *kin, size_t text);

/* Bits of the rare pairs of a few words (a head's) that a text has, by the root of all that it has:
 * what the head says is told again. */
float kin_share(const struct kin *kin, size_t words, size_t text);

#endif
