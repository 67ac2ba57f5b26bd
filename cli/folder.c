#include "cli/folder.h"

#include "cli/resume.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHANGES_AT_ONCE = 200, FOLLOW_S = 1, ARTICLES_BEYOND = 64 };

/* ---- names ---- */

static const char *
file_name(struct buf *name, const struct folder *folder, struct slice page_id, uint32_t article)
{
    buf_clear(name);
    buf_add_slice(name, page_id);
    if (article > 0)
        buf_printf(name, "-%u", article);
    buf_printf(name, "%s", folder->format->suffix);
    return buf_string(name);
}

char *
folder_issue_name(const struct record *record, const struct format *format)
{
    struct buf name = { 0 };
    buf_printf(&name, "%.*s-%.*s%s", SLICE_ARGS(record->paper), SLICE_ARGS(record->date),
               format->suffix);
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] <= ' ' || name.ptr[i] == '/' ||
            (i == 0 && name.ptr[i] == '.'))
            name.ptr[i] = '_';
    char *text = slice_dup(buf_slice(&name));
    buf_done(&name);
    return text;
}

/* ---- a document ---- */

static int
put(const struct folder *folder, struct slice page_id, uint32_t article, struct buf *document,
    struct err *err)
{
    struct buf name = { 0 };
    struct slice head = slice_from(folder->format->head);
    struct buf whole = { 0 };
    buf_add_slice(&whole, head);
    buf_add_slice(&whole, buf_slice(document));
    if (whole.len > 0 && whole.ptr[whole.len - 1] != '\n')
        buf_add_char(&whole, '\n');
    int result =
        outdir_put(folder->dir, file_name(&name, folder, page_id, article), buf_slice(&whole), err);
    buf_done(&whole);
    buf_done(&name);
    return result;
}

/* An article that is no more: said where the format can, with nothing of its text. */
static int
take_back(const struct folder *folder, const struct change *change, uint32_t article,
          struct err *err)
{
    struct buf name = { 0 }, document = { 0 };
    int result = 0;
    if (folder->format->withdraws) {
        const struct record record = { .page_id = change->page_id,
                                       .paper = change->paper,
                                       .date = change->date,
                                       .number = change->number,
                                       .made_ms = change->time_ms };
        format_write_withdrawn(folder->format, &record, article, folder->base, &document);
        result = put(folder, change->page_id, article, &document, err);
    } else {
        outdir_drop(folder->dir, file_name(&name, folder, change->page_id, article));
    }
    buf_done(&document);
    buf_done(&name);
    return result;
}

static bool
has_article(const struct record *record, uint32_t number)
{
    for (size_t i = 0; record != NULL && i < record->article_count; i++)
        if (record->articles[i].number == number)
            return true;
    return false;
}

/* Those that the folder or the change knows and the record (NULL: all of it went) does not. */
static int
take_back_missing(const struct folder *folder, const struct change *change,
                  const struct record *record, struct err *err)
{
    struct buf name = { 0 };
    uint32_t most = change->article;
    for (size_t i = 0; record != NULL && i < record->article_count; i++)
        if (record->articles[i].number > most)
            most = record->articles[i].number;
    int result = 0;
    for (uint32_t n = 1; n <= most + ARTICLES_BEYOND && result == 0; n++)
        if (!has_article(record, n) &&
            (n == change->article ||
             outdir_has(folder->dir, file_name(&name, folder, change->page_id, n))))
            result = take_back(folder, change, n, err);
    buf_done(&name);
    return result;
}

/* ---- a page ---- */

static int
put_page(const struct folder *folder, const struct change *change, struct record *record,
         struct err *err)
{
    const struct format_context context = { .base = folder->base };
    struct buf document = { 0 };
    int result = 0;
    record->made_ms = change->time_ms; /* so that what was corrected or came back is newer */
    if (folder->format->unit != FORMAT_ARTICLE) {
        format_write(folder->format, record, &context, &document);
        result = put(folder, change->page_id, 0, &document, err);
    }
    for (size_t i = 0; folder->format->unit == FORMAT_ARTICLE && i < record->article_count; i++) {
        buf_clear(&document);
        folder->format->article(record, &record->articles[i], &context, &document);
        if (result == 0)
            result = put(folder, change->page_id, record->articles[i].number, &document, err);
    }
    buf_done(&document);
    return result;
}

/* The record that readers get now; 1, 0 when there is none to show, -1. */
static int
show(const struct folder *folder, struct slice page_id, struct record *record, struct err *err)
{
    struct query query;
    struct answer answer;
    struct buf body = { 0 };
    query_init(&query, QUERY_SHOW);
    query.page_id = page_id;
    int found = client_query(folder->client, &query, &answer, &body, err);
    if (found == 0) {
        bool current = answer.state == PAGE_CURRENT;
        answer_done(&answer);
        found = !current                                                        ? 0
                : record_decode(record, slice_trim(buf_slice(&body)), err) == 0 ? 1
                                                                                : -1;
    } else if (err->kind == ERR_REJECT) {
        found = 0; /* withdrawn, or nobody knows it any more */
    }
    query_done(&query);
    buf_done(&body);
    return found;
}

static int
follow_change(const struct folder *folder, const struct change *change, struct err *err)
{
    struct record record = { 0 };
    int found = show(folder, change->page_id, &record, err);
    if (found < 0)
        return -1;
    int result = found == 1 ? put_page(folder, change, &record, err) : 0;
    if (result == 0 && folder->format->unit == FORMAT_ARTICLE) {
        result = take_back_missing(folder, change, found == 1 ? &record : NULL, err);
    } else if (result == 0 && found == 0) {
        struct buf name = { 0 };
        outdir_drop(folder->dir, file_name(&name, folder, change->page_id, 0));
        buf_done(&name);
    }
    if (found == 1)
        record_done(&record);
    return result;
}

/* ---- all changes ---- */

static bool
wanted(const struct folder *folder, const struct answer *answer, size_t at)
{
    const struct change *change = &answer->changes[at];
    if ((folder->paper.len > 0 && !slice_equal(folder->paper, change->paper)) ||
        (folder->date.len > 0 && !slice_starts(change->date, folder->date)))
        return false;
    /* the latest of a page's changes brings all of it, but articles are taken back one by one */
    for (size_t i = at + 1; change->article == 0 && i < answer->change_count; i++)
        if (slice_equal(answer->changes[i].page_id, change->page_id))
            return false;
    return true;
}

/* One batch; *count becomes how many changes it had. */
static int
step(const struct folder *folder, struct buf *cursor, size_t *count, struct err *err)
{
    struct query query;
    struct answer answer;
    query_init(&query, QUERY_CHANGES);
    query.cursor = buf_slice(cursor);
    query.limit = CHANGES_AT_ONCE;
    int result = client_query(folder->client, &query, &answer, NULL, err);
    query_done(&query);
    if (result != 0)
        return -1;
    *count = answer.change_count;
    for (size_t i = 0; i < answer.change_count && result == 0; i++)
        if (wanted(folder, &answer, i))
            result = follow_change(folder, &answer.changes[i], err);
    if (result == 0) {
        buf_clear(cursor);
        buf_add_slice(cursor, answer.next);
    }
    answer_done(&answer);
    if (result == 0 && folder->cursor_file != NULL && *count > 0) {
        result = outdir_sync(folder->dir, err);
        if (result == 0)
            result = resume_write(folder->cursor_file, buf_slice(cursor), -1, err);
    }
    return result;
}

int
folder_write(const struct folder *folder, struct err *err)
{
    struct resume resume = { .size = -1 };
    int result = 0;
    if (folder->cursor_file != NULL)
        result = resume_read(&resume, folder->cursor_file, err);
    if (folder->after != NULL)
        buf_printf(&resume.cursor, "%s", folder->after);
    for (bool more = true; result == 0 && more;) {
        size_t count = 0;
        result = step(folder, &resume.cursor, &count, err);
        if (result != 0 && folder->follow && err->kind == ERR_RETRY) {
            cli_error("%s; trying again", err->text);
            result = client_reopen(folder->client, err);
            sleep(FOLLOW_S);
        } else if (count == 0 && folder->follow) {
            sleep(FOLLOW_S);
        }
        more = count > 0 || folder->follow;
    }
    resume_done(&resume);
    return result;
}
