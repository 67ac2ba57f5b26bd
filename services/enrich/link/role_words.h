/* role_words: words of posts and trades, parted by blanks, for role.c alone. */
#ifndef PAGEWIRE_LINK_ROLE_WORDS_H
#define PAGEWIRE_LINK_ROLE_WORDS_H

/* Nouns of posts and professions: one of them stands beside the name. */
extern const char *const role_posts;

/* What may stand before such a noun, in any number. */
extern const char *const role_qualifiers;

/* In bylines and captions only. */
extern const char *const role_trades;

/* How departments end that no list knows. */
extern const char *const role_departments;

#endif
