/*
 * markdown: the signs of a text that was written in Markdown.
 */
#ifndef PAGEWIRE_MARKDOWN_H
#define PAGEWIRE_MARKDOWN_H

#include <stddef.h>
#include <stdint.h>

/* What stands for a sign of Markdown; a blank. */
enum { MARKDOWN_SIGN = 0x2001 };

/* Makes blanks of the signs of headlines; where the page has some or much is emphasised, of those
 * of emphasis, quotes, links and pictures too. */
void markdown_hush(uint32_t *plain, size_t count);

#endif
