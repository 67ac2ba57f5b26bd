/*
 * pageid: the name of a page, made from what it is: the same file for the same
 * paper, date and page number has the same id.  See PROTOCOL.md.
 */
#ifndef PAGEWIRE_PAGEID_H
#define PAGEWIRE_PAGEID_H

#include "common/slice.h"

#include <stdint.h>

/* 32 lower-case hex digits and a NUL: BLAKE2b-128 of paper, date, number and
 * the original bytes, each preceded by its length in 8 bytes, little endian. */
void page_id_make(char id[33], struct slice paper, struct slice date, struct slice number,
                  struct slice bytes);

/* The same for a page of a file that has several: the place in the file, from 1, comes fifth
 * as decimal digits.  0: the file has one, and the id is page_id_make's. */
void page_id_make_of(char id[33], struct slice paper, struct slice date, struct slice number,
                     struct slice bytes, uint32_t file_page);

#endif
