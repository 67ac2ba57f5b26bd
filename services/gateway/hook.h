/*
 * hook: what a webhook may be, for everybody who sets one up: over HTTP and on the command line.
 */
#ifndef PAGEWIRE_GATEWAY_HOOK_H
#define PAGEWIRE_GATEWAY_HOOK_H

#include "common/err.h"
#include "common/proto/answer.h"

#include <stdbool.h>

enum { HOOK_SECRET_SIZE = 64 };

/* Whether its profile is newsroom: it is sent articles as Superdesk Newsroom takes them, and not
 * events. */
bool hook_pushes(const struct hook *hook);

/* Whether url, secret, filter and profile may be a hook's: an http or https address without a
 * password; a secret of sign.h; "" or {"types": ["committed", ...], "papers": [...]}; "" or
 * newsroom. */
int hook_check(const struct hook *hook, struct err *err);

/* A new secret, good for every profile. */
void hook_make_secret(char secret[HOOK_SECRET_SIZE]);

#endif
