/*
 * job: a page of the ledger becomes the body of a JOB, for segment or, when it is a
 * document, for decode.
 */
#ifndef PAGEWIRE_INGEST_JOB_H
#define PAGEWIRE_INGEST_JOB_H

#include "common/ledger/ledger.h"
#include "services/ingest/decode.h"

/* Whether the page's bytes are a document: they go to decode as they are. */
bool job_is_document(const struct ledger_page *page);

/* Decodes the bytes, unless they are a document, and appends the body.  caps has the limits,
 * encoding and lenience are the page's.  -1: REJECT, its bytes cannot be decoded. */
int job_make(struct buf *body, const struct ledger_page *from, const struct decode_options *caps,
             struct err *err);

#endif
