/*
 * role: the post, profession or part of a person that stands beside the name in print.
 *
 * Before the name, from its left edge: the noun of a post (书记, 教授), then whatever may stand
 * before it: other posts joined by 、 or 兼, words that qualify (副, 常务, 市委, 宣传部), bodies
 * and places (焦作师专). Behind the name: ，中共焦作市委书记， or （焦作师专教授） or
 * 是焦作师专教授, the same from left to right, to a full stop or comma.  In bylines also 张三/文
 * and 李四 摄.
 */
#ifndef PAGEWIRE_LINK_ROLE_H
#define PAGEWIRE_LINK_ROLE_H

#include "services/enrich/link/lexicon.h"
#include "services/enrich/link/scene.h"

/* The words that it goes by. */
struct role_words {
    struct lexicon posts, qualifiers, trades, departments, titles, addresses, relations, edges;
};

void role_words_init(struct role_words *words);
void role_words_done(struct role_words *words);

/* A role in a text: code points. */
struct role_span {
    uint32_t start, end;
    uint32_t title;                /* where the post's own words begin */
    uint32_t body_start, body_end; /* affiliation; equal: none */
    struct scene_mention *body;    /* the mention that ends the affiliation, or NULL */
    enum role_kind kind;
    bool shared;  /* others of a list may have it too: 副市长X、Y */
    bool verb;    /* 是, 系, 任 stood before it: the whole list before has it */
    bool trade;   /* a byline's 摄, 文/图 */
    bool address; /* 老师, 师傅: no role beside another */
    uint32_t aside_start,
        aside_end; /* code points that are none of it: （以下简称工行）; equal: none */
};

/* The role before m's name, or behind it.  False when there is none. */
bool role_before(const struct role_words *words, const struct scene *scene,
                 const struct scene_mention *m, struct role_span *role);
bool role_behind(const struct role_words *words, const struct scene *scene,
                 const struct scene_mention *m, struct role_span *role);

/* The title directly behind m's name: 葛长顺|书记说. */
bool role_title(const struct role_words *words, const struct scene *scene,
                const struct scene_mention *m, struct role_span *role);

/* The role of all of a list that m ends: X、Y、Z等专家. */
bool role_of_list(const struct role_words *words, const struct scene *scene,
                  const struct scene_mention *m, struct role_span *role);

/* The role in [start, end) of a text that is nothing else: 市委党校教师. */
void role_of_span(const struct role_words *words, const struct scene *scene, uint32_t text,
                  uint32_t start, uint32_t end, struct role_span *role);

/* Takes the first of several roles off the span: 焦作师专教授、焦作市文联副主席. False when it is
 * one; 市委副书记、市长 is. */
bool role_split(const struct scene *scene, uint32_t text, struct role_span *span,
                struct role_span *first);

#endif
