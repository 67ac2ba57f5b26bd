/*
 * field: the members of a struct under their names in JSON, as a table, so that
 * a message is written, read and emptied by one walk over it.
 *
 *     static const struct field hit_fields[] = {
 *         FIELD(struct hit, headline, FIELD_TEXT, FIELD_ALWAYS),
 *         FIELD(struct hit, article, FIELD_WHOLE, FIELD_ALWAYS),
 *     };
 *
 * A member that is missing in JSON is left alone, but for a WORD that is always
 * written; one of another kind is an error that names it.  Texts and lists are copied into the
 * arena.
 */
#ifndef PAGEWIRE_PROTO_FIELD_H
#define PAGEWIRE_PROTO_FIELD_H

#include "common/arena.h"
#include "common/err.h"
#include "common/proto/json_read.h"
#include "common/proto/json_write.h"

enum field_kind {
    FIELD_TEXT,  /* struct slice */
    FIELD_JSON,  /* struct slice that is JSON: an object */
    FIELD_WHOLE, /* uint32_t */
    FIELD_LONG,  /* int64_t, not negative */
    FIELD_FLAG,  /* bool */
    FIELD_SHARE, /* double, from 0 to 1 */
    FIELD_WORD,  /* an enum whose values number `words`; "" is the word that is not given */
    FIELD_TEXTS, /* struct slice *, and a size_t that counts them */
    FIELD_SPANS, /* struct stretch *, and a size_t; in JSON [[start, end], ...] */
};

/* Code points of a text, end exclusive. */
struct stretch {
    uint32_t start, end;
};

enum field_presence {
    FIELD_GIVEN,  /* written unless empty, zero or false */
    FIELD_ALWAYS, /* written in any case */
};

struct field {
    const char *name;
    size_t offset, count_offset;
    const char *const *words; /* WORD: NULL ends them */
    enum field_kind kind;
    enum field_presence presence;
};

#define FIELD(type, member, kind, presence)                                                        \
    {                                                                                              \
#member, offsetof(type, member), 0, NULL, kind, presence                                   \
    }
#define FIELD_NAMED(name, type, member, kind, presence)                                            \
    {                                                                                              \
        name, offsetof(type, member), 0, NULL, kind, presence                                      \
    }
#define FIELD_ENUM(type, member, words, presence)                                                  \
    {                                                                                              \
#member, offsetof(type, member), 0, words, FIELD_WORD, presence                            \
    }
#define FIELD_MANY(name, type, member, count, kind, presence)                                      \
    {                                                                                              \
        name, offsetof(type, member), offsetof(type, count), NULL, kind, presence                  \
    }

enum { FIELD_LIST_MAX = 100000 }; /* elements that a TEXTS or SPANS may have */

/* Makes texts "", so that they can be printed; the rest is zero already. */
void fields_init(void *object, const struct field *fields, size_t count);

void fields_write(struct jsonw *w, const void *object, const struct field *fields, size_t count);

/* Texts are at most text_max bytes. */
int fields_read(struct arena *arena, void *object, const struct field *fields, size_t count,
                const json_t *json, size_t text_max, struct err *err);

/* The place of name in words; -1 when it is not there. */
int field_word(const char *const *words, struct slice name);

#endif
