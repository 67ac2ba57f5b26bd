/*
 * title: the words of a byline that are no names but say what their bearers are or did.
 */
#ifndef PAGEWIRE_TITLE_H
#define PAGEWIRE_TITLE_H

#include "services/segment/cue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cue at the start of point[0..len): how long it is, 0 when there is none. */
size_t title_cue(const uint32_t *point, size_t len, const struct cue_word **found);

/* Whether the cue says what somebody is, before the name: 记者, 通讯员. */
bool title_is_post(const struct cue_word *cue);

/* Whether a word names what somebody is or where from, not who: 学生, 化工学院; `before`: it stands
 * before another word. */
bool title_is(const uint32_t *point, size_t len, bool before);

/* Whether point[0..len) begins with a cue (记者, 文 ...) or is a title (读者, 市民 ...). */
bool title_begins(const uint32_t *point, size_t len);

#endif
