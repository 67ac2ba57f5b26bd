/*
 * submit: gives files to ingest, up to WINDOW at a time over one connection.
 *
 * Each file goes through the states below.  BUSY and errors that may pass send
 * it to WAITING for a while; so does a reply that does not come, and when nothing came at all
 * the connection is made anew: a page has the same id each time, so that sending it again
 * does no harm.  With --wait, accepted pages are asked for by id until
 * they are committed or dead.
 */
#include "cli/commands.h"
#include "cli/crew.h"
#include "cli/mets.h"
#include "cli/options.h"
#include "cli/submit.h"

#include "common/clock.h"
#include "common/pathmeta.h"
#include "common/utf8.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    if (accepted == submit->item_count)
        cli_error("stopped; all %zu files are accepted: they are safe and go on by themselves",
                  accepted);
    else
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
    long long deadline = submit->timeout > 0 ? clock_ms() + submit->timeout : 0;
    int result = 0;
    catch_interrupt();
    while (result == 0 && !stopped && !is_finished(submit)) {
        submit_send(submit);
        if (submit->wait && submit->asked_count == 0 && submit->count[STATE_ACCEPTED] > 0 &&
            clock_ms() >= submit->ask_at)
            submit_ask(submit);
        show_progress(submit);
        if (is_finished(submit))
            break;
        ask_turn(client_asker(submit->client), ASK_FIRST_MS);
        if (submit->silent)
            result = submit_connect_again(submit, err);
        if (deadline > 0 && clock_ms() > deadline && !is_finished(submit))
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
    bool pages = submit->item_count > submit->files.count;
    fprintf(stderr,
            pages ? _("pagewire: %zu of %zu pages accepted")
                  : _("pagewire: %zu of %zu files accepted"),
            accepted, submit->item_count);
    if (submit->wait)
        fprintf(stderr, _(", %zu committed"), submit->count[STATE_COMMITTED]);
    if (submit->count[STATE_FAILED] > 0)
        fprintf(stderr, _(", %zu failed"), submit->count[STATE_FAILED]);
    if (submit->files.passed_over > 0)
        fprintf(stderr, _("; %zu in folders passed over, no pages"), submit->files.passed_over);
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
        (void)submit_add(submit, &submit->files.items[i], STATE_WAITING);
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
add_path(struct files *files, const char *path, struct err *err)
{
    int issue = mets_add(files, path, err);
    return issue != 0 ? (issue < 0 ? -1 : 0) : files_add(files, path, err);
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
        if (add_path(&submit.files, argv[i], &err) != 0)
            submit.status = cli_failed(&err);
    files_name(&submit.files);
    if (submit.number != NULL && submit.files.count > 1)
        submit.status = cli_usage(command, "--number is for one file, not %zu", submit.files.count);
    else if (submit.files.count > 0 && submit_files(&submit, &err) != 0)
        submit.status = cli_failed(&err);
    if (submit.files.lacking && submit.status == STATUS_DONE)
        submit.status = STATUS_FAILED;
    if (stopped && submit.status == STATUS_DONE)
        submit.status = 128 + SIGINT;
    files_done(&submit.files);
    buf_done(&submit.input);
    return submit.status;
}

const struct command command_submit = {
    .name = "submit",
    .summary = N_("give page files to the pipeline"),
    .help = N_(
        "usage: pagewire submit [OPTION...] FILE|DIR|-...\n"
        "\n"
        "Gives each file to ingest and prints its page id once it is in the ledger, safe from\n"
        "then on.  A folder stands for every text, PDF, XML, hOCR and picture below it.  Paper,\n"
        "date and page number are taken from paths like 焦作日报/2018-01-09/A03.txt, unless\n"
        "options give them.  The same file twice is one page: submitting again after a failure\n"
        "does no harm.  A PDF or TIFF of several pages becomes as many, numbered on: --number A01\n"
        "gives A01, A02 ...  A METS file stands for the pages of its issue, with their paper,\n"
        "date, numbers and pictures.\n"
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
        "-\n"),
    .run = run,
};
