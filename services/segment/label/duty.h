/*
 * duty: rows that say who did what for an article, which sign it.
 */
#ifndef PAGEWIRE_DUTY_H
#define PAGEWIRE_DUTY_H

#include "services/segment/label/row.h"

/* 策划：李明 采写：王芳 below a head or a text that has ended, perhaps on some lines, one of which
 * tells who wrote. */
bool duty_signs(const struct sheet *sheet, const struct row *row);

#endif
