#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/term.h"
#include "cli/view.h"

#include "common/proto/json_write.h"
#include "common/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HITS_AT_ONCE = 100, LIMIT_DEFAULT = 20 };

struct search {
    struct site_options site;
    struct term term;
    struct query query;
    long limit;
    bool json;
};

static void
write_spans(struct jsonw *w, const char *key, const struct stretch *hits, size_t count)
{
    jsonw_key(w, key);
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++) {
        jsonw_open(w, '[');
        jsonw_number(w, hits[i].start);
        jsonw_number(w, hits[i].end);
        jsonw_close(w, ']');
    }
    jsonw_close(w, ']');
}

static void
print_json(struct buf *out, const struct hit *hit)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    jsonw_member(&w, "page_id", hit->page_id);
    jsonw_member_number(&w, "article", hit->article);
    jsonw_member(&w, "headline", hit->headline);
    jsonw_member(&w, "paper", hit->paper);
    jsonw_member(&w, "date", hit->date);
    jsonw_member(&w, "number", hit->number);
    jsonw_member(&w, "snippet", hit->snippet);
    write_spans(&w, "headline_hits", hit->headline_hits, hit->headline_hit_count);
    write_spans(&w, "snippet_hits", hit->snippet_hits, hit->snippet_hit_count);
    jsonw_key(&w, "confidence");
    jsonw_share(&w, hit->confidence);
    jsonw_close(&w, '}');
    buf_add_char(out, '\n');
}

/* Byte at which a code point begins. */
static size_t
byte_of(struct slice text, uint32_t point)
{
    size_t at = 0;
    for (; point > 0 && at < text.len; point--)
        (void)utf8_next(text, &at);
    return at;
}

/* A paragraph in a style, in which what was searched for stands out. */
static void
print_marked(const struct term *term, struct buf *out, size_t indent, struct slice text,
             enum style style, const struct stretch *hits, size_t count)
{
    struct span *spans = calloc(2 * count + 1, sizeof *spans);
    size_t used = 0, done = 0;
    if (spans == NULL)
        die("out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t start = byte_of(text, hits[i].start), end = byte_of(text, hits[i].end);
        spans[used++] = (struct span){ slice_part(text, done, start), style };
        spans[used++] = (struct span){ slice_part(text, start, end), STYLE_HIT };
        done = end;
    }
    spans[used++] = (struct span){ slice_part(text, done, text.len), style };
    term_flow(term, out, indent, indent, spans, used);
    free(spans);
}

static void
print_hit(const struct term *term, struct buf *out, const struct hit *hit)
{
    struct buf origin = { 0 };
    struct slice headline = hit->headline.len > 0 ? hit->headline : slice_from(_("(no headline)"));
    print_marked(term, out, 0, headline, STYLE_BOLD, hit->headline_hits, hit->headline_hit_count);
    view_origin(&origin, hit->paper, hit->date, hit->number, SLICE_LITERAL("-"));
    size_t wide = 4 + term_columns(buf_slice(&origin)) + 2 + hit->page_id.len + 4;
    struct slice id = view_id(term, hit->page_id, wide);
    term_printf(term, out, STYLE_DIM, "    %.*s  %.*s/%u\n", SLICE_ARGS(buf_slice(&origin)),
                SLICE_ARGS(id), hit->article);
    if (hit->snippet.len > 0)
        print_marked(term, out, 4, hit->snippet, STYLE_PLAIN, hit->snippet_hits,
                     hit->snippet_hit_count);
    buf_done(&origin);
}

static int
print_hits(const struct search *search, const struct answer *answer)
{
    struct buf out = { 0 };
    for (size_t i = 0; i < answer->hit_count; i++)
        if (search->json)
            print_json(&out, &answer->hits[i]);
        else
            print_hit(&search->term, &out, &answer->hits[i]);
    bool written = search->json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out));
    buf_done(&out);
    return written ? 0 : -1;
}

static int
search_all(struct search *search, struct client *client, size_t *found, struct err *err)
{
    struct buf cursor = { 0 };
    long left = search->limit;
    int result = 0;
    bool more = true, total_more = false;
    int64_t total = 0;
    while (result == 0 && more && left > 0) {
        search->query.limit = left < HITS_AT_ONCE ? (uint32_t)left : HITS_AT_ONCE;
        search->query.cursor = buf_slice(&cursor);
        struct answer answer;
        result = client_query(client, &search->query, &answer, NULL, err);
        if (result != 0)
            break;
        if (print_hits(search, &answer) != 0)
            result = err_set(err, ERR_RETRY, "the output is gone");
        *found += answer.hit_count;
        left -= (long)answer.hit_count;
        total = answer.total;
        total_more = answer.total_more;
        more = answer.next.len > 0 && answer.hit_count > 0;
        buf_clear(&cursor);
        buf_add_slice(&cursor, answer.next);
        answer_done(&answer);
    }
    if (result == 0 && *found > 0 && !search->json)
        fprintf(stderr, _("pagewire: %zu of %lld%s articles shown%s\n"), *found, (long long)total,
                total_more ? _(" or more") : "", more ? _("; --limit N shows more") : "");
    buf_done(&cursor);
    return result;
}

/* Dates of unlike precision overlap where the shorter one begins the longer. */
static bool
is_backwards(struct slice from, struct slice to)
{
    size_t len = from.len < to.len ? from.len : to.len;
    return len > 0 && memcmp(from.ptr, to.ptr, len) > 0;
}

static bool
read_order(const char *word, enum search_order *order)
{
    static const char *const words[] = { "newest", "date", "relevance", "confidence", NULL };
    int found = field_word(words, slice_from(word));
    *order = found < 0 ? ORDER_NEWEST : (enum search_order)found;
    return found >= 0;
}

static int
take_order(const struct command *command, const char *value, void *order)
{
    if (read_order(value, order))
        return 0;
    cli_usage(command, "--order takes newest, date, relevance or confidence");
    return -1;
}

static int
read_options(const struct command *command, int argc, char **argv, struct search *search)
{
    struct query *query = &search->query;
    const struct cli_option options[] = {
        OPTIONS_COMMON(&search->json, &search->term),
        OPTIONS_SITE(&search->site),
        { "person", TAKES_SLICE, &query->person },
        { "place", TAKES_SLICE, &query->place },
        { "organisation", TAKES_SLICE, &query->organisation },
        { "organization", TAKES_SLICE, &query->organisation },
        { "paper", TAKES_SLICE, &query->paper },
        { "from", TAKES_DATE, &query->date_from },
        { "to", TAKES_DATE, &query->date_to },
        { "limit", TAKES_NUMBER, &search->limit, 1, 1000000000 },
        { "order", TAKES_OWN, &query->order, .read = take_order },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status < 0 && is_backwards(query->date_from, query->date_to))
        return cli_usage(command, "--from %.*s is after --to %.*s", SLICE_ARGS(query->date_from),
                         SLICE_ARGS(query->date_to));
    return status;
}

/* Several words of the command line are one query. */
static void
join_words(struct buf *words, int argc, char **argv)
{
    for (int i = optind; i < argc; i++)
        buf_printf(words, "%s%s", i > optind ? " " : "", argv[i]);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct search search = { .limit = LIMIT_DEFAULT };
    query_init(&search.query, QUERY_SEARCH);
    struct buf words = { 0 };
    int status = read_options(command, argc, argv, &search);
    join_words(&words, argc, argv);
    search.query.words = buf_slice(&words);
    const struct query *query = &search.query;
    if (status < 0 &&
        query->words.len + query->person.len + query->place.len + query->organisation.len == 0)
        status = cli_usage(command, "search for what? Give words, --person, --place or "
                                    "--organisation");
    if (status < 0) {
        struct err err = { 0 };
        struct client *client = NULL;
        size_t found = 0;
        status = STATUS_DONE;
        if (client_open_store(&client, &search.site, &err) != 0 ||
            search_all(&search, client, &found, &err) != 0)
            status = cli_failed(&err);
        else if (found == 0 && !search.json)
            fprintf(stderr, _("pagewire: nothing found\n"));
        client_close(client);
    }
    buf_done(&words);
    query_done(&search.query);
    return status;
}

const struct command command_search = {
    .name = "search",
    .summary = N_("find articles by words, people, places, organisations"),
    .help =
        N_("usage: pagewire search [OPTION...] [WORDS...]\n"
           "\n"
           "Finds articles that hold all the words and names given, newest first.\n"
           "\n"
           "  --person NAME        who is named in the article or wrote it\n"
           "  --place NAME         a place that is named; six digits: a code, and all in it\n"
           "  --organisation NAME  a body that is named\n"
           "  --paper NAME         only this paper\n"
           "  --from DATE, --to DATE   2018-01-09, 2018-01 or 2018, both included\n"
           "  --order WHAT         newest (committed last), date, relevance, confidence (least)\n"
           "  --limit N            no more than that, default 20\n"
           "  --json               a line of JSON for each article\n"
           "  --color WHEN         auto, always or never\n"
           "\n" HELP_SITE "\n"
           "examples:\n"
           "  pagewire search 老厂房\n"
           "  pagewire search --person 沈怀远 --place 景德镇\n"
           "  pagewire search --json --organisation 澜州学院 --from 2025 --to 2026-06\n"
           "\n"
           "(With the sample pages in the archive each finds something.)\n"),
    .run = run,
};
