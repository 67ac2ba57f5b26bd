/*
 * table: numbers by key, in an arena: which entity has a name, what is known of a place on a
 * page.  A zeroed struct with its arena set is an empty table.
 */
#ifndef PAGEWIRE_LINK_TABLE_H
#define PAGEWIRE_LINK_TABLE_H

#include "common/arena.h"

#include <stdint.h>

struct table_slot;

struct table {
    struct arena *arena;
    struct table_slot *slots;
    size_t count, cap;
};

/* The value of `space` and key, 0 when it is new; valid until the next call.  The key's bytes must
 * outlive the table.  Different spaces keep the same key apart. */
uint32_t *table_at(struct table *table, uint64_t space, struct slice key);

/* The value, 0 when there is none. */
uint32_t table_find(const struct table *table, uint64_t space, struct slice key);

#endif
