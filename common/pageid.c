#include "common/pageid.h"

#include "common/err.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>

static void
hash_add(crypto_generichash_state *state, struct slice s)
{
    unsigned char length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)((uint64_t)s.len >> 8 * i);
    (void)crypto_generichash_update(state, length, sizeof length);
    (void)crypto_generichash_update(state, (const unsigned char *)s.ptr, s.len);
}

void
page_id_make_of(char id[33], struct slice paper, struct slice date, struct slice number,
                struct slice bytes, uint32_t file_page)
{
    crypto_generichash_state state;
    unsigned char hash[16];
    if (sodium_init() < 0 || crypto_generichash_init(&state, NULL, 0, sizeof hash) != 0)
        die("libsodium does not start");
    hash_add(&state, paper);
    hash_add(&state, date);
    hash_add(&state, number);
    hash_add(&state, bytes);
    if (file_page > 0) {
        char place[16];
        (void)snprintf(place, sizeof place, "%u", file_page);
        hash_add(&state, slice_from(place));
    }
    (void)crypto_generichash_final(&state, hash, sizeof hash);
    (void)sodium_bin2hex(id, 33, hash, sizeof hash);
}

void
page_id_make(char id[33], struct slice paper, struct slice date, struct slice number,
             struct slice bytes)
{
    page_id_make_of(id, paper, date, number, bytes, 0);
}
