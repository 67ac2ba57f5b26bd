#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/status.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { PATIENCE_MS = 1500, TURN_MS = 10 };

struct status_command {
    struct site_options options;
    struct term term;
    bool json;
    long max_backlog;  /* -1: no limit */
    long long max_age; /* ms; -1: no limit */
};

/* Both are asked at the same time, so that a daemon that is away costs one wait. */
struct question {
    struct picture *picture;
    struct client *client;
    bool over;
};

static void
on_ingest(void *arg, const struct asked *asked, const struct err *err)
{
    struct question *question = arg;
    question->over = true;
    question->picture->ingest = err == NULL;
    if (err != NULL) {
        question->picture->ingest_err = *err;
    } else {
        question->picture->reply = *asked->reply;
        reply_init(asked->reply, REPLY_ERROR);
    }
}

static void
on_store(void *arg, const struct asked *asked, const struct err *err)
{
    struct question *question = arg;
    question->over = true;
    question->picture->store = err == NULL;
    if (err != NULL) {
        question->picture->store_err = *err;
    } else {
        question->picture->answer = *asked->answer;
        answer_init(asked->answer, ANSWER_ERROR);
    }
}

static void
ask_both(struct picture *picture)
{
    struct question ingest = { .picture = picture, .over = true };
    struct question store = { .picture = picture, .over = true };
    const char *keys = buf_string(&picture->site.keys);
    struct request request;
    struct query query;
    request_init(&request, REQUEST_STATUS);
    query_init(&query, QUERY_STATUS);
    if (client_open(&ingest.client, buf_string(&picture->site.submit), keys,
                    &picture->ingest_err) == 0) {
        ingest.over = false;
        ask_request(client_asker(ingest.client), &request, SLICE_EMPTY, PATIENCE_MS, on_ingest,
                    &ingest);
    }
    if (client_open(&store.client, buf_string(&picture->site.query), keys, &picture->store_err) ==
        0) {
        store.over = false;
        ask_query(client_asker(store.client), &query, PATIENCE_MS, on_store, &store);
    }
    while (!ingest.over || !store.over) {
        if (!ingest.over)
            ask_turn(client_asker(ingest.client), TURN_MS);
        if (!store.over)
            ask_turn(client_asker(store.client), TURN_MS);
    }
    client_close(ingest.client);
    client_close(store.client);
    request_done(&request);
    query_done(&query);
}

static void *
read_stages(void *arg)
{
    struct picture *picture = arg;
    picture->stage_count = stages_read(buf_string(&picture->site.run), &picture->stages);
    return NULL;
}

/* All at the same time, so that it takes as long as one that does not answer. */
static void
ask_all(struct picture *picture)
{
    pthread_t thread;
    bool here = picture->site.run.len > 0;
    bool threaded = here && pthread_create(&thread, NULL, read_stages, picture) == 0;
    ask_both(picture);
    if (threaded)
        (void)pthread_join(thread, NULL);
    else if (here)
        (void)read_stages(picture);
}

/* ---- limits ---- */

static int
check_limits(const struct status_command *command, const struct picture *picture)
{
    int status = picture->ingest && picture->store ? STATUS_DONE : STATUS_FAILED;
    int64_t backlog = 0, oldest = 0;
    for (int lane = 0; picture->ingest && lane < LANE_COUNT; lane++) {
        backlog += picture->reply.lanes[lane].waiting;
        if (picture->reply.lanes[lane].oldest_ms > oldest)
            oldest = picture->reply.lanes[lane].oldest_ms;
    }
    if (command->max_backlog >= 0 && backlog > command->max_backlog) {
        cli_error("%lld pages wait, more than %ld", (long long)backlog, command->max_backlog);
        status = STATUS_FAILED;
    }
    if (command->max_age >= 0 && oldest > command->max_age) {
        cli_error("a page has waited for %.1f s, more than %.1f s", (double)oldest / 1000,
                  (double)command->max_age / 1000);
        status = STATUS_FAILED;
    }
    return status;
}

static int
read_options(const struct command *command, int argc, char **argv, struct status_command *wanted)
{
    const struct cli_option options[] = {
        OPTIONS_COMMON(&wanted->json, &wanted->term),
        OPTIONS_SITE(&wanted->options),
        { "max-backlog", TAKES_NUMBER, &wanted->max_backlog, 0, 1000000000 },
        { "max-age", TAKES_DURATION, &wanted->max_age },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status < 0 && optind < argc)
        return cli_usage(command, "status takes options only");
    return status;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct status_command wanted = { .max_backlog = -1, .max_age = -1 };
    int status = read_options(command, argc, argv, &wanted);
    if (status >= 0)
        return status;
    struct picture picture = { 0 };
    struct err err = { 0 };
    if (site_find(&picture.site, &wanted.options, &err) != 0)
        return cli_failed(&err);
    ask_all(&picture);
    struct buf out = { 0 };
    if (wanted.json)
        status_print_json(&picture, &out);
    else
        status_print(&wanted.term, &picture, &out);
    status = check_limits(&wanted, &picture);
    if (!(wanted.json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out))))
        status = STATUS_FAILED;
    buf_done(&out);
    free(picture.stages);
    if (picture.ingest)
        reply_done(&picture.reply);
    if (picture.store)
        answer_done(&picture.answer);
    site_done(&picture.site);
    return status;
}

const struct command command_status = {
    .name = "status",
    .summary = N_("backlog, age of the oldest page, what each process has done"),
    .help =
        N_("usage: pagewire status [OPTION...]\n"
           "\n"
           "Prints how many pages wait in each lane and since when, what the ledger holds, dead\n"
           "letters, the size of the archive and, for a pipeline that 'pagewire up' runs here,\n"
           "each process with its pages, CPU time and memory, and which of them holds most of the\n"
           "pages that are on their way.\n"
           "\n"
           "  --max-backlog N  exit with 1 when more pages wait\n"
           "  --max-age TIME   exit with 1 when one has waited longer: 90s, 5m, 2h\n"
           "  --json           one object\n"
           "  --color WHEN     auto, always or never\n"
           "\n" HELP_SITE "\n"
           "Also exits with 1 when ingest or store does not answer.\n"
           "\n"
           "examples:\n"
           "  pagewire status\n"
           "  pagewire status --max-backlog 500 --max-age 5m || mail -s 'pages wait' desk\n"),
    .run = run,
};
