/*
 * order: an article's columns put back in their order.
 */
#ifndef PAGEWIRE_ORDER_H
#define PAGEWIRE_ORDER_H

#include "services/segment/sheet.h"

/* Whether text that begins with this piece reads as if something stood before
 * it: the sign of a column out of order. */
bool order_is_broken(const struct piece *piece);

/* Text that begins in mid-paragraph, behind another article's or without a head of its
 * own, goes back to the article that broke off; then columns of an article whose text
 * stands in one stretch are unshuffled.  Articles are numbered 1..articles before;
 * returns how many there are after. */
uint32_t order_mend(struct sheet *sheet, uint32_t articles);

#endif
