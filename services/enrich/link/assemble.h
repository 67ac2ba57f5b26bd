/*
 * assemble: drafts become the page's entities, scene's mentions those of the articles.
 *
 * Salience of an entity: 0.4 if a headline names it, 0.2 if a first paragraph or lead does, up to
 * 0.25 for its mentions (each adds half of what is missing to that) and up to 0.15 for the passages
 * they stand in. Entities are numbered from the most salient on.
 */
#ifndef PAGEWIRE_LINK_ASSEMBLE_H
#define PAGEWIRE_LINK_ASSEMBLE_H

#include "services/enrich/link/draft.h"

void assemble(struct drafts *drafts);

#endif
