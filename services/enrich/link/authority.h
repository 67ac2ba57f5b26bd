/*
 * authority: the newsroom's own list of who and what is meant by a name (names.tsv), preferred to
 * all rules.
 *
 *     name <TAB> variants, parted by | <TAB> PER, LOC or ORG <TAB> code or empty <TAB> own id or
 * empty
 *
 * Lines that begin with # are comments.  The file is looked at again before each page and read
 * again when it has changed; a file that has become faulty is logged once and the one before stays
 * in force.
 */
#ifndef PAGEWIRE_LINK_AUTHORITY_H
#define PAGEWIRE_LINK_AUTHORITY_H

#include "common/entity.h"
#include "common/err.h"

struct authority;

struct authority_name {
    enum mention_type type;
    struct slice name, code, id;
};

/* Reads the file at path, which is copied.  -1 when it is missing or faulty. */
int authority_open(struct authority **authority, const char *path, struct err *err);
void authority_close(struct authority *authority);

/* Reads the file again if it has changed. */
void authority_refresh(struct authority *authority);

/* CRC-32 of the content in force. */
uint32_t authority_hash(const struct authority *authority);

/* The only entry of that type with this name or variant; NULL for none or several.  Borrowed until
 * the next refresh. */
const struct authority_name *authority_find(const struct authority *authority,
                                            enum mention_type type, struct slice surface);

#endif
