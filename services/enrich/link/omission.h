/*
 * omission: whether a short form of a body may leave out what it leaves out.
 *
 * Characters drawn from a name in order are not yet its short form: 山西省委 is drawn from
 * 山西省纪委, 北京大学 from 北京语言大学, 中国石油 from 中国石油大学.  A name that says only where
 * a body is and what it is stands for itself, and the full one may add no more than rank and form
 * (人民法院, 第十三届); the short form's last character has to come from the noun of the full name;
 * a firm with a place in the rest of its name is a daughter.
 */
#ifndef PAGEWIRE_LINK_OMISSION_H
#define PAGEWIRE_LINK_OMISSION_H

#include "services/enrich/link/body_words.h"

/* Of a part that body_shortens found drawn from `full`. */
bool omission_is_free(const struct body_words *words, const struct draft *full,
                      const struct draft *part);

#endif
