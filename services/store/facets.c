#include "services/store/facets.h"

#include <stdlib.h>

enum { FACET_MAX = 20 }; /* names and papers that are told */

static int
compare_counts(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return slice_compare(x->name, y->name);
}

static int
compare_names(const void *a, const void *b)
{
    return slice_compare(((const struct tally *)a)->name, ((const struct tally *)b)->name);
}

static void
add_count(struct answer *answer, enum tally_list list, struct slice name, int64_t count)
{
    struct tally *tally = answer_add_tally(answer, list);
    tally->name = arena_slice(&answer->arena, name);
    tally->count = count;
}

/* Years and months, by the counts of their days. */
static void
add_periods(const struct facts *facts, const int64_t *dates, struct answer *answer)
{
    int64_t *counts = calloc(facts->periods.count + 1, sizeof *counts);
    if (counts == NULL)
        die("out of memory");
    for (size_t i = 0; i < facts->dates.count; i++) {
        if (facts->days[i].year >= 0)
            counts[facts->days[i].year] += dates[i];
        if (facts->days[i].month >= 0)
            counts[facts->days[i].month] += dates[i];
    }
    for (size_t i = 0; i < facts->periods.count; i++) {
        struct slice period = facts->periods.items[i];
        if (counts[i] > 0)
            add_count(answer, period.len == 4 ? TALLY_YEARS : TALLY_MONTHS, period, counts[i]);
    }
    free(counts);
    if (answer->facet_year_count > 0)
        qsort(answer->facet_years, answer->facet_year_count, sizeof *answer->facet_years,
              compare_names);
    if (answer->facet_month_count > 0)
        qsort(answer->facet_months, answer->facet_month_count, sizeof *answer->facet_months,
              compare_names);
}

void
facets_add(const struct facts *facts, const int64_t *papers, const int64_t *dates,
           struct answer *answer)
{
    for (size_t i = 0; i < facts->papers.count; i++)
        if (papers[i] > 0 && facts->papers.items[i].len > 0)
            add_count(answer, TALLY_PAPERS, facts->papers.items[i], papers[i]);
    if (answer->facet_paper_count > 0)
        qsort(answer->facet_papers, answer->facet_paper_count, sizeof *answer->facet_papers,
              compare_counts);
    if (answer->facet_paper_count > FACET_MAX)
        answer->facet_paper_count = FACET_MAX;
    add_periods(facts, dates, answer);
}

struct name_count {
    int64_t id, count;
};

static int
compare_name_counts(const void *a, const void *b)
{
    const struct name_count *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int
compare_name_ids(const void *a, const void *b)
{
    const struct name_count *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int
add_name(struct sql *sql, const struct name_count *counted, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s, "SELECT type, name, code FROM names WHERE id = ?1", "i",
                          counted->id);
    if (found != 1)
        return found;
    struct tally *tally = answer_add_tally(answer, TALLY_NAMES);
    tally->type = arena_slice(&answer->arena, sql_column(s, 0));
    tally->name = arena_slice(&answer->arena, sql_column(s, 1));
    tally->code = arena_slice(&answer->arena, sql_column(s, 2));
    tally->count = counted->count;
    sqlite3_reset(s);
    return 0;
}

int
facets_add_names(struct sql *sql, const int64_t *ids, size_t id_count, struct answer *answer,
                 struct err *err)
{
    struct arena arena = { 0 };
    struct name_count *names = NULL;
    size_t count = 0, cap = 0, kept = 0;
    int more = 0;
    for (size_t i = 0; more == 0 && i < id_count; i++) {
        sqlite3_stmt *s;
        more = sql_first(sql, err, &s, "SELECT name FROM article_names WHERE article = ?1", "i",
                         ids[i]);
        for (; more == 1; more = sql_step(sql, s, err)) {
            names = arena_grow(&arena, names, count, &cap, sizeof *names);
            names[count++] = (struct name_count){ sql_integer(s, 0), 1 };
        }
    }
    if (count > 0)
        qsort(names, count, sizeof *names, compare_name_ids);
    for (size_t i = 0; i < count; i++)
        if (kept > 0 && names[kept - 1].id == names[i].id)
            names[kept - 1].count++;
        else
            names[kept++] = names[i];
    if (kept > 0)
        qsort(names, kept, sizeof *names, compare_name_counts);
    for (size_t i = 0; more == 0 && i < kept && i < FACET_MAX; i++)
        more = add_name(sql, &names[i], answer, err);
    arena_done(&arena);
    return more;
}
