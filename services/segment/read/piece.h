/*
 * piece: lines cut wherever another role may begin inside them.
 */
#ifndef PAGEWIRE_PIECE_H
#define PAGEWIRE_PIECE_H

#include "services/segment/sheet.h"

/* Fills the pieces of a sheet that has its lines. */
void pieces_cut(struct sheet *sheet);

#endif
