/*
 * words: full text search of Chinese without a dictionary, on the stock
 * tokenizers of databases, which split at blanks.
 *
 * The index holds a shadow of the text.  Each Han character becomes one token:
 * itself and the next one when that is Han too, else itself alone; so 焦作市长，好
 * is shadowed as "焦作 作市 市长 长 好".  Other letters and digits stay words.  Whatever
 * is between runs of them is dropped, and no token joins what it parted.
 *
 * A phrase of tokens then stands wherever its characters stand next to each other:
 * 作市长 is the phrase "作市 市长".  One character is a search by prefix: 市 is 市*, which
 * finds 市长 and a 市 that ends a run.
 */
#ifndef PAGEWIRE_STORE_WORDS_H
#define PAGEWIRE_STORE_WORDS_H

#include "common/buf.h"
#include "common/slice.h"

#include <stdbool.h>

/* Appends the shadow of text, which is valid UTF-8, and a blank. */
void words_shadow(struct slice text, struct buf *shadow);

/* The same for a name that can be searched for as a whole: between two marks. */
void words_shadow_name(struct slice name, struct buf *shadow);

/* Appends an FTS5 expression that is true where `column` holds every word of
 * text (words are parted by blanks); `whole` takes text as one whole name
 * instead.  Returns false, and appends nothing, when text has no letter or
 * digit. */
bool words_match(struct slice text, const char *column, bool whole, struct buf *expression);

#endif
