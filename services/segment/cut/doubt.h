/*
 * doubt: how sure each article and piece is.
 */
#ifndef PAGEWIRE_DOUBT_H
#define PAGEWIRE_DOUBT_H

#include "services/segment/sheet.h"

/* Fills the confidence of every piece, and returns that of every article (0..1,
 * by number, in the sheet's arena): that its cut and attachment are right. */
const float *doubts_weigh(struct sheet *sheet, uint32_t articles);

#endif
