/*
 * arena: memory for many small things that live and die together (those of
 * one page).  Nothing is freed singly.  A zeroed struct is an empty arena.
 */
#ifndef PAGEWIRE_ARENA_H
#define PAGEWIRE_ARENA_H

#include "common/slice.h"

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* the newest, which links to the older ones */
    size_t used, cap;          /* bytes of the newest */
    size_t total;              /* bytes given out, for limits and figures */
};

/* `count` zeroed things of `size` bytes, aligned for any type.  Never NULL:
 * running out of memory is fatal. */
void *arena_alloc(struct arena *arena, size_t count, size_t size);

/* Makes room for one more element in a growing array that lives in the arena:
 * returns `array`, or a copy of twice the capacity.
 *
 *     v->items = arena_grow(arena, v->items, v->count, &v->cap, sizeof *v->items);
 *     v->items[v->count++] = item;
 */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *cap, size_t size);

/* Copies of bytes; the copy is followed by a NUL that its length leaves out. */
struct slice arena_slice(struct arena *arena, struct slice s);
char *arena_string(struct arena *arena, struct slice s);

/* Gives all memory back; the arena is empty and usable again. */
void arena_done(struct arena *arena);

#endif
