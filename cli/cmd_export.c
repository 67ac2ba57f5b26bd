/*
 * export: finished pages as JSON lines, in the order of their commit.  The
 * cursor is written after the lines it stands for are on disk or in the pipe: an
 * export into a pipe that was cut off repeats at most one batch and skips none, one into a
 * file does neither (see resume.h).
 */
#include "cli/client.h"
#include "cli/commands.h"

#include "cli/epaper.h"
#include "cli/folder.h"
#include "cli/options.h"
#include "cli/resume.h"
#include "common/format/format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_AT_ONCE = 100, FOLLOW_S = 1 };

struct export
{
    struct site_options site;
    struct query query;
    const char *after, *cursor_file, *output;
    bool from_now;
    long limit;                  /* 0: all */
    const struct format *format; /* NULL: records as they are */
    const char *base;            /* --base */
    bool epaper;                 /* --format epaper */
    bool follow;
    bool corrections;     /* --corrections */
    struct outdir dir;    /* of -o DIR; fd -1: none */
    struct issues issues; /* spool NULL: pages are written as they come */
    int fd;
    size_t pages;
};

/* ---- the lines ---- */

static int
write_bytes(const struct export *export, struct slice lines, struct err *err)
{
    while (lines.len > 0) {
        ssize_t put = write(export->fd, lines.ptr, lines.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0) /* a part may be there: to write it all again would double that */
            return err_set(err, ERR_REJECT, "%s: %s",
                           export->output != NULL ? export->output : _("standard output"),
                           strerror(errno));
        lines = slice_part(lines, (size_t)put, lines.len);
    }
    return 0;
}

static int
write_lines(const struct export *export, struct slice lines, struct err *err)
{
    struct buf escaped = { 0 };
    if (!isatty(export->fd))
        return write_bytes(export, lines, err);
    cli_escaped(&escaped, lines);
    int result = write_bytes(export, buf_slice(&escaped), err);
    buf_done(&escaped);
    return result;
}

/* Records, one a line, in the format that was asked for. */
static int
convert(const struct export *export, struct slice lines, struct buf *out, struct err *err)
{
    const struct format_context context = { .base = slice_from(export->base),
                                            .by_id = export->corrections };
    while (lines.len > 0) {
        size_t end = slice_find(lines, SLICE_LITERAL("\n"));
        struct record record;
        if (record_decode(&record, slice_part(lines, 0, end), err) != 0)
            return -1;
        format_write(export->format, &record, &context, out);
        record_done(&record);
        lines = slice_part(lines, end + 1, lines.len);
    }
    return 0;
}

/* Keeps records for what is made of a whole issue. */
static int
collect(struct export *export, struct slice lines, struct err *err)
{
    for (struct slice line; slice_line(&lines, &line);)
        if (issues_add(&export->issues, line, NULL, 0, NULL, err) != 0)
            return -1;
    return 0;
}

static int
write_batch(struct export *export, struct slice lines, struct err *err)
{
    struct buf out = { 0 };
    if (export->issues.spool != NULL)
        return collect(export, lines, err);
    if (export->format == NULL)
        return write_lines(export, lines, err);
    int result = convert(export, lines, &out, err);
    if (result == 0)
        result = write_lines(export, buf_slice(&out), err);
    buf_done(&out);
    return result;
}

/* One batch; *count becomes how many pages it had. */
static int
export_batch(struct export *export, struct client *client, struct buf *cursor, uint32_t *count,
             struct err *err)
{
    long left = export->limit > 0 ? export->limit - (long)export->pages : PAGES_AT_ONCE;
    export->query.limit = (uint32_t)(left < PAGES_AT_ONCE ? left : PAGES_AT_ONCE);
    export->query.cursor = buf_slice(cursor);
    struct answer answer;
    struct buf body = { 0 };
    int result = client_query(client, &export->query, &answer, &body, err);
    if (result == 0) {
        *count = answer.count;
        result = write_batch(export, buf_slice(&body), err);
        if (result == 0) {
            buf_clear(cursor);
            buf_add_slice(cursor, answer.next);
            export->pages += answer.count;
        }
        answer_done(&answer);
    }
    buf_done(&body);
    if (result == 0 && export->cursor_file != NULL && *count > 0)
        result = resume_write(export->cursor_file, buf_slice(cursor), export->fd, err);
    return result;
}

/* With --from now: begins behind what is there.  The answer has a cursor and no pages. */
static int
begin_now(struct export *export, struct client *client, struct buf *cursor, struct err *err)
{
    uint32_t count = 0;
    if (!export->from_now || cursor->len > 0)
        return 0;
    export->query.from = SLICE_LITERAL("now");
    int result = export_batch(export, client, cursor, &count, err);
    export->query.from = SLICE_EMPTY;
    if (result != 0 || export->cursor_file == NULL)
        return result;
    return resume_write(export->cursor_file, buf_slice(cursor), export->fd, err);
}

static int
export_all(struct export *export, struct client *client, struct buf *cursor, struct err *err)
{
    int result = 0;
    while (result == 0 && (export->limit == 0 || (long)export->pages < export->limit)) {
        uint32_t count = 0;
        result = export_batch(export, client, cursor, &count, err);
        if (result != 0 && export->follow && err->kind == ERR_RETRY) {
            cli_error("%s; trying again", err->text);
            result = client_reopen(client, err);
        }
        if (result == 0 && count == 0 && !export->follow)
            break;
        if (count == 0)
            sleep(FOLLOW_S);
    }
    if (result == 0 && export->cursor_file == NULL &&
        (export->output != NULL || export->from_now) && cursor->len > 0)
        fprintf(stderr, _("pagewire: %zu pages; to go on from here: --after %s\n"), export->pages,
                buf_string(cursor));
    return result;
}

/* ---- what is made of whole issues, or lies in a folder ---- */

static int
manifest(void *arg, const struct record *records, const struct issue_source *sources, size_t count,
         struct err *err)
{
    (void)sources;
    struct export *export = arg;
    const struct format_context context = { .base = slice_from(export->base), .issue = true };
    struct buf out = { 0 };
    export->format->issue(records, count, &context, &out);
    buf_add_char(&out, '\n');
    int result;
    if (export->dir.fd >= 0) {
        char *name = folder_issue_name(&records[0], export->format);
        result = outdir_put(&export->dir, name, buf_slice(&out), err);
        free(name);
    } else {
        result = write_lines(export, buf_slice(&out), err);
    }
    buf_done(&out);
    return result;
}

static int
fetch_original(void *arg, const struct issue_source *source, struct buf *bytes, struct err *err)
{
    struct client *client = arg;
    struct query query;
    struct answer answer;
    query_init(&query, QUERY_ORIGINAL);
    query.page_id = slice_from(source->name);
    int result = client_query(client, &query, &answer, bytes, err);
    if (result == 0)
        answer_done(&answer);
    query_done(&query);
    return result;
}

static int
write_issues(struct export *export, struct client *client, struct err *err)
{
    if (!export->epaper)
        return issues_each(&export->issues, manifest, export, err);
    bool some = export->query.paper.len > 0 || export->query.date.len > 0 || export->limit > 0 ||
                export->query.state != PAGE_CURRENT;
    const struct epaper_site site = { &export->dir, fetch_original, client, !some };
    return epaper_write(&site, &export->issues, err);
}

/* Whether the output is a folder: an e-paper's, or one that says so or is there. */
static bool
wants_folder(const struct export *export)
{
    struct stat st;
    return export->epaper || (export->format != NULL && export->output != NULL &&
                              (slice_ends(slice_from(export->output), SLICE_LITERAL("/")) ||
                               (stat(export->output, &st) == 0 && S_ISDIR(st.st_mode))));
}

static int
export_to_folder(struct export *export, struct client *client, struct err *err)
{
    struct buf cursor = { 0 };
    int result = outdir_open(&export->dir, export->output, err);
    if (result == 0 && export->issues.spool != NULL) {
        result = export_all(export, client, &cursor, err);
        if (result == 0)
            result = write_issues(export, client, err);
    } else if (result == 0) {
        const struct folder folder = { &export->dir,        client,
                                       export->format,      slice_from(export->base),
                                       export->query.paper, export->query.date,
                                       export->cursor_file, export->after,
                                       export->follow };
        result = folder_write(&folder, err);
    }
    if (result == 0)
        fprintf(stderr, _("pagewire: %s: %zu files written, %zu as they were, %zu taken away\n"),
                export->output, export->dir.written, export->dir.kept, export->dir.dropped);
    outdir_close(&export->dir);
    buf_done(&cursor);
    return result;
}

/* ---- the command line ---- */

/* What is made of whole issues needs all of their pages each time. */
static int
check_whole(const struct command *command, struct export *export)
{
    bool whole = export->epaper || (export->format != NULL && export->format->unit == FORMAT_ISSUE);
    if (export->epaper && export->output == NULL)
        return cli_usage(command, "--format epaper needs -o DIR");
    if (whole && export->corrections)
        return cli_usage(command,
                         "issues have all their pages, corrected or not: no --corrections");
    if (!whole && wants_folder(export) &&
        (export->corrections || export->limit > 0 || export->query.state != PAGE_ANY))
        return cli_usage(command, "a folder follows all that changes: no --corrections, --limit or "
                                  "--page-state");
    if (whole && (export->after != NULL || export->cursor_file != NULL || export->from_now ||
                  export->follow))
        return cli_usage(command,
                         "issues are written as a whole: no --after, --cursor or --follow");
    if (whole && export->query.state == PAGE_ANY)
        export->query.state = PAGE_CURRENT;
    struct err err = { 0 };
    return !whole || issues_open(&export->issues, &err) == 0 ? -1 : cli_failed(&err);
}

/* A page that is corrected later keeps its place in the order of commits, so a cursor would miss
 * it. */
static bool
check_corrections(const struct command *command, struct export *export)
{
    if (!export->corrections)
        return true;
    if (export->after != NULL || export->cursor_file != NULL || export->from_now ||
        export->follow) {
        cli_usage(command,
                  "corrections are written as a whole: no --after, --cursor, --from or --follow");
        return false;
    }
    export->query.corrected = true;
    if (export->format == NULL && !export->epaper)
        export->format = format_find(SLICE_LITERAL("gold"));
    return true;
}

static int
take_state(const struct command *command, const char *value, void *state)
{
    if (page_state_find(slice_from(value), state))
        return 0;
    cli_usage(command, "--page-state takes current or superseded");
    return -1;
}

static int
take_format(const struct command *command, const char *value, void *target)
{
    struct export *export = target;
    export->epaper = strcmp(value, "epaper") == 0;
    return export->epaper ? 0 : cli_format(command, value, &export->format);
}

static int
take_from(const struct command *command, const char *value, void *from_now)
{
    *(bool *)from_now = true;
    if (strcmp(value, "now") == 0)
        return 0;
    cli_usage(command, "--from takes now");
    return -1;
}

static int
read_options(const struct command *command, int argc, char **argv, struct export *export)
{
    const struct cli_option options[] = {
        OPTIONS_COMMON(NULL, NULL),
        OPTIONS_SITE(&export->site),
        { "paper", TAKES_SLICE, &export->query.paper },
        { "date", TAKES_DATE, &export->query.date },
        { "page-state", TAKES_OWN, &export->query.state, .read = take_state },
        { "limit", TAKES_NUMBER, &export->limit, 1, 1000000000 },
        { "after", TAKES_TEXT, &export->after },
        { "from", TAKES_OWN, &export->from_now, .read = take_from },
        { "cursor", TAKES_TEXT, &export->cursor_file },
        { "output", TAKES_TEXT, &export->output, .letter = 'o' },
        { "follow", TAKES_NOTHING, &export->follow },
        { "corrections", TAKES_NOTHING, &export->corrections },
        { "format", TAKES_OWN, export, .read = take_format },
        { "base", TAKES_TEXT, &export->base },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind < argc)
        return cli_usage(command, "export takes options only");
    if (export->after != NULL && export->cursor_file != NULL)
        return cli_usage(command, "give --after or --cursor, not both");
    if (export->from_now && (export->after != NULL || wants_folder(export)))
        return cli_usage(command, "--from now goes neither with --after nor with a folder");
    return check_corrections(command, export) ? check_whole(command, export) : STATUS_USAGE;
}

/* Opens the output where the export begins or goes on. */
static int
open_output(struct export *export, struct resume *resume, struct err *err)
{
    export->fd = STDOUT_FILENO;
    if (export->cursor_file != NULL && resume_read(resume, export->cursor_file, err) != 0)
        return -1;
    if (export->after != NULL)
        buf_printf(&resume->cursor, "%s", export->after);
    if (export->output == NULL)
        return 0;
    bool goes_on = export->after != NULL || export->cursor_file != NULL;
    export->fd = open(export->output, O_RDWR | O_CREAT | O_CLOEXEC | (goes_on ? 0 : O_TRUNC), 0666);
    if (export->fd < 0) /* a pipe or device that may only be written */
        export->fd = open(export->output, O_WRONLY | O_CLOEXEC);
    if (export->fd < 0)
        return err_set(err, ERR_REJECT, "%s: %s", export->output, strerror(errno));
    return goes_on ? resume_cut(resume, export->fd, export->output, err) : 0;
}

/* What stands before the first document of a stream, unless it is there already. */
static int
write_head(const struct export *export, const struct resume *resume, struct err *err)
{
    if (export->format == NULL || export->format->head == NULL || resume->cursor.len > 0)
        return 0;
    return write_lines(export, slice_from(export->format->head), err);
}

static int
export_to_stream(struct export *export, struct client *client, struct resume *resume,
                 struct err *err)
{
    if (open_output(export, resume, err) != 0 || write_head(export, resume, err) != 0 ||
        begin_now(export, client, &resume->cursor, err) != 0 ||
        export_all(export, client, &resume->cursor, err) != 0)
        return -1;
    return export->issues.spool != NULL ? write_issues(export, client, err) : 0;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct export export = { .fd = -1, .base = "", .dir = { .fd = -1 } };
    struct resume resume = { .size = -1 };
    query_init(&export.query, QUERY_EXPORT);
    int status = read_options(command, argc, argv, &export);
    if (status < 0) {
        struct err err = { 0 };
        struct client *client = NULL;
        status = STATUS_DONE;
        if (client_open_store(&client, &export.site, &err) != 0)
            status = cli_failed(&err);
        else if (wants_folder(&export) ? export_to_folder(&export, client, &err) != 0
                                       : export_to_stream(&export, client, &resume, &err) != 0)
            status = cli_failed(&err);
        client_close(client);
    }
    if (export.fd > STDERR_FILENO)
        close(export.fd);
    issues_done(&export.issues);
    resume_done(&resume);
    query_done(&export.query);
    return status;
}

const struct command command_export = {
    .name = "export",
    .summary = N_("write finished pages as JSON lines, resumable"),
    .help = N_(
        "usage: pagewire export [OPTION...]\n"
        "\n"
        "Writes the record of each page (PROTOCOL.md, Record), one line each, in the order in\n"
        "which they were committed.\n"
        "\n"
        "  -o, --output FILE   instead of standard output; continued when resuming\n"
        "  -o DIR/             a folder with a file for each document of --format, kept up to\n"
        "                      date: renamed into it when whole, with rising times; what was\n"
        "                      withdrawn is canceled (ninjs, ninjs1) or taken away\n"
        "  --cursor FILE       keeps where it is in FILE and goes on from there next time;\n"
        "                      after an interruption nothing is missing or twice in FILE of\n"
        "                      --output; in a pipe at most the last batch is repeated\n"
        "  --after CURSOR      goes on from a cursor that an earlier run printed\n"
        "  --from now          begins behind all that is there now, unless --cursor's FILE goes\n"
        "                      on from elsewhere; prints or keeps where that is\n"
        "  --follow            waits for more pages instead of ending\n"
        "  --format NAME       ninjs, ninjs1, jsonld, annotation, alto, iiif, csv, mentions,\n"
        "                      markdown, text or gold (PROTOCOL.md, Formats) instead;\n"
        "                      epaper with -o DIR: a web site of pages, articles and days\n"
        "  --corrections       only pages that a person corrected, as they are now, in the\n"
        "                      annotation format (gold) that models learn from\n"
        "  --base URL          where a gateway serves the archive, for addresses inside\n"
        "  --paper NAME, --date DATE, --page-state current|superseded\n"
        "                      only these\n"
        "  --limit N           no more than that\n"
        "\n" HELP_SITE "\n"
        "examples:\n"
        "  pagewire export > all.jsonl\n"
        "  pagewire export --cursor seen --output new.jsonl     again and again, from cron\n"
        "  pagewire export --follow --cursor seen | my-importer\n"
        "  pagewire export --corrections -o gold.jsonl\n"
        "  pagewire export --format epaper -o site             only what changed is written\n"
        "  pagewire export --format ninjs1 -o ingest/ --cursor seen --follow\n"),
    .run = run,
};
