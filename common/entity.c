#include "common/entity.h"

static const char *const type_names[MENTION_TYPE_COUNT] = {
    [MENTION_PER] = "PER",
    [MENTION_LOC] = "LOC",
    [MENTION_ORG] = "ORG",
};

static const char *const level_names[LEVEL_COUNT] = {
    [LEVEL_NONE] = "",       [LEVEL_COUNTRY] = "country", [LEVEL_PROVINCE] = "province",
    [LEVEL_CITY] = "city",   [LEVEL_COUNTY] = "county",   [LEVEL_TOWNSHIP] = "township",
    [LEVEL_WORLD] = "world",
};

static const char *const kind_names[KIND_COUNT] = {
    [KIND_SUBJECT] = "subject",
    [KIND_AUTHOR] = "author",
    [KIND_PHOTOGRAPHER] = "photographer",
    [KIND_EDITOR] = "editor",
};

/* The place of name among names, or -1. */
static int
find(const char *const *names, int count, struct slice name)
{
    for (int i = 0; i < count; i++)
        if (slice_equal(name, slice_from(names[i])))
            return i;
    return -1;
}

const char *
mention_type_name(enum mention_type type)
{
    return type_names[type];
}

bool
mention_type_find(struct slice name, enum mention_type *type)
{
    int i = find(type_names, MENTION_TYPE_COUNT, name);
    if (i >= 0)
        *type = (enum mention_type)i;
    return i >= 0;
}

const char *
level_name(enum place_level level)
{
    return level_names[level];
}

bool
level_find(struct slice name, enum place_level *level)
{
    int i = find(level_names, LEVEL_COUNT, name);
    if (i >= 0)
        *level = (enum place_level)i;
    return i >= 0;
}

const char *
role_kind_name(enum role_kind kind)
{
    return kind_names[kind];
}

bool
role_kind_find(struct slice name, enum role_kind *kind)
{
    int i = find(kind_names, KIND_COUNT, name);
    if (i >= 0)
        *kind = (enum role_kind)i;
    return i >= 0;
}
