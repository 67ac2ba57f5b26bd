/*
 * An archive of arrays, linked in the place of the one in SQLite: it shows that archive.h asks for
 * no file and no SQL, and that its contract is whole.  It has what the contract's tests use; a
 * test that calls more does not link.
 */
#include "services/store/archive.h"

#include "common/pageid.h"
#include "tests/store/archive_contract.h"

struct row {
    char id[33], hash[33];
    char paper[64], date[16], number[16];
    struct buf record, original;
    uint32_t file_page;
    size_t articles;
    int64_t accepted_ms;
    enum page_state state;
};

/* Rows in the order of commits: the place is the index and one. */
struct archive {
    struct archive *next; /* those that there are, open or not */
    char path[256];
    struct row *rows;
    size_t count, cap;
};

static struct archive *archives;

static void
copy_text(char *to, size_t size, struct slice text)
{
    (void)snprintf(to, size, "%.*s", SLICE_ARGS(text));
}

static struct row *
find_row(const struct archive *archive, struct slice id)
{
    for (size_t i = 0; i < archive->count; i++)
        if (slice_equal(slice_from(archive->rows[i].id), id))
            return &archive->rows[i];
    return NULL;
}

int
archive_open(struct archive **archive, const char *path, enum archive_mode mode, struct err *err)
{
    (void)mode, (void)err;
    for (*archive = archives; *archive != NULL; *archive = (*archive)->next)
        if (strcmp((*archive)->path, path) == 0)
            return 0;
    *archive = calloc(1, sizeof **archive);
    copy_text((*archive)->path, sizeof(*archive)->path, slice_from(path));
    (*archive)->next = archives;
    archives = *archive;
    return 0;
}

void
archive_close(struct archive *archive)
{
    (void)archive; /* what was committed stays */
}

static void
forget_all(void)
{
    while (archives != NULL) {
        struct archive *archive = archives;
        archives = archive->next;
        for (size_t i = 0; i < archive->count; i++) {
            buf_done(&archive->rows[i].record);
            buf_done(&archive->rows[i].original);
        }
        free(archive->rows);
        free(archive);
    }
}

/* ---- writing ---- */

static bool
has_slot(const struct row *row)
{
    return row->paper[0] != '\0' && row->date[0] != '\0' && row->number[0] != '\0';
}

static bool
same_slot(const struct row *a, const struct row *b)
{
    return has_slot(a) && strcmp(a->paper, b->paper) == 0 && strcmp(a->date, b->date) == 0 &&
           strcmp(a->number, b->number) == 0;
}

static void
settle(struct archive *archive, struct row *row)
{
    for (size_t i = 0; i < archive->count; i++) {
        struct row *other = &archive->rows[i];
        if (other == row || other->state != PAGE_CURRENT || !same_slot(row, other))
            continue;
        if (other->accepted_ms > row->accepted_ms)
            row->state = PAGE_SUPERSEDED;
        else
            other->state = PAGE_SUPERSEDED;
    }
}

static void
commit_item(struct archive *archive, struct archive_item *item)
{
    char hash[33];
    page_id_make(hash, SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, item->record);
    const struct row *there = find_row(archive, item->page->id);
    item->fate = there == NULL                    ? ARCHIVE_NEW
                 : strcmp(there->hash, hash) == 0 ? ARCHIVE_SAME
                                                  : ARCHIVE_DIFFERENT;
    if (there != NULL)
        return;
    if (archive->count == archive->cap) {
        archive->cap = archive->cap == 0 ? 16 : 2 * archive->cap;
        archive->rows = realloc(archive->rows, archive->cap * sizeof *archive->rows);
        assert_non_null(archive->rows);
    }
    struct row *row = &archive->rows[archive->count++];
    *row = (struct row){ .file_page = item->page->file_page,
                         .articles = item->page->article_count,
                         .accepted_ms = item->accepted_ms,
                         .state = PAGE_CURRENT };
    copy_text(row->id, sizeof row->id, item->page->id);
    copy_text(row->hash, sizeof row->hash, slice_from(hash));
    copy_text(row->paper, sizeof row->paper, item->page->paper);
    copy_text(row->date, sizeof row->date, item->page->date);
    copy_text(row->number, sizeof row->number, item->page->number);
    buf_add_slice(&row->record, item->record);
    buf_add_slice(&row->original, item->original);
    settle(archive, row);
}

int
archive_commit(struct archive *archive, struct archive_item *items, size_t count, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < count; i++)
        commit_item(archive, &items[i]);
    return 0;
}

/* ---- reading ---- */

int
archive_state(struct archive *archive, struct slice id, enum page_state *state, struct err *err)
{
    (void)err;
    const struct row *row = find_row(archive, id);
    *state = row == NULL ? PAGE_ANY : row->state;
    return 0;
}

int
archive_find(struct archive *archive, struct slice prefix, char id[33], struct err *err)
{
    const struct row *found = NULL;
    for (size_t i = 0; i < archive->count; i++) {
        if (!slice_starts(slice_from(archive->rows[i].id), prefix))
            continue;
        if (found != NULL)
            return err_set(err, ERR_REJECT, "several pages begin so");
        found = &archive->rows[i];
    }
    if (found != NULL)
        memmove(id, found->id, sizeof found->id);
    return found != NULL;
}

int
archive_find_slot(struct archive *archive, struct slice paper, struct slice date,
                  struct slice number, char id[33], struct err *err)
{
    (void)err;
    for (size_t i = 0; i < archive->count; i++) {
        const struct row *row = &archive->rows[i];
        if (row->state == PAGE_CURRENT && slice_equal(slice_from(row->paper), paper) &&
            slice_equal(slice_from(row->date), date) &&
            slice_equal(slice_from(row->number), number)) {
            memcpy(id, row->id, sizeof row->id);
            return 1;
        }
    }
    return 0;
}

int
archive_record(struct archive *archive, struct slice id, struct buf *record, struct err *err)
{
    (void)err;
    const struct row *row = find_row(archive, id);
    if (row != NULL)
        buf_add_slice(record, buf_slice(&row->record));
    return row != NULL;
}

int
archive_original(struct archive *archive, struct slice id, struct buf *bytes, uint32_t *file_page,
                 struct err *err)
{
    (void)err;
    const struct row *row = find_row(archive, id);
    if (row == NULL)
        return 0;
    buf_add_slice(bytes, buf_slice(&row->original));
    *file_page = row->file_page;
    return 1;
}

int
archive_result(struct archive *archive, struct slice id, char hash[33], struct err *err)
{
    (void)err;
    const struct row *row = find_row(archive, id);
    if (row != NULL)
        memcpy(hash, row->hash, sizeof row->hash);
    return row != NULL;
}

int
archive_totals(struct archive *archive, int64_t *pages, int64_t *articles, int64_t *bytes,
               struct err *err)
{
    (void)err;
    *pages = (int64_t)archive->count;
    *articles = *bytes = 0;
    for (size_t i = 0; i < archive->count; i++) {
        const struct row *row = &archive->rows[i];
        *articles += (int64_t)row->articles;
        if (row->file_page <= 1) /* a file's bytes count once */
            *bytes += (int64_t)row->original.len;
    }
    return 0;
}

int
archive_export(struct archive *archive, const struct query *query, uint32_t limit, size_t bytes,
               int64_t cursor, struct buf *lines, uint32_t *count, int64_t *next, struct err *err)
{
    (void)err;
    size_t begun = lines->len;
    *count = 0;
    *next = cursor;
    for (size_t i = (size_t)cursor; i < archive->count && *count < limit; i++) {
        const struct row *row = &archive->rows[i];
        if (*count > 0 && lines->len - begun >= bytes)
            break;
        *next = (int64_t)i + 1;
        if (query->paper.len > 0 && !slice_equal(slice_from(row->paper), query->paper))
            continue;
        struct slice record = buf_slice(&row->record);
        buf_printf(lines, "{\"state\":\"%s\",\"result\":1,%.*s\n", page_state_name(row->state),
                   SLICE_ARGS(slice_part(record, 1, record.len)));
        ++*count;
    }
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = { ARCHIVE_CONTRACT };
    int failed = cmocka_run_group_tests_name("archive of arrays", tests, NULL, NULL);
    forget_all();
    return failed;
}
