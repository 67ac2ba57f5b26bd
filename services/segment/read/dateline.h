/*
 * dateline: what a text opens with to say where it comes from: 本报讯（记者 …）,
 * 新华社北京9月15日电.
 */
#ifndef PAGEWIRE_DATELINE_H
#define PAGEWIRE_DATELINE_H

#include "services/segment/sheet.h"

/* Where a dateline that begins at `at`, in the line, ends, perhaps lines further on; `at` when none
 * begins. */
uint32_t dateline_stop(const struct sheet *sheet, const struct line *line, uint32_t at);

/* Whether [start, end) is a bracket that says where news is from, nobody's name: （北京综合讯）. */
bool dateline_is_bracket(const struct sheet *sheet, uint32_t start, uint32_t end);

/* Whether plain[at, stop), which ends as dateline_stop says, can be nothing else: it names house
 * and reporters, or is such a bracket. */
bool dateline_is_sure(const struct sheet *sheet, const struct line *line, uint32_t at,
                      uint32_t stop);

#endif
