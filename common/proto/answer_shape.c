#include "common/proto/answer_shape.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

const char *const page_state_words[] = { "", "current", "superseded", "withdrawn", "absent", NULL };
const char *const change_kind_words[] = { "",          "committed", "replaced", "superseded",
                                          "withdrawn", "corrected", "restored", NULL };

/* ---- what lists hold ---- */

static const struct field listed_fields[] = {
    FIELD_NAMED("page_id", struct listed, id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct listed, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct listed, paper, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct listed, date, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct listed, number, FIELD_TEXT, FIELD_ALWAYS),
    FIELD_ENUM(struct listed, state, page_state_words, FIELD_ALWAYS),
    FIELD(struct listed, articles, FIELD_WHOLE, FIELD_ALWAYS),
    FIELD(struct listed, committed_ms, FIELD_LONG, FIELD_ALWAYS),
};
static const struct field hit_fields[] = {
    FIELD(struct hit, page_id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hit, headline, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hit, paper, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hit, date, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hit, number, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hit, snippet, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hit, article, FIELD_WHOLE, FIELD_ALWAYS),
    FIELD(struct hit, confidence, FIELD_SHARE, FIELD_GIVEN),
    FIELD_MANY("headline_hits", struct hit, headline_hits, headline_hit_count, FIELD_SPANS,
               FIELD_GIVEN),
    FIELD_MANY("snippet_hits", struct hit, snippet_hits, snippet_hit_count, FIELD_SPANS,
               FIELD_GIVEN),
};
static const struct field tally_fields[] = {
    FIELD(struct tally, type, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct tally, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct tally, code, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct tally, count, FIELD_LONG, FIELD_ALWAYS),
};
static const struct field paper_fields[] = {
    FIELD(struct paper, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct paper, first, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct paper, last, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct paper, pages, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct paper, articles, FIELD_LONG, FIELD_ALWAYS),
};
static const struct field day_fields[] = {
    FIELD(struct day, date, FIELD_TEXT, FIELD_ALWAYS),
    FIELD_MANY("numbers", struct day, numbers, number_count, FIELD_TEXTS, FIELD_ALWAYS),
    FIELD_MANY("absent", struct day, absent, absent_count, FIELD_TEXTS, FIELD_GIVEN),
};
static const struct field version_fields[] = {
    FIELD(struct version, result, FIELD_WHOLE, FIELD_ALWAYS),
    FIELD(struct version, kind, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct version, current, FIELD_FLAG, FIELD_ALWAYS),
    FIELD(struct version, made_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct version, hash, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct version, segment_version, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct version, enrich_version, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct version, model, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct version, who, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct version, why, FIELD_TEXT, FIELD_GIVEN),
};
static const struct field change_fields[] = {
    FIELD(struct change, sequence, FIELD_LONG, FIELD_ALWAYS),
    FIELD_ENUM(struct change, change, change_kind_words, FIELD_ALWAYS),
    FIELD(struct change, time_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct change, page_id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct change, article, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct change, paper, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct change, date, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct change, number, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct change, result, FIELD_WHOLE, FIELD_ALWAYS),
    FIELD(struct change, by, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct change, why, FIELD_TEXT, FIELD_GIVEN),
};
static const struct field token_fields[] = {
    FIELD(struct token, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD_MANY("scopes", struct token, scopes, scope_count, FIELD_TEXTS, FIELD_ALWAYS),
    FIELD(struct token, made_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct token, who, FIELD_TEXT, FIELD_GIVEN),
};
static const struct field hook_fields[] = {
    FIELD(struct hook, id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hook, url, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hook, secret, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct hook, filter, FIELD_JSON, FIELD_ALWAYS),
    FIELD(struct hook, cursor, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct hook, made_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct hook, who, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct hook, profile, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct hook, retry_ms, FIELD_LONG, FIELD_GIVEN),
    FIELD(struct hook, failures, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct hook, why, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct hook, dead, FIELD_LONG, FIELD_GIVEN),
};
static const struct field dead_fields[] = {
    FIELD(struct dead_change, sequence, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct dead_change, time_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct dead_change, why, FIELD_TEXT, FIELD_ALWAYS),
};
static const struct field audited_fields[] = {
    FIELD(struct audited, id, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct audited, time_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct audited, who, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct audited, action, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct audited, page_id, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct audited, article, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct audited, why, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct audited, detail, FIELD_TEXT, FIELD_GIVEN),
};

#define LIST(name, type, items, count, cap, fields)                                                \
    {                                                                                              \
        name, offsetof(struct answer, items), offsetof(struct answer, count),                      \
            offsetof(struct answer, cap), sizeof(type), fields, COUNT(fields)                      \
    }

const struct answer_list
    answer_pages = LIST("pages", struct listed, pages, page_count, page_cap, listed_fields),
    answer_hits = LIST("articles", struct hit, hits, hit_count, hit_cap, hit_fields),
    answer_versions =
        LIST("versions", struct version, versions, version_count, version_cap, version_fields),
    answer_changes =
        LIST("changes", struct change, changes, change_count, change_cap, change_fields),
    answer_papers = LIST("papers", struct paper, papers, paper_count, paper_cap, paper_fields),
    answer_days = LIST("days", struct day, days, day_count, day_cap, day_fields),
    answer_tokens = LIST("tokens", struct token, tokens, token_count, token_cap, token_fields),
    answer_hooks = LIST("hooks", struct hook, hooks, hook_count, hook_cap, hook_fields),
    answer_deads = LIST("dead", struct dead_change, dead, dead_count, dead_cap, dead_fields),
    answer_audits =
        LIST("entries", struct audited, audited, audited_count, audited_cap, audited_fields);

#define TALLIES(name, items, count, cap) LIST(name, struct tally, items, count, cap, tally_fields)

const struct answer_list answer_tallies[] = {
    [TALLY_PAPERS] = TALLIES("papers", facet_papers, facet_paper_count, facet_paper_cap),
    [TALLY_YEARS] = TALLIES("years", facet_years, facet_year_count, facet_year_cap),
    [TALLY_MONTHS] = TALLIES("months", facet_months, facet_month_count, facet_month_cap),
    [TALLY_NAMES] = TALLIES("names", facet_names, facet_name_count, facet_name_cap),
    [TALLY_LISTED_NAMES] = TALLIES("names", names, name_count, name_cap),
    [TALLY_NAME_MONTHS] = TALLIES("months", months, month_count, month_cap),
    [TALLY_INSIDE] = TALLIES("inside", inside, inside_count, inside_cap),
    [TALLY_PAPER_YEARS] = TALLIES("years", years, year_count, year_cap),
};

/* ---- what each type of answer holds ---- */

static const struct field record_answer[] = {
    FIELD(struct answer, page_id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, source, FIELD_TEXT, FIELD_ALWAYS),
    FIELD_ENUM(struct answer, state, page_state_words, FIELD_GIVEN),
    FIELD(struct answer, result, FIELD_WHOLE, FIELD_GIVEN),
};
static const struct field next_answer[] = {
    FIELD(struct answer, next, FIELD_TEXT, FIELD_ALWAYS),
};
static const struct field results_answer[] = {
    FIELD(struct answer, next, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, total, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct answer, total_more, FIELD_FLAG, FIELD_GIVEN),
};
static const struct field records_answer[] = {
    FIELD(struct answer, count, FIELD_WHOLE, FIELD_ALWAYS),
    FIELD(struct answer, next, FIELD_TEXT, FIELD_ALWAYS),
};
static const struct field state_answer[] = {
    FIELD_MANY("states", struct answer, states, state_count, FIELD_TEXTS, FIELD_ALWAYS),
};
static const struct field status_answer[] = {
    FIELD_NAMED("pages", struct answer, total_pages, FIELD_LONG, FIELD_ALWAYS),
    FIELD_NAMED("articles", struct answer, total_articles, FIELD_LONG, FIELD_ALWAYS),
    FIELD_NAMED("bytes", struct answer, total_bytes, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct answer, file_bytes, FIELD_LONG, FIELD_GIVEN),
};
static const struct field error_answer[] = {
    FIELD(struct answer, reason, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, retry, FIELD_FLAG, FIELD_ALWAYS),
    FIELD(struct answer, code, FIELD_TEXT, FIELD_GIVEN),
};
static const struct field original_answer[] = {
    FIELD(struct answer, page_id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, media_type, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, file_page, FIELD_WHOLE, FIELD_GIVEN),
    FIELD_ENUM(struct answer, state, page_state_words, FIELD_ALWAYS),
};
static const struct field versions_answer[] = {
    FIELD(struct answer, page_id, FIELD_TEXT, FIELD_ALWAYS),
    FIELD_ENUM(struct answer, state, page_state_words, FIELD_ALWAYS),
};
static const struct field name_answer[] = {
    FIELD(struct answer, name_type, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, name, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, code, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, total, FIELD_LONG, FIELD_ALWAYS),
};
static const struct field done_answer[] = {
    FIELD(struct answer, page_id, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct answer, article, FIELD_WHOLE, FIELD_GIVEN),
    FIELD_ENUM(struct answer, state, page_state_words, FIELD_GIVEN),
    FIELD(struct answer, result, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct answer, sequence, FIELD_LONG, FIELD_GIVEN),
    FIELD(struct answer, id, FIELD_TEXT, FIELD_GIVEN),
};
static const struct field lease_answer[] = {
    FIELD(struct answer, granted, FIELD_FLAG, FIELD_ALWAYS),
    FIELD(struct answer, holder, FIELD_TEXT, FIELD_ALWAYS),
    FIELD(struct answer, until_ms, FIELD_LONG, FIELD_ALWAYS),
    FIELD(struct answer, fence, FIELD_LONG, FIELD_ALWAYS),
};

#define SHAPE(name, fields, ...)                                                                   \
    {                                                                                              \
        name, fields, COUNT(fields),                                                               \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

const struct answer_shape answer_shapes[ANSWER_TYPE_COUNT] = {
    [ANSWER_RECORD] = SHAPE("RECORD", record_answer, NULL),
    [ANSWER_LIST] = SHAPE("LIST", next_answer, &answer_pages),
    [ANSWER_RESULTS] = SHAPE("RESULTS", results_answer, &answer_hits),
    [ANSWER_RECORDS] = SHAPE("RECORDS", records_answer, NULL),
    [ANSWER_STATE] = SHAPE("STATE", state_answer, NULL),
    [ANSWER_STATUS] = SHAPE("STATUS", status_answer, NULL),
    [ANSWER_ERROR] = SHAPE("ERROR", error_answer, NULL),
    [ANSWER_ORIGINAL] = SHAPE("ORIGINAL", original_answer, NULL),
    [ANSWER_VERSIONS] = SHAPE("VERSIONS", versions_answer, &answer_versions),
    [ANSWER_CHANGES] = SHAPE("CHANGES", next_answer, &answer_changes),
    [ANSWER_NAMES] = { "NAMES", NULL, 0, { &answer_tallies[TALLY_LISTED_NAMES] } },
    [ANSWER_NAME] = SHAPE("NAME", name_answer, &answer_tallies[TALLY_NAME_MONTHS],
                          &answer_tallies[TALLY_LISTED_NAMES], &answer_tallies[TALLY_INSIDE]),
    [ANSWER_PAPERS] = SHAPE("PAPERS", next_answer, &answer_papers,
                            &answer_tallies[TALLY_PAPER_YEARS], &answer_days),
    [ANSWER_DONE] = SHAPE("DONE", done_answer, NULL),
    [ANSWER_TOKENS] = { "TOKENS", NULL, 0, { &answer_tokens } },
    [ANSWER_HOOKS] = { "HOOKS", NULL, 0, { &answer_hooks } },
    [ANSWER_HOOK_DEAD] = SHAPE("HOOK_DEAD", next_answer, &answer_deads),
    [ANSWER_LEASE] = SHAPE("LEASE", lease_answer, NULL),
    [ANSWER_AUDIT] = SHAPE("AUDIT", next_answer, &answer_audits),
};
