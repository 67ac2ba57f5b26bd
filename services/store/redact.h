/*
 * redact: a record as readers get it: with its state, without withdrawn articles.
 */
#ifndef PAGEWIRE_STORE_REDACT_H
#define PAGEWIRE_STORE_REDACT_H

#include "common/buf.h"
#include "common/err.h"
#include "common/proto/answer.h"

/* Appends a record with the members "state" and "result" before all others.  Articles whose
 * numbers are in hidden[0..count) are taken out: of "articles" and "segments", and each of
 * their characters in "text" becomes U+3000.  -1: it is no record. */
int redact_record(struct slice record, enum page_state state, uint32_t result, int64_t made_ms,
                  const uint32_t *hidden, size_t count, struct buf *out, struct err *err);

/* Appends a record that was corrected as redact_record showed it, with what was hidden then in
 * its place again; whole: the record that it was made from.  What a person numbered as a hidden
 * article gets the next free number.  A record whose text is not the one shown goes as it is. */
void redact_undo(struct slice corrected, struct slice whole, const uint32_t *hidden, size_t count,
                 struct buf *out);

#endif
