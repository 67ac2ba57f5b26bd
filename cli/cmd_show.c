#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct show {
    struct site_options site;
    struct term term;
    struct slice paper, date, number;
    bool json, verbose;
};

static int
print_record(const struct show *show, struct slice json, enum page_state state, struct err *err)
{
    struct buf out = { 0 };
    int result = 0;
    if (show->json) {
        buf_add_slice(&out, json);
        buf_add_char(&out, '\n');
    } else {
        struct record record;
        result = record_decode(&record, json, err);
        if (result == 0) {
            if (state == PAGE_SUPERSEDED)
                term_printf(&show->term, &out, STYLE_BAD,
                            _("superseded: a later file has the place of this page; "
                              "'pagewire submit --again' gives it back\n"));
            view_record(&show->term, &out, &record);
            record_done(&record);
        }
    }
    if (result == 0 && !(show->json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out))))
        result = err_set(err, ERR_RETRY, "the output is gone");
    buf_done(&out);
    return result;
}

static bool
read_article(const char *text, uint32_t *article)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);
    *article = (uint32_t)number;
    return *text >= '0' && *text <= '9' && *end == '\0' && number > 0 && number <= UINT32_MAX;
}

/* name: what the user called the page or article; NULL: by paper, date, number. */
static int
show_one(const struct show *show, struct client *client, const char *name, struct err *err)
{
    struct query query;
    query_init(&query, QUERY_SHOW);
    query.paper = show->paper;
    query.date = show->date;
    query.number = show->number;
    if (name != NULL) {
        const char *slash = strchr(name, '/');
        query.page_id = (struct slice){ name, slash ? (size_t)(slash - name) : strlen(name) };
        if (slash != NULL && !read_article(slash + 1, &query.article)) {
            query_done(&query);
            return err_set(err, ERR_REJECT,
                           "%s: behind the / stands an article's number, from 1 on", name);
        }
    }
    struct answer answer;
    struct buf body = { 0 };
    int result = client_query(client, &query, &answer, &body, err);
    if (result == 0) {
        if (show->verbose)
            fprintf(stderr, _("pagewire: page %.*s from the %.*s\n"), SLICE_ARGS(answer.page_id),
                    SLICE_ARGS(answer.source));
        result = print_record(show, buf_slice(&body), answer.state, err);
        answer_done(&answer);
    }
    buf_done(&body);
    query_done(&query);
    return result == 0 || name == NULL ? result : err_prefix(err, "%s", name);
}

static int
read_options(const struct command *command, int argc, char **argv, struct show *show)
{
    const struct cli_option options[] = {
        OPTIONS_COMMON(&show->json, &show->term),
        OPTIONS_SITE(&show->site),
        { "verbose", TAKES_NOTHING, &show->verbose, .letter = 'v' },
        { "paper", TAKES_SLICE, &show->paper },
        { "date", TAKES_DATE, &show->date },
        { "number", TAKES_SLICE, &show->number },
        OPTIONS_END,
    };
    return options_read(command, argc, argv, options);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct show show = { 0 };
    int status = read_options(command, argc, argv, &show);
    if (status >= 0)
        return status;
    bool by_place = show.paper.ptr != NULL && show.date.ptr != NULL && show.number.ptr != NULL;
    if (optind == argc && !by_place)
        return cli_usage(command, "show needs a PAGE or ARTICLE, or --paper, --date and --number");
    struct err err = { 0 };
    struct client *client;
    if (client_open_store(&client, &show.site, &err) != 0)
        return cli_failed(&err);
    status = STATUS_DONE;
    if (optind == argc && show_one(&show, client, NULL, &err) != 0)
        status = cli_failed(&err);
    for (int i = optind; i < argc; i++)
        if (show_one(&show, client, argv[i], &err) != 0)
            status = cli_failed(&err);
    client_close(client);
    return status;
}

const struct command command_show = {
    .name = "show",
    .summary = N_("print a page or an article from the archive"),
    .help =
        N_("usage: pagewire show [OPTION...] PAGE|ARTICLE...\n"
           "       pagewire show [OPTION...] --paper NAME --date 2018-01-09 --number A03\n"
           "\n"
           "PAGE is a page id or the beginning of one (6 digits or more), ARTICLE is PAGE/NUMBER.\n"
           "\n"
           "  --json         the record, one line (PROTOCOL.md, Record)\n"
           "  -v, --verbose  say whether the answer came from the cache or the archive\n"
           "  --color WHEN   auto, always or never\n"
           "\n" HELP_SITE "\n"
           "examples:\n"
           "  pagewire show 9f86d0\n"
           "  pagewire show -v 9f86d081884c7d659a2feaa0c55ad015/3\n"
           "  pagewire show --json --paper 焦作日报 --date 2018-01-09 --number A03\n"),
    .run = run,
};
