/*
 * heard: what a daemon said, in the reader's language.
 *
 * Daemons speak English: their words are logged, kept with dead pages and read by programs.  A
 * person at a terminal reads them in the language of tongue.h: each message is compared with the
 * formats of the catalogue (gen/phrases.h, made of po/), and said again in the one that fits.  What
 * fits none stays.
 */
#ifndef PAGEWIRE_CLI_HEARD_H
#define PAGEWIRE_CLI_HEARD_H

#include "common/buf.h"

/* Appends `said`, or what it is in the reader's language.  Messages in front of messages ("archive:
 * cannot be written: no room") are looked at one by one; one that could be read in very many ways
 * is not read to the end, and stays. */
void heard_add(struct buf *out, struct slice said);

#endif
