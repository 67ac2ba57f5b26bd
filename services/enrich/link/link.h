/*
 * link: from a page's mentions to its entities: places with codes, people with roles, bodies with
 * parents.
 */
#ifndef PAGEWIRE_LINK_H
#define PAGEWIRE_LINK_H

#include "common/page.h"
#include "common/tick.h"
#include "services/enrich/gazetteer.h"
#include "services/enrich/link/atlas.h"
#include "services/enrich/link/authority.h"
#include "services/enrich/link/home.h"
#include "services/enrich/link/role.h"

struct scene;

/* What linking knows; all but the words may change between pages. */
struct linker {
    struct atlas atlas;
    const struct gazetteer *gazetteer;
    struct homes homes;
    struct authority *authority; /* or NULL */
    struct role_words words;
};

/* Opens the atlas; path and gazetteer must outlive the linker. */
int linker_open(struct linker *linker, const char *atlas_path, const struct gazetteer *gazetteer,
                struct err *err);
void linker_close(struct linker *linker);

/* Begins a page: a scene with room for `text_count` texts, for link_text and scene_add. */
struct scene *link_begin(const struct linker *linker, struct page *page, struct arena *arena,
                         size_t text_count);

/* Fills mentions of the page's articles, which must have none, and its entities, from the scene's.
 * 0, or -1 when tick gave up; the page then has none. */
int link_finish(const struct linker *linker, struct scene *scene, const struct tick *tick,
                struct err *err);

#endif
