/*
 * pagewire-enrich, but what the tagger says of a passage is remembered: one that comes again is
 * not tagged again.  All else (the second look, linking, the record) is done as ever, so records
 * are as large as they are, in a fraction of the time.  For bench/endurance --remember, whose pages
 * are put together from the same paragraphs.
 *
 * It is linked from enrich's main.c with -Wl,--wrap=tagger_run.
 */
#include "common/table.h"
#include "services/enrich/tagger.h"

#include <stdlib.h>
#include <string.h>

int __real_tagger_run(struct tagger *tagger, const struct tagger_options *options,
                      const struct slice *texts, size_t count, struct arena *arena,
                      struct tagged **tagged, size_t *tagged_count, const struct tick *tick,
                      struct err *err);
int __wrap_tagger_run(struct tagger *tagger, const struct tagger_options *options,
                      const struct slice *texts, size_t count, struct arena *arena,
                      struct tagged **tagged, size_t *tagged_count, const struct tick *tick,
                      struct err *err);

/* Past so many bytes all is forgotten: pages are numbered, and their headings are new each time. */
enum { MEMORY_MAX = 64 << 20 };

struct memory {
    struct tagged *tagged;
    size_t count;
};

static struct arena kept;
static struct table known = { .arena = &kept }; /* text: index in memories + 1 */
static struct memory *memories;
static size_t memory_count, memory_cap;

static void
remember(struct slice text, const struct tagged *tagged, size_t count)
{
    struct slice key = arena_slice(&kept, text);
    struct memory memory = { arena_alloc(&kept, count + 1, sizeof *tagged), count };
    if (count > 0)
        memcpy(memory.tagged, tagged, count * sizeof *tagged);
    memories = arena_grow(&kept, memories, memory_count, &memory_cap, sizeof *memories);
    memories[memory_count++] = memory;
    *table_at(&known, 0, key) = (uint32_t)memory_count;
}

static void
forget(void)
{
    arena_done(&kept);
    known = (struct table){ .arena = &kept };
    memories = NULL;
    memory_count = memory_cap = 0;
}

int
__wrap_tagger_run(struct tagger *tagger, const struct tagger_options *options,
                  const struct slice *texts, size_t count, struct arena *arena,
                  struct tagged **tagged, size_t *tagged_count, const struct tick *tick,
                  struct err *err)
{
    if (kept.total > MEMORY_MAX)
        forget();
    for (size_t i = 0; i < count; i++) {
        uint32_t place = table_find(&known, 0, texts[i]);
        if (place == 0) {
            if (__real_tagger_run(tagger, options, &texts[i], 1, arena, &tagged[i],
                                  &tagged_count[i], tick, err) != 0)
                return -1;
            remember(texts[i], tagged[i], tagged_count[i]);
            continue;
        }
        struct memory memory = memories[place - 1];
        tagged[i] = arena_alloc(arena, memory.count + 1, sizeof *memory.tagged);
        memcpy(tagged[i], memory.tagged, memory.count * sizeof *memory.tagged);
        tagged_count[i] = memory.count;
    }
    return 0;
}
