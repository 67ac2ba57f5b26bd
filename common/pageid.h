/*
 * pageid: the name of a page, made from what it is: the same file for the same
 * paper, date and page number has the same id.  See PROTOCOL.md.
 */
#ifndef PAGEWIRE_PAGEID_H
#define PAGEWIRE_PAGEID_H

#include "common/slice.h"

/* 32 lower-case hex digits and a NUL: BLAKE2b-128 of paper, date, number and
 * the original bytes, each preceded by its length in 8 bytes, little endian. */
void page_id_make(char id[33], struct slice paper, struct slice date, struct slice number,
                  struct slice bytes);

#endif
