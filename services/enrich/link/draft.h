/*
 * draft: entities in the making.  Mentions point to a draft (`entity`, its index + 1); drafts that
 * turn out to be one are joined.
 */
#ifndef PAGEWIRE_LINK_DRAFT_H
#define PAGEWIRE_LINK_DRAFT_H

#include "services/enrich/link/scene.h"

struct draft {
    enum mention_type type;
    uint32_t joined;  /* index + 1 of the draft that it is now part of; 0: stands for itself */
    uint32_t article; /* of the first mention */
    struct slice name;
    const uint32_t *points; /* of the name, without blanks */
    size_t length;
    bool named; /* the name was built or comes from a list: no surface replaces it */
    struct sense sense;
    struct entity_role *roles;     /* body: index + 1 of a draft */
    struct scene_mention **bodies; /* of each role, or NULL */
    size_t role_count, role_cap, body_cap;
    uint32_t parent; /* index + 1 of a draft */
    struct slice parent_name, authority;
    struct slice *why;
    size_t why_count, why_cap;
    /* filled when all is joined */
    uint32_t mentions, texts, last_text;
    bool in_headline, in_opening;
};

struct drafts {
    struct scene *scene;
    struct draft *items;
    size_t count, cap;
    struct table index; /* by what the callers choose */
};

/* A new draft of m's type and name; its index + 1. */
uint32_t draft_add(struct drafts *drafts, const struct scene_mention *m);

/* The draft that stands for index + 1, through all joining. */
uint32_t draft_root(const struct drafts *drafts, uint32_t id);
struct draft *draft_of(const struct drafts *drafts, uint32_t id);

/* Makes `part` a part of `whole`, with its roles and reasons. */
void draft_join(struct drafts *drafts, uint32_t part, uint32_t whole);

/* Adds evidence once; text is copied. */
void draft_because(struct drafts *drafts, uint32_t id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a role, unless the page says the same or more of it already; one that says less makes way:
 * 书记 for 市委书记. */
void draft_add_role(struct drafts *drafts, uint32_t id, struct entity_role role,
                    struct scene_mention *body);

/* Whether a role is the deputy of the title, who is addressed without 副: 副书记 called 书记. */
bool draft_is_deputy(const struct drafts *drafts, uint32_t id, struct slice title);

/* Whether a role with a text is there. */
bool draft_has_role(const struct drafts *drafts, uint32_t id);

/* The text a with the code points behind it, in the arena. */
struct slice draft_text(struct arena *arena, struct slice a, const uint32_t *points, size_t count);

#endif
