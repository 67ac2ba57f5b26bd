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

/* Titles that stand directly behind a name: 习近平|总书记; what one is addressed by (李|老师),
 * which is a role only for want of any other. */
extern const char *const role_titles;
extern const char *const role_addresses;

/* What somebody is to somebody else: 李明的|老师. */
extern const char *const role_relations;

/* Words that are no part of a role, at which unknown words before a post end: 采访|昆曲|演员. */
extern const char *const role_edges;

#endif
