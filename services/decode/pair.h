/*
 * pair: a page's XML (ALTO ...) and its picture in one file, a tar archive of two members, so that
 * they stay together from submit to the reader; any tar program takes it apart.
 */
#ifndef PAGEWIRE_DECODE_PAIR_H
#define PAGEWIRE_DECODE_PAIR_H

#include "common/buf.h"
#include "common/slice.h"

#include <stdbool.h>

/* Appends the archive.  The members are called page.xml and picture, with the end that the
 * picture's first bytes give it. */
void pair_write(struct buf *out, struct slice xml, struct slice picture);

/* The members of such an archive, borrowed.  Only what pair_write could have made is one: false
 * for any other bytes. */
bool pair_read(struct slice bytes, struct slice *xml, struct slice *picture);

#endif
