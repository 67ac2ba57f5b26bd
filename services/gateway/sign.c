#include "services/gateway/sign.h"

#include <nettle/hmac.h>
#include <sodium.h>
#include <string.h>

enum { KEY_MIN = 24, KEY_MAX = 64, PUSH_KEY_MIN = 8, PUSH_KEY_MAX = 200 };

#define PREFIX SLICE_LITERAL("whsec_")

/* The key's bytes; their number, or 0 when the secret is none. */
static size_t
read_key(struct slice secret, unsigned char key[KEY_MAX])
{
    size_t len = 0;
    struct slice coded = slice_part(secret, PREFIX.len, secret.len);
    if (!slice_starts(secret, PREFIX) ||
        sodium_base642bin(key, KEY_MAX, coded.ptr, coded.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return 0;
    return len >= KEY_MIN ? len : 0;
}

int
sign_check(struct slice secret, struct err *err)
{
    unsigned char key[KEY_MAX];
    if (read_key(secret, key) > 0)
        return 0;
    return err_set(err, ERR_REJECT, "secret has to be whsec_ and the base64 of %d to %d bytes",
                   KEY_MIN, KEY_MAX);
}

void
sign_add(struct buf *out, struct slice secret, struct slice id, int64_t timestamp,
         struct slice body)
{
    unsigned char key[KEY_MAX], mac[crypto_auth_hmacsha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(crypto_auth_hmacsha256_BYTES,
                                        sodium_base64_VARIANT_ORIGINAL)];
    crypto_auth_hmacsha256_state state;
    struct buf head = { 0 };
    size_t len = read_key(secret, key);
    buf_printf(&head, "%.*s.%lld.", SLICE_ARGS(id), (long long)timestamp);
    (void)crypto_auth_hmacsha256_init(&state, key, len);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)head.ptr, head.len);
    (void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)body.ptr, body.len);
    (void)crypto_auth_hmacsha256_final(&state, mac);
    (void)sodium_bin2base64(text, sizeof text, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
    buf_printf(out, "v1,%s", text);
    buf_done(&head);
    sodium_memzero(key, sizeof key);
}

int
sign_check_push(struct slice key, struct err *err)
{
    bool fine = key.len >= PUSH_KEY_MIN && key.len <= PUSH_KEY_MAX;
    for (size_t i = 0; fine && i < key.len; i++)
        fine = key.ptr[i] > ' ' && key.ptr[i] < 0x7f;
    return fine ? 0
                : err_set(err, ERR_REJECT,
                          "secret has to be Newsroom's PUSH_KEY, %d to %d printable characters",
                          PUSH_KEY_MIN, PUSH_KEY_MAX);
}

void
sign_add_push(struct buf *out, struct slice key, struct slice body)
{
    struct hmac_sha1_ctx state;
    uint8_t mac[SHA1_DIGEST_SIZE];
    hmac_sha1_set_key(&state, key.len, (const uint8_t *)key.ptr);
    hmac_sha1_update(&state, body.len, (const uint8_t *)body.ptr);
    hmac_sha1_digest(&state, sizeof mac, mac);
    buf_printf(out, "sha1=");
    for (size_t i = 0; i < sizeof mac; i++)
        buf_printf(out, "%02x", mac[i]);
    sodium_memzero(&state, sizeof state);
}
