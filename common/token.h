/*
 * token: what a client of the gateway shows to be let in; the archive keeps only its hash.
 */
#ifndef PAGEWIRE_TOKEN_H
#define PAGEWIRE_TOKEN_H

#include "common/slice.h"

enum { TOKEN_SIZE = 36, TOKEN_HASH_SIZE = 65 }; /* with NUL */

/* A new one: "pw_" and 32 characters that may stand in an address. */
void token_make(char token[TOKEN_SIZE]);

/* SHA-256 in hex digits. */
void token_hash(struct slice token, char hash[TOKEN_HASH_SIZE]);

#endif
