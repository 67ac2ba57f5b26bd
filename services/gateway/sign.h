/*
 * sign: the signature of Standard Webhooks 1.0.
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

#endif
