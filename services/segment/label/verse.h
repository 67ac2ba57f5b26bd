/*
 * verse: lines of a poem that look like heads: they stand right below its poet's row, line upon
 * line.
 */
#ifndef PAGEWIRE_VERSE_H
#define PAGEWIRE_VERSE_H

#include "services/segment/sheet.h"

/* Makes such lines text.  To be called when roles are there. */
void verse_roles(struct sheet *sheet);

#endif
