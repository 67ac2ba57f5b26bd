/*
 * pathmeta: paper, date and page number of a file from where it lies:
 *
 *     焦作日报/2018-01-09/A03.txt      焦作日报/2018/01/09/A03.txt
 *     焦作日报/20180109/A03.txt        焦作日报_2018-01-09_A03.txt
 *
 * The date that stands furthest right counts, the paper is what stands before it.
 */
#ifndef PAGEWIRE_PATHMETA_H
#define PAGEWIRE_PATHMETA_H

#include "common/buf.h"
#include "common/err.h"
#include "common/slice.h"

#include <stdbool.h>
#include <stdint.h>

enum { META_FIELD_MAX = 200 }; /* bytes of name, paper, date and number */

struct pathmeta {
    struct slice name;   /* the file's name without extension; the rest is "" if unknown */
    struct slice paper;  /* 焦作日报 */
    struct slice number; /* A03, 05, 12b; 第03版 gives 03 */
    char date[11];       /* 2018-01-09 */
};

/* Slices are parts of path.  A path that is not UTF-8 gives nothing but "". */
void pathmeta_read(struct pathmeta *meta, struct slice path);

/* The number of page `file_page` (from 1) of a file whose first page has `number`: the last
 * digits in it count on, A01, A02 ... A10, at least as wide.  Without digits, or a number, the
 * place in the file follows: 01, 02 ...  Appended to out. */
void number_count_on(struct slice number, uint32_t file_page, struct buf *out);

/* Whether it is a day that exists, as 2018-01-09. */
bool date_valid(struct slice date);

/* Whether these may be a page's fields: valid UTF-8 of at most META_FIELD_MAX bytes without
 * control characters, date empty or a day that exists.  Otherwise -1 and a
 * REJECT that names the field. */
int meta_check(struct slice name, struct slice paper, struct slice date, struct slice number,
               struct err *err);

#endif
