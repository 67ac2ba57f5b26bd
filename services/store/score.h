/*
 * score: how well an article fits the words of a search: a function article_score() of
 * SQL, which the full text index calls for each article that has them.
 */
#ifndef PAGEWIRE_STORE_SCORE_H
#define PAGEWIRE_STORE_SCORE_H

#include "services/store/facts.h"

/* Makes the function known to a connection; facts must live as long.  -1: there is no
 * full text index in it. */
int score_register(sqlite3 *db, const struct facts *facts);

#endif
