/*
 * photo: captions that look like the last paragraph of the article above.
 */
#ifndef PAGEWIRE_PHOTO_H
#define PAGEWIRE_PHOTO_H

#include "services/segment/sheet.h"

/* Gives the paragraph before a photographer's name, which begins with a day as captions do, or with
 * 图为, the role of a caption. */
void photo_captions(struct sheet *sheet);

/* Such a caption that tells of a day begins photo news, rather. */
void photo_borders(struct sheet *sheet);

#endif
