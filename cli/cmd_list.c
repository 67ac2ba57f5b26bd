#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/term.h"
#include "cli/view.h"

#include "common/proto/json_write.h"

#include <stdio.h>
#include <time.h>

/* The states as people read them; JSON has the words themselves. */
__attribute__((unused)) static const char *const state_words[] = { N_("superseded"),
                                                                   N_("withdrawn"), N_("absent") };

enum { PAGES_AT_ONCE = 1000 };

struct list {
    struct site_options site;
    struct term term;
    struct query query;
    long limit; /* 0: all */
    bool json;
};

static void
print_json(struct buf *out, const struct listed *page)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    jsonw_member(&w, "page_id", page->id);
    jsonw_member(&w, "name", page->name);
    jsonw_member(&w, "paper", page->paper);
    jsonw_member(&w, "date", page->date);
    jsonw_member(&w, "number", page->number);
    jsonw_member(&w, "state", slice_from(page_state_name(page->state)));
    jsonw_member_number(&w, "articles", page->articles);
    jsonw_member_number(&w, "committed_ms", page->committed_ms);
    jsonw_close(&w, '}');
    buf_add_char(out, '\n');
}

/* How a row is shown where not all of it has room: the beginning of the id is enough for other
 * commands, then the time goes, then the end of the origin. */
struct row_layout {
    size_t id;
    bool timed;
    size_t origin; /* columns */
};

enum { ID_FULL = 32, ID_SHORT = VIEW_ID_SHORT, COUNT = 7, TIME = 21 };

/* "澜州日报 2026-03-16 A03  (superseded)" */
static void
add_origin(struct buf *origin, const struct listed *page)
{
    view_origin(origin, page->paper, page->date, page->number, page->name);
    if (page->state != PAGE_CURRENT)
        buf_printf(origin, "  (%s)", _(page_state_name(page->state)));
}

static struct row_layout
layout_for(const struct term *term, const struct answer *answer)
{
    size_t widest = 0, room = term->columns;
    struct buf origin = { 0 };
    for (size_t i = 0; i < answer->page_count; i++) {
        buf_clear(&origin);
        add_origin(&origin, &answer->pages[i]);
        size_t columns = term_columns(buf_slice(&origin));
        widest = columns > widest ? columns : widest;
    }
    buf_done(&origin);
    if (room == 0 || ID_FULL + COUNT + TIME + widest <= room)
        return (struct row_layout){ ID_FULL, true, SIZE_MAX };
    bool timed = ID_SHORT + COUNT + TIME + widest <= room;
    return (struct row_layout){ ID_SHORT, timed, timed ? SIZE_MAX : room - ID_SHORT - COUNT };
}

static void
print_row(const struct term *term, const struct row_layout *layout, struct buf *out,
          const struct listed *page)
{
    char when[32] = "";
    time_t seconds = (time_t)(page->committed_ms / 1000);
    struct tm local;
    if (layout->timed && localtime_r(&seconds, &local) != NULL)
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S  ", &local);
    struct buf origin = { 0 };
    add_origin(&origin, page);
    buf_printf(out, "%.*s  %3u  ", SLICE_ARGS(slice_part(page->id, 0, layout->id)), page->articles);
    term_printf(term, out, STYLE_DIM, "%s", when);
    term_cell(out, buf_slice(&origin), layout->origin, false);
    buf_add_char(out, '\n');
    buf_done(&origin);
}

static int
print_pages(const struct list *list, const struct answer *answer)
{
    struct buf out = { 0 };
    struct row_layout layout = layout_for(&list->term, answer);
    for (size_t i = 0; i < answer->page_count; i++)
        if (list->json)
            print_json(&out, &answer->pages[i]);
        else
            print_row(&list->term, &layout, &out, &answer->pages[i]);
    bool written = list->json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out));
    buf_done(&out);
    return written ? 0 : -1;
}

/* Answer after answer, until the end or the limit. */
static int
list_all(struct list *list, struct client *client, struct err *err)
{
    struct buf cursor = { 0 };
    long left = list->limit > 0 ? list->limit : -1;
    int result = 0;
    bool more = true;
    size_t listed = 0;
    while (result == 0 && more && left != 0) {
        list->query.limit = left > 0 && left < PAGES_AT_ONCE ? (uint32_t)left : PAGES_AT_ONCE;
        list->query.cursor = buf_slice(&cursor);
        struct answer answer;
        result = client_query(client, &list->query, &answer, NULL, err);
        if (result != 0)
            break;
        if (print_pages(list, &answer) != 0)
            result = err_set(err, ERR_RETRY, "the output is gone");
        left -= left > 0 ? (long)answer.page_count : 0;
        listed += answer.page_count;
        more = answer.next.len > 0 && answer.page_count > 0;
        buf_clear(&cursor);
        buf_add_slice(&cursor, answer.next);
        answer_done(&answer);
    }
    if (result == 0 && listed == 0 && !list->json)
        fprintf(stderr, _("pagewire: nothing found\n"));
    buf_done(&cursor);
    return result;
}

static int
take_state(const struct command *command, const char *value, void *state)
{
    if (page_state_find(slice_from(value), state))
        return 0;
    cli_usage(command, "--page-state takes current, superseded, withdrawn or absent");
    return -1;
}

static int
read_options(const struct command *command, int argc, char **argv, struct list *list)
{
    const struct cli_option options[] = {
        OPTIONS_COMMON(&list->json, &list->term),
        OPTIONS_SITE(&list->site),
        { "paper", TAKES_SLICE, &list->query.paper },
        { "date", TAKES_DATE, &list->query.date },
        { "page-state", TAKES_OWN, &list->query.state, .read = take_state },
        { "limit", TAKES_NUMBER, &list->limit, 1, 1000000000 },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status < 0 && optind < argc)
        return cli_usage(command, "list takes options only");
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct list list = { 0 };
    query_init(&list.query, QUERY_LIST);
    int status = read_options(command, argc, argv, &list);
    if (status < 0) {
        struct err err = { 0 };
        struct client *client = NULL;
        status = STATUS_DONE;
        if (client_open_store(&client, &list.site, &err) != 0 || list_all(&list, client, &err) != 0)
            status = cli_failed(&err);
        client_close(client);
    }
    query_done(&list.query);
    return status;
}

const struct command command_list = {
    .name = "list",
    .summary = N_("list the pages in the archive, newest first"),
    .help =
        N_("usage: pagewire list [OPTION...]\n"
           "\n"
           "Prints page id, number of articles, when it was committed, paper, date and number.\n"
           "\n"
           "  --paper NAME        only this paper\n"
           "  --date DATE         only 2018-01-09, 2018-01 or 2018\n"
           "  --page-state STATE  current, superseded (a newer file for the same page came),\n"
           "                      withdrawn, or absent (a number known to be missing)\n"
           "  --limit N           no more than that\n"
           "  --json              a line of JSON for each page\n"
           "  --color WHEN        auto, always or never\n"
           "\n" HELP_SITE "\n"
           "examples:\n"
           "  pagewire list --paper 焦作日报 --date 2018-01\n"
           "  pagewire list --json | wc -l\n"),
    .run = run,
};
