#include "services/enrich/trie.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool
links_are_sound(const struct trie *trie, int32_t values)
{
    if (trie->first[0] != 1 || trie->first[trie->nodes] != trie->nodes)
        return false;
    for (uint32_t i = 0; i < trie->nodes; i++) {
        /* Children come after their parent, so that every walk ends. */
        if (trie->first[i] <= i || trie->first[i + 1] < trie->first[i] ||
            trie->first[i + 1] > trie->nodes || trie->value[i] < -1 || trie->value[i] >= values)
            return false;
        for (uint32_t k = trie->first[i] + 1; k < trie->first[i + 1]; k++)
            if (trie->point[k] <= trie->point[k - 1])
                return false;
    }
    return true;
}

int
trie_open(struct trie *trie, const struct blob *blob, const char *prefix, int32_t values,
          struct err *err)
{
    static const char *const parts[] = { "point", "first", "value" };
    const void *arrays[3];
    size_t counts[3] = { 0, 0, 0 };
    for (int i = 0; i < 3; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "%s%s", prefix, parts[i]);
        if (i > 0)
            counts[i] = i == 1 ? counts[0] + 1 : counts[0];
        if (blob_section(blob, name, 4, &arrays[i], &counts[i], err) != 0)
            return -1;
    }
    struct trie t = { arrays[0], arrays[1], arrays[2], (uint32_t)counts[0], NULL };
    if (counts[0] >= INT32_MAX || !links_are_sound(&t, values))
        return err_set(err, ERR_REJECT, "%s: damaged trie %s", blob->what, prefix);
    t.root = calloc(TRIE_BMP, sizeof *t.root);
    if (t.root == NULL)
        die("out of memory");
    for (uint32_t i = 0; i < TRIE_BMP; i++)
        t.root[i] = TRIE_NONE;
    for (uint32_t k = t.first[0]; k < t.first[1]; k++)
        if (t.point[k] < TRIE_BMP)
            t.root[t.point[k]] = k;
    *trie = t;
    return 0;
}

void
trie_close(struct trie *trie)
{
    free(trie->root);
    *trie = (struct trie){ 0 };
}

uint32_t
trie_step(const struct trie *trie, uint32_t node, uint32_t point)
{
    if (node == TRIE_ROOT && point < TRIE_BMP)
        return trie->root[point];
    uint32_t low = trie->first[node], high = trie->first[node + 1], end = high;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (trie->point[middle] < point)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && trie->point[low] == point ? low : TRIE_NONE;
}
