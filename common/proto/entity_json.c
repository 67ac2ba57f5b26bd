#include "common/proto/entity_json.h"

/* ---- encoding ---- */

static void
given_texts(struct jsonw *w, const char *key, const struct slice *texts, size_t count)
{
    if (count > 0)
        jsonw_member_list(w, key, texts, count);
}

static void
given_number(struct jsonw *w, const char *key, uint32_t number)
{
    if (number > 0)
        jsonw_member_number(w, key, number);
}

static void
encode_candidates(const struct entity *entity, struct jsonw *w)
{
    if (entity->candidate_count == 0)
        return;
    jsonw_key(w, "candidates");
    jsonw_open(w, '[');
    for (size_t i = 0; i < entity->candidate_count; i++) {
        const struct entity_candidate *candidate = &entity->candidates[i];
        jsonw_open(w, '{');
        jsonw_given(w, "code", candidate->code);
        jsonw_member(w, "path", candidate->path);
        jsonw_key(w, "score");
        jsonw_share(w, candidate->score);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
encode_roles(const struct entity *entity, struct jsonw *w)
{
    if (entity->role_count == 0)
        return;
    jsonw_key(w, "roles");
    jsonw_open(w, '[');
    for (size_t i = 0; i < entity->role_count; i++) {
        const struct entity_role *role = &entity->roles[i];
        jsonw_open(w, '{');
        jsonw_member(w, "kind", slice_from(role_kind_name(role->kind)));
        if (role->text.len > 0) {
            jsonw_member(w, "text", role->text);
            jsonw_member_number(w, "start", role->start);
            jsonw_member_number(w, "end", role->end);
        }
        jsonw_given(w, "title", role->title);
        jsonw_given(w, "affiliation", role->affiliation);
        given_number(w, "body", role->body);
        jsonw_close(w, '}');
    }
    jsonw_close(w, ']');
}

static void
encode_entity(const struct entity *entity, struct jsonw *w)
{
    jsonw_open(w, '{');
    jsonw_member_number(w, "id", entity->id);
    jsonw_member(w, "type", slice_from(mention_type_name(entity->type)));
    jsonw_member(w, "name", entity->name);
    given_texts(w, "variants", entity->variants, entity->variant_count);
    jsonw_given(w, "code", entity->code);
    jsonw_given(w, "level", slice_from(level_name(entity->level)));
    jsonw_given(w, "path", entity->path);
    jsonw_given(w, "in", entity->in);
    jsonw_given(w, "successor", entity->successor);
    encode_candidates(entity, w);
    encode_roles(entity, w);
    given_number(w, "parent", entity->parent);
    jsonw_given(w, "parent_name", entity->parent_name);
    jsonw_given(w, "authority", entity->authority);
    jsonw_key(w, "salience");
    jsonw_share(w, entity->salience);
    given_texts(w, "why", entity->why, entity->why_count);
    jsonw_close(w, '}');
}

void
entities_encode(const struct entity *entities, size_t count, struct jsonw *w)
{
    jsonw_open(w, '[');
    for (size_t i = 0; i < count; i++)
        encode_entity(&entities[i], w);
    jsonw_close(w, ']');
}

/* ---- decoding ---- */

/* Where the copies go, how much of the limit is used, and the first member of a wrong type. */
struct reading {
    struct arena *arena;
    size_t parts;
    const char *bad;
};

static struct slice
copy_text(struct reading *r, const json_t *value, const char *key)
{
    if (!json_is_string(value)) {
        r->bad = key;
        return SLICE_EMPTY;
    }
    return arena_slice(r->arena,
                       (struct slice){ json_string_value(value), json_string_length(value) });
}

static struct slice
read_text(struct reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return value == NULL ? SLICE_EMPTY : copy_text(r, value, key);
}

static uint32_t
read_number(struct reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL)
        return 0;
    json_int_t number = json_integer_value(value);
    if (!json_is_integer(value) || number < 0 || number > INT32_MAX) {
        r->bad = key;
        return 0;
    }
    return (uint32_t)number;
}

static float
read_share(struct reading *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    double share = json_number_value(value);
    if (value != NULL && (!json_is_number(value) || !(share >= 0 && share <= 1)))
        r->bad = key;
    return (float)share;
}

/* How many elements the array of that name has; too many of all together are bad. */
static size_t
read_array(struct reading *r, const json_t *object, const char *key, const json_t **array)
{
    *array = json_object_get(object, key);
    if (*array != NULL && !json_is_array(*array))
        r->bad = key;
    r->parts += json_array_size(*array);
    if (r->parts > PAGE_ENTITY_PARTS_MAX)
        r->bad = key;
    return r->bad == NULL ? json_array_size(*array) : 0;
}

static struct slice *
read_texts(struct reading *r, const json_t *object, const char *key, size_t *count)
{
    const json_t *array;
    *count = read_array(r, object, key, &array);
    struct slice *texts = arena_alloc(r->arena, *count, sizeof *texts);
    for (size_t i = 0; i < *count; i++)
        texts[i] = copy_text(r, json_array_get(array, i), key);
    return texts;
}

static void
read_candidates(struct reading *r, const json_t *object, struct entity *entity)
{
    const json_t *array;
    entity->candidate_count = read_array(r, object, "candidates", &array);
    entity->candidates = arena_alloc(r->arena, entity->candidate_count, sizeof *entity->candidates);
    for (size_t i = 0; i < entity->candidate_count; i++) {
        const json_t *value = json_array_get(array, i);
        entity->candidates[i] = (struct entity_candidate){
            .code = read_text(r, value, "code"),
            .path = read_text(r, value, "path"),
            .score = read_share(r, value, "score"),
        };
    }
}

static void
read_roles(struct reading *r, const json_t *object, struct entity *entity)
{
    const json_t *array;
    entity->role_count = read_array(r, object, "roles", &array);
    entity->roles = arena_alloc(r->arena, entity->role_count, sizeof *entity->roles);
    for (size_t i = 0; i < entity->role_count; i++) {
        const json_t *value = json_array_get(array, i);
        struct entity_role *role = &entity->roles[i];
        *role = (struct entity_role){
            .text = read_text(r, value, "text"),
            .title = read_text(r, value, "title"),
            .affiliation = read_text(r, value, "affiliation"),
            .body = read_number(r, value, "body"),
            .start = read_number(r, value, "start"),
            .end = read_number(r, value, "end"),
        };
        (void)role_kind_find(read_text(r, value, "kind"), &role->kind);
    }
}

static void
read_entity(struct reading *r, const json_t *object, struct entity *entity)
{
    *entity = (struct entity){
        .id = read_number(r, object, "id"),
        .name = read_text(r, object, "name"),
        .code = read_text(r, object, "code"),
        .path = read_text(r, object, "path"),
        .in = read_text(r, object, "in"),
        .successor = read_text(r, object, "successor"),
        .parent = read_number(r, object, "parent"),
        .parent_name = read_text(r, object, "parent_name"),
        .authority = read_text(r, object, "authority"),
        .salience = read_share(r, object, "salience"),
    };
    (void)level_find(read_text(r, object, "level"), &entity->level);
    if (!mention_type_find(read_text(r, object, "type"), &entity->type))
        r->bad = "type";
    entity->variants = read_texts(r, object, "variants", &entity->variant_count);
    entity->why = read_texts(r, object, "why", &entity->why_count);
    read_candidates(r, object, entity);
    read_roles(r, object, entity);
}

int
entities_decode(struct arena *arena, const json_t *array, struct entity **entities, size_t *count,
                struct err *err)
{
    struct reading r = { .arena = arena };
    if (array != NULL && (!json_is_array(array) || json_array_size(array) > PAGE_ENTITIES_MAX))
        return err_set(err, ERR_REJECT, "\"entities\" is no array, or too long");
    *count = json_array_size(array);
    *entities = arena_alloc(arena, *count, sizeof **entities);
    uint32_t last = 0;
    for (size_t i = 0; i < *count && r.bad == NULL; i++) {
        struct entity *entity = &(*entities)[i];
        read_entity(&r, json_array_get(array, i), entity);
        if (entity->id <= last)
            r.bad = "id";
        last = entity->id;
    }
    if (r.bad != NULL)
        return err_set(err, ERR_REJECT, "\"%s\" of an entity is wrong", r.bad);
    return 0;
}
