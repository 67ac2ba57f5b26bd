/*
 * archive: the truth.  Finished pages, the original bytes they came from, and
 * their articles and names, searchable; in one SQLite file.
 *
 * A page is committed once: committing its id again does nothing.  It has results,
 * of programs or of persons who corrected it, of which one is current; none is ever
 * lost.  A page of the same paper, date and number (none of them empty) that was
 * accepted later supersedes the earlier one, which stays readable but is no longer
 * found by archive_search; a withdrawn page or article stays, and nothing finds it.
 * Whatever happens to a page is a row of its table of changes.
 *
 * Pages have a place in the order of commits, 1 and up, which never changes
 * either; cursors are such places.  Every function can fail with RETRY: the disk
 * is full, the database locked or the file away.  Nothing is half done then.
 *
 * An archive is one connection, for one thread.  One connection writes while
 * others read, in the same process or in others.
 */
#ifndef PAGEWIRE_STORE_ARCHIVE_H
#define PAGEWIRE_STORE_ARCHIVE_H

#include "common/buf.h"
#include "common/err.h"
#include "common/page.h"
#include "common/proto/query.h"

enum archive_mode { ARCHIVE_WRITE, ARCHIVE_READ };

struct archive;

/* Opens the file at path.  ARCHIVE_WRITE creates it when it is missing or empty
 * and brings an older schema up to date.  REJECT: it is no archive, or newer than
 * this program. */
int archive_open(struct archive **archive, const char *path, enum archive_mode mode,
                 struct err *err);
void archive_close(struct archive *archive);

/* ---- writing ---- */

enum archive_fate {
    ARCHIVE_NEW,       /* committed by this call */
    ARCHIVE_SAME,      /* was there, with the same result */
    ARCHIVE_DIFFERENT, /* was there, with another result, and stays as it was */
};

struct archive_item {
    const struct page *page;
    struct slice original; /* bytes as they were submitted */
    struct slice file;     /* of several pages: their hash, for they are kept once; else "" */
    struct slice record;   /* as readers get it */
    int64_t accepted_ms;   /* decides which page supersedes which */
    bool again;            /* counts for a page that was there, too, and makes it current again */
    enum archive_fate fate;
    bool edited;   /* was there, and is not any more what it was committed as */
    bool returned; /* was superseded, and is current again by this call */
};

/* Commits all of the items, in order, or none.  When it returns 0 they are on
 * the disk and `fate` is set.  REJECT: one of them can never be committed. */
int archive_commit(struct archive *archive, struct archive_item *items, size_t count,
                   struct err *err);

/* Does what a request of edit_endpoint asks (query_is_edit; body: CORRECT's record), in one
 * transaction, and fills the answer.  0; or -1 and, when the request is to blame, the
 * answer's code. */
int archive_edit(struct archive *archive, const struct query *query, struct slice body,
                 struct answer *answer, struct err *err);

/* Copies all that is committed now into a new file, while others read and write. */
int archive_backup(struct archive *archive, const char *path, struct err *err);

/* ---- reading: 1 found, 0 not found, -1 failed, where not said otherwise ---- */

/* Ends reads of this connection that last longer with RETRY; 0: no limit. */
void archive_limit(struct archive *archive, int64_t ms);

/* The one page whose id begins so.  -1 with REJECT when there are several. */
int archive_find(struct archive *archive, struct slice prefix, char id[33], struct err *err);

/* The current page of a paper, date and number. */
int archive_find_slot(struct archive *archive, struct slice paper, struct slice date,
                      struct slice number, char id[33], struct err *err);

/* PAGE_ANY for a page that is not there; 0 or -1. */
int archive_state(struct archive *archive, struct slice id, enum page_state *state,
                  struct err *err);

/* How a page stands. */
struct archive_page {
    enum page_state state;
    uint32_t result;  /* number of the current one */
    int64_t made_ms;  /* when that was committed */
    uint32_t *hidden; /* articles that are withdrawn, in the arena that was given */
    size_t hidden_count;
};
int archive_page(struct archive *archive, struct slice id, struct arena *arena,
                 struct archive_page *page, struct err *err);

/* Append a page's current result, or that of a number (0: the current one); and its bytes as
 * they were submitted, with which of their pages it is (0: they have one). */
int archive_record(struct archive *archive, struct slice id, struct buf *record, struct err *err);
int archive_record_of(struct archive *archive, struct slice id, uint32_t result, struct buf *record,
                      struct err *err);
int archive_original(struct archive *archive, struct slice id, struct buf *bytes,
                     uint32_t *file_page, struct err *err);

/* The name and encoding that it was submitted with, in the answer's arena. */
int archive_name_of(struct archive *archive, struct slice id, struct answer *answer,
                    struct slice *encoding, struct err *err);

/* The hash of the record that it was committed with, 32 hex digits. */
int archive_result(struct archive *archive, struct slice id, char hash[33], struct err *err);

/* Whether a number is known to be missing: 1 or 0. */
int archive_absent(struct archive *archive, struct slice paper, struct slice date,
                   struct slice number, struct err *err);

/* Adds all results of a page to an answer.  0 or -1. */
int archive_versions(struct archive *archive, struct slice id, struct answer *answer,
                     struct err *err);

/* Adds at most `limit` changes from after `cursor`, the oldest first; cursor -1 stands for the
 * last, and adds none.  *next is the cursor to go on with.  0 or -1. */
int archive_changes(struct archive *archive, int64_t cursor, uint32_t limit, struct answer *answer,
                    int64_t *next, struct err *err);

/* Add to an answer the pages or articles that the query's fields ask for, the
 * newest first, at most `limit` of them and only from before `cursor` (0: the
 * end).  *next is the cursor to go on with, 0 when there are no more.  0 or -1. */
int archive_list(struct archive *archive, const struct query *query, uint32_t limit, int64_t cursor,
                 struct answer *answer, int64_t *next, struct err *err);
int archive_search(struct archive *archive, const struct query *query, uint32_t limit,
                   int64_t cursor, struct answer *answer, int64_t *next, struct err *err);

/* Reads what archive_search keeps in memory; it does that itself, too.  0 or -1. */
int archive_warm(struct archive *archive, struct err *err);

/* Names that begin with the query's words; one name; papers and their days from after the
 * date `cursor`.  0 or -1, archive_name 1, 0 or -1. */
int archive_suggest(struct archive *archive, const struct query *query, uint32_t limit,
                    struct answer *answer, struct err *err);
int archive_name(struct archive *archive, const struct query *query, struct answer *answer,
                 struct err *err);
int archive_papers(struct archive *archive, const struct query *query, uint32_t limit,
                   struct answer *answer, struct err *err);

/* Appends records as lines, the oldest first, from after `cursor` (-1: the end, which appends
 * none): at most `limit`, and no further one once there are `bytes` of them.  Each begins with
 * its "state" and "result"; withdrawn pages are left out, and withdrawn articles of others.  *next
 * is the cursor to go on with, now or when there is more.  0 or -1. */
int archive_export(struct archive *archive, const struct query *query, uint32_t limit, size_t bytes,
                   int64_t cursor, struct buf *lines, uint32_t *count, int64_t *next,
                   struct err *err);

/* Pages, articles and original bytes held; 0 or -1. */
int archive_totals(struct archive *archive, int64_t *pages, int64_t *articles, int64_t *bytes,
                   struct err *err);

/* What the archive takes on the disk, with what its log has not given back yet. */
int64_t archive_file_bytes(const struct archive *archive);

#endif
