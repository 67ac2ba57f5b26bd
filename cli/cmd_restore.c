/*
 * restore: submits the pages that a backup found waiting to a pipeline that runs with the
 * backup's archive.  A page that was committed after all is answered so and stays one page.
 */
#include "cli/client.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "cli/options.h"

#include "common/pageid.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct restore {
    struct site_options site;
    const char *backup;
    size_t waiting, committed, failed;
};

/* Whether the request's "seq" is an id, or an id and the hash of a file. */
static bool
is_seq(struct slice seq)
{
    if (seq.len != 34 && (seq.len != 67 || seq.ptr[33] != ' '))
        return false;
    for (size_t i = 1; i + 1 < seq.len; i++) {
        char c = seq.ptr[i];
        if (i != 33 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return true;
}

/* The file of a page: the request's "seq" names it.  -1: that is no page's id. */
static int
read_page(const struct restore *restore, const struct request *request, struct buf *content,
          struct buf *id, struct err *err)
{
    struct slice seq = request->seq;
    if (!is_seq(seq))
        return err_set(err, ERR_REJECT, "\"seq\" is no page's id");
    buf_add_slice(id, slice_part(seq, 1, 33));
    struct buf path = { 0 };
    buf_printf(&path, "%s/pending/%.*s", restore->backup,
               SLICE_ARGS(slice_part(seq, seq.len - 33, seq.len - 1)));
    struct file file = { .path = path.ptr };
    int result = file_read(&file, content, err);
    buf_done(&path);
    char made[33];
    page_id_make_of(made, request->paper, request->date, request->number, buf_slice(content),
                    request->file_page);
    if (result == 0 && strcmp(made, buf_string(id)) != 0)
        result = err_set(err, ERR_REJECT, "its bytes are not what they were");
    return result;
}

/* Asks until ingest has room. */
static int
submit(struct client *client, const struct request *request, struct slice content,
       struct reply *reply, struct err *err)
{
    for (;;) {
        if (client_submit(client, request, content, reply, err) != 0)
            return -1;
        if (reply->type != REPLY_BUSY)
            return 0;
        int64_t ms = reply->retry_after_ms > 0 ? reply->retry_after_ms : 1000;
        struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
        reply_done(reply);
        (void)nanosleep(&pause, NULL);
    }
}

static int
judge(struct restore *restore, const struct reply *reply, struct err *err)
{
    if (reply->type != REPLY_ACCEPTED)
        return err_set(err, ERR_REJECT, "not accepted: %.*s", SLICE_ARGS(reply->reason));
    if (slice_equal(reply->state, SLICE_LITERAL("committed")))
        restore->committed++;
    else
        restore->waiting++;
    return 0;
}

static int
restore_page(struct restore *restore, struct client *client, struct slice line, struct err *err)
{
    struct request request;
    struct reply reply;
    struct buf content = { 0 }, id = { 0 };
    request_init(&request, REQUEST_SUBMIT);
    int result = request_decode(&request, line, err);
    if (result == 0 && request.type != REQUEST_SUBMIT)
        result = err_set(err, ERR_REJECT, "no SUBMIT");
    if (result == 0)
        result = read_page(restore, &request, &content, &id, err);
    if (result == 0)
        result = submit(client, &request, buf_slice(&content), &reply, err);
    if (result == 0) {
        result = judge(restore, &reply, err);
        reply_done(&reply);
    }
    if (result != 0 && id.len > 0)
        (void)err_prefix(err, "%s", buf_string(&id));
    request_done(&request);
    buf_done(&content);
    buf_done(&id);
    return result;
}

/* A page that fails is told, the others go on. */
static int
restore_all(struct restore *restore, struct client *client, struct err *err)
{
    struct buf path = { 0 };
    buf_printf(&path, "%s/pending.jsonl", restore->backup);
    FILE *file = fopen(buf_string(&path), "re");
    char *line = NULL;
    size_t size = 0;
    int result = 0;
    if (file == NULL)
        result = err_set(err, ERR_REJECT, "%s: %s", buf_string(&path), strerror(errno));
    for (ssize_t len; file != NULL && (len = getline(&line, &size, file)) > 0;) {
        struct err one = { 0 };
        struct slice text = { line, (size_t)len - (line[len - 1] == '\n') };
        if (restore_page(restore, client, text, &one) != 0) {
            restore->failed++;
            (void)cli_failed(&one);
        }
    }
    if (file != NULL && ferror(file))
        result = err_set(err, ERR_RETRY, "%s: %s", buf_string(&path), strerror(errno));
    if (file != NULL)
        fclose(file);
    free(line);
    buf_done(&path);
    return result;
}

static void
tell(const struct restore *restore, bool json)
{
    if (json)
        printf("{\"waiting\":%zu,\"committed\":%zu,\"failed\":%zu}\n", restore->waiting,
               restore->committed, restore->failed);
    else
        printf(_("%zu pages wait again, %zu are in the archive, %zu failed\n"), restore->waiting,
               restore->committed, restore->failed);
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct restore restore = { .backup = NULL };
    bool json = false;
    const struct cli_option options[] = {
        OPTIONS_COMMON(&json, NULL),
        OPTIONS_SITE(&restore.site),
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    if (optind + 1 != argc)
        return cli_usage(command, "restore takes one backup");
    struct err err = { 0 };
    struct client *client;
    restore.backup = argv[optind];
    if (client_open_ingest(&client, &restore.site, &err) != 0)
        return cli_failed(&err);
    int result = restore_all(&restore, client, &err);
    client_close(client);
    if (result != 0)
        return cli_failed(&err);
    tell(&restore, json);
    return restore.failed == 0 ? STATUS_DONE : STATUS_FAILED;
}

const struct command command_restore = {
    .name = "restore",
    .summary = N_("submit the pages again that waited when a backup was made"),
    .help =
        N_("usage: pagewire restore [OPTION...] BACKUP\n"
           "\n"
           "The last step of going back to a backup: with everything stopped, its archive.db has\n"
           "been put in the archive's place (nothing of the old one beside it), the pipeline was\n"
           "started, and now the pages that waited then are submitted again.  Repeating it does\n"
           "no harm.\n"
           "\n"
           "  --json                   one object\n"
           "\n" HELP_SITE "\n"
           "examples:\n"
           "  systemctl stop pagewire.target\n"
           "  mv /var/lib/pagewire /var/lib/pagewire.old\n"
           "  install -d -o pagewire -g pagewire -m 750 /var/lib/pagewire\n"
           "  install -o pagewire -g pagewire -m 640 BACKUP/archive.db /var/lib/pagewire\n"
           "  systemctl start pagewire.target\n"
           "  pagewire restore BACKUP\n"),
    .run = run,
};
