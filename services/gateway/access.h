/*
 * access: who may do what.
 *
 * Whoever asks from this host, of this host's name and not through a proxy, may do
 * everything while trust_local is on (a browser: only from pages of ours).  All others
 * need a token: as Bearer, as the password of Basic, as X-API-Key, in the cookie that
 * /v1/session sets, or as ?token=.  Tokens are kept by store, hashed; what was found is
 * believed for TOKEN_TTL_MS, so a dropped token works at most that much longer.
 */
#ifndef PAGEWIRE_GATEWAY_ACCESS_H
#define PAGEWIRE_GATEWAY_ACCESS_H

#include "services/gateway/exchange.h"

struct access;
struct gateway;

enum { TOKEN_TTL_MS = 10000 };

#define SESSION_COOKIE "pagewire_session"

struct access_spec {
    struct gateway *gateway;
    bool trust_local;
    uint64_t rate; /* requests a second of one token or address; 0: no limit */
};

struct access *access_open(const struct access_spec *spec);
void access_close(struct access *access);

/* Calls granted, now or later, with x->caller filled, when the caller has the scope; else
 * answers with a problem. */
void access_check(struct access *access, struct exchange *x, unsigned scope,
                  void (*granted)(struct exchange *x));

/* Believes nothing of tokens any more until store was asked again. */
void access_forget(struct access *access);

/* Adds the headers that tell of limits and of how to log in. */
void access_answering(struct access *access, struct exchange *x, unsigned code);

/* The token that a request came with, or "". */
struct slice access_token(struct exchange *x);

#endif
