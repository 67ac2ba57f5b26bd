#include "services/enrich/gazetteer.h"

enum { LEVELS = 4, SURNAME_ONE = 1 << 4, SURNAME_TWO = 1 << 5, VALUES = 1 << 6 };

int
gazetteer_open(struct gazetteer *gazetteer, const char *path, struct err *err)
{
    if (blob_open(&gazetteer->blob, path, "PWGAZETT", 1, err) != 0)
        return -1;
    if (trie_open(&gazetteer->trie, &gazetteer->blob, "", VALUES, err) != 0) {
        blob_close(&gazetteer->blob);
        return -1;
    }
    return 0;
}

void
gazetteer_close(struct gazetteer *gazetteer)
{
    trie_close(&gazetteer->trie);
    blob_close(&gazetteer->blob);
}

static void
mark_place(uint32_t *bits, size_t start, size_t end, unsigned levels)
{
    for (unsigned level = 0; level < LEVELS; level++) {
        if ((levels >> level & 1) == 0)
            continue;
        bits[start] |= 1u << (4 * level);
        bits[end - 1] |= 4u << (4 * level);
        for (size_t i = start + 1; i + 1 < end; i++)
            bits[i] |= 2u << (4 * level);
    }
}

void
gazetteer_mark(const struct gazetteer *gazetteer, const uint32_t *points, size_t count,
               uint32_t *bits)
{
    const struct trie *trie = &gazetteer->trie;
    for (size_t i = 0; i < count; i++)
        bits[i] = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t node = TRIE_ROOT;
        for (size_t end = i + 1; end <= count && end <= i + GAZETTEER_LONGEST; end++) {
            node = trie_step(trie, node, points[end - 1]);
            if (node == TRIE_NONE)
                break;
            int32_t value = trie->value[node];
            if (value < 0)
                continue;
            if (end - i == 1 && (value & SURNAME_ONE))
                bits[i] |= 1u << 16 | (end == count ? 1u << 17 : 0);
            if (end - i == 2 && (value & SURNAME_TWO))
                bits[i] |= 1u << 17;
            if (end - i >= 2)
                mark_place(bits, i, end, (unsigned)value & PLACE_ANY);
        }
    }
}

unsigned
gazetteer_find(const struct gazetteer *gazetteer, const uint32_t *points, size_t count)
{
    uint32_t node = TRIE_ROOT;
    for (size_t i = 0; i < count && node != TRIE_NONE; i++)
        node = trie_step(&gazetteer->trie, node, points[i]);
    if (node == TRIE_NONE || count < 2 || gazetteer->trie.value[node] < 0)
        return 0;
    return (unsigned)gazetteer->trie.value[node] & PLACE_ANY;
}

size_t
gazetteer_surname(const struct gazetteer *gazetteer, const uint32_t *points, size_t count)
{
    const struct trie *trie = &gazetteer->trie;
    uint32_t node = TRIE_ROOT;
    size_t length = 0;
    for (size_t i = 0; i < count && i < 2; i++) {
        node = trie_step(trie, node, points[i]);
        if (node == TRIE_NONE)
            break;
        if (trie->value[node] >= 0 && (trie->value[node] & (i == 0 ? SURNAME_ONE : SURNAME_TWO)))
            length = i + 1;
    }
    return length;
}
