#include "services/enrich/gazetteer.h"

enum { KINDS = 8, SURNAME_ONE = 1 << 8, SURNAME_TWO = 1 << 9, VALUES = 1 << 10 };

/* The bit of a first character, of the levels of places and classes of words. */
static const unsigned char first_bit[KINDS] = { 0, 4, 8, 12, 18, 21, 24, 27 };

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
mark_name(uint32_t *bits, size_t start, size_t end, unsigned kinds)
{
    uint32_t first = 0;
    for (unsigned kind = 0; kind < KINDS; kind++)
        first |= (kinds >> kind & 1) << first_bit[kind];
    bits[start] |= first;
    bits[end - 1] |= first << 2;
    for (size_t i = start + 1; i + 1 < end; i++)
        bits[i] |= first << 1;
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
                mark_name(bits, i, end, (unsigned)value & ((1u << KINDS) - 1));
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
gazetteer_longest(const struct gazetteer *gazetteer, const uint32_t *points, size_t count)
{
    const struct trie *trie = &gazetteer->trie;
    uint32_t node = TRIE_ROOT;
    size_t longest = 0;
    for (size_t i = 0; i < count && i < GAZETTEER_LONGEST; i++) {
        node = trie_step(trie, node, points[i]);
        if (node == TRIE_NONE)
            break;
        if (i > 0 && trie->value[node] >= 0 && (trie->value[node] & PLACE_ANY) != 0)
            longest = i + 1;
    }
    return longest;
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
