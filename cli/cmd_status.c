#include "cli/client.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/stage.h"
#include "cli/term.h"

#include "common/proto/json_write.h"

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

/* What was found out; a part that could not be reached has its reason. */
struct picture {
    struct site site;
    bool ingest, store;
    struct reply reply;   /* of ingest */
    struct answer answer; /* of store */
    struct err ingest_err, store_err;
    struct stage *stages;
    size_t stage_count;
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

/* ---- printing ---- */

static void
print_size(struct buf *out, double bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    size_t unit = 0;
    for (; bytes >= 1024 && unit < 4; unit++)
        bytes /= 1024;
    buf_printf(out, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
}

static void
print_age(struct buf *out, int64_t ms)
{
    if (ms < 60000)
        buf_printf(out, "%.1f s", (double)ms / 1000);
    else if (ms < 7200000)
        buf_printf(out, "%.1f min", (double)ms / 60000);
    else
        buf_printf(out, "%.1f h", (double)ms / 3600000);
}

static void
print_ingest(const struct status_command *command, const struct picture *picture, struct buf *out)
{
    const struct reply *reply = &picture->reply;
    if (!picture->ingest) {
        term_printf(&command->term, out, STYLE_BAD, "ingest   %s\n", picture->ingest_err.text);
        return;
    }
    buf_printf(out, "waiting  ");
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        buf_printf(out, "%s%lld %s", lane > 0 ? ", " : "", (long long)reply->lanes[lane].waiting,
                   lane_name((enum lane)lane));
        if (reply->lanes[lane].waiting > 0) {
            buf_printf(out, " (oldest ");
            print_age(out, reply->lanes[lane].oldest_ms);
            buf_printf(out, ")");
        }
    }
    buf_printf(out, "\nledger   ");
    print_size(out, (double)reply->bytes);
    if (reply->max_bytes > 0) {
        buf_printf(out, " of ");
        print_size(out, (double)reply->max_bytes);
    }
    buf_printf(out, ", redis %.*s\n", SLICE_ARGS(reply->redis));
    term_printf(&command->term, out, reply->dead > 0 ? STYLE_BAD : STYLE_PLAIN, "dead     %lld%s\n",
                (long long)reply->dead, reply->dead > 0 ? "  (pagewire dlq list)" : "");
    buf_printf(out, "workers  %lld at ingest, %lld pages dispatched\n", (long long)reply->workers,
               (long long)reply->dispatched);
    if (reply->documents > 0)
        term_printf(&command->term, out, reply->decoders > 0 ? STYLE_PLAIN : STYLE_BAD,
                    "decode   %lld documents wait, %s\n", (long long)reply->documents,
                    reply->decoders > 0 ? "decoders are at work" : "no decoder is running");
    if (reply->hot_waiting > 0 || reply->hot_left > 0)
        buf_printf(out, "folder   %lld files wait, %lld of other kinds left alone\n",
                   (long long)reply->hot_waiting, (long long)reply->hot_left);
}

static void
print_store(const struct status_command *command, const struct picture *picture, struct buf *out)
{
    if (!picture->store) {
        term_printf(&command->term, out, STYLE_BAD, "store    %s\n", picture->store_err.text);
        return;
    }
    buf_printf(out, "archive  %lld pages, %lld articles, ", (long long)picture->answer.total_pages,
               (long long)picture->answer.total_articles);
    print_size(out, (double)picture->answer.total_bytes);
    buf_add_char(out, '\n');
}

static void
print_count(struct buf *out, double count)
{
    if (count < 0)
        buf_printf(out, "  %8s", "-");
    else
        buf_printf(out, "  %8.0f", count);
}

static void
print_stages(const struct status_command *command, const struct picture *picture, struct buf *out)
{
    if (picture->stage_count == 0)
        return;
    term_printf(&command->term, out, STYLE_DIM, "\n%-12s %8s  %8s  %8s  %8s  %8s  %9s  %s\n",
                "process", "pid", "pages", "failed", "in hand", "cpu s", "memory", "ready");
    for (size_t i = 0; i < picture->stage_count; i++) {
        const struct stage *stage = &picture->stages[i];
        struct buf memory = { 0 };
        print_size(&memory, stage->resident_bytes < 0 ? 0 : stage->resident_bytes);
        buf_printf(out, "%-12s %8ld", stage->name, stage->pid);
        print_count(out, stage->pages);
        print_count(out, stage->failed);
        print_count(out, stage->held);
        buf_printf(out, "  %8.2f  %9s  ", stage->cpu_seconds < 0 ? 0 : stage->cpu_seconds,
                   buf_string(&memory));
        term_printf(&command->term, out, stage->ready ? STYLE_PLAIN : STYLE_BAD, "%s\n",
                    stage->ready ? "yes" : stage->why);
        buf_done(&memory);
    }
}

/* Where pages are now, the most first: which stage keeps the others waiting. */
static void
print_holders(const struct status_command *command, const struct picture *picture, struct buf *out)
{
    const struct stage *most = NULL;
    double all = 0;
    for (size_t i = 0; i < picture->stage_count; i++) {
        const struct stage *stage = &picture->stages[i];
        all += stage->here > 0 ? stage->here : 0;
        if (stage->here > 0 && (most == NULL || stage->here > most->here))
            most = stage;
    }
    if (most == NULL)
        return;
    term_printf(&command->term, out, most->ready ? STYLE_PLAIN : STYLE_BAD,
                "held     %.0f pages, %.0f of them by %s%s%s\n", all, most->here, most->name,
                most->ready ? "" : ": ", most->ready ? "" : most->why);
}

static void
json_lanes(struct jsonw *w, const struct reply *reply)
{
    jsonw_key(w, "lanes");
    jsonw_open(w, '{');
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        jsonw_key(w, lane_name((enum lane)lane));
        jsonw_open(w, '{');
        jsonw_member_number(w, "waiting", reply->lanes[lane].waiting);
        jsonw_member_number(w, "oldest_ms", reply->lanes[lane].oldest_ms);
        jsonw_close(w, '}');
    }
    jsonw_close(w, '}');
    jsonw_member_number(w, "bytes", reply->bytes);
    jsonw_member_number(w, "max_bytes", reply->max_bytes);
    jsonw_member_number(w, "dead", reply->dead);
    jsonw_member_number(w, "workers", reply->workers);
    jsonw_member_number(w, "documents", reply->documents);
    jsonw_member_number(w, "decoders", reply->decoders);
    jsonw_member_number(w, "dispatched", reply->dispatched);
    jsonw_member(w, "redis", reply->redis);
    jsonw_member_number(w, "hot_folder_waiting", reply->hot_waiting);
    jsonw_member_number(w, "hot_folder_left", reply->hot_left);
}

static void
json_stage(struct jsonw *w, const struct stage *stage)
{
    jsonw_open(w, '{');
    jsonw_member(w, "process", slice_from(stage->name));
    jsonw_member_number(w, "pid", stage->pid);
    jsonw_key(w, "ready");
    jsonw_boolean(w, stage->ready);
    if (!stage->ready)
        jsonw_member(w, "why", slice_from(stage->why));
    if (stage->pages >= 0)
        jsonw_member_number(w, "pages", (int64_t)stage->pages);
    if (stage->failed >= 0)
        jsonw_member_number(w, "failed", (int64_t)stage->failed);
    if (stage->held >= 0)
        jsonw_member_number(w, "in_hand", (int64_t)stage->held);
    if (stage->here >= 0)
        jsonw_member_number(w, "here", (int64_t)stage->here);
    if (stage->cpu_seconds >= 0)
        jsonw_member_number(w, "cpu_ms", (int64_t)(stage->cpu_seconds * 1000));
    if (stage->resident_bytes >= 0)
        jsonw_member_number(w, "resident_bytes", (int64_t)stage->resident_bytes);
    jsonw_close(w, '}');
}

static void
print_json(const struct picture *picture, struct buf *out)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    if (picture->ingest)
        json_lanes(&w, &picture->reply);
    else
        jsonw_member(&w, "ingest_error", slice_from(picture->ingest_err.text));
    if (picture->store) {
        jsonw_member_number(&w, "pages", picture->answer.total_pages);
        jsonw_member_number(&w, "articles", picture->answer.total_articles);
        jsonw_member_number(&w, "archive_bytes", picture->answer.total_bytes);
    } else
        jsonw_member(&w, "store_error", slice_from(picture->store_err.text));
    jsonw_key(&w, "processes");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < picture->stage_count; i++)
        json_stage(&w, &picture->stages[i]);
    jsonw_close(&w, ']');
    jsonw_close(&w, '}');
    buf_add_char(out, '\n');
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
    ask_both(&picture);
    if (picture.site.run.len > 0)
        picture.stage_count = stages_read(buf_string(&picture.site.run), &picture.stages);
    struct buf out = { 0 };
    if (wanted.json)
        print_json(&picture, &out);
    else {
        print_ingest(&wanted, &picture, &out);
        print_store(&wanted, &picture, &out);
        print_holders(&wanted, &picture, &out);
        print_stages(&wanted, &picture, &out);
    }
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
    .summary = "backlog, age of the oldest page, what each process has done",
    .help =
        "usage: pagewire status [OPTION...]\n"
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
        "  pagewire status --max-backlog 500 --max-age 5m || mail -s 'pages wait' desk\n",
    .run = run,
};
