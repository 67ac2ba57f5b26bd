/* search: articles by words, names, papers and dates; names by how they begin. */
#include "services/gateway/search.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

#include <string.h>

enum { NAME_MOST = 200, WORDS_MAX = 200, CURSOR_MAX = 400 };

static const char *const orders[] = { "relevance", "date", "newest", "confidence", NULL };
static const enum search_order order_values[] = { ORDER_RELEVANCE, ORDER_DATE, ORDER_NEWEST,
                                                  ORDER_CONFIDENCE };

const struct param_spec search_params[] = {
    [SEARCH_Q] = { "q", PARAM_TEXT, .max = WORDS_MAX },
    [SEARCH_PERSON] = { "person", PARAM_TEXT, .max = NAME_MOST },
    [SEARCH_PLACE] = { "place", PARAM_TEXT, .max = NAME_MOST },
    [SEARCH_ORGANISATION] = { "organisation", PARAM_TEXT, .max = NAME_MOST },
    [SEARCH_PAPER] = { "paper", PARAM_TEXT, .max = NAME_MOST },
    [SEARCH_NUMBER] = { "number", PARAM_TEXT, .max = NAME_MOST },
    [SEARCH_DATE] = { "date", PARAM_PERIOD },
    [SEARCH_DATE_FROM] = { "date_from", PARAM_PERIOD },
    [SEARCH_DATE_TO] = { "date_to", PARAM_PERIOD },
    [SEARCH_ORDER] = { "order", PARAM_CHOICE, .choices = orders },
    [SEARCH_FACETS] = { "facets", PARAM_FLAG },
    [SEARCH_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = 100 },
    [SEARCH_CURSOR] = { "cursor", PARAM_TEXT, .max = CURSOR_MAX },
    { 0 },
};

/* Whether a period begins after another one ends: 2018-05 does after 2018-04-30, not after 2018. */
static bool
is_after(struct slice from, struct slice to)
{
    size_t len = from.len < to.len ? from.len : to.len;
    return memcmp(from.ptr, to.ptr, len) > 0;
}

int
search_query(const struct exchange *x, struct query *query, struct err *err)
{
    const struct param_value *values = x->match.values;
    bool any = false;
    for (int i = SEARCH_Q; i <= SEARCH_DATE_TO; i++)
        any = any || values[i].given;
    if (!any)
        return err_set(err, ERR_REJECT,
                       "say what to search for: q, person, place, organisation, "
                       "paper, number, date, date_from or date_to");
    if (values[SEARCH_DATE_FROM].given && values[SEARCH_DATE_TO].given &&
        is_after(values[SEARCH_DATE_FROM].text, values[SEARCH_DATE_TO].text))
        return err_set(err, ERR_REJECT, "date_from is after date_to: no day is between them");
    query->words = values[SEARCH_Q].text;
    query->person = values[SEARCH_PERSON].text;
    query->place = values[SEARCH_PLACE].text;
    query->organisation = values[SEARCH_ORGANISATION].text;
    query->paper = values[SEARCH_PAPER].text;
    query->number = values[SEARCH_NUMBER].text;
    query->date = values[SEARCH_DATE].text;
    query->date_from = values[SEARCH_DATE_FROM].text;
    query->date_to = values[SEARCH_DATE_TO].text;
    query->limit = (uint32_t)values[SEARCH_LIMIT].number;
    query->cursor = values[SEARCH_CURSOR].text;
    query->facets = values[SEARCH_FACETS].number != 0;
    query->order = values[SEARCH_Q].given ? ORDER_RELEVANCE : ORDER_DATE;
    if (values[SEARCH_ORDER].given)
        query->order = order_values[values[SEARCH_ORDER].number];
    return 0;
}

void
search_articles(struct exchange *x)
{
    struct query query;
    struct err err;
    query_init(&query, QUERY_SEARCH);
    if (search_query(x, &query, &err) != 0)
        exchange_problem(x, 400, "empty-search", "%s", err.text);
    else
        upstream_query(x, &query, ANSWER_RESULTS, upstream_relay);
    query_done(&query);
}

/* ---- names ---- */

enum { SUGGEST_Q, SUGGEST_TYPE, SUGGEST_LIMIT };

const struct param_spec suggest_params[] = {
    [SUGGEST_Q] = { "q", PARAM_TEXT, .max = NAME_MOST },
    [SUGGEST_TYPE] = { "type", PARAM_CHOICE, .choices = name_types },
    [SUGGEST_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = 100 },
    { 0 },
};

void
search_suggest(struct exchange *x)
{
    const struct param_value *values = x->match.values;
    struct query query;
    if (!values[SUGGEST_Q].given) {
        exchange_problem(x, 400, "empty-search", "give the beginning of a name as q");
        return;
    }
    query_init(&query, QUERY_SUGGEST);
    query.words = values[SUGGEST_Q].text;
    if (values[SUGGEST_TYPE].given)
        query.name_type = slice_from(name_type_codes[values[SUGGEST_TYPE].number]);
    query.limit = (uint32_t)values[SUGGEST_LIMIT].number;
    upstream_query(x, &query, ANSWER_NAMES, upstream_relay);
    query_done(&query);
}
