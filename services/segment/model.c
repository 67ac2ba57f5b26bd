#include "services/segment/model.h"

#include "services/segment/border.h"
#include "services/segment/context.h"

#include <math.h>
#include <string.h>

/* How far the habit of roles to follow one another counts beside what each
 * piece shows by itself.  Kept low: the order of parts is the page's own. */
static const float follow_share = 0.1f;

static void
bind_roles(const struct weights *weights, int model, int *role_of)
{
    for (int i = 0; i < WEIGHTS_LABELS; i++)
        role_of[i] = -1;
    for (int role = 0; role < ROLE_COUNT; role++) {
        int label = weights_label(weights, model, slice_from(role_name((enum role)role)));
        if (label >= 0)
            role_of[label] = role;
    }
}

/* How much the second reading counts beside the first, which knows less of how
 * pages usually go and so is fooled less by one that goes otherwise. */
static const float second_share = 0.6f;

int
model_bind(struct model_tables *tables, struct err *err)
{
    const struct weights *weights = tables->weights;
    tables->role = weights_model(weights, "role");
    tables->para = weights_model(weights, "para");
    tables->follow = weights_model(weights, "follow");
    tables->first = weights_model(weights, "first");
    tables->head = weights_model(weights, "head");
    if (tables->role < 0 || tables->para < 0 || tables->follow < 0 || tables->first < 0 ||
        tables->head < 0)
        return err_set(err, ERR_REJECT, "no model role, para, first, head or follow");
    tables->role2 = weights_model(weights, "role2");
    bind_roles(weights, tables->role, tables->role_of);
    if (tables->role2 >= 0)
        bind_roles(weights, tables->role2, tables->role2_of);
    for (int before = 0; before <= ROLE_COUNT; before++) {
        char name[64] = "after=";
        float row[WEIGHTS_LABELS] = { 0 };
        strncat(name, before < ROLE_COUNT ? role_name((enum role)before) : "edge", 32);
        weights_add(weights, tables->follow, slice_from(name), row);
        for (int role = 0; role < ROLE_COUNT; role++) {
            int label =
                weights_label(weights, tables->follow, slice_from(role_name((enum role)role)));
            tables->follow_of[before][role] = label < 0 ? 0 : row[label];
        }
    }
    tables->para_yes = weights_label(weights, tables->para, SLICE_LITERAL("yes"));
    tables->para_no = weights_label(weights, tables->para, SLICE_LITERAL("no"));
    tables->first_yes = weights_label(weights, tables->first, SLICE_LITERAL("yes"));
    tables->first_no = weights_label(weights, tables->first, SLICE_LITERAL("no"));
    tables->head_yes = weights_label(weights, tables->head, SLICE_LITERAL("yes"));
    tables->head_no = weights_label(weights, tables->head, SLICE_LITERAL("no"));
    if (tables->head_yes < 0 || tables->head_no < 0)
        return err_set(err, ERR_REJECT, "model head has other labels");
    if (tables->para_yes < 0 || tables->para_no < 0 || tables->first_yes < 0 ||
        tables->first_no < 0)
        return err_set(err, ERR_REJECT, "model para or first has other labels");
    return 0;
}

struct sum {
    const struct weights *weights;
    int model;
    float score[WEIGHTS_LABELS];
};

static void
add_feature(void *arg, struct slice feature)
{
    struct sum *sum = arg;
    weights_add(sum->weights, sum->model, feature, sum->score);
}

static void
score_roles(const struct model_tables *tables, const struct features *features,
            const struct habits *habits, size_t i, struct piece *piece)
{
    struct sum sum = { .weights = tables->weights,
                       .model = habits != NULL ? tables->role2 : tables->role };
    features_role(features, i, add_feature, &sum);
    if (habits != NULL)
        context_features(habits, features, i, add_feature, &sum);
    float first[ROLE_COUNT];
    memcpy(first, piece->score, sizeof first);
    const int *role_of = habits != NULL ? tables->role2_of : tables->role_of;
    float top = -1e30f, total = 0;
    for (int r = 0; r < ROLE_COUNT; r++)
        piece->score[r] = -20;
    for (int l = 0; l < WEIGHTS_LABELS; l++)
        if (role_of[l] >= 0) {
            piece->score[role_of[l]] = sum.score[l];
            top = sum.score[l] > top ? sum.score[l] : top;
        }
    for (int r = 0; r < ROLE_COUNT; r++)
        total += expf(piece->score[r] - top);
    for (int r = 0; r < ROLE_COUNT; r++)
        piece->score[r] -= top + logf(total);
    if (habits == NULL)
        return;
    for (int r = 0; r < ROLE_COUNT; r++)
        piece->score[r] = second_share * piece->score[r] + (1 - second_share) * first[r];
}

static void
decode(const struct model_tables *tables, struct sheet *sheet)
{
    size_t count = sheet->piece_count;
    if (count == 0)
        return;
    unsigned char(*from)[ROLE_COUNT] = arena_alloc(sheet->arena, count, sizeof *from);
    float best[ROLE_COUNT], next[ROLE_COUNT];
    for (int r = 0; r < ROLE_COUNT; r++)
        best[r] = sheet->pieces[0].score[r] + follow_share * tables->follow_of[ROLE_COUNT][r];
    for (size_t i = 1; i < count; i++) {
        for (int r = 0; r < ROLE_COUNT; r++) {
            float top = -1e30f;
            for (int b = 0; b < ROLE_COUNT; b++) {
                float score = best[b] + follow_share * tables->follow_of[b][r];
                if (score > top) {
                    top = score;
                    from[i][r] = (unsigned char)b;
                }
            }
            next[r] = top + sheet->pieces[i].score[r];
        }
        memcpy(best, next, sizeof best);
    }
    int role = 0;
    for (int r = 1; r < ROLE_COUNT; r++)
        if (best[r] > best[role])
            role = r;
    for (size_t i = count; i-- > 0;) {
        struct piece *piece = &sheet->pieces[i];
        piece->role = (enum role)role;
        piece->confidence = expf(piece->score[role]);
        piece->evidence = "role";
        role = from[i][role];
    }
}

void
model_roles(const struct model_tables *tables, const struct features *features, struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->piece_count; i++)
        score_roles(tables, features, NULL, i, &sheet->pieces[i]);
    decode(tables, sheet);
}

void
model_label(const struct model_tables *tables, struct sheet *sheet)
{
    struct features features;
    features_look(&features, sheet);
    model_roles(tables, &features, sheet);
    if (tables->role2 >= 0) {
        struct habits habits;
        context_look(&habits, sheet);
        for (size_t i = 0; i < sheet->piece_count; i++)
            score_roles(tables, &features, &habits, i, &sheet->pieces[i]);
        decode(tables, sheet);
    }
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        struct sum sum = { .weights = tables->weights, .model = tables->para };
        features_para(&features, i, add_feature, &sum);
        piece->para = sum.score[tables->para_yes] - sum.score[tables->para_no];
    }
    for (size_t i = 0; i < sheet->piece_count; i++) {
        size_t before;
        if (border_head_before(sheet, i, &before)) {
            struct sum sum = { .weights = tables->weights, .model = tables->head };
            features_head(&features, i, before, add_feature, &sum);
            sheet->pieces[i].first = sum.score[tables->head_yes] - sum.score[tables->head_no];
        }
        if (!border_before(sheet, i, &before))
            continue;
        struct sum sum = { .weights = tables->weights, .model = tables->first };
        features_first(&features, i, before, add_feature, &sum);
        sheet->pieces[i].first = sum.score[tables->first_yes] - sum.score[tables->first_no];
    }
}
