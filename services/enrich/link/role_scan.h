/* role_scan: reading a text around a name for roles, for role_before.c and role_behind.c alone. */
#ifndef PAGEWIRE_LINK_ROLE_SCAN_H
#define PAGEWIRE_LINK_ROLE_SCAN_H

#include "services/enrich/link/role.h"

/* Where a reading stands, and the bodies and places that it has passed. */
struct scan {
    const struct role_words *words;
    const struct scene *scene;
    const struct scene_text *text;
    const struct scene_mention *near;
    uint32_t at;
    struct scene_mention *first, *last; /* in the order of the text; NULL: none */
    uint32_t title;                     /* where the post's own words begin */
    uint32_t aside_start, aside_end;    /* passed over; equal: nothing */
};

/* The first code point from `at` on that is no blank; before it, where blanks begin. */
uint32_t scan_blanks(const struct scene_text *text, uint32_t at);
uint32_t scan_blanks_back(const struct scene_text *text, uint32_t at);

/* Whether 长 at `at` makes the head of it of the body whose name ends there: 外交部|长. */
bool point_goes_on_body(const struct scene_text *text, uint32_t at);

/* Whether the character makes a word with its neighbour that may stand in the names of departments,
 * parties and fields: 应对, 共同, 和平, 技能, 未来. */
bool point_is_inside_word(const struct scene_text *text, uint32_t at);

/* NULL is none. */
bool mention_is_body(const struct scene_mention *m);

/* The role [start, end) of the text, with the bodies passed. */
void scan_fill(const struct scan *s, uint32_t start, uint32_t end, struct role_span *role);

#endif
