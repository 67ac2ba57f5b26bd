/*
 * sign: the signatures of webhooks: Standard Webhooks 1.0, and what Superdesk Newsroom wants.
 */
#ifndef PAGEWIRE_GATEWAY_SIGN_H
#define PAGEWIRE_GATEWAY_SIGN_H

#include "common/buf.h"
#include "common/err.h"

#include <stdint.h>

/* Whether a secret is "whsec_" and base64 of 24 to 64 bytes. */
int sign_check(struct slice secret, struct err *err);

/* Appends "v1,BASE64": HMAC-SHA256 with the secret's bytes over "id.timestamp.body".  The
 * secret was checked. */
void sign_add(struct buf *out, struct slice secret, struct slice id, int64_t timestamp,
              struct slice body);

/* Newsroom's PUSH_KEY: whether it is 8 to 200 printable ASCII characters; and "sha1=HEX", HMAC-SHA1
 * with it over the body.  Its receiver knows no other. */
int sign_check_push(struct slice key, struct err *err);
void sign_add_push(struct buf *out, struct slice key, struct slice body);

#endif
