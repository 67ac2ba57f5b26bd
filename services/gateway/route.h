/*
 * route: which function answers which address, and what parameters it may have.  The
 * table is in routes.c; openapi.json says the same to others, and a test compares them.
 *
 * To add a route: an entry in routes.c, a function in the file of its noun, an entry in
 * openapi.json.
 */
#ifndef PAGEWIRE_GATEWAY_ROUTE_H
#define PAGEWIRE_GATEWAY_ROUTE_H

#include "common/err.h"
#include "services/gateway/uri.h"

#include <stdbool.h>
#include <stdint.h>

struct exchange;

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE }; /* HEAD is GET */
enum { METHOD_COUNT = METHOD_DELETE + 1 };

/* What a token may do; sets are ORed. */
enum scope {
    SCOPE_NONE = 0, /* needs no token */
    SCOPE_READ = 1,
    SCOPE_SUBMIT = 2,
    SCOPE_EDIT = 4,
    SCOPE_ADMIN = 8,
};

enum param_kind {
    PARAM_TEXT,   /* not blank, at most `max` code points */
    PARAM_DAY,    /* 2018-01-09 */
    PARAM_PERIOD, /* 2018-01-09, 2018-01 or 2018 */
    PARAM_WHOLE,  /* min..max */
    PARAM_CHOICE, /* one of `choices` */
    PARAM_FLAG,   /* true or false */
};

struct param_spec {
    const char *name;
    enum param_kind kind;
    int64_t min, max;
    const char *const *choices; /* NULL-terminated */
};

enum { ROUTE_PARAMS_MAX = 16, ROUTE_CAPTURES_MAX = 4 };

struct route {
    enum method method;
    const char *pattern; /* "/v1/pages/{page}/text"; {x} takes one part of a path */
    enum scope scope;
    const struct param_spec *params; /* ends with a NULL name; NULL: none */
    size_t body_max;                 /* bytes; 0: no body is taken, SIZE_MAX: submit_max */
    bool multipart;                  /* the body may be a form with one file */
    bool suffix;                     /* the last part may end in .FORMAT */
    void (*handle)(struct exchange *exchange);
};

extern const struct route routes[];
extern const size_t route_count;

/* A value of a parameter: text for all kinds, number for WHOLE, CHOICE (its index) and FLAG. */
struct param_value {
    bool given;
    struct slice text;
    int64_t number;
};

/* What a request has to do with a route. */
struct match {
    const struct route *route;                   /* NULL: none fits the path and method */
    bool path_known;                             /* others fit the path with another method */
    struct slice captures[ROUTE_CAPTURES_MAX];   /* of {x}, without the suffix */
    struct slice suffix;                         /* "json" of ".json", or "" */
    struct param_value values[ROUTE_PARAMS_MAX]; /* in the order of route->params */
};

/* Finds the route of a path: fills all but values. */
void route_find(struct match *match, enum method method, const struct uri *uri);

/* Reads the parameters.  -1 and a REJECT that names the parameter and says what it may be. */
int route_params(struct match *match, const struct uri *uri, struct err *err);

/* Appends the methods that a path knows, "GET, HEAD, PUT". */
void route_methods(const struct uri *uri, struct buf *out);

#endif
