/*
 * scene: a page as linking sees it: its texts, the mentions in them in reading order, what the
 * data files know, and what is found about each mention.
 */
#ifndef PAGEWIRE_LINK_SCENE_H
#define PAGEWIRE_LINK_SCENE_H

#include "common/page.h"
#include "common/table.h"
#include "common/tick.h"
#include "services/enrich/gazetteer.h"
#include "services/enrich/link/atlas.h"

/* A passage. */
struct scene_text {
    uint32_t article; /* index among the page's */
    enum role role;
    const struct passage *passage;
    const uint32_t *points;
    size_t count;
    size_t first, end; /* its mentions, once scene_order has ordered them */
};

/* Evidence, for `why`. */
enum reason {
    WHY_FULL,
    WHY_SHORT,
    WHY_LETTER,
    WHY_OLD,
    WHY_ONLY,
    WHY_LEVEL,
    WHY_AFTER,
    WHY_BEFORE,
    WHY_INSIDE,
    WHY_SAME,
    WHY_NEAR,
    WHY_PAGE,
    WHY_HOME,
    WHY_PREFIX,
    WHY_SENTENCE,
    WHY_DOUBT,
    WHY_BARE,
    WHY_UNKNOWN,
};

enum { REASONS_MAX = 4, CANDIDATES_MAX = 5 };

struct evidence {
    enum reason reason;
    uint32_t place; /* PLACE_NONE when none is meant */
};

/* What a mention means as a place. */
struct sense {
    uint32_t place;                      /* PLACE_NONE: unknown, or a site */
    uint32_t in;                         /* of a site or body: the smallest place known */
    bool site;                           /* no name of the atlas */
    uint32_t candidates[CANDIDATES_MAX]; /* in doubt, the best first */
    float scores[CANDIDATES_MAX];
    size_t candidate_count;
    struct evidence why[REASONS_MAX];
    size_t why_count;
};

struct scene_mention {
    enum mention_type type;
    uint32_t text;       /* index of its text */
    uint32_t start, end; /* code points of the text */
    uint32_t page_start, page_end;
    float confidence;
    const uint32_t *name; /* the surface's code points without blanks */
    size_t length;
    struct slice surface;
    struct sense sense; /* of a place; of a body the place in its name */
    uint32_t entity;    /* index in the scene + 1 */
};

struct scene {
    struct page *page;
    struct arena *arena; /* for what need not outlive linking */
    const struct atlas *atlas;
    const struct gazetteer *gazetteer;
    uint32_t home;         /* PLACE_NONE: not known */
    bool home_guessed;     /* from the places of the page */
    struct slice unlisted; /* the place that no list has and the paper is named after, as the page
                              prints it: 澜州市 for 澜州日报; empty: none */
    struct scene_text *texts;
    size_t text_count;
    struct scene_mention *mentions;
    size_t mention_count, mention_cap;
    const struct tick *tick; /* or NULL */
    struct err *err;
    bool given_up; /* tick said so: what runs ends soon, and its result counts for nothing */
};

/* Appends a mention of a text by its place in it; the surface is made.  False when it has no one
 * place in the page. */
bool scene_add(struct scene *scene, uint32_t text, uint32_t start, uint32_t end,
               enum mention_type type, float confidence);

/* Orders the mentions by text and start, drops of two that overlap in text or page the later,
 * and tells the texts which are theirs. */
void scene_order(struct scene *scene);

/* The article's index. */
uint32_t scene_article(const struct scene *scene, const struct scene_mention *mention);

/* The mention of a text that ends at code point `at`, or begins there, blanks between left out;
 * NULL for none.  `near` is any mention of the text, from which the search goes. */
struct scene_mention *scene_ending(const struct scene *scene, const struct scene_mention *near,
                                   uint32_t at);
struct scene_mention *scene_beginning(const struct scene *scene, const struct scene_mention *near,
                                      uint32_t at);

/* Calls the tick once in some hundred calls; false when the job was given up. */
bool scene_goes_on(struct scene *scene, size_t step);

void sense_because(struct sense *sense, enum reason reason, uint32_t place);

#endif
