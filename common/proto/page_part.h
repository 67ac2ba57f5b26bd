/*
 * page_part: members that a JOB, a record and the annotation format have in common.
 */
#ifndef PAGEWIRE_PROTO_PAGE_PART_H
#define PAGEWIRE_PROTO_PAGE_PART_H

#include "common/page.h"
#include "common/proto/json_write.h"

/* Where a page is from: "paper" to "damaged". */
void page_part_origin(const struct page *page, struct jsonw *w);

/* The members "entities" and "damage"; nothing when there are none. */
void page_part_entities(const struct page *page, struct jsonw *w);
void page_part_damage(const struct page *page, struct jsonw *w);

/* The members of a segment, a mention and an author that every form of them has; the object is
 * open, and others may follow. */
void page_part_segment(uint32_t start, uint32_t end, uint32_t article, enum role role,
                       struct jsonw *w);
void page_part_mention(enum mention_type type, struct slice text, uint32_t start, uint32_t end,
                       struct jsonw *w);
void page_part_author(struct slice name, struct slice affiliation, struct jsonw *w);

#endif
