/*
 * answer: what store answers to a request (common/proto/query.h); PROTOCOL.md
 * explains each.  Store adds to a struct and encodes it, clients decode.
 *
 * Made by its init, it holds what decoding copied in its own arena and is freed by
 * its done.  Empty texts and zeros mean "not given".
 */
#ifndef PAGEWIRE_PROTO_ANSWER_H
#define PAGEWIRE_PROTO_ANSWER_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"
#include "common/proto/field.h"

#include <stdint.h>

/* Where a page is with store.  ANY filters nothing.  WITHDRAWN: kept, and neither
 * found nor shown; ABSENT: a number known to be missing from its issue. */
enum page_state { PAGE_ANY, PAGE_CURRENT, PAGE_SUPERSEDED, PAGE_WITHDRAWN, PAGE_ABSENT };

/* A page in LIST. */
struct listed {
    struct slice id, name, paper, date, number;
    enum page_state state;
    uint32_t articles;
    int64_t committed_ms;
};

/* An article in RESULTS. */
struct hit {
    struct slice page_id, headline, paper, date, number, snippet;
    struct stretch *headline_hits, *snippet_hits; /* what was searched for, in their texts */
    size_t headline_hit_count, snippet_hit_count;
    uint32_t article;
    double confidence;
};

/* How often something is there.  `count` is of articles, but of pages where papers
 * are meant. */
struct tally {
    struct slice type, name, code; /* type and code only of names */
    int64_t count;
};

struct paper {
    struct slice name, first, last; /* dates */
    int64_t pages, articles;
};

/* A date of a paper: which numbers there are, and which are known to be missing. */
struct day {
    struct slice date;
    struct slice *numbers, *absent;
    size_t number_count, absent_count;
};

/* What changed, in the order of commits. */
enum change_kind {
    CHANGE_NONE,
    CHANGE_COMMITTED,
    CHANGE_REPLACED, /* another result of a program is current */
    CHANGE_SUPERSEDED,
    CHANGE_WITHDRAWN,
    CHANGE_CORRECTED, /* a person's result is current */
    CHANGE_RESTORED,  /* is withdrawn no more */
};

struct change {
    int64_t sequence, time_ms;
    struct slice page_id, paper, date, number;
    uint32_t article; /* 0: all of the page */
    enum change_kind change;
    uint32_t result; /* the current one's number */
    struct slice by; /* SUPERSEDED: the page that is current */
    struct slice why;
};

/* A result of a page: of a program, or of a person who corrected another. */
struct version {
    uint32_t result;
    struct slice kind; /* program, person */
    struct slice segment_version, enrich_version, model, who, why, hash;
    int64_t made_ms;
    bool current;
};

struct token {
    struct slice name;
    struct slice *scopes;
    size_t scope_count;
    int64_t made_ms;
    struct slice who;
};

struct hook {
    struct slice id, url, secret, filter, who;
    struct slice profile; /* what it is sent, and how: "" for events, "newsroom" */
    int64_t cursor;       /* the last change it got */
    int64_t made_ms, retry_ms;
    uint32_t failures;
    struct slice why; /* of the last failure */
    int64_t dead;     /* on its dead list */
};

/* A change that a hook could not be told. */
struct dead_change {
    int64_t sequence, time_ms;
    struct slice why;
};

struct audited {
    int64_t id, time_ms;
    struct slice who, action, page_id, why, detail;
    uint32_t article;
};

enum answer_type {
    ANSWER_RECORD,  /* body: the record */
    ANSWER_LIST,    /* pages, newest first */
    ANSWER_RESULTS, /* hits, in the order asked for */
    ANSWER_RECORDS, /* body: JSON lines */
    ANSWER_STATE,
    ANSWER_STATUS,
    ANSWER_ERROR,
    ANSWER_ORIGINAL, /* body: bytes as they were submitted */
    ANSWER_VERSIONS,
    ANSWER_CHANGES,
    ANSWER_NAMES, /* SUGGEST */
    ANSWER_NAME,
    ANSWER_PAPERS,
    ANSWER_DONE, /* the edit is on the disk */
    ANSWER_TOKENS,
    ANSWER_HOOKS,
    ANSWER_HOOK_DEAD,
    ANSWER_LEASE,
    ANSWER_AUDIT,
};
enum { ANSWER_TYPE_COUNT = ANSWER_AUDIT + 1 };

struct answer {
    struct arena arena;
    enum answer_type type;
    struct slice seq;      /* raw JSON as it was asked */
    struct slice reason;   /* ERROR */
    struct slice code;     /* ERROR: request, unknown, withdrawn, absent, conflict, away; NAME */
    bool retry;            /* ERROR: the same request may succeed later */
    struct slice source;   /* RECORD: "cache", "archive" */
    struct slice page_id;  /* in full */
    uint32_t article;      /* DONE */
    enum page_state state; /* of the page: RECORD, ORIGINAL, DONE */
    uint32_t result;       /* the number of the result: RECORD, DONE */
    struct slice name, name_type, media_type; /* ORIGINAL, NAME, DONE */
    uint32_t file_page;      /* ORIGINAL: which page of the bytes it is, 0: they have one */
    struct slice id;         /* DONE: of the hook */
    struct slice next;       /* "" at the end; RECORDS, CHANGES: always, to go on from */
    uint32_t count;          /* RECORDS: lines in the body */
    int64_t total;           /* RESULTS: all that fit; NAME: articles */
    bool total_more;         /* RESULTS: there are more, which were not counted */
    int64_t sequence;        /* DONE: of the change */
    bool granted;            /* LEASE */
    struct slice holder;     /* LEASE */
    int64_t until_ms, fence; /* LEASE: its end; a number that rises with each holder */
    struct listed *pages;
    size_t page_count, page_cap;
    struct hit *hits;
    size_t hit_count, hit_cap;
    struct slice *states; /* STATE: "committed", "superseded", "unknown", as asked */
    size_t state_count;
    struct tally *facet_papers, *facet_years, *facet_months, *facet_names; /* RESULTS */
    size_t facet_paper_count, facet_year_count, facet_month_count, facet_name_count;
    size_t facet_paper_cap, facet_year_cap, facet_month_cap, facet_name_cap;
    struct tally *names; /* NAMES; NAME: those that appear with it */
    size_t name_count, name_cap;
    struct tally *inside; /* NAME: places and bodies that lie in it */
    size_t inside_count, inside_cap;
    struct tally *months; /* NAME: articles a month */
    size_t month_count, month_cap;
    struct tally *years; /* PAPERS: pages a year */
    size_t year_count, year_cap;
    struct paper *papers;
    size_t paper_count, paper_cap;
    struct day *days; /* PAPERS of one paper */
    size_t day_count, day_cap;
    struct version *versions;
    size_t version_count, version_cap;
    struct change *changes;
    size_t change_count, change_cap;
    struct token *tokens;
    size_t token_count, token_cap;
    struct hook *hooks;
    size_t hook_count, hook_cap;
    struct dead_change *dead;
    size_t dead_count, dead_cap;
    struct audited *audited;
    size_t audited_count, audited_cap;
    int64_t total_pages, total_articles, total_bytes; /* STATUS */
    int64_t file_bytes; /* STATUS: of the archive on the disk; 0: not told */
};

void answer_init(struct answer *answer, enum answer_type type);
void answer_done(struct answer *answer);

/* Says why the request is refused: the answer's code, and a REJECT; -1. */
int answer_refuse(struct answer *answer, const char *code, struct err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether answers of the type have a body. */
bool answer_has_body(enum answer_type type);

/* Append and return a new element with empty texts. */
struct listed *answer_add_page(struct answer *answer);
struct hit *answer_add_hit(struct answer *answer);
struct paper *answer_add_paper(struct answer *answer);
struct day *answer_add_day(struct answer *answer);
struct version *answer_add_version(struct answer *answer);
struct change *answer_add_change(struct answer *answer);
struct token *answer_add_token(struct answer *answer);
struct hook *answer_add_hook(struct answer *answer);
struct dead_change *answer_add_dead(struct answer *answer);
struct audited *answer_add_audited(struct answer *answer);

/* Of tallies there are several lists. */
enum tally_list {
    TALLY_PAPERS,
    TALLY_YEARS,
    TALLY_MONTHS,
    TALLY_NAMES, /* facets */
    TALLY_LISTED_NAMES,
    TALLY_NAME_MONTHS,
    TALLY_INSIDE,
    TALLY_PAPER_YEARS
};
struct tally *answer_add_tally(struct answer *answer, enum tally_list list);

/* Appends the JSON of an answer's header. */
void answer_encode(const struct answer *answer, struct buf *json);

/* The members that its type has, and neither version, type nor seq, into an object that is
 * open: what the gateway says over HTTP. */
void answer_encode_members(const struct answer *answer, struct jsonw *w);

/* Reads an answer's header.  An ERROR is an answer like others. */
int answer_decode(struct answer *answer, struct slice json, struct err *err);

/* Appends the JSON of one change, as CHANGES has it and the feed sends it; and
 * reads it. */
void change_encode(const struct change *change, struct buf *json);
int change_decode(struct arena *arena, struct change *change, struct slice json, struct err *err);

/* "committed", "withdrawn"; "" for NONE, which is what others are found to be. */
const char *change_kind_name(enum change_kind kind);
enum change_kind change_kind_find(struct slice name);

/* "current", "superseded", "" for ANY; and back, false for others. */
const char *page_state_name(enum page_state state);
bool page_state_find(struct slice name, enum page_state *state);

#endif
