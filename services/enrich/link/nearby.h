/*
 * nearby: which places an article and the page speak of, asked by those whose meaning is in
 * question.
 */
#ifndef PAGEWIRE_LINK_NEARBY_H
#define PAGEWIRE_LINK_NEARBY_H

#include "services/enrich/link/scene.h"

struct nearby;

/* Empty, in the scene's arena. */
struct nearby *nearby_new(const struct scene *scene);

/* A place that the article speaks of by the name `surface`. */
void nearby_add(struct nearby *nearby, uint32_t article, uint32_t surface, uint32_t place);

/* How much what is spoken of by other names speaks for `place`. */
float nearby_points(const struct nearby *nearby, uint32_t article, uint32_t surface, uint32_t place,
                    struct sense *sense);

/* Whether the article speaks of divisions below provinces in the paper's home more often than of
 * others, or of none elsewhere. */
bool nearby_is_local(const struct nearby *nearby, uint32_t article);

/* The city, county or township that all divisions below provinces lie in of which the article
 * speaks more than once; PLACE_NONE: none, or several. */
uint32_t nearby_around(const struct nearby *nearby, uint32_t article);

#endif
