#include "common/arena.h"

#include "common/err.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

struct arena_chunk {
    struct arena_chunk *older;
    alignas(max_align_t) char bytes[];
};

static void
add_chunk(struct arena *arena, size_t cap)
{
    struct arena_chunk *chunk = malloc(sizeof *chunk + cap);
    if (chunk == NULL)
        die("out of memory");
    chunk->older = arena->chunk;
    arena->chunk = chunk;
    arena->used = 0;
    arena->cap = cap;
}

void *
arena_alloc(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > (size_t)-1 / 4 / size)
        die("arena: %zu things of %zu bytes", count, size);
    size_t align = alignof(max_align_t);
    size_t bytes = (count * size + align - 1) / align * align;
    if (arena->chunk == NULL || bytes > arena->cap - arena->used)
        add_chunk(arena, bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES);
    void *result = arena->chunk->bytes + arena->used;
    arena->used += bytes;
    arena->total += bytes;
    return memset(result, 0, bytes);
}

void *
arena_grow(struct arena *arena, void *array, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return array;
    *cap = *cap < 8 ? 8 : *cap * 2;
    void *copy = arena_alloc(arena, *cap, size);
    if (count > 0)
        memcpy(copy, array, count * size);
    return copy;
}

struct slice
arena_slice(struct arena *arena, struct slice s)
{
    char *copy = arena_alloc(arena, s.len + 1, 1);
    if (s.len > 0)
        memcpy(copy, s.ptr, s.len);
    return (struct slice){ copy, s.len };
}

char *
arena_string(struct arena *arena, struct slice s)
{
    return (char *)arena_slice(arena, s).ptr;
}

void
arena_done(struct arena *arena)
{
    while (arena->chunk != NULL) {
        struct arena_chunk *older = arena->chunk->older;
        free(arena->chunk);
        arena->chunk = older;
    }
    *arena = (struct arena){ 0 };
}
