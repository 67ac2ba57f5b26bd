/*
 * author: the authors that segmentation found, and the mentions in bylines, brought into agreement.
 */
#ifndef PAGEWIRE_LINK_AUTHOR_H
#define PAGEWIRE_LINK_AUTHOR_H

#include "services/enrich/link/draft.h"
#include "services/enrich/link/role.h"

/* Marks the articles' authors where they are printed in bylines and affiliations, in place of what
 * the tagger made of them. Before scene_order. */
void author_mark(struct scene *scene);

/* Gives the drafts of authors their role, with the affiliation that segmentation read. */
void author_add(struct drafts *drafts, const struct role_words *words);

#endif
