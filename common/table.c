#include "common/table.h"

#include <string.h>

struct table_slot {
    uint64_t space;
    struct slice key; /* ptr NULL: free */
    uint32_t value;
};

/* FNV-1a. */
static uint64_t
hash(uint64_t space, struct slice key)
{
    uint64_t h = 0xcbf29ce484222325u ^ space * 0x9e3779b97f4a7c15u;
    for (size_t i = 0; i < key.len; i++)
        h = (h ^ (unsigned char)key.ptr[i]) * 0x100000001b3u;
    return h ^ h >> 29;
}

/* The key's slot, or the free one where it belongs. */
static struct table_slot *
slot_of(const struct table *table, uint64_t space, struct slice key)
{
    size_t at = hash(space, key) & (table->cap - 1);
    while (table->slots[at].key.ptr != NULL &&
           (table->slots[at].space != space || !slice_equal(table->slots[at].key, key)))
        at = (at + 1) & (table->cap - 1);
    return &table->slots[at];
}

static void
grow(struct table *table)
{
    struct table old = *table;
    table->cap = old.cap == 0 ? 64 : old.cap * 2;
    table->slots = arena_alloc(table->arena, table->cap, sizeof *table->slots);
    for (size_t i = 0; i < old.cap; i++)
        if (old.slots[i].key.ptr != NULL)
            *slot_of(table, old.slots[i].space, old.slots[i].key) = old.slots[i];
}

uint32_t *
table_at(struct table *table, uint64_t space, struct slice key)
{
    if (table->count * 4 >= table->cap * 3)
        grow(table);
    struct table_slot *slot = slot_of(table, space, key);
    if (slot->key.ptr == NULL) {
        *slot = (struct table_slot){ space, key, 0 };
        table->count++;
    }
    return &slot->value;
}

uint32_t
table_find(const struct table *table, uint64_t space, struct slice key)
{
    return table->cap == 0 ? 0 : slot_of(table, space, key)->value;
}
