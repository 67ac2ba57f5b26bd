/*
 * stack: pages whose heads stand together, before or after all the texts, as
 * some programs export them.
 */
#ifndef PAGEWIRE_STACK_H
#define PAGEWIRE_STACK_H

#include "services/segment/sheet.h"

/* Where most heads of the page stand in one run, parts the texts and the heads
 * so that each head gets the text that speaks of the same, numbers the articles
 * and returns how many; 0, with nothing changed, on any other page. */
uint32_t stack_cut(struct sheet *sheet);

#endif
