/*
 * hotfolder: a folder whose files are submitted.
 *
 * Files may lie in subfolders (paper/date/A03.txt tells paper, date and number).
 * A file is taken when it was closed after writing or renamed into the folder, or, when
 * no such event comes (network shares), when its size rested for `settle` ms, and
 * never while somebody on this host has it open for writing.  What is
 * accepted moves to done/, what is refused to failed/ with the reason beside it in
 * FILE.reason, both under the same relative path; a name that is taken there gets
 * a number.  Names that begin with a dot or end in ~, .tmp, .part, .filepart,
 * .crdownload or .swp are left alone until they are renamed, and files of other kinds than those
 * that are asked for.  Whoever may write there can have nothing read or written
 * elsewhere: links are not followed (see beneath.h).
 *
 * Submitting the same file again is harmless, so a crash at any point is, too.
 */
#ifndef PAGEWIRE_INGEST_HOTFOLDER_H
#define PAGEWIRE_INGEST_HOTFOLDER_H

#include "services/ingest/intake.h"

#include <czmq.h>

struct hotfolder;

struct hotfolder_spec {
    const char *path; /* made if it is missing, done/ and failed/ too */
    struct intake *intake;
    enum lane lane;
    bool lenient;
    size_t bytes_max; /* a larger file is refused unread */
    int64_t settle, scan;
    int64_t empty_rest;       /* a day's folder that is empty for so long is removed, ms */
    const char *const *kinds; /* ends of names that are taken (".txt"), in any case */
    size_t kind_count;
};

int hotfolder_open(struct hotfolder **out, zloop_t *loop, const struct hotfolder_spec *spec,
                   struct err *err);
/* Lookup and ledger are closed before, so that nothing is on its way. */
void hotfolder_close(struct hotfolder *folder);

/* Takes no further file. */
void hotfolder_stop(struct hotfolder *folder);

/* Files that were seen and not yet moved away, and files of other kinds, which are left
 * alone.  folder may be NULL. */
void hotfolder_figures(const struct hotfolder *folder, size_t *waiting, size_t *left);

#endif
