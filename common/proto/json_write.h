/*
 * jsonw: writes JSON straight into a buffer, without a tree.  The same
 * calls give the same bytes.  Values of an array or object follow one another;
 * commas are put where they belong.
 *
 *     struct jsonw w = { .out = &buf };
 *     jsonw_open(&w, '{');
 *     jsonw_key(&w, "date");
 *     jsonw_text(&w, page->date);
 *     jsonw_close(&w, '}');
 *
 * Calls in an order that JSON forbids give broken JSON, not an error.
 */
#ifndef PAGEWIRE_PROTO_JSON_WRITE_H
#define PAGEWIRE_PROTO_JSON_WRITE_H

#include "common/buf.h"

#include <stdint.h>

struct jsonw {
    struct buf *out;
    bool comma; /* the next value is preceded by one */
};

/* '{' or '[', and '}' or ']'. */
void jsonw_open(struct jsonw *w, char bracket);
void jsonw_close(struct jsonw *w, char bracket);

/* A member's name, which needs no escaping; its value follows. */
void jsonw_key(struct jsonw *w, const char *key);

/* A string of valid UTF-8; control characters, " and \ are escaped. */
void jsonw_text(struct jsonw *w, struct slice text);

void jsonw_number(struct jsonw *w, int64_t number);

/* A share of 1 with at most three decimals: 0.987, 0.5, 1.  NaN gives 0. */
void jsonw_share(struct jsonw *w, double share);

void jsonw_boolean(struct jsonw *w, bool truth);

/* A value that is JSON already. */
void jsonw_value(struct jsonw *w, struct slice json);

/* A member of an object in one call. */
void jsonw_member(struct jsonw *w, const char *key, struct slice text);
void jsonw_member_number(struct jsonw *w, const char *key, int64_t number);
void jsonw_member_list(struct jsonw *w, const char *key, const struct slice *texts, size_t count);

/* The same, and nothing for an empty slice: a text; a value that is JSON already. */
void jsonw_given(struct jsonw *w, const char *key, struct slice text);
void jsonw_given_value(struct jsonw *w, const char *key, struct slice json);

#endif
