/*
 * damage: what of a page is no text that anybody printed, and where.
 */
#ifndef PAGEWIRE_DAMAGE_H
#define PAGEWIRE_DAMAGE_H

#include "services/segment/sheet.h"

/* Finds the sheet's damage, ordered by start: see PROTOCOL.md for the kinds. */
void damage_find(struct sheet *sheet);

/* Whether the damage cannot be repaired: what stands there is lost to readers. */
bool damage_is_lasting(const struct damage *damage);

/* Whether damage of the kind covers most of [start, end); any lasting one when kind is NULL. */
bool damage_covers(const struct sheet *sheet, uint32_t start, uint32_t end, const char *kind);

#endif
