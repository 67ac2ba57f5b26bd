/*
 * entity_json: the member "entities" of a page, the same in a JOB and in a record (PROTOCOL.md,
 * Entities).  What is unknown is left out.
 */
#ifndef PAGEWIRE_PROTO_ENTITY_JSON_H
#define PAGEWIRE_PROTO_ENTITY_JSON_H

#include "common/err.h"
#include "common/page.h"
#include "common/proto/json_write.h"

#include <jansson.h>

/* Limits that decoding holds a page's entities to, of all together. */
enum { PAGE_ENTITIES_MAX = 200000, PAGE_ENTITY_PARTS_MAX = 1000000 };

/* Writes the array. */
void entities_encode(const struct entity *entities, size_t count, struct jsonw *w);

/* Reads it into new entities in the arena; everything is copied.  `array` may be NULL: none.
 * Ids ascend; levels and kinds that this program does not know are LEVEL_NONE and KIND_SUBJECT.
 * Returns 0, or -1 with a REJECT that names the member of the wrong type. */
int entities_decode(struct arena *arena, const json_t *array, struct entity **entities,
                    size_t *count, struct err *err);

#endif
