/*
 * edit: what requests that change something have in common.
 */
#ifndef PAGEWIRE_GATEWAY_EDIT_H
#define PAGEWIRE_GATEWAY_EDIT_H

#include "common/proto/api.h"
#include "services/gateway/exchange.h"

enum { EDIT_BODY_MAX = 9 << 20, SMALL_BODY_MAX = 64 << 10 };

/* Reads the body; false when x was answered with what is wrong.  Texts are in x's arena. */
bool edit_read(struct exchange *x, struct api_edit *edit);

#endif
