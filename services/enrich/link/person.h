/*
 * person: who the people of a page are.
 *
 * In an article one name is one person.  A surname alone, a given name alone or the last part of
 * a foreign name belongs to the one person of the article whose full name it fits.  In different
 * articles one name is one person unless the roles that are printed with it differ.
 */
#ifndef PAGEWIRE_LINK_PERSON_H
#define PAGEWIRE_LINK_PERSON_H

#include "services/enrich/link/draft.h"
#include "services/enrich/link/role.h"

/* Drafts of all people, with roles. */
void person_link(struct drafts *drafts, const struct role_words *words);

#endif
