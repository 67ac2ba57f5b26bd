/*
 * archive_edit: the parts of archive_edit() in SQLite; each works within the transaction
 * that is open.
 */
#ifndef PAGEWIRE_STORE_ARCHIVE_EDIT_H
#define PAGEWIRE_STORE_ARCHIVE_EDIT_H

#include "services/store/archive_sqlite.h"

/* Notes who did what. */
int edit_audit(struct sql *sql, const struct query *query, const char *action, struct slice page_id,
               struct err *err);

/* Tokens, webhooks, leases and the audit log. */
int edit_desk(struct sql *sql, const struct query *query, struct answer *answer, struct err *err);

#endif
