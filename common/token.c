#include "common/token.h"

#include <sodium.h>
#include <string.h>

enum { RANDOM_BYTES = 24 };

void
token_make(char token[TOKEN_SIZE])
{
    unsigned char random[RANDOM_BYTES];
    randombytes_buf(random, sizeof random);
    memcpy(token, "pw_", 4);
    (void)sodium_bin2base64(token + 3, TOKEN_SIZE - 3, random, sizeof random,
                            sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void
token_hash(struct slice token, char hash[TOKEN_HASH_SIZE])
{
    unsigned char raw[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(raw, (const unsigned char *)token.ptr, token.len);
    (void)sodium_bin2hex(hash, TOKEN_HASH_SIZE, raw, sizeof raw);
}
