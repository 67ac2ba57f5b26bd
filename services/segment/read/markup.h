/*
 * markup: characters that are no text of the page: zero-width marks, tags and
 * entities of HTML that was pasted in.
 */
#ifndef PAGEWIRE_MARKUP_H
#define PAGEWIRE_MARKUP_H

#include <stddef.h>
#include <stdint.h>

/* Makes blanks of zero-width characters and tags, and of an entity the character that it stands for
 * with blanks after it, so that every offset stays what it was. */
void markup_hush(uint32_t *plain, size_t count);

/* How long the tag (or comment) is that begins at text[at], 0 when none does. */
size_t markup_tag(const uint32_t *text, size_t count, size_t at);

/* The same with what no reader sees of it: a script, a style sheet. */
size_t markup_element(const uint32_t *text, size_t count, size_t at);

/* Whether the character takes no room and means nothing. */
int markup_is_void(uint32_t point);

#endif
