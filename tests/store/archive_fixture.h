/*
 * archive_fixture: an archive in a folder of its own, and pages put into it.
 */
#ifndef TESTS_STORE_ARCHIVE_FIXTURE_H
#define TESTS_STORE_ARCHIVE_FIXTURE_H

#include "common/proto/page_json.h"
#include "services/store/archive.h"
#include "tests/common/folder_fixture.h"
#include "tests/store/page_fixture.h"

struct archive_fixture {
    char folder[FOLDER_SIZE], path[128]; /* of the archive, which need not be there yet */
    struct archive *archive;
};

static inline void
archive_fixture_make(struct archive_fixture *fixture, const char *name)
{
    folder_fixture_make(fixture->folder, name);
    (void)snprintf(fixture->path, sizeof fixture->path, "%s/archive.db", fixture->folder);
}

static inline void
archive_fixture_open(struct archive_fixture *fixture)
{
    struct err err;
    if (archive_open(&fixture->archive, fixture->path, ARCHIVE_WRITE, &err) != 0)
        die("%s", err.text);
}

static inline void
archive_fixture_done(struct archive_fixture *fixture)
{
    archive_close(fixture->archive);
    folder_fixture_remove(fixture->folder);
}

/* Commits a page with its text as the file it came from. */
static inline enum archive_fate
archive_fixture_commit_record(struct archive *archive, struct page *page, int64_t accepted_ms,
                              struct slice record)
{
    struct err err;
    struct archive_item item = {
        .page = page,
        .original = page->text,
        .record = record,
        .accepted_ms = accepted_ms,
    };
    if (archive_commit(archive, &item, 1, &err) != 0)
        die("%s", err.text);
    return item.fate;
}

/* The same with the record that enrich would have made. */
static inline void
archive_fixture_commit(struct archive *archive, struct page *page, int64_t accepted_ms)
{
    struct buf record = { 0 };
    page_encode_record(page, &record);
    (void)archive_fixture_commit_record(archive, page, accepted_ms, buf_slice(&record));
    buf_done(&record);
}

#endif
