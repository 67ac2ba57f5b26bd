/* names: a person, place or organisation, and where it is named; what papers there are. */
#include "services/gateway/routes.h"
#include "services/gateway/search.h"
#include "services/gateway/upstream.h"

#include <string.h>

enum { PAPER_MAX = 200, CURSOR_MAX = 400 };

const char *const name_types[] = { "person", "place", "organisation", NULL };
const char *const name_type_codes[] = { "PER", "LOC", "ORG" };

static bool
is_code(struct slice name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] < '0' || name.ptr[i] > '9')
            return false;
    return name.len == 6;
}

void
names_show(struct exchange *x)
{
    struct slice type = x->match.captures[0], name = x->match.captures[1];
    const char *code = NULL;
    for (size_t i = 0; name_types[i] != NULL; i++)
        if (slice_equal(type, slice_from(name_types[i])))
            code = name_type_codes[i];
    if (code == NULL) {
        exchange_problem(x, 400, "bad-address",
                         "the type of a name is person, place or organisation");
        return;
    }
    struct query query;
    query_init(&query, QUERY_NAME);
    query.name_type = slice_from(code);
    if (strcmp(code, "LOC") == 0 && is_code(name))
        query.code = name;
    else
        query.name = name;
    upstream_query(x, &query, ANSWER_NAME, upstream_relay);
    query_done(&query);
}

enum { PAPERS_PAPER, PAPERS_DATE, PAPERS_LIMIT, PAPERS_CURSOR };

const struct param_spec papers_params[] = {
    [PAPERS_PAPER] = { "paper", PARAM_TEXT, .max = PAPER_MAX },
    [PAPERS_DATE] = { "date", PARAM_PERIOD },
    [PAPERS_LIMIT] = { "limit", PARAM_WHOLE, .min = 1, .max = 4000 },
    [PAPERS_CURSOR] = { "cursor", PARAM_TEXT, .max = CURSOR_MAX },
    { 0 },
};

void
papers_show(struct exchange *x)
{
    const struct param_value *values = x->match.values;
    struct query query;
    if (!values[PAPERS_PAPER].given && (values[PAPERS_DATE].given || values[PAPERS_CURSOR].given)) {
        exchange_problem(x, 400, "bad-parameter", "date and cursor go with a paper");
        return;
    }
    query_init(&query, QUERY_PAPERS);
    query.paper = values[PAPERS_PAPER].text;
    query.date = values[PAPERS_DATE].text;
    query.limit = (uint32_t)values[PAPERS_LIMIT].number;
    query.cursor = values[PAPERS_CURSOR].text;
    upstream_query(x, &query, ANSWER_PAPERS, upstream_relay);
    query_done(&query);
}
