/*
 * page_part: members that a JOB and a record have in common.
 */
#ifndef PAGEWIRE_PROTO_PAGE_PART_H
#define PAGEWIRE_PROTO_PAGE_PART_H

#include "common/page.h"
#include "common/proto/json_write.h"

/* The members "entities", "damage" and "file_page"; nothing when there are none. */
void page_part_entities(const struct page *page, struct jsonw *w);
void page_part_damage(const struct page *page, struct jsonw *w);
void page_part_file_page(const struct page *page, struct jsonw *w);

#endif
