/*
 * word: a byline's words, from one cue to the next, without the titles that are glued to them.
 */
#ifndef PAGEWIRE_WORD_H
#define PAGEWIRE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CHINESE_MAX = 4, /* ideographs of a Chinese name */
    WORDS_MAX = 64,
    WORD_MAX = 40,
};

struct word {
    uint32_t point[WORD_MAX];
    size_t len;
    bool broken; /* a line ends after it */
    bool pause;  /* 、 or the like after it */
    bool joined; /* / or the like right after it */
};

/* The words since the last cue. */
struct words {
    struct word at[WORDS_MAX];
    size_t count;
    bool writes; /* they are what wrote */
    bool opens;  /* no cue stands before them */
    bool post;   /* the cue before them is somebody's post: 记者 */
};

/* Whether it has a dot inside, as 露西·穆勒 has. */
bool word_is_foreign(const uint32_t *point, size_t len);

/* Whether the name that the last words begin lacks a character: it is padded, or broken. */
bool words_open(const struct words *words);

/* Whether the cue of one character at text[at] belongs to a name: 刘 文, 许远\n文、. */
bool words_claim(const struct words *words, const uint32_t *text, size_t len, size_t at);

/* Takes the word at text[*at] and sets *at behind it; `glued`: it may be several names. */
void words_take(struct words *words, const uint32_t *text, size_t len, size_t *at, bool glued);

#endif
