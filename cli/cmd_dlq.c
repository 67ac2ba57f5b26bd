/*
 * dlq: the dead letters, pages that failed three times.
 */
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/heard.h"
#include "cli/options.h"
#include "cli/term.h"
#include "cli/view.h"

#include "common/proto/json_write.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct dlq {
    struct site_options site;
    struct term term;
    long limit;
    bool json, all;
};

static void
print_json(struct buf *out, const struct dead_page *page)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    jsonw_member(&w, "page_id", page->id);
    dead_page_encode_members(page, &w);
    jsonw_close(&w, '}');
    buf_add_char(out, '\n');
}

static void
print_page(const struct term *term, struct buf *out, const struct dead_page *page)
{
    char when[32] = "";
    time_t seconds = (time_t)(page->dead_ms / 1000);
    struct tm local;
    if (localtime_r(&seconds, &local) != NULL)
        strftime(when, sizeof when, "%Y-%m-%d %H:%M:%S", &local);
    struct buf origin = { 0 };
    view_origin(&origin, page->paper, page->date, page->number, page->name);
    buf_printf(out, _("%.*s  %s  %u attempts  %.*s\n"), SLICE_ARGS(page->id), when, page->attempts,
               SLICE_ARGS(buf_slice(&origin)));
    struct slice rest = page->reasons, line;
    while (slice_line(&rest, &line)) {
        struct buf reason = { 0 };
        heard_add(&reason, line);
        term_flow(term, out, 4, 4, &(struct span){ buf_slice(&reason), STYLE_BAD }, 1);
        buf_done(&reason);
    }
    buf_done(&origin);
}

static int
ask_list(const struct dlq *dlq, struct client *client, struct reply *reply, struct err *err)
{
    struct request request;
    request_init(&request, REQUEST_DLQ_LIST);
    request.limit = (uint32_t)dlq->limit;
    int result = client_ask(client, &request, reply, NULL, err);
    request_done(&request);
    return result;
}

static int
list_pages(const struct dlq *dlq, struct client *client, struct err *err)
{
    struct reply reply;
    if (ask_list(dlq, client, &reply, err) != 0)
        return -1;
    struct buf out = { 0 };
    for (size_t i = 0; i < reply.page_count; i++)
        if (dlq->json)
            print_json(&out, &reply.pages[i]);
        else
            print_page(&dlq->term, &out, &reply.pages[i]);
    if (reply.page_count == 0 && !dlq->json)
        fprintf(stderr, _("pagewire: there are no dead letters\n"));
    bool written = dlq->json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out));
    buf_done(&out);
    reply_done(&reply);
    return written ? 0 : err_set(err, ERR_RETRY, "the output is gone");
}

/* SHOW, RETRY or DROP of one page. */
static int
ask_page(const struct dlq *dlq, struct client *client, enum request_type type, struct slice id,
         struct err *err)
{
    struct request request;
    struct reply reply;
    struct buf body = { 0 }, out = { 0 };
    request_init(&request, type);
    request.page_id = id;
    int result = client_ask(client, &request, &reply, &body, err);
    if (result == 0) {
        if (type == REQUEST_DLQ_SHOW && reply.page_count > 0 && dlq->json)
            print_json(&out, &reply.pages[0]);
        else if (type == REQUEST_DLQ_SHOW) {
            /* What it is goes to standard error, its bytes can be piped on. */
            struct buf about = { 0 };
            if (reply.page_count > 0)
                print_page(&dlq->term, &about, &reply.pages[0]);
            struct buf shown = { 0 };
            cli_harmless(&shown, buf_slice(&about));
            fputs(buf_string(&shown), stderr);
            buf_done(&shown);
            buf_done(&about);
            buf_add_slice(&out, buf_slice(&body));
        } else
            buf_printf(&out, "%.*s %s\n", SLICE_ARGS(id),
                       type == REQUEST_DLQ_RETRY ? _("goes to its lane again") : _("is dropped"));
        reply_done(&reply);
        if (!cli_write(buf_slice(&out)))
            result = err_set(err, ERR_RETRY, "the output is gone");
    }
    request_done(&request);
    buf_done(&body);
    buf_done(&out);
    return result == 0 ? 0 : err_prefix(err, "%.*s", SLICE_ARGS(id));
}

/* Every page there is now, a listing at a time. */
static int
ask_all(const struct dlq *dlq, struct client *client, enum request_type type, struct err *err)
{
    for (;;) {
        struct reply reply;
        if (ask_list(dlq, client, &reply, err) != 0)
            return -1;
        size_t count = reply.page_count;
        int result = 0;
        for (size_t i = 0; result == 0 && i < count; i++)
            result = ask_page(dlq, client, type, reply.pages[i].id, err);
        reply_done(&reply);
        if (result != 0 || count < (size_t)dlq->limit)
            return result;
    }
}

static int
act(const struct command *command, const struct dlq *dlq, int argc, char **argv)
{
    static const struct {
        const char *name;
        enum request_type type;
    } actions[] = { { "list", REQUEST_DLQ_LIST },
                    { "show", REQUEST_DLQ_SHOW },
                    { "retry", REQUEST_DLQ_RETRY },
                    { "drop", REQUEST_DLQ_DROP } };
    size_t at = 0;
    while (at < 4 && strcmp(actions[at].name, argv[optind]) != 0)
        at++;
    if (at == 4)
        return cli_usage(command, "dlq list, show, retry or drop; not '%s'", argv[optind]);
    enum request_type type = actions[at].type;
    bool named = optind + 1 < argc;
    if (type != REQUEST_DLQ_LIST && named == dlq->all)
        return cli_usage(command, "dlq %s needs page ids%s", actions[at].name,
                         type == REQUEST_DLQ_SHOW ? "" : _(", or --all"));
    struct err err = { 0 };
    struct client *client;
    if (client_open_ingest(&client, &dlq->site, &err) != 0)
        return cli_failed(&err);
    int status = STATUS_DONE;
    if (type == REQUEST_DLQ_LIST ? list_pages(dlq, client, &err) != 0
                                 : dlq->all && ask_all(dlq, client, type, &err) != 0)
        status = cli_failed(&err);
    for (int i = optind + 1; type != REQUEST_DLQ_LIST && i < argc; i++)
        if (ask_page(dlq, client, type, slice_from(argv[i]), &err) != 0)
            status = cli_failed(&err);
    client_close(client);
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct dlq dlq = { .limit = 100 };
    const struct cli_option options[] = {
        OPTIONS_COMMON(&dlq.json, &dlq.term),
        OPTIONS_SITE(&dlq.site),
        { "limit", TAKES_NUMBER, &dlq.limit, 1, REQUEST_LIMIT_MAX },
        { "all", TAKES_NOTHING, &dlq.all },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind == argc)
        return cli_usage(command, "dlq list, show, retry or drop?");
    return act(command, &dlq, argc, argv);
}

const struct command command_dlq = {
    .name = "dlq",
    .summary = N_("look at, retry or drop pages that failed three times"),
    .help = N_("usage: pagewire dlq list [--limit N] [--json]\n"
               "       pagewire dlq show PAGE...        why it failed, and its original bytes\n"
               "       pagewire dlq retry PAGE...|--all into its lane again, no attempts counted\n"
               "       pagewire dlq drop PAGE...|--all  forget it, bytes and all\n"
               "\n" HELP_SITE "\n"
               "examples:\n"
               "  pagewire dlq list\n"
               "  pagewire dlq show 9f86d081884c7d659a2feaa0c55ad015 > page.bin\n"
               "  pagewire dlq retry --all\n"),
    .run = run,
};
