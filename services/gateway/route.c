#include "services/gateway/route.h"

#include "common/pathmeta.h"
#include "common/utf8.h"

#include <string.h>

static const char *const method_names[METHOD_COUNT] = { "GET", "POST", "PUT", "DELETE" };

/* ---- the path ---- */

/* Cuts ".ninjs.json" off a last part: what follows its first dot. */
static struct slice
cut_suffix(struct slice *part)
{
    const char *dot = part->len > 0 ? memchr(part->ptr, '.', part->len) : NULL;
    if (dot == NULL)
        return SLICE_EMPTY;
    size_t at = (size_t)(dot - part->ptr);
    struct slice suffix = slice_part(*part, at + 1, part->len);
    *part = slice_part(*part, 0, at);
    return suffix;
}

static bool
fits(const struct route *route, const struct uri *uri, struct match *match)
{
    struct slice pattern = slice_from(route->pattern);
    size_t capture = 0, part = 0;
    match->suffix = SLICE_EMPTY;
    for (size_t at = 1; at < pattern.len; part++) {
        size_t end = at;
        while (end < pattern.len && pattern.ptr[end] != '/')
            end++;
        struct slice wanted = slice_part(pattern, at, end);
        if (part == uri->part_count)
            return false;
        struct slice have = uri->parts[part];
        if (route->suffix && end == pattern.len)
            match->suffix = cut_suffix(&have);
        if (wanted.ptr[0] == '{')
            match->captures[capture++] = have;
        else if (!slice_equal(wanted, have))
            return false;
        at = end + 1;
    }
    return part == uri->part_count;
}

void
route_find(struct match *match, enum method method, const struct uri *uri)
{
    *match = (struct match){ 0 };
    for (size_t i = 0; i < route_count; i++) {
        if (!fits(&routes[i], uri, match))
            continue;
        match->path_known = true;
        if (routes[i].method == method) {
            match->route = &routes[i];
            return;
        }
    }
}

void
route_methods(const struct uri *uri, struct buf *out)
{
    bool known[METHOD_COUNT] = { false };
    for (size_t i = 0; i < route_count; i++) {
        struct match match = { 0 };
        if (fits(&routes[i], uri, &match))
            known[routes[i].method] = true;
    }
    for (int i = 0; i < METHOD_COUNT; i++)
        if (known[i])
            buf_printf(out, "%s%s%s", out->len > 0 ? ", " : "", method_names[i],
                       i == METHOD_GET ? ", HEAD" : "");
}

/* ---- parameters ---- */

static bool
all_digits(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

/* 2018-01-09, 2018-01 or 2018: the shorter ones are days' beginnings. */
static bool
period_valid(struct slice text)
{
    char day[] = "2000-01-01";
    if (text.len != 4 && text.len != 7 && text.len != 10)
        return false;
    memcpy(day, text.ptr, text.len);
    return date_valid(slice_from(day));
}

static int
read_choice(const struct param_spec *spec, struct param_value *value, struct err *err)
{
    struct buf names = { 0 };
    for (size_t i = 0; spec->choices[i] != NULL; i++) {
        if (slice_equal(value->text, slice_from(spec->choices[i]))) {
            value->number = (int64_t)i;
            buf_done(&names);
            return 0;
        }
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", spec->choices[i]);
    }
    (void)err_set(err, ERR_REJECT, "%s has to be one of %s", spec->name, buf_string(&names));
    buf_done(&names);
    return -1;
}

static int
read_whole(const struct param_spec *spec, struct param_value *value, struct err *err)
{
    bool good = all_digits(value->text) && value->text.len <= 15;
    for (size_t i = 0; good && i < value->text.len; i++)
        value->number = value->number * 10 + (value->text.ptr[i] - '0');
    if (good && value->number >= spec->min && value->number <= spec->max)
        return 0;
    return err_set(err, ERR_REJECT, "%s has to be a whole number from %lld to %lld", spec->name,
                   (long long)spec->min, (long long)spec->max);
}

/* Whether it holds more than blanks, U+3000 among them. */
static bool
says_something(struct slice text)
{
    for (size_t at = 0; at < text.len;)
        if (!point_is_blank(utf8_next(text, &at)))
            return true;
    return false;
}

static int
read_value(const struct param_spec *spec, struct param_value *value, struct err *err)
{
    struct slice text = value->text;
    switch (spec->kind) {
    case PARAM_TEXT:
        if (!says_something(text))
            return err_set(err, ERR_REJECT, "%s is empty; leave it out or give it a value",
                           spec->name);
        if (utf8_count(text) > (size_t)spec->max)
            return err_set(err, ERR_REJECT, "%s is longer than %lld characters", spec->name,
                           (long long)spec->max);
        return 0;
    case PARAM_DAY:
        return date_valid(text)
                   ? 0
                   : err_set(err, ERR_REJECT, "%s has to be a day as 2018-01-09", spec->name);
    case PARAM_PERIOD:
        return period_valid(text) ? 0
                                  : err_set(err, ERR_REJECT,
                                            "%s has to be a day, month or year that exists, as "
                                            "2018-01-09, 2018-01 or 2018",
                                            spec->name);
    case PARAM_WHOLE:
        return read_whole(spec, value, err);
    case PARAM_CHOICE:
        return read_choice(spec, value, err);
    case PARAM_FLAG:
        value->number = slice_equal(text, SLICE_LITERAL("true"));
        if (value->number || slice_equal(text, SLICE_LITERAL("false")))
            return 0;
        return err_set(err, ERR_REJECT, "%s has to be true or false", spec->name);
    }
    return 0;
}

static int
find_spec(const struct route *route, struct slice name)
{
    for (int i = 0; route->params != NULL && route->params[i].name != NULL; i++)
        if (slice_equal(name, slice_from(route->params[i].name)))
            return i;
    return -1;
}

static int
unknown(const struct route *route, struct slice name, struct err *err)
{
    struct buf names = { 0 };
    for (int i = 0; route->params != NULL && route->params[i].name != NULL; i++)
        buf_printf(&names, "%s%s", i > 0 ? ", " : "", route->params[i].name);
    (void)err_set(err, ERR_REJECT, "there is no parameter \"%.*s\" here; known: %s",
                  SLICE_ARGS(slice_part(name, 0, 40)), names.len > 0 ? buf_string(&names) : "none");
    buf_done(&names);
    return -1;
}

int
route_params(struct match *match, const struct uri *uri, struct err *err)
{
    for (size_t i = 0; i < uri->param_count; i++) {
        const struct uri_param *param = &uri->params[i];
        if (slice_equal(param->name, SLICE_LITERAL("token")))
            continue;
        int at = find_spec(match->route, param->name);
        if (at < 0)
            return unknown(match->route, param->name, err);
        struct param_value *value = &match->values[at];
        value->given = true;
        value->text = param->value;
        if (read_value(&match->route->params[at], value, err) != 0)
            return -1;
    }
    return 0;
}
