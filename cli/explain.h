/*
 * explain: why the segmenter cut a page as it did.
 */
#ifndef PAGEWIRE_CLI_EXPLAIN_H
#define PAGEWIRE_CLI_EXPLAIN_H

#include "cli/term.h"
#include "common/page.h"

/* Appends a table of the segments in the order of the page: line, offsets,
 * article, role, confidence, evidence, how the text begins; then the articles
 * with the confidence that they are cut and put together right. */
void explain_page(const struct term *term, struct buf *out, const struct page *page);

#endif
