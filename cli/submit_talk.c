#include "cli/submit.h"

#include "cli/cli.h"

#include "cli/crew.h"

#include "common/clock.h"
#include "common/pathmeta.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WINDOW = 32,        /* submits under way */
    SILENCE_MS = 10000, /* until what was not answered is sent again */
    RETRY_MS = 1000,    /* pause after an error that may pass */
    ASK_MOST_MS = 500,  /* between questions */
};

/* ---- sending ---- */

/* An option, what a METS file says, or what the path does. */
static struct slice
choose(const char *option, const char *said, struct slice otherwise)
{
    return option != NULL ? slice_from(option) : said != NULL ? slice_from(said) : otherwise;
}

static void
describe(const struct submit *submit, const struct file *file, struct request *request)
{
    struct pathmeta meta;
    pathmeta_read(&meta, slice_from(file->path));
    request->name = meta.name.len > 0 ? meta.name : slice_from(file->name);
    request->paper = choose(submit->paper, file->paper, meta.paper);
    request->date =
        arena_slice(&request->arena, choose(submit->date, file->date, slice_from(meta.date)));
    request->number = choose(submit->number, file->number, meta.number);
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
        submit_fail(submit, item, N_("not readable"),
                    slice_from(err.text + file_prefix(file, err.text)));
    else {
        struct request request;
        request_init(&request, REQUEST_SUBMIT);
        describe(submit, file, &request);
        submit_set_state(submit, item, STATE_SENT);
        ask_request(client_asker(submit->client), &request, buf_slice(&content), SILENCE_MS,
                    on_submitted, item);
        request_done(&request);
    }
    buf_done(&content);
}

void
submit_send(struct submit *submit)
{
    while (submit->from < submit->item_count && submit->items[submit->from]->state != STATE_WAITING)
        submit->from++;
    for (size_t i = submit->from; i < submit->item_count && submit->count[STATE_SENT] < WINDOW; i++)
        if (clock_ms() < submit->send_at)
            break;
        else if (submit->items[i]->state == STATE_WAITING)
            send_item(submit, submit->items[i]);
}

static void
wait_again(struct submit *submit, struct item *item)
{
    submit_set_state(submit, item, STATE_WAITING);
    if (item->index < submit->from)
        submit->from = item->index;
}

int
submit_connect_again(struct submit *submit, struct err *err)
{
    submit->silent = false;
    if (clock_ms() - submit->answered_at < SILENCE_MS)
        return 0;
    progress_hide(&submit->progress);
    cli_error("no answer from %s for %d s; trying again", client_endpoint(submit->client),
              SILENCE_MS / 1000);
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

void
submit_ask(struct submit *submit)
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
        submit_set_state(submit, item, STATE_COMMITTED);
        submit_print(submit, item, "committed", SLICE_EMPTY);
    } else if (slice_equal(state, SLICE_LITERAL("dead")))
        submit_fail(submit, item, N_("dead"),
                    slice_from(_("it failed too often; see 'pagewire dlq show'")));
    else if (slice_equal(state, SLICE_LITERAL("unknown")))
        submit_fail(submit, item, N_("lost sight of"), slice_from(_("it was dropped meanwhile")));
}

/* ---- replies ---- */

/* One page of a file that has several; the file's own item is the first one's. */
static void
take_file_page(struct submit *submit, struct item *item, const struct file_page *page)
{
    (void)snprintf(item->id, sizeof item->id, "%.*s", SLICE_ARGS(page->id));
    (void)snprintf(item->number, sizeof item->number, "%.*s", SLICE_ARGS(page->number));
    if (item->state != STATE_ACCEPTED)
        submit_set_state(submit, item, STATE_ACCEPTED);
    if (!slice_equal(page->state, SLICE_LITERAL("waiting")))
        take_state(submit, item, page->state);
    else if (!submit->wait)
        submit_print(submit, item, "accepted", SLICE_EMPTY);
}

static void
take_file(struct submit *submit, struct item *item, const struct reply *reply)
{
    for (size_t i = 0; i < reply->file_page_count; i++) {
        struct item *page = i == 0 ? item : submit_add(submit, item->file, STATE_ACCEPTED);
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
        submit_set_state(submit, item, STATE_ACCEPTED);
        if (slice_equal(reply->state, SLICE_LITERAL("committed")))
            take_state(submit, item, reply->state);
        else if (!submit->wait)
            submit_print(submit, item, "accepted", SLICE_EMPTY);
        break;
    case REPLY_BUSY:
        wait_again(submit, item);
        submit->send_at =
            clock_ms() + (reply->retry_after_ms > 0 ? reply->retry_after_ms : RETRY_MS);
        progress_note(&submit->progress, reply->reason);
        break;
    case REPLY_DEAD:
        snprintf(item->id, sizeof item->id, "%.*s", SLICE_ARGS(reply->page_id));
        submit_fail(submit, item, N_("dead"), reply->reason);
        break;
    default:
        submit_fail(submit, item, N_("refused"), reply->reason);
    }
}

/* A state that is no news makes the next question wait longer. */
static void
take_states(struct submit *submit, const struct reply *reply)
{
    size_t before = submit->count[STATE_ACCEPTED];
    for (size_t i = 0; i < submit->asked_count && i < reply->state_count; i++)
        take_state(submit, submit->items[submit->asked[i]], reply->states[i]);
    for (size_t i = 0; i < submit->asked_count && i < reply->progress_count; i++)
        if (reply->progress[i].len > 0 &&
            slice_starts(reply->progress[i], SLICE_LITERAL("being"))) {
            progress_tell(&submit->progress, submit->items[submit->asked[i]]->file->name,
                          reply->progress[i]);
            break;
        }
    bool news = submit->count[STATE_ACCEPTED] < before;
    submit->ask_pause = news ? ASK_FIRST_MS : submit->ask_pause * 2;
    if (submit->ask_pause > ASK_MOST_MS)
        submit->ask_pause = ASK_MOST_MS;
    submit->ask_at = clock_ms() + submit->ask_pause;
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
        submit->answered_at = submit->send_at = clock_ms();
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
        submit->answered_at = clock_ms();
        take_submitted(submit, item, asked->reply);
    } else if (may_pass(submit, asked, err))
        wait_again(submit, item);
    else
        submit_fail(submit, item, N_("refused"), slice_from(err->text));
}

static void
on_states(void *arg, const struct asked *asked, const struct err *err)
{
    struct submit *submit = arg;
    if (err == NULL) {
        submit->answered_at = clock_ms();
        take_states(submit, asked->reply);
        return;
    }
    if (!may_pass(submit, asked, err))
        cli_error("%s", err->text);
    submit->asked_count = 0;
    submit->ask_at = clock_ms() + RETRY_MS;
}
