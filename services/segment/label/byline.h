/*
 * byline: rows and brackets whose form alone tells that they name who wrote, or who took the
 * picture.
 */
#ifndef PAGEWIRE_BYLINE_H
#define PAGEWIRE_BYLINE_H

#include "services/segment/label/row.h"

/* □大河报记者 某某 某某 and no more. */
bool byline_is_plain(const struct sheet *sheet, const struct row *row);

/* Whether a byline may begin with the row and go on in the next. */
bool byline_opens(const struct sheet *sheet, const struct row *row);

/* 摄影/某某, 图/某某, 某某摄: who took the picture, and no more. */
bool byline_is_credit(const struct sheet *sheet, const struct row *row);

/* A foreigner's name with a dot inside, alone on its line or beside other names: （法）皮埃尔·杜邦.
 */
bool byline_is_stranger(const struct sheet *sheet, const struct row *row);

/* Nothing but names, one of them padded to the width of three: 李  明  欧阳静. */
bool byline_is_padded(const struct sheet *sheet, const struct row *row);

/* — 李明 —, ·李明·. */
bool byline_is_dashed(const struct sheet *sheet, const struct row *row);

/* 記者某某／台南報導 and no more. */
bool byline_is_told(const struct sheet *sheet, const struct row *row);

/* 河湾县委党校课题组: who wrote, but nobody's name. */
bool byline_is_team(const struct sheet *sheet, const struct row *row);

/* 李明：修渠三十年 引水两千亩: a head, not who wrote. */
bool byline_is_portrait(const struct sheet *sheet, const struct row *row);

/* 李明（退休教师）. */
bool byline_has_title(const struct sheet *sheet, const struct row *row);

/* Nothing but names, set in below a byline. */
bool byline_goes_on(const struct sheet *sheet, const struct row *above, const struct row *row);

/* 策划：李明　采写：王芳: who did what, and no more; *writes: who wrote is among them. */
bool byline_is_tasks(const struct sheet *sheet, const struct row *row, bool *writes);

/* By SOMEBODY. */
bool byline_is_english(const struct sheet *sheet, const struct row *row);

/* Pieces of a dateline in brackets at the end of a text that begins with this piece:
 * （新华社北京9月3日电 记者…）; how many, 0 when none begins. */
size_t byline_closing_dateline(const struct sheet *sheet, size_t piece);

/* （参与采写：李明）, （李明/文 王芳/图） at the end of a line: who wrote. */
bool byline_closes(const struct sheet *sheet, const struct piece *piece);

#endif
