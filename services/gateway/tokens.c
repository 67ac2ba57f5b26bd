/* tokens: making, listing and dropping them, and sessions of browsers. */
#include "common/proto/api.h"
#include "common/token.h"
#include "services/gateway/access.h"
#include "services/gateway/edit.h"
#include "services/gateway/gateway.h"
#include "services/gateway/routes.h"
#include "services/gateway/upstream.h"

#include <sodium.h>
#include <string.h>

/* ---- making ---- */

static void
on_added(struct exchange *x, struct answer *answer, struct slice body)
{
    (void)answer, (void)body;
    const struct api_edit *edit = x->work;
    struct buf json = { 0 };
    api_token(&json, edit->name, edit->scopes, edit->scope_count, edit->secret);
    exchange_send(x, 201, "application/json", &json);
}

/* Store gets the hash alone. */
static void
make_token(struct exchange *x, struct api_edit *edit, char hash[TOKEN_HASH_SIZE])
{
    char text[TOKEN_SIZE];
    token_make(text);
    edit->secret = arena_slice(&x->arena, slice_from(text));
    token_hash(edit->secret, hash);
    sodium_memzero(text, sizeof text);
}

void
tokens_add(struct exchange *x)
{
    struct api_edit *edit = arena_alloc(&x->arena, 1, sizeof *edit);
    char hash[TOKEN_HASH_SIZE];
    struct query query;
    if (!edit_read(x, edit))
        return;
    if (edit->name.len == 0 || edit->name.len > 64 || edit->scope_count == 0) {
        exchange_problem(
            x, 400, "bad-body",
            "give name, at most 64 bytes, and scopes, some of read, submit, edit, admin");
        return;
    }
    make_token(x, edit, hash);
    x->work = edit;
    query_init(&query, QUERY_TOKEN_ADD);
    query.name = edit->name;
    query.hash = slice_from(hash);
    query.scopes = edit->scopes;
    query.scope_count = edit->scope_count;
    query.who = slice_from(x->caller.name);
    upstream_query(x, &query, ANSWER_DONE, on_added);
    query_done(&query);
}

void
tokens_list(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_TOKEN_LIST);
    upstream_query(x, &query, ANSWER_TOKENS, upstream_relay);
    query_done(&query);
}

static void
on_dropped(struct exchange *x, struct answer *answer, struct slice body)
{
    struct gateway *gateway = x->gateway;
    access_forget(gateway->access);
    upstream_relay(x, answer, body);
}

void
tokens_drop(struct exchange *x)
{
    struct query query;
    query_init(&query, QUERY_TOKEN_DROP);
    query.name = x->match.captures[0];
    query.who = slice_from(x->caller.name);
    upstream_query(x, &query, ANSWER_DONE, on_dropped);
    query_done(&query);
}

/* ---- sessions ---- */

static void
answer_who(struct exchange *x)
{
    static const char *const names[] = { "read", "submit", "edit", "admin" };
    struct slice scopes[4];
    size_t count = 0;
    struct buf json = { 0 };
    for (unsigned bit = 0; bit < 4; bit++)
        if (x->caller.scopes & 1u << bit)
            scopes[count++] = slice_from(names[bit]);
    api_token(&json, slice_from(x->caller.name), scopes, count, SLICE_EMPTY);
    exchange_send(x, 200, "application/json", &json);
}

void
session_show(struct exchange *x)
{
    answer_who(x);
}

/* Whether the browser came over TLS, as the proxy says. */
static bool
is_secure(const struct exchange *x)
{
    return slice_equal(exchange_header(x, "X-Forwarded-Proto"), SLICE_LITERAL("https"));
}

static void
set_cookie(struct exchange *x, struct slice value, bool forget)
{
    struct buf cookie = { 0 };
    buf_printf(&cookie, "%s=%.*s; Path=/; HttpOnly; SameSite=Strict%s%s", SESSION_COOKIE,
               SLICE_ARGS(value), is_secure(x) ? "; Secure" : "", forget ? "; Max-Age=0" : "");
    exchange_add(x, "Set-Cookie", buf_slice(&cookie));
    buf_done(&cookie);
}

/* The token that was checked already stays with the browser until it is closed. */
void
session_begin(struct exchange *x)
{
    struct slice token = access_token(x);
    for (size_t i = 0; i < token.len; i++)
        if (token.ptr[i] <= ' ' || token.ptr[i] == ';' || token.ptr[i] == ',' ||
            token.ptr[i] == '"' || token.ptr[i] == '\\' || token.ptr[i] >= 0x7f)
            token = SLICE_EMPTY;
    if (token.len > 0)
        set_cookie(x, token, false);
    answer_who(x);
}

void
session_end(struct exchange *x)
{
    struct buf none = { 0 };
    set_cookie(x, SLICE_EMPTY, true);
    exchange_send(x, 204, NULL, &none);
}
