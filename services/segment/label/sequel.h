/*
 * sequel: rows that go on with what the row above them began: the points of a stand-first, a
 * sentence's list of names.
 */
#ifndef PAGEWIRE_SEQUEL_H
#define PAGEWIRE_SEQUEL_H

#include "services/segment/sheet.h"

/* Gives such rows the role of the one above.  To be called when roles are there. */
void sequel_roles(struct sheet *sheet);

#endif
