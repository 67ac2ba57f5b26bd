/*
 * door: what is checked of every request before its handler runs, and what every answer
 * has in common.  See http.h for when they are called.
 */
#ifndef PAGEWIRE_GATEWAY_DOOR_H
#define PAGEWIRE_GATEWAY_DOOR_H

#include "services/gateway/exchange.h"

void door_admit(struct exchange *x);
void door_handle(struct exchange *x);
void door_answering(struct exchange *x, unsigned code);

#endif
