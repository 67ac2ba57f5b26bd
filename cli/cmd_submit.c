/*
 * submit: gives files to ingest, up to WINDOW at a time over one connection.
 *
 * Each file goes through the states below.  BUSY and errors that may pass send
 * it to WAITING for a while; so does a reply that does not come, and when nothing came at all
 * the connection is made anew: a page has the same id each time, so that sending it again
 * does no harm.  With --wait, accepted pages are asked for by id until
 * they are committed or dead.
 */
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/crew.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/progress.h"

#include "common/pathmeta.h"
#include "common/proto/json_write.h"
#include "common/utf8.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 32,        /* submits under way */
    SILENCE_MS = 10000, /* until what was not answered is sent again */
    RETRY_MS = 1000,    /* pause after an error that may pass */
    ASK_FIRST_MS = 20,  /* pause between questions after accepted pages, growing to */
    ASK_MOST_MS = 500,
    IDS_AT_ONCE = 500,
};

enum state { STATE_WAITING, STATE_SENT, STATE_ACCEPTED, STATE_COMMITTED, STATE_FAILED };

/* A file, or, once it is accepted and has several, one of its pages. */
struct item {
    struct submit *submit;
    size_t index; /* in items */
    const struct file *file;
    unsigned file_page; /* 0: the only one */
    char number[64];    /* of such a page */
    enum state state;
    char id[33]; /* ACCEPTED and later */
    bool superseded;
};

struct submit {
    struct site_options site;
    const char *paper, *date, *number, *encoding;
    bool lenient, again, wait, json, quiet;
    enum lane lane;
    long long timeout; /* ms; 0: none */
    struct files files;
    struct item **items; /* files first, then further pages of some */
    size_t item_count, item_cap;
    struct client *client;
    struct progress progress;
    struct buf input; /* what standard input gave, for it can be read only once */
    size_t count[STATE_FAILED + 1];
    size_t from;               /* items before it are not WAITING */
    long long send_at;         /* BUSY: nothing is sent before */
    long long answered_at;     /* when something came last */
    bool silent;               /* something did not come in time */
    size_t asked[IDS_AT_ONCE]; /* items of the STATE under way, in its order */
    size_t asked_count;        /* 0: none is under way */
    size_t ask_from;           /* items before it are finished */
    long long ask_at, ask_pause;
    int status;
};

static struct item *
add_item(struct submit *submit, const struct file *file, enum state state)
{
    if (submit->item_count == submit->item_cap) {
        submit->item_cap = submit->item_cap * 2 + 64;
        submit->items = realloc(submit->items, submit->item_cap * sizeof *submit->items);
        if (submit->items == NULL)
            die("out of memory");
    }
    struct item *item = calloc(1, sizeof *item);
    if (item == NULL)
        die("out of memory");
    item->submit = submit;
    item->index = submit->item_count;
    item->file = file;
    item->state = state;
    submit->items[submit->item_count++] = item;
    submit->count[state]++;
    return item;
}

/* ---- telling ---- */

static void
set_state(struct submit *submit, struct item *item, enum state state)
{
    submit->count[item->state]--;
    submit->count[state]++;
    item->state = state;
}

static void
print_fate(struct submit *submit, const struct item *item, const char *fate, struct slice reason)
{
    const struct file *file = item->file;
    struct buf out = { 0 }, path = { 0 };
    cli_mend(&path, slice_from(file->path));
    if (submit->json) {
        struct jsonw w = { .out = &out };
        jsonw_open(&w, '{');
        jsonw_member(&w, "file", buf_slice(&path));
        jsonw_member(&w, "page_id", slice_from(item->id));
        if (item->file_page > 0) {
            jsonw_member_number(&w, "file_page", item->file_page);
            jsonw_member(&w, "number", slice_from(item->number));
        }
        jsonw_member(&w, "state", slice_from(fate));
        if (item->superseded) {
            jsonw_key(&w, "current");
            jsonw_boolean(&w, false);
        }
        if (reason.len > 0)
            jsonw_member(&w, "reason", reason);
        jsonw_close(&w, '}');
        buf_add_char(&out, '\n');
    } else if (item->state != STATE_FAILED) {
        buf_printf(&out, "%s  %-9s  %s", item->id, fate, file->path);
        if (item->file_page > 0)
            buf_printf(&out, "  page %u, %s", item->file_page, item->number);
        buf_printf(&out, "%s\n", item->superseded ? "  (not current, see 'pagewire show')" : "");
    }
    progress_hide(&submit->progress);
    if (out.len > 0 && !(submit->json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out))))
        exit(STATUS_FAILED);
    buf_done(&out);
    buf_done(&path);
}

static void
fail(struct submit *submit, struct item *item, const char *fate, struct slice reason)
{
    set_state(submit, item, STATE_FAILED);
    submit->status = STATUS_FAILED;
    progress_hide(&submit->progress);
    char page[32] = "";
    if (item->file_page > 0)
        (void)snprintf(page, sizeof page, " page %u", item->file_page);
    cli_error("%s%s: %s: %.*s", file_shown(item->file), page, fate, SLICE_ARGS(reason));
    print_fate(submit, item, fate, reason);
}

/* ---- sending ---- */

static void
describe(const struct submit *submit, const struct file *file, struct request *request)
{
    struct pathmeta meta;
    pathmeta_read(&meta, slice_from(file->path));
    request->name = meta.name.len > 0 ? meta.name : slice_from(file->name);
    request->paper = submit->paper != NULL ? slice_from(submit->paper) : meta.paper;
    request->date =
        arena_slice(&request->arena, slice_from(submit->date != NULL ? submit->date : meta.date));
    request->number = submit->number != NULL ? slice_from(submit->number) : meta.number;
    request->encoding = slice_from(submit->encoding);
    request->lenient = submit->lenient;
    request->again = submit->again;
    request->lane = submit->lane;
}

static int
read_content(struct submit *submit, const struct file *file, struct buf *content, struct err *err)
{
    if (strcmp(file->path, "-") != 0)
        return file_read(file, content, err);
    if (submit->input.len == 0 && file_read(file, &submit->input, err) != 0)
        return -1;
    buf_add_slice(content, buf_slice(&submit->input));
    return 0;
}

static void on_submitted(void *arg, const struct asked *asked, const struct err *err);

static void
send_item(struct submit *submit, struct item *item)
{
    const struct file *file = item->file;
    struct buf content = { 0 };
    struct err err = { 0 };
    if (read_content(submit, file, &content, &err) != 0)
        fail(submit, item, "not readable", slice_from(err.text + file_prefix(file, err.text)));
    else {
        struct request request;
        request_init(&request, REQUEST_SUBMIT);
        describe(submit, file, &request);
        set_state(submit, item, STATE_SENT);
        ask_request(client_asker(submit->client), &request, buf_slice(&content), SILENCE_MS,
                    on_submitted, item);
        request_done(&request);
    }
    buf_done(&content);
}

static void
send_more(struct submit *submit)
{
    while (submit->from < submit->item_count && submit->items[submit->from]->state != STATE_WAITING)
        submit->from++;
    for (size_t i = submit->from; i < submit->item_count && submit->count[STATE_SENT] < WINDOW; i++)
        if (crew_clock() < submit->send_at)
            break;
        else if (submit->items[i]->state == STATE_WAITING)
            send_item(submit, submit->items[i]);
}

static void
wait_again(struct submit *submit, struct item *item)
{
    set_state(submit, item, STATE_WAITING);
    if (item->index < submit->from)
        submit->from = item->index;
}

/* Nothing came for long: the connection or ingest went away.  What was given to
 * the connection is sent again. */
static int
connect_again(struct submit *submit, struct err *err)
{
    submit->silent = false;
    if (crew_clock() - submit->answered_at < SILENCE_MS)
        return 0;
    progress_hide(&submit->progress);
    cli_error("no answer for %d s; trying again", SILENCE_MS / 1000);
    int result = client_reopen(submit->client, err);
    submit->silent = false;
    return result;
}

/* ---- asking ---- */

/* Picks the items that are accepted and not finished. */
static void
pick_asked(struct submit *submit)
{
    while (submit->ask_from < submit->item_count &&
           submit->items[submit->ask_from]->state >= STATE_COMMITTED)
        submit->ask_from++;
    submit->asked_count = 0;
    for (size_t i = submit->ask_from; i < submit->item_count; i++)
        if (submit->items[i]->state == STATE_ACCEPTED && submit->asked_count < IDS_AT_ONCE)
            submit->asked[submit->asked_count++] = i;
}

static void on_states(void *arg, const struct asked *asked, const struct err *err);

static void
ask(struct submit *submit)
{
    struct request request;
    struct slice ids[IDS_AT_ONCE];
    pick_asked(submit);
    if (submit->asked_count == 0)
        return;
    request_init(&request, REQUEST_STATE);
    for (size_t i = 0; i < submit->asked_count; i++)
        ids[i] = slice_from(submit->items[submit->asked[i]]->id);
    request.page_ids = ids;
    request.page_id_count = submit->asked_count;
    ask_request(client_asker(submit->client), &request, SLICE_EMPTY, SILENCE_MS, on_states, submit);
    request_done(&request);
}

static void
take_state(struct submit *submit, struct item *item, struct slice state)
{
    if (slice_equal(state, SLICE_LITERAL("committed"))) {
        set_state(submit, item, STATE_COMMITTED);
        print_fate(submit, item, "committed", SLICE_EMPTY);
    } else if (slice_equal(state, SLICE_LITERAL("dead")))
        fail(submit, item, "dead", SLICE_LITERAL("it failed too often; see 'pagewire dlq show'"));
    else if (slice_equal(state, SLICE_LITERAL("unknown")))
        fail(submit, item, "lost sight of", SLICE_LITERAL("it was dropped meanwhile"));
}

/* ---- replies ---- */

/* One page of a file that has several; the file's own item is the first one's. */
static void
take_file_page(struct submit *submit, struct item *item, const struct file_page *page)
{
    (void)snprintf(item->id, sizeof item->id, "%.*s", SLICE_ARGS(page->id));
    (void)snprintf(item->number, sizeof item->number, "%.*s", SLICE_ARGS(page->number));
    if (item->state != STATE_ACCEPTED)
        set_state(submit, item, STATE_ACCEPTED);
    if (!slice_equal(page->state, SLICE_LITERAL("waiting")))
        take_state(submit, item, page->state);
    else if (!submit->wait)
        print_fate(submit, item, "accepted", SLICE_EMPTY);
}

static void
take_file(struct submit *submit, struct item *item, const struct reply *reply)
{
    for (size_t i = 0; i < reply->file_page_count; i++) {
        struct item *page = i == 0 ? item : add_item(submit, item->file, STATE_ACCEPTED);
        page->file_page = (unsigned)i + 1;
        take_file_page(submit, page, &reply->file_pages[i]);
    }
}

static void
take_submitted(struct submit *submit, struct item *item, const struct reply *reply)
{
    if (reply->file_page_count > 0) {
        take_file(submit, item, reply);
        return;
    }
    switch (reply->type) {
    case REPLY_ACCEPTED:
        snprintf(item->id, sizeof item->id, "%.*s", SLICE_ARGS(reply->page_id));
        item->superseded = reply->superseded;
        set_state(submit, item, STATE_ACCEPTED);
        if (slice_equal(reply->state, SLICE_LITERAL("committed")))
            take_state(submit, item, reply->state);
        else if (!submit->wait)
            print_fate(submit, item, "accepted", SLICE_EMPTY);
        break;
    case REPLY_BUSY:
        wait_again(submit, item);
        submit->send_at =
            crew_clock() + (reply->retry_after_ms > 0 ? reply->retry_after_ms : RETRY_MS);
        progress_note(&submit->progress, reply->reason);
        break;
    case REPLY_DEAD:
        snprintf(item->id, sizeof item->id, "%.*s", SLICE_ARGS(reply->page_id));
        fail(submit, item, "dead", reply->reason);
        break;
    default:
        fail(submit, item, "refused", reply->reason);
    }
}

/* A state that is no news makes the next question wait longer. */
static void
take_states(struct submit *submit, const struct reply *reply)
{
    size_t before = submit->count[STATE_ACCEPTED];
    for (size_t i = 0; i < submit->asked_count && i < reply->state_count; i++)
        take_state(submit, submit->items[submit->asked[i]], reply->states[i]);
    bool news = submit->count[STATE_ACCEPTED] < before;
    submit->ask_pause = news ? ASK_FIRST_MS : submit->ask_pause * 2;
    if (submit->ask_pause > ASK_MOST_MS)
        submit->ask_pause = ASK_MOST_MS;
    submit->ask_at = crew_clock() + submit->ask_pause;
    submit->asked_count = 0;
}

/* An answer that is none: what was asked is asked again after a while.  False when
 * there is no use in that. */
static bool
may_pass(struct submit *submit, const struct asked *asked, const struct err *err)
{
    if (err->kind != ERR_RETRY)
        return false;
    if (asked == NULL) {
        submit->silent = true;
    } else {
        submit->answered_at = submit->send_at = crew_clock();
        submit->send_at += RETRY_MS;
        progress_note(&submit->progress, slice_from(err->text));
    }
    return true;
}

static void
on_submitted(void *arg, const struct asked *asked, const struct err *err)
{
    struct item *item = arg;
    struct submit *submit = item->submit;
    if (err == NULL) {
        submit->answered_at = crew_clock();
        take_submitted(submit, item, asked->reply);
    } else if (may_pass(submit, asked, err))
        wait_again(submit, item);
    else
        fail(submit, item, "refused", slice_from(err->text));
}

static void
on_states(void *arg, const struct asked *asked, const struct err *err)
{
    struct submit *submit = arg;
    if (err == NULL) {
        submit->answered_at = crew_clock();
        take_states(submit, asked->reply);
        return;
    }
    if (!may_pass(submit, asked, err))
        cli_error("%s", err->text);
    submit->asked_count = 0;
    submit->ask_at = crew_clock() + RETRY_MS;
}

/* ---- the loop ---- */

static volatile sig_atomic_t stopped;

static void
on_interrupt(int number)
{
    stopped = number;
}

/* The first Ctrl-C ends the waiting and says what that means, the second ends all. */
static void
catch_interrupt(void)
{
    struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = SA_RESETHAND };
    (void)sigaction(SIGINT, &action, NULL);
}

static void
tell_stopped(struct submit *submit)
{
    size_t accepted = submit->count[STATE_ACCEPTED] + submit->count[STATE_COMMITTED];
    progress_hide(&submit->progress);
    cli_error("stopped; %zu of %zu files are accepted: they are safe and go on by themselves; "
              "submit the others again",
              accepted, submit->item_count);
}

static bool
is_finished(const struct submit *submit)
{
    return submit->count[STATE_WAITING] == 0 && submit->count[STATE_SENT] == 0 &&
           (!submit->wait || submit->count[STATE_ACCEPTED] == 0);
}

static void
show_progress(struct submit *submit)
{
    size_t committed = submit->count[STATE_COMMITTED], failed = submit->count[STATE_FAILED];
    size_t accepted = submit->count[STATE_ACCEPTED];
    progress_show(&submit->progress,
                  submit->wait ? committed + failed : accepted + committed + failed,
                  submit->item_count, accepted + committed);
}

static int
run_loop(struct submit *submit, struct err *err)
{
    long long deadline = submit->timeout > 0 ? crew_clock() + submit->timeout : 0;
    int result = 0;
    catch_interrupt();
    while (result == 0 && !stopped && !is_finished(submit)) {
        send_more(submit);
        if (submit->wait && submit->asked_count == 0 && submit->count[STATE_ACCEPTED] > 0 &&
            crew_clock() >= submit->ask_at)
            ask(submit);
        show_progress(submit);
        if (is_finished(submit))
            break;
        ask_turn(client_asker(submit->client), ASK_FIRST_MS);
        if (submit->silent)
            result = connect_again(submit, err);
        if (deadline > 0 && crew_clock() > deadline && !is_finished(submit))
            result = err_set(err, ERR_RETRY, "not finished in time: %zu of %zu files are open",
                             submit->item_count - submit->count[STATE_COMMITTED] -
                                 submit->count[STATE_FAILED],
                             submit->item_count);
    }
    if (stopped)
        tell_stopped(submit);
    else
        show_progress(submit);
    progress_end(&submit->progress);
    return result;
}

static void
summarise(const struct submit *submit)
{
    if (submit->quiet || submit->json)
        return;
    size_t accepted = submit->count[STATE_ACCEPTED] + submit->count[STATE_COMMITTED];
    const char *what = submit->item_count > submit->files.count ? "pages" : "files";
    fprintf(stderr, "pagewire: %zu of %zu %s accepted", accepted, submit->item_count, what);
    if (submit->wait)
        fprintf(stderr, ", %zu committed", submit->count[STATE_COMMITTED]);
    if (submit->count[STATE_FAILED] > 0)
        fprintf(stderr, ", %zu failed", submit->count[STATE_FAILED]);
    if (submit->files.passed_over > 0)
        fprintf(stderr, "; %zu in folders passed over, no .txt", submit->files.passed_over);
    fputc('\n', stderr);
}

/* ---- the command line ---- */

static int
take_day(const struct command *command, const char *value, void *day)
{
    if (date_valid(slice_from(value))) {
        *(const char **)day = value;
        return 0;
    }
    cli_usage(command, "--date: '%s' is no day such as 2018-01-09", value);
    return -1;
}

static int
take_lane(const struct command *command, const char *value, void *lane)
{
    if (lane_find(slice_from(value), lane))
        return 0;
    cli_usage(command, "--lane takes live or backfill");
    return -1;
}

static int
read_options(const struct command *command, int argc, char **argv, struct submit *submit)
{
    const struct cli_option options[] = {
        OPTIONS_COMMON(&submit->json, NULL),
        OPTIONS_SITE(&submit->site),
        { "paper", TAKES_TEXT, &submit->paper },
        { "date", TAKES_OWN, &submit->date, .read = take_day },
        { "number", TAKES_TEXT, &submit->number },
        { "encoding", TAKES_TEXT, &submit->encoding },
        { "lenient", TAKES_NOTHING, &submit->lenient },
        { "again", TAKES_NOTHING, &submit->again },
        { "lane", TAKES_OWN, &submit->lane, .read = take_lane },
        { "wait", TAKES_NOTHING, &submit->wait },
        { "timeout", TAKES_DURATION, &submit->timeout },
        { "quiet", TAKES_NOTHING, &submit->quiet },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status < 0 && optind == argc)
        return cli_usage(command, "submit needs a file, a folder or - for standard input");
    return status;
}

static int
submit_files(struct submit *submit, struct err *err)
{
    for (size_t i = 0; i < submit->files.count; i++)
        (void)add_item(submit, &submit->files.items[i], STATE_WAITING);
    submit->ask_pause = ASK_FIRST_MS;
    progress_init(&submit->progress, !submit->quiet && !submit->json);
    int result = client_open_ingest(&submit->client, &submit->site, err);
    if (result == 0)
        result = run_loop(submit, err);
    if (result == 0 && !stopped)
        summarise(submit);
    client_close(submit->client);
    for (size_t i = 0; i < submit->item_count; i++)
        free(submit->items[i]);
    free(submit->items);
    return result;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct submit submit = { .status = STATUS_DONE, .lane = LANE_LIVE };
    int status = read_options(command, argc, argv, &submit);
    if (status >= 0)
        return status;
    struct err err = { 0 };
    for (int i = optind; i < argc; i++)
        if (files_add(&submit.files, argv[i], &err) != 0)
            submit.status = cli_failed(&err);
    files_name(&submit.files);
    if (submit.number != NULL && submit.files.count > 1)
        submit.status = cli_usage(command, "--number is for one file, not %zu", submit.files.count);
    else if (submit.files.count == 0 && submit.status == STATUS_DONE)
        submit.status = files_none(&submit.files);
    else if (submit_files(&submit, &err) != 0)
        submit.status = cli_failed(&err);
    if (stopped && submit.status == STATUS_DONE)
        submit.status = 128 + SIGINT;
    files_done(&submit.files);
    buf_done(&submit.input);
    return submit.status;
}

const struct command command_submit = {
    .name = "submit",
    .summary = "give page files to the pipeline",
    .help =
        "usage: pagewire submit [OPTION...] FILE|DIR|-...\n"
        "\n"
        "Gives each file to ingest and prints its page id once it is in the ledger, safe from\n"
        "then on.  A folder stands for every *.txt below it.  Paper, date and page number are\n"
        "taken from paths like 焦作日报/2018-01-09/A03.txt, unless options give them.  The same\n"
        "file twice is one page: submitting again after a failure does no harm.  A PDF or TIFF\n"
        "of several pages becomes as many, numbered on: --number A01 gives A01, A02 ...\n"
        "\n"
        "  --wait           until every page is committed, with a bar on a terminal\n"
        "  --timeout TIME   give up after 90s, 5m...\n"
        "  --paper NAME, --date 2018-01-09, --number A03\n"
        "  --lane LANE      live (default), or backfill for old years: never delays live\n"
        "  --encoding NAME  auto (default), UTF-8, GB18030, Big5, UTF-16...\n"
        "  --again          a page that a later file superseded takes its place back\n"
        "  --lenient        replace broken bytes instead of refusing the page\n"
        "  --json           a line of JSON for each file: file, page_id, state, reason\n"
        "  --quiet          no bar, no summary\n"
        "\n" HELP_SITE "\n"
        "A file that is refused is named with the reason; the others are still done, and the\n"
        "exit status is 1.  When ingest is busy, submit waits as long as it says.\n"
        "\n"
        "examples:\n"
        "  pagewire submit --wait 焦作日报/2018-01-09/*.txt\n"
        "  pagewire submit --lane backfill /archive/1998\n"
        "  pdftotext a03.pdf - | pagewire submit --paper 焦作日报 --date 2018-01-09 --number A03 "
        "-\n",
    .run = run,
};
