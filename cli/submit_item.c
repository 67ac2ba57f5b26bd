#include "cli/submit.h"

#include "cli/cli.h"

#include "common/log.h"
#include "common/proto/json_write.h"

#include <stdio.h>
#include <stdlib.h>

struct item *
submit_add(struct submit *submit, const struct file *file, enum state state)
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

void
submit_set_state(struct submit *submit, struct item *item, enum state state)
{
    submit->count[item->state]--;
    submit->count[state]++;
    item->state = state;
}

void
submit_print(struct submit *submit, const struct item *item, const char *fate, struct slice reason)
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
            buf_printf(&out, _("  page %u, %s"), item->file_page, item->number);
        buf_printf(&out, "%s\n", item->superseded ? _("  (not current, see 'pagewire show')") : "");
    }
    progress_hide(&submit->progress);
    if (out.len > 0 && !(submit->json ? cli_write(buf_slice(&out)) : cli_print(buf_slice(&out))))
        exit(STATUS_FAILED);
    buf_done(&out);
    buf_done(&path);
}

void
submit_fail(struct submit *submit, struct item *item, const char *fate, struct slice reason)
{
    submit_set_state(submit, item, STATE_FAILED);
    submit->status = STATUS_FAILED;
    progress_hide(&submit->progress);
    char page[32] = "";
    if (item->file_page > 0)
        (void)snprintf(page, sizeof page, _(" page %u"), item->file_page);
    cli_error("%s%s: %s: %.*s", file_shown(item->file), page, _(fate), SLICE_ARGS(reason));
    submit_print(submit, item, fate, reason);
}
