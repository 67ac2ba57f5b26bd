/*
 * keys: whose keys may connect, and as what.  A folder of public keys, one a file
 * NAME.key in zcert's format, is read again when a file comes, goes or changes, at
 * most a second later; a key that is gone may do nothing from then on, on
 * connections that it has already, too.
 *
 * A key's role is the metadatum `role` of its file, one or several words:
 *
 *   client    submits pages and asks what became of them
 *   reader    asks the archive
 *   worker    a host's daemons: takes pages, passes them on
 *   operator  all that the others may but for pages of the hop, dead letters, corrections
 *   all       everything
 *
 * or, without it, what the file's name ends in: newsroom-client.key.  A key without either
 * may do everything, and a warning says so.
 *
 * Threads may share one; what is returned is a copy.
 */
#ifndef PAGEWIRE_KEYS_H
#define PAGEWIRE_KEYS_H

#include "common/err.h"

#include <stddef.h>

enum {
    ROLE_MAY_SUBMIT = 1,
    ROLE_MAY_READ = 2,
    ROLE_MAY_WORK = 4,
    ROLE_MAY_OPERATE = 8,
    ROLE_MAY_ALL = 15,
};

struct keys;

/* -1: no such folder, or a file with a role that does not exist. */
int keys_open(struct keys **keys, const char *folder, struct err *err);
void keys_close(struct keys *keys);

/* What the holder of that public key (Z85 text) may do; 0: nothing, it is not known. */
unsigned keys_rights(struct keys *keys, const char *public_key);

/* The rights of "client", "reader worker"...; -1 when a word is no role. */
int role_rights(const char *words, unsigned *rights);

#endif
