/*
 * entity: what the mentions of a page mean.  Mentions of the same person, place or body share
 * one entity; PROTOCOL.md (Entities) explains each member.
 *
 * Empty slices, NULL arrays and zeros stand for what is unknown or does not apply.  All hangs
 * on the page's arena.
 */
#ifndef PAGEWIRE_ENTITY_H
#define PAGEWIRE_ENTITY_H

#include "common/slice.h"

#include <stdint.h>

enum mention_type { MENTION_PER, MENTION_LOC, MENTION_ORG };
enum { MENTION_TYPE_COUNT = MENTION_ORG + 1 };

const char *mention_type_name(enum mention_type type); /* "PER", "LOC", "ORG" */
bool mention_type_find(struct slice name, enum mention_type *type);

/* Of a place.  LEVEL_WORLD: outside China and no country, or larger than one. */
enum place_level {
    LEVEL_NONE,
    LEVEL_COUNTRY,
    LEVEL_PROVINCE,
    LEVEL_CITY,
    LEVEL_COUNTY,
    LEVEL_TOWNSHIP,
    LEVEL_WORLD,
};
enum { LEVEL_COUNT = LEVEL_WORLD + 1 };

/* "country", ..., "" for LEVEL_NONE; level_find returns false for others. */
const char *level_name(enum place_level level);
bool level_find(struct slice name, enum place_level *level);

/* How a person stands to the page. */
enum role_kind {
    KIND_SUBJECT, /* spoken of */
    KIND_AUTHOR,
    KIND_PHOTOGRAPHER,
    KIND_EDITOR,
};
enum { KIND_COUNT = KIND_EDITOR + 1 };

const char *role_kind_name(enum role_kind kind); /* "subject", ... */
bool role_kind_find(struct slice name, enum role_kind *kind);

/* A role as the page prints it: 焦作市委书记, 焦作师专教授, 本报记者. */
struct entity_role {
    enum role_kind kind;
    struct slice text;  /* all of it, repaired; empty when only the place says it (a byline) */
    struct slice title; /* the part that names the post: 书记, 教授 */
    struct slice affiliation; /* the body or place before it: 焦作市委, 焦作师专 */
    uint32_t body;            /* id of the entity of the affiliation, 0: none */
    uint32_t start, end;      /* in the page; 0, 0 when text is empty */
};

/* A place that a name might mean. */
struct entity_candidate {
    struct slice code, path;
    float score; /* 0..1, of all candidates together 1 */
};

struct entity {
    uint32_t id; /* 1.. on the page */
    enum mention_type type;
    struct slice name;      /* the canonical one */
    struct slice *variants; /* surfaces other than name, in the order of the page */
    size_t variant_count;
    struct slice code; /* GB/T 2260 (6 digits), statistical (9) or ISO 3166 (2 letters) */
    enum place_level level;
    struct slice path;                   /* 河南省 焦作市 温县 */
    struct slice in;                     /* code of the smallest place known that it lies in */
    struct slice successor;              /* code of today's place, of an old one */
    struct entity_candidate *candidates; /* the best first; only when in doubt */
    size_t candidate_count;
    struct entity_role *roles; /* of a person, in the order of the page */
    size_t role_count;
    uint32_t parent;          /* id of the body that it belongs to, 0: not on the page */
    struct slice parent_name; /* its name */
    struct slice authority;   /* the newsroom's own id for it */
    float salience;           /* 0..1 */
    struct slice *why;        /* the evidence, one rule each: "chain 河南省" */
    size_t why_count;
};

#endif
