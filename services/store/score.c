/*
 * For each phrase: how often it stands there, of which each further time counts for less and
 * all the less the longer the article is (as in BM25, with the length that articles usually
 * have as a constant), and twice as much again if it is in the headline.  Nothing in it
 * depends on other articles, so that an article's score, and a cursor made from it, stays.
 */
#include "services/store/score.h"

enum {
    USUAL_LENGTH = 600, /* code points */
    HEADLINE_ROOM = 12, /* before the headline stands the kicker */
    SCORE_MAX = 65535,
    PHRASES_MAX = 32,
};
static const double saturation = 1.2, by_length = 0.5, in_headline = 2;

static double
score(const struct fact *fact, const int *counts, const bool *heads, int phrases)
{
    double length = fact->length * 8.0 / USUAL_LENGTH, sum = 0;
    for (int i = 0; i < phrases; i++) {
        double count = counts[i];
        sum += count / (count + saturation * (1 - by_length + by_length * length));
        sum += heads[i] ? in_headline : 0;
    }
    return sum / phrases;
}

static void
article_score(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int argc,
              sqlite3_value **argv)
{
    (void)argc, (void)argv;
    const struct facts *facts = api->xUserData(fts);
    const struct fact *fact = facts_find(facts, api->xRowid(fts));
    int phrases = api->xPhraseCount(fts);
    int counts[PHRASES_MAX] = { 0 };
    bool heads[PHRASES_MAX] = { false };
    if (fact == NULL || phrases < 1) {
        sqlite3_result_int(context, 0);
        return;
    }
    for (int i = 0; i < phrases && i < PHRASES_MAX; i++) {
        Fts5PhraseIter place;
        int column, offset;
        int result = api->xPhraseFirst(fts, i, &place, &column, &offset);
        for (; result == SQLITE_OK && column >= 0;
             api->xPhraseNext(fts, &place, &column, &offset)) {
            counts[i]++;
            heads[i] |= column == 0 && offset < fact->head + HEADLINE_ROOM;
        }
    }
    double points = score(fact, counts, heads, phrases < PHRASES_MAX ? phrases : PHRASES_MAX);
    points *= SCORE_MAX / (1 + in_headline);
    sqlite3_result_int(context, points > SCORE_MAX ? SCORE_MAX : (int)points);
}

int
score_register(sqlite3 *db, const struct facts *facts)
{
    fts5_api *api = NULL;
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &s, NULL) == SQLITE_OK) {
        (void)sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", NULL);
        (void)sqlite3_step(s);
    }
    sqlite3_finalize(s);
    if (api == NULL)
        return -1;
    return api->xCreateFunction(api, "article_score", (void *)facts, article_score, NULL) ==
                   SQLITE_OK
               ? 0
               : -1;
}
