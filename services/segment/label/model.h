/*
 * model: the network at work.  Scores every piece of a page for every role, and
 * where paragraphs and articles may begin.
 */
#ifndef PAGEWIRE_MODEL_H
#define PAGEWIRE_MODEL_H

#include "services/segment/label/pagenet.h"
#include "services/segment/sheet.h"

/* Fills score, para, first, role and confidence of every piece. */
void model_label(const struct pagenet *pagenet, struct sheet *sheet);

#endif
