/*
 * trie: a read-only set of strings with a value each, in a mapped file.
 *
 * Nodes are numbered breadth first: node i is reached by code point point[i],
 * its children are the nodes first[i] .. first[i + 1] - 1 in the order of their
 * code points, value[i] is -1 where no string ends.
 */
#ifndef PAGEWIRE_TRIE_H
#define PAGEWIRE_TRIE_H

#include "common/blob.h"

enum { TRIE_ROOT = 0, TRIE_BMP = 0x10000 };
#define TRIE_NONE UINT32_MAX

struct trie {
    const uint32_t *point, *first;
    const int32_t *value;
    uint32_t nodes;
    uint32_t *root; /* the root's children by code point below TRIE_BMP; owned */
};

/* Reads the sections PREFIX.point, PREFIX.first and PREFIX.value and checks
 * that every link stays inside and every value below `values`.  Returns -1
 * with *trie untouched when they do not. */
int trie_open(struct trie *trie, const struct blob *blob, const char *prefix, int32_t values,
              struct err *err);
void trie_close(struct trie *trie);

/* The child of `node` by `point`, or TRIE_NONE. */
uint32_t trie_step(const struct trie *trie, uint32_t node, uint32_t point);

#endif
