/*
 * table: numbers by key, in an arena: which entity has a name, which head a pair of characters.
 * A zeroed struct with its arena set is an empty table.
 */
#ifndef PAGEWIRE_TABLE_H
#define PAGEWIRE_TABLE_H

#include "common/arena.h"

#include <stdint.h>

#define TABLE_NO_KEY ((struct slice){ "", 0 })

struct table_slot;

struct table {
    struct arena *arena;
    struct table_slot *slots;
    size_t count, cap;
};

/* The value of `space` and key, 0 when it is new; valid until the next call.  The key's bytes must
 * outlive the table.  Different spaces keep the same key apart; where the space is all there is to
 * a key, TABLE_NO_KEY stands for it. */
uint32_t *table_at(struct table *table, uint64_t space, struct slice key);

/* The value, 0 when there is none. */
uint32_t table_find(const struct table *table, uint64_t space, struct slice key);

#endif
