/*
 * caption: photo news, whose whole text is the caption of a picture.
 */
#ifndef PAGEWIRE_CAPTION_H
#define PAGEWIRE_CAPTION_H

#include "services/segment/sheet.h"

/* In articles of one paragraph that a photographer's credit follows at once, the
 * paragraph is a caption.  Articles are numbered. */
void captions_mend(struct sheet *sheet, uint32_t articles);

#endif
