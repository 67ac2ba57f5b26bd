/*
 * sure: forms that leave no doubt, whatever the network makes of them: 本报记者 某某 on a line of
 * its own, By SOMEBODY, a dateline in brackets at a text's end, 图片报道, 讣告, a signature set to
 * the right.
 */
#ifndef PAGEWIRE_SURE_H
#define PAGEWIRE_SURE_H

#include "services/segment/sheet.h"

/* Gives such lines their role.  To be called when roles are there and borders are not. */
void sure_roles(struct sheet *sheet);

/* And their borders, when those are there, too. */
void sure_borders(struct sheet *sheet);

#endif
