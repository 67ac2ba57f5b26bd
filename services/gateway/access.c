#include "services/gateway/access.h"

#include "common/clock.h"
#include "common/log.h"
#include "common/token.h"
#include "services/gateway/gateway.h"
#include "services/gateway/rate.h"
#include "services/gateway/upstream.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    KNOWN_MAX = 256, /* tokens that are remembered */
    TOKEN_BYTES_MAX = 200,
    FAULTS_A_MINUTE = 20, /* wrong tokens of one address */
    BURST_S = 10,         /* seconds' worth that may be asked at once */
};

struct known {
    char hash[TOKEN_HASH_SIZE];
    struct caller caller; /* scopes 0: there is no such token */
    int64_t until;        /* clock_ms */
};

struct access {
    struct access_spec spec;
    struct known known[KNOWN_MAX];
    size_t next; /* that is forgotten first */
    struct rate *rate, *faults;
};

/* What waits for store's word on a token. */
struct waiting {
    struct access *access;
    struct exchange *x;
    unsigned scope;
    void (*granted)(struct exchange *x);
    char hash[TOKEN_HASH_SIZE];
};

struct access *
access_open(const struct access_spec *spec)
{
    struct access *access = calloc(1, sizeof *access);
    if (access == NULL)
        die("out of memory");
    access->spec = *spec;
    access->rate =
        spec->rate > 0 ? rate_new((double)spec->rate, (double)spec->rate * BURST_S) : NULL;
    access->faults = rate_new(FAULTS_A_MINUTE / 60.0, FAULTS_A_MINUTE);
    return access;
}

void
access_close(struct access *access)
{
    if (access == NULL)
        return;
    rate_free(access->rate);
    rate_free(access->faults);
    free(access);
}

/* ---- the token of a request ---- */

/* The password of "Basic base64(user:password)". */
static struct slice
basic_password(struct exchange *x, struct slice coded)
{
    unsigned char *plain = arena_alloc(&x->arena, coded.len + 1, 1);
    size_t len;
    if (sodium_base642bin(plain, coded.len, coded.ptr, coded.len, NULL, &len, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0)
        return SLICE_EMPTY;
    struct slice both = { (char *)plain, len };
    size_t colon = slice_find(both, SLICE_LITERAL(":"));
    return slice_part(both, colon + 1, both.len);
}

struct slice
access_token(struct exchange *x)
{
    struct slice header = exchange_header(x, "Authorization");
    if (header.len > 7 && strncasecmp(header.ptr, "Bearer ", 7) == 0)
        return slice_trim(slice_part(header, 7, header.len));
    if (header.len > 6 && strncasecmp(header.ptr, "Basic ", 6) == 0)
        return basic_password(x, slice_trim(slice_part(header, 6, header.len)));
    header = exchange_header(x, "X-API-KEY");
    if (header.len > 0)
        return slice_trim(header);
    const struct slice *param = uri_param(&x->uri, "token");
    return param != NULL ? *param : exchange_cookie(x, SESSION_COOKIE);
}

/* ---- who may do without ---- */

/* Whether Host names this host, whatever the port: a page elsewhere whose name was made to
 * point at 127.0.0.1 says its own name. */
static bool
host_is_local(struct slice host)
{
    static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct slice name = slice_from(names[i]);
        if (slice_starts(host, name) && (host.len == name.len || host.ptr[name.len] == ':'))
            return true;
    }
    return false;
}

static bool
is_proxied(const struct exchange *x)
{
    static const char *const names[] = { "Forwarded", "X-Forwarded-For", "X-Real-IP", "Via" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (exchange_header(x, names[i]).len > 0)
            return true;
    return false;
}

static bool
is_trusted(const struct access *access, const struct exchange *x)
{
    return access->spec.trust_local && exchange_is_local(x) && !is_proxied(x) &&
           host_is_local(exchange_header(x, "Host"));
}

/* Browsers say where a request was made.  A change may come from our own pages, from those
 * that are configured, or from no page at all. */
static bool
is_from_elsewhere(const struct access *access, const struct exchange *x)
{
    const struct gateway *gateway = access->spec.gateway;
    struct slice origin = exchange_header(x, "Origin"), site = exchange_header(x, "Sec-Fetch-Site");
    if (x->method == METHOD_GET)
        return false;
    for (size_t i = 0; i < gateway->cors_count; i++)
        if (origin.len > 0 && slice_equal(origin, slice_from(gateway->cors[i])))
            return false;
    if (site.len > 0 && !slice_equal(site, SLICE_LITERAL("same-origin")) &&
        !slice_equal(site, SLICE_LITERAL("none")))
        return true;
    size_t slashes = slice_find(origin, SLICE_LITERAL("//"));
    return origin.len > 0 &&
           !slice_equal(slice_part(origin, slashes + 2, origin.len), exchange_header(x, "Host"));
}

/* ---- deciding ---- */

/* The address that faults are counted for: the proxy's word when it is on this host. */
static void
name_address(const struct exchange *x, char name[72])
{
    struct slice forwarded = exchange_header(x, "X-Forwarded-For");
    size_t from = forwarded.len;
    while (from > 0 && forwarded.ptr[from - 1] != ',')
        from--;
    struct slice last = slice_trim(slice_part(forwarded, from, forwarded.len));
    if (exchange_is_local(x) && last.len > 0)
        (void)snprintf(name, 72, "%.*s", SLICE_ARGS(slice_part(last, 0, 60)));
    else
        exchange_peer(x, name);
}

static const char *
scope_name(unsigned scope)
{
    return scope & SCOPE_READ     ? "read"
           : scope & SCOPE_SUBMIT ? "submit"
           : scope & SCOPE_EDIT   ? "edit"
                                  : "admin";
}

/* Counts the request and tells of the limit. */
static bool
may_ask(struct access *access, struct exchange *x)
{
    unsigned left, reset;
    struct buf text = { 0 };
    if (access->rate == NULL || is_trusted(access, x))
        return true;
    bool may = rate_take(access->rate, x->caller.name, clock_ms(), &left, &reset);
    buf_printf(&text, "%u", (unsigned)access->spec.rate * BURST_S);
    exchange_add(x, "RateLimit-Limit", buf_slice(&text));
    buf_clear(&text);
    buf_printf(&text, "%u", left);
    exchange_add(x, "RateLimit-Remaining", buf_slice(&text));
    buf_clear(&text);
    buf_printf(&text, "%u", reset);
    exchange_add(x, "RateLimit-Reset", buf_slice(&text));
    if (!may)
        exchange_add(x, "Retry-After", buf_slice(&text));
    buf_done(&text);
    return may;
}

static void
decide(struct access *access, struct exchange *x, unsigned scope,
       void (*granted)(struct exchange *x))
{
    if (x->caller.scopes == 0) {
        unsigned left, reset;
        char address[72];
        name_address(x, address);
        (void)rate_take(access->faults, address, clock_ms(), &left, &reset);
        log_warn(NULL, "wrong-token", "address=%s", address);
        exchange_problem(x, 401, "token",
                         "the token is not known; ask for one: pagewire token add");
    } else if (!may_ask(access, x)) {
        exchange_problem(x, 429, "rate", "more than %u requests a second; wait as Retry-After says",
                         (unsigned)access->spec.rate);
    } else if ((x->caller.scopes & scope) != scope) {
        exchange_problem(x, 403, "scope", "the token \"%s\" has not the scope \"%s\"",
                         x->caller.name, scope_name(scope & ~x->caller.scopes));
    } else {
        granted(x);
    }
}

/* ---- asking store ---- */

/* What store said of a token, however long ago. */
static struct known *
find_known(struct access *access, const char *hash)
{
    for (size_t i = 0; i < KNOWN_MAX; i++)
        if (strcmp(access->known[i].hash, hash) == 0)
            return &access->known[i];
    return NULL;
}

static unsigned
read_scopes(const struct token *token)
{
    static const char *const names[] = { "read", "submit", "edit", "admin" };
    unsigned scopes = 0;
    for (size_t i = 0; i < token->scope_count; i++)
        for (unsigned bit = 0; bit < 4; bit++)
            if (slice_equal(token->scopes[i], slice_from(names[bit])))
                scopes |= 1u << bit;
    return scopes;
}

static void
on_token(void *arg, const struct asked *asked, const struct err *err)
{
    struct waiting *waiting = arg;
    struct access *access = waiting->access;
    const struct answer *answer = asked != NULL ? asked->answer : NULL;
    bool unknown = answer != NULL && slice_equal(answer->code, SLICE_LITERAL("unknown"));
    if (err != NULL && !unknown) {
        upstream_problem(waiting->x, answer, err);
        return;
    }
    struct known *known = find_known(access, waiting->hash);
    if (known == NULL)
        known = &access->known[access->next++ % KNOWN_MAX];
    memcpy(known->hash, waiting->hash, TOKEN_HASH_SIZE);
    known->until = clock_ms() + TOKEN_TTL_MS;
    known->caller = (struct caller){ 0 };
    if (!unknown && answer != NULL && answer->token_count > 0) {
        (void)snprintf(known->caller.name, sizeof known->caller.name, "%.*s",
                       SLICE_ARGS(slice_part(answer->tokens[0].name, 0, 64)));
        known->caller.scopes = read_scopes(&answer->tokens[0]);
    }
    waiting->x->caller = known->caller;
    decide(access, waiting->x, waiting->scope, waiting->granted);
}

static void
ask_token(struct access *access, struct exchange *x, const char *hash, unsigned scope,
          void (*granted)(struct exchange *x))
{
    struct gateway *gateway = access->spec.gateway;
    struct waiting *waiting = arena_alloc(&x->arena, 1, sizeof *waiting);
    *waiting = (struct waiting){ .access = access, .x = x, .scope = scope, .granted = granted };
    memcpy(waiting->hash, hash, TOKEN_HASH_SIZE);
    struct query query;
    query_init(&query, QUERY_TOKEN_FIND);
    query.hash = slice_from(waiting->hash);
    ask_query(gateway->edit, &query, gateway->ask_ms, on_token, waiting);
    query_done(&query);
}

/* Who guesses is kept out for a while, but not those who came from the same address before with a
 * token that is right: behind a proxy or a firewall they share it. */
static void
check_token(struct access *access, struct exchange *x, struct slice token, unsigned scope,
            void (*granted)(struct exchange *x))
{
    char address[72], hash[TOKEN_HASH_SIZE];
    name_address(x, address);
    token_hash(slice_part(token, 0, TOKEN_BYTES_MAX), hash);
    const struct known *known = find_known(access, hash);
    bool good = known != NULL && known->caller.scopes != 0;
    if (!good && rate_is_out(access->faults, address, clock_ms())) {
        exchange_add(x, "Retry-After", SLICE_LITERAL("60"));
        exchange_problem(x, 429, "rate", "too many wrong tokens from this address; wait a minute");
        return;
    }
    if (known == NULL || known->until <= clock_ms()) {
        ask_token(access, x, hash, scope, granted);
        return;
    }
    x->caller = known->caller;
    decide(access, x, scope, granted);
}

void
access_check(struct access *access, struct exchange *x, unsigned scope,
             void (*granted)(struct exchange *x))
{
    struct slice token = access_token(x);
    if (is_from_elsewhere(access, x)) {
        exchange_problem(x, 403, "origin",
                         "a page of another place made this request; cors_origins may allow it");
    } else if (scope == SCOPE_NONE) {
        granted(x);
    } else if (token.len > 0) {
        check_token(access, x, token, scope, granted);
    } else if (is_trusted(access, x)) {
        x->caller =
            (struct caller){ "local", SCOPE_READ | SCOPE_SUBMIT | SCOPE_EDIT | SCOPE_ADMIN };
        granted(x);
    } else {
        exchange_problem(x, 401, "token",
                         "give a token as Authorization: Bearer TOKEN, as the password of Basic, "
                         "or as ?token=; 'pagewire token add' makes one");
    }
}

void
access_answering(struct access *access, struct exchange *x, unsigned code)
{
    (void)access;
    if (code == 401)
        exchange_add(x, "WWW-Authenticate",
                     SLICE_LITERAL("Bearer realm=\"pagewire\", Basic realm=\"pagewire\""));
}

void
access_forget(struct access *access)
{
    for (size_t i = 0; i < KNOWN_MAX; i++)
        access->known[i].until = 0;
}
