#include "services/store/archive_edit.h"

#include <sodium.h>
#include <string.h>

enum {
    LEASE_MS_MAX = 60000,
    LIST_LIMIT = 100,
    LIST_LIMIT_MAX = 1000,
};

static struct slice
text_of(struct answer *answer, sqlite3_stmt *s, int place)
{
    return arena_slice(&answer->arena, sql_column(s, place));
}

static uint32_t
limit_of(const struct query *query)
{
    return query->limit == 0               ? LIST_LIMIT
           : query->limit > LIST_LIMIT_MAX ? LIST_LIMIT_MAX
                                           : query->limit;
}

/* ---- tokens ---- */

static int
token_add(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    struct buf scopes = { 0 };
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s, "SELECT 1 FROM tokens WHERE name = ?1 OR hash = ?2", "tt",
                          query->name, query->hash);
    if (found == 1)
        sqlite3_reset(s);
    if (found != 0)
        return found < 0 ? -1
                         : answer_refuse(answer, "conflict", err, "there is a token %.*s",
                                         SLICE_ARGS(query->name));
    for (size_t i = 0; i < query->scope_count; i++)
        buf_printf(&scopes, "%s%.*s", i > 0 ? " " : "", SLICE_ARGS(query->scopes[i]));
    int result =
        sql_run(sql, err,
                "INSERT INTO tokens (name, hash, scopes, made_ms, who)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
                "tttit", query->name, query->hash, buf_slice(&scopes), sql_clock(), query->who);
    buf_done(&scopes);
    return result;
}

static int
token_drop(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    if (sql_run(sql, err, "DELETE FROM tokens WHERE name = ?1", "t", query->name) != 0)
        return -1;
    return sqlite3_changes(sql->db) > 0
               ? 0
               : answer_refuse(answer, "unknown", err, "there is no token %.*s",
                               SLICE_ARGS(query->name));
}

static void
read_scopes(struct answer *answer, struct token *token, struct slice text)
{
    size_t cap = 0;
    while (text.len > 0) {
        size_t end = slice_find(text, SLICE_LITERAL(" "));
        token->scopes = arena_grow(&answer->arena, token->scopes, token->scope_count, &cap,
                                   sizeof *token->scopes);
        token->scopes[token->scope_count++] = arena_slice(&answer->arena, slice_part(text, 0, end));
        text = slice_part(text, end < text.len ? end + 1 : end, text.len);
    }
}

static int
token_list(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    bool one = query->type == QUERY_TOKEN_FIND;
    answer->type = ANSWER_TOKENS;
    int more = sql_first(sql, err, &s,
                         "SELECT name, scopes, made_ms, who FROM tokens"
                         " WHERE ?1 = '' OR hash = ?1 ORDER BY name",
                         "t", one ? query->hash : SLICE_EMPTY);
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct token *token = answer_add_token(answer);
        token->name = text_of(answer, s, 0);
        read_scopes(answer, token, sql_column(s, 1));
        token->made_ms = sql_integer(s, 2);
        token->who = text_of(answer, s, 3);
    }
    if (more == 0 && one && answer->token_count == 0)
        return answer_refuse(answer, "unknown", err, "unknown token");
    return more;
}

/* ---- webhooks ---- */

static int
hook_add(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    unsigned char random[8];
    char id[2 * sizeof random + 1];
    randombytes_buf(random, sizeof random);
    (void)sodium_bin2hex(id, sizeof id, random, sizeof random);
    answer->id = arena_slice(&answer->arena, slice_from(id));
    return sql_run(sql, err,
                   "INSERT INTO hooks (id, url, secret, filter, cursor, failures, retry_ms, why,"
                   " made_ms, who, profile) VALUES (?1, ?2, ?3, ?4,"
                   " (SELECT coalesce(max(sequence), 0) FROM changes), 0, 0, '', ?5, ?6, ?7)",
                   "tttsitt", answer->id, query->url, query->secret,
                   query->filter.len > 0 ? query->filter.ptr : "{}", sql_clock(), query->who,
                   query->profile);
}

static int
no_hook(const struct query *query, struct answer *answer, struct err *err)
{
    return answer_refuse(answer, "unknown", err, "there is no hook %.*s", SLICE_ARGS(query->id));
}

static int
hook_drop(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    if (sql_run(sql, err, "DELETE FROM hook_dead WHERE hook = ?1", "t", query->id) != 0 ||
        sql_run(sql, err, "DELETE FROM hooks WHERE id = ?1", "t", query->id) != 0)
        return -1;
    return sqlite3_changes(sql->db) > 0 ? 0 : no_hook(query, answer, err);
}

static int
hook_list(struct sql *sql, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    answer->type = ANSWER_HOOKS;
    int more =
        sql_first(sql, err, &s,
                  "SELECT id, url, secret, filter, cursor, failures, retry_ms, why, made_ms,"
                  " who, (SELECT count(*) FROM hook_dead WHERE hook = id), profile FROM hooks"
                  " ORDER BY made_ms, id",
                  "");
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct hook *hook = answer_add_hook(answer);
        hook->id = text_of(answer, s, 0);
        hook->url = text_of(answer, s, 1);
        hook->secret = text_of(answer, s, 2);
        hook->filter = text_of(answer, s, 3);
        hook->cursor = sql_integer(s, 4);
        hook->failures = (uint32_t)sql_integer(s, 5);
        hook->retry_ms = sql_integer(s, 6);
        hook->why = text_of(answer, s, 7);
        hook->made_ms = sql_integer(s, 8);
        hook->who = text_of(answer, s, 9);
        hook->dead = sql_integer(s, 10);
        hook->profile = text_of(answer, s, 11);
    }
    return more;
}

/* Only who has the hook's lease may move it. */
static int
check_holder(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int found = sql_first(sql, err, &s,
                          "SELECT (SELECT holder FROM leases WHERE name = 'hook:' || ?1"
                          " AND until_ms > ?2) FROM hooks WHERE id = ?1",
                          "ti", query->id, sql_clock());
    if (found != 1)
        return found < 0 ? -1 : no_hook(query, answer, err);
    bool held = query->holder.len > 0 && slice_equal(sql_column(s, 0), query->holder);
    sqlite3_reset(s);
    return held ? 0
                : answer_refuse(answer, "conflict", err, "\"%.*s\" does not hold hook:%.*s",
                                SLICE_ARGS(query->holder), SLICE_ARGS(query->id));
}

static int
hook_move(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    if (check_holder(sql, query, answer, err) != 0)
        return -1;
    if (query->failures > 0)
        return sql_run(sql, err,
                       "UPDATE hooks SET failures = ?2, retry_ms = ?3, why = ?4 WHERE id = ?1",
                       "tiit", query->id, (int64_t)query->failures, query->retry_ms, query->why);
    return sql_run(sql, err,
                   "UPDATE hooks SET failures = 0, retry_ms = 0, why = '',"
                   " cursor = max(cursor, ?2) WHERE id = ?1",
                   "ti", query->id, query->sequence);
}

static int
hook_bury(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    if (check_holder(sql, query, answer, err) != 0 ||
        sql_run(sql, err,
                "INSERT OR REPLACE INTO hook_dead (hook, sequence, time_ms, why)"
                " VALUES (?1, ?2, ?3, ?4)",
                "tiit", query->id, query->sequence, sql_clock(), query->why) != 0)
        return -1;
    return sql_run(sql, err,
                   "UPDATE hooks SET failures = 0, retry_ms = 0, why = '',"
                   " cursor = max(cursor, ?2) WHERE id = ?1",
                   "ti", query->id, query->sequence);
}

/* The cursor of lists that are read here is the number of their last row. */
static int64_t
cursor_of(const struct query *query)
{
    int64_t cursor = 0;
    for (size_t i = 0; i < query->cursor.len && i < 18; i++) {
        char c = query->cursor.ptr[i];
        cursor = c >= '0' && c <= '9' ? cursor * 10 + (c - '0') : cursor;
    }
    return cursor;
}

static struct slice
next_of(struct answer *answer, size_t count, uint32_t limit, int64_t last)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", (long long)last);
    return count < limit ? SLICE_EMPTY : arena_slice(&answer->arena, slice_from(text));
}

static int
hook_dead(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int64_t last = 0;
    int more = sql_first(sql, err, &s, "SELECT 1 FROM hooks WHERE id = ?1", "t", query->id);
    if (more == 0)
        return no_hook(query, answer, err);
    if (more < 0 || sql_step(sql, s, err) < 0) /* to the end, which lets go of it */
        return -1;
    answer->type = ANSWER_HOOK_DEAD;
    more = sql_first(sql, err, &s,
                     "SELECT sequence, time_ms, why FROM hook_dead"
                     " WHERE hook = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
                     "tii", query->id, cursor_of(query), (int64_t)limit_of(query));
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct dead_change *dead = answer_add_dead(answer);
        dead->sequence = last = sql_integer(s, 0);
        dead->time_ms = sql_integer(s, 1);
        dead->why = text_of(answer, s, 2);
    }
    answer->next = next_of(answer, answer->dead_count, limit_of(query), last);
    return more;
}

static int
hook_forget(struct sql *sql, const struct query *query, struct err *err)
{
    return sql_run(sql, err, "DELETE FROM hook_dead WHERE hook = ?1 AND (?2 = 0 OR sequence = ?2)",
                   "ti", query->id, query->sequence);
}

/* ---- leases ---- */

/* A lease that is longer than any may be was given before the clock was put back. */
static int
lease(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int64_t now = sql_clock(), until = 0, fence = 0;
    int64_t ms = query->ms > LEASE_MS_MAX ? LEASE_MS_MAX : query->ms;
    struct slice holder = SLICE_EMPTY;
    answer->type = ANSWER_LEASE;
    int found =
        sql_first(sql, err, &s, "SELECT holder, until_ms, fence FROM leases WHERE name = ?1", "t",
                  query->name);
    if (found < 0)
        return -1;
    if (found == 1) {
        holder = text_of(answer, s, 0);
        until = sql_integer(s, 1);
        fence = sql_integer(s, 2);
        sqlite3_reset(s);
    }
    bool held = until > now && until <= now + LEASE_MS_MAX;
    bool own = held && slice_equal(holder, query->holder);
    answer->granted = (!held || own) && ms > 0;
    answer->holder = held && !own ? holder : query->holder;
    answer->until_ms = held && !own ? until : now + ms;
    answer->fence = own || held ? fence : fence + 1;
    if (held && !own)
        return 0;
    if (ms == 0)
        answer->holder = SLICE_EMPTY;
    return sql_run(sql, err,
                   "INSERT OR REPLACE INTO leases (name, holder, until_ms, fence)"
                   " VALUES (?1, ?2, ?3, ?4)",
                   "ttii", query->name, answer->holder, answer->until_ms, answer->fence);
}

/* ---- the log ---- */

static int
audit_list(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    sqlite3_stmt *s;
    int64_t cursor = cursor_of(query), last = 0;
    answer->type = ANSWER_AUDIT;
    int more = sql_first(sql, err, &s,
                         "SELECT id, time_ms, who, action, page_id, article, why, detail FROM audit"
                         " WHERE id < ?1 ORDER BY id DESC LIMIT ?2",
                         "ii", cursor == 0 ? INT64_MAX : cursor, (int64_t)limit_of(query));
    for (; more == 1; more = sql_step(sql, s, err)) {
        struct audited *entry = answer_add_audited(answer);
        entry->id = last = sql_integer(s, 0);
        entry->time_ms = sql_integer(s, 1);
        entry->who = text_of(answer, s, 2);
        entry->action = text_of(answer, s, 3);
        entry->page_id = text_of(answer, s, 4);
        entry->article = (uint32_t)sql_integer(s, 5);
        entry->why = text_of(answer, s, 6);
        entry->detail = text_of(answer, s, 7);
    }
    answer->next = next_of(answer, answer->audited_count, limit_of(query), last);
    return more;
}

/* ---- any of them ---- */

/* Those that are noted with who did them; the note says of what. */
static int
edit_noted(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    int result = query->type == QUERY_TOKEN_ADD    ? token_add(sql, query, answer, err)
                 : query->type == QUERY_TOKEN_DROP ? token_drop(sql, query, answer, err)
                 : query->type == QUERY_HOOK_ADD   ? hook_add(sql, query, answer, err)
                                                   : hook_drop(sql, query, answer, err);
    struct query told = *query;
    told.detail = query->type == QUERY_HOOK_ADD ? query->url
                  : query->name.len > 0         ? query->name
                                                : query->id;
    return result == 0 ? edit_audit(sql, &told, query_type_name(query->type), SLICE_EMPTY, err)
                       : -1;
}

int
edit_desk(struct sql *sql, const struct query *query, struct answer *answer, struct err *err)
{
    switch (query->type) {
    case QUERY_TOKEN_ADD:
    case QUERY_TOKEN_DROP:
    case QUERY_HOOK_ADD:
    case QUERY_HOOK_DROP:
        return edit_noted(sql, query, answer, err);
    case QUERY_TOKEN_FIND:
    case QUERY_TOKEN_LIST:
        return token_list(sql, query, answer, err);
    case QUERY_HOOK_LIST:
        return hook_list(sql, answer, err);
    case QUERY_HOOK_MOVE:
        return hook_move(sql, query, answer, err);
    case QUERY_HOOK_BURY:
        return hook_bury(sql, query, answer, err);
    case QUERY_HOOK_DEAD:
        return hook_dead(sql, query, answer, err);
    case QUERY_HOOK_FORGET:
        return hook_forget(sql, query, err);
    case QUERY_LEASE:
        return lease(sql, query, answer, err);
    case QUERY_AUDIT_ADD:
        return edit_audit(sql, query, query->action.ptr, query->page_id, err);
    case QUERY_AUDIT_LIST:
        return audit_list(sql, query, answer, err);
    default:
        return err_set(err, ERR_REJECT, "%s changes nothing", query_type_name(query->type));
    }
}
