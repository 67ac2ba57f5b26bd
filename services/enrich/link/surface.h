/*
 * surface: what a page's surfaces tell before anything is linked.
 */
#ifndef PAGEWIRE_LINK_SURFACE_H
#define PAGEWIRE_LINK_SURFACE_H

#include "services/enrich/link/role.h"
#include "services/enrich/link/scene.h"

/* Parts places of several short names (苏浙皖) into one mention each.  Before scene_order. */
void surface_part_letters(struct scene *scene);

/* Adds the places of joined short names that no mention covers: 学|深|杭, 北|上|广|深.  Before
 * scene_order. */
void surface_find_letters(struct scene *scene);

/* Gives all mentions of one surface the type that weighs most on the page, except people with a
 * role beside them and places that stand in a chain. */
void surface_agree(struct scene *scene, const struct role_words *words);

#endif
