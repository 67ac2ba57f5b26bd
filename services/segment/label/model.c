#include "services/segment/label/model.h"

#include "services/segment/border.h"
#include "services/segment/label/feature.h"
#include "services/segment/label/sure.h"

#include <math.h>
#include <string.h>

enum {
    BLOCK_BEATS = 256, /* a block of the network over a window takes about 20 ms */
    PIECE_BEATS = 2,   /* the features of a piece some 50 us */
};

struct target {
    const struct pagenet *pagenet;
    struct reading *reading;
    size_t piece;
};

static void
add_to_piece(void *arg, struct slice feature)
{
    struct target *target = arg;
    pagenet_add(target->pagenet, target->reading, target->piece, feature);
}

struct border_target {
    const struct pagenet *pagenet;
    struct joint joint;
};

static void
add_to_border(void *arg, struct slice feature)
{
    struct border_target *target = arg;
    pagenet_border_add(target->pagenet, &target->joint, feature);
}

static void
take_answer(struct piece *piece, const struct labels *answer)
{
    memcpy(piece->score, answer->roles, sizeof piece->score);
    int best = 0;
    for (int r = 1; r < ROLE_COUNT; r++)
        if (piece->score[r] > piece->score[best])
            best = r;
    piece->role = (enum role)best;
    piece->confidence = expf(piece->score[best]);
    piece->evidence = "role";
    piece->para = answer->para;
}

/* Reads pieces [start, end), which fit in one window. */
static void
label_window(const struct pagenet *pagenet, struct reading *reading,
             const struct features *features, struct sheet *sheet, size_t start, size_t end,
             struct labels *answers)
{
    for (size_t i = start; i < end; i++) {
        struct target target = { pagenet, reading, i };
        if (!sheet_beats(sheet, PIECE_BEATS))
            return;
        features_piece(features, i, add_to_piece, &target);
    }
    pagenet_read(pagenet, reading, answers, end - start);
    for (size_t i = start; i < end; i++)
        take_answer(&sheet->pieces[i], &answers[i - start]);
}

static bool
beat(void *sheet)
{
    return sheet_beats(sheet, BLOCK_BEATS);
}

void
model_label(const struct pagenet *pagenet, struct sheet *sheet)
{
    size_t count = sheet->piece_count, before;
    struct features features;
    features_look(&features, sheet);
    struct reading reading = pagenet_begin(pagenet, sheet->arena, count);
    reading.beat = beat;
    reading.beat_arg = sheet;
    struct labels *answers = arena_alloc(sheet->arena, reading.room + 1, sizeof *answers);
    for (size_t end, start = 0; start < count && sheet_beat(sheet); start = end) {
        end = count - start > reading.room ? start + reading.room : count;
        label_window(pagenet, &reading, &features, sheet, start, end, answers);
    }
    sure_roles(sheet);
    for (size_t i = 0; i < count && sheet_beats(sheet, PIECE_BEATS); i++) {
        /* borders lie between the roles just found */
        struct border_target target = { .pagenet = pagenet };
        if (border_head_before(sheet, i, &before))
            features_head(&features, i, before, add_to_border, &target);
        else if (border_before(sheet, i, &before))
            features_first(&features, i, before, add_to_border, &target);
        else
            continue;
        sheet->pieces[i].first = pagenet_border(pagenet, &reading, &target.joint, i, before);
    }
    sure_borders(sheet);
}
