/*
 * roll: the people of each text with the roles printed beside them, those that lists hand on, and
 * those of a whole list.
 */
#ifndef PAGEWIRE_LINK_ROLL_H
#define PAGEWIRE_LINK_ROLL_H

#include "services/enrich/link/draft.h"
#include "services/enrich/link/role.h"

bool role_is_byline(enum role role);

/* Gives the person what the span says: one role for each body with its posts. */
void roll_give(struct drafts *drafts, uint32_t id, uint32_t text, struct role_span span);

/* The roles of all people, beside their names. */
void roll_read(struct drafts *drafts, const struct role_words *words);

/* Then the titles behind names, which are roles where the page does not say more. */
void roll_titles(struct drafts *drafts, const struct role_words *words);

#endif
