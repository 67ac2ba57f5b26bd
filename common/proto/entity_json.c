#include "common/proto/entity_json.h"

#include "common/proto/field.h"
#include "common/proto/page_json.h"

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

/* Members that are what they are called; those that stand for something else are read apart. */
static const struct field entity_fields[] = {
    FIELD(struct entity, id, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct entity, name, FIELD_TEXT, FIELD_GIVEN),
    FIELD_MANY("variants", struct entity, variants, variant_count, FIELD_TEXTS, FIELD_GIVEN),
    FIELD(struct entity, code, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity, path, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity, in, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity, successor, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity, parent, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct entity, parent_name, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity, authority, FIELD_TEXT, FIELD_GIVEN),
    FIELD_MANY("why", struct entity, why, why_count, FIELD_TEXTS, FIELD_GIVEN),
};
static const struct field role_fields[] = {
    FIELD(struct entity_role, text, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity_role, title, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity_role, affiliation, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity_role, body, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct entity_role, start, FIELD_WHOLE, FIELD_GIVEN),
    FIELD(struct entity_role, end, FIELD_WHOLE, FIELD_GIVEN),
};
static const struct field candidate_fields[] = {
    FIELD(struct entity_candidate, code, FIELD_TEXT, FIELD_GIVEN),
    FIELD(struct entity_candidate, path, FIELD_TEXT, FIELD_GIVEN),
};
#define READ(arena, object, fields, json, err)                                                     \
    (fields_init(object, fields, sizeof(fields) / sizeof *(fields)),                               \
     fields_read(arena, object, fields, sizeof(fields) / sizeof *(fields), json,                   \
                 PAGE_TEXT_BYTES_MAX, err))

static int
read_share(const json_t *json, const char *name, float *share, struct err *err)
{
    double value = 0;
    if (jsonr_share(json, name, &value, err) != 0)
        return -1;
    *share = (float)value;
    return 0;
}

/* The array of that name, which may be missing: NULL. */
static int
read_array(const json_t *object, const char *name, const json_t **array, struct err *err)
{
    *array = json_object_get(object, name);
    return *array == NULL || json_is_array(*array)
               ? 0
               : err_set(err, ERR_REJECT, "\"%s\" is no list", name);
}

static int
read_candidates(struct arena *arena, const json_t *object, struct entity *entity, struct err *err)
{
    const json_t *array;
    if (read_array(object, "candidates", &array, err) != 0)
        return -1;
    size_t count = json_array_size(array);
    entity->candidates = arena_alloc(arena, count, sizeof *entity->candidates);
    for (; entity->candidate_count < count; entity->candidate_count++) {
        const json_t *json = json_array_get(array, entity->candidate_count);
        struct entity_candidate *candidate = &entity->candidates[entity->candidate_count];
        if (READ(arena, candidate, candidate_fields, json, err) != 0 ||
            read_share(json, "score", &candidate->score, err) != 0)
            return -1;
    }
    return 0;
}

/* A kind that is not known yet is KIND_SUBJECT. */
static int
read_roles(struct arena *arena, const json_t *object, struct entity *entity, struct err *err)
{
    const json_t *array;
    if (read_array(object, "roles", &array, err) != 0)
        return -1;
    size_t count = json_array_size(array);
    entity->roles = arena_alloc(arena, count, sizeof *entity->roles);
    for (; entity->role_count < count; entity->role_count++) {
        const json_t *json = json_array_get(array, entity->role_count);
        struct entity_role *role = &entity->roles[entity->role_count];
        struct slice kind = SLICE_EMPTY;
        if (READ(arena, role, role_fields, json, err) != 0 ||
            jsonr_text(arena, json, "kind", PAGE_TEXT_BYTES_MAX, &kind, err) != 0)
            return -1;
        (void)role_kind_find(kind, &role->kind);
    }
    return 0;
}

/* A level that is not known yet is LEVEL_NONE. */
static int
read_entity(struct arena *arena, const json_t *json, struct entity *entity, struct err *err)
{
    struct slice level = SLICE_EMPTY, type = SLICE_EMPTY;
    *entity = (struct entity){ .id = 0 };
    if (READ(arena, entity, entity_fields, json, err) != 0 ||
        jsonr_text(arena, json, "level", PAGE_TEXT_BYTES_MAX, &level, err) != 0 ||
        jsonr_text(arena, json, "type", PAGE_TEXT_BYTES_MAX, &type, err) != 0 ||
        read_share(json, "salience", &entity->salience, err) != 0 ||
        read_candidates(arena, json, entity, err) != 0 || read_roles(arena, json, entity, err) != 0)
        return -1;
    (void)level_find(level, &entity->level);
    return mention_type_find(type, &entity->type)
               ? 0
               : err_set(err, ERR_REJECT, "\"type\" is none that is known");
}

int
entities_decode(struct arena *arena, const json_t *array, struct entity **entities, size_t *count,
                struct err *err)
{
    if (array != NULL && (!json_is_array(array) || json_array_size(array) > PAGE_ENTITIES_MAX))
        return err_set(err, ERR_REJECT, "\"entities\" is no array, or too long");
    *count = json_array_size(array);
    *entities = arena_alloc(arena, *count, sizeof **entities);
    uint32_t last = 0;
    size_t parts = 0;
    for (size_t i = 0; i < *count; i++) {
        struct entity *entity = &(*entities)[i];
        if (read_entity(arena, json_array_get(array, i), entity, err) != 0)
            return err_prefix(err, "an entity");
        parts += entity->variant_count + entity->candidate_count + entity->role_count +
                 entity->why_count;
        if (entity->id <= last || parts > PAGE_ENTITY_PARTS_MAX)
            return err_set(err, ERR_REJECT, "entities are not in order, or have too many parts");
        last = entity->id;
    }
    return 0;
}
