/*
 * aide: notes that name who helped an article's writers: 参与采写：李明、王芳,
 * （本报记者李明参与采写）. They belong to the text above them and sign no other article.
 */
#ifndef PAGEWIRE_AIDE_H
#define PAGEWIRE_AIDE_H

#include "services/segment/sheet.h"

/* The pieces of such a note, a row or a bracket of up to three, that begins with this piece; 0 when
 * none begins. */
size_t aide_pieces(const struct sheet *sheet, size_t piece);

#endif
