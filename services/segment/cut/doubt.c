#include "services/segment/cut/doubt.h"

#include "services/segment/border.h"
#include "services/segment/read/damage.h"

#include <math.h>

static const float damaged = 0.5f; /* the most that what holds damage may be sure of */

/* Nats for an article's being right, with its headline; fitted (logistic regression) on articles of
 * typeset pages that the network was not trained on (bench/segment, sets typeset-dev, -wild,
 * -holdout, -blind to -blind3), half of them in styles that it was not trained on either, and
 * judged on others. */
static const float always = -3.481F, margin_nat = 0.0256F, border_nat = 0.22F, head_nat = 0.176F,
                   worst_head_nat = 0.233F, headless = 2.698F, text_nat = 0.49F,
                   worst_text_nat = -0.237F, unsigned_nat = 0.075F, signed_twice = 0.154F,
                   two_headlines = 0.187F, more_headlines = -0.533F, decked = 0.082F,
                   textless = -1.049F;
static const float margin_most = 20, nats_none = -3; /* where there is no head, no text */
static const float held = 2.5f, beyond = 0.55f; /* above so many nats, articles are less often right
                                                   than the regression says */

/* How sure an article's cut and attachment are. */
struct doubt {
    float heads, head_sum, head_least, texts, text_sum, text_least; /* probabilities */
    unsigned headlines, decks, signs;
    float border; /* the least probability of a border's being as it was drawn */
};

static float
log_odds(float sure)
{
    sure = fminf(fmaxf(sure, 1e-3F), 1 - 1e-3F);
    return logf(sure / (1 - sure));
}

static float
sureness_of(const struct doubt *doubt, float margin)
{
    bool head = doubt->heads > 0, text = doubt->texts > 0;
    float nats =
        always + margin_nat * fminf(margin, margin_most) + border_nat * log_odds(doubt->border);
    nats += head_nat * (head ? log_odds(doubt->head_sum / doubt->heads) : nats_none) +
            worst_head_nat * (head ? log_odds(doubt->head_least) : nats_none);
    nats += text_nat * (text ? log_odds(doubt->text_sum / doubt->texts) : nats_none) +
            worst_text_nat * (text ? log_odds(doubt->text_least) : nats_none);
    nats += (head ? 0 : headless) + (text ? 0 : textless) + (doubt->decks > 0 ? decked : 0);
    nats += (doubt->signs == 0 ? unsigned_nat : 0) + (doubt->signs > 1 ? signed_twice : 0);
    nats +=
        (doubt->headlines > 1 ? two_headlines : 0) + (doubt->headlines > 2 ? more_headlines : 0);
    nats = nats > held ? held + beyond * (nats - held) : nats;
    return 1 / (1 + expf(-nats));
}

static void
count_piece(struct doubt *doubt, const struct sheet *sheet, size_t index)
{
    const struct piece *piece = &sheet->pieces[index];
    float sure = fminf(expf(piece->score[piece->role]), 1);
    doubt->headlines += piece->role == ROLE_HEADLINE;
    doubt->decks += piece->role == ROLE_DECK || piece->role == ROLE_KICKER;
    if (border_part(sheet, index) == PART_HEAD) {
        doubt->heads++;
        doubt->head_sum += sure;
        doubt->head_least = fminf(doubt->head_least, sure);
        return;
    }
    doubt->texts++;
    doubt->text_sum += sure;
    doubt->text_least = fminf(doubt->text_least, sure);
    doubt->signs += piece->role == ROLE_BYLINE || piece->role == ROLE_DATELINE;
}

/* From the page's margin between conventions, the roles of the article's heads
 * and text, and how clear the border is at which it begins. */
const float *
doubts_weigh(struct sheet *sheet, uint32_t articles)
{
    float *sureness = arena_alloc(sheet->arena, articles + 2, sizeof *sureness);
    struct doubt *doubts = arena_alloc(sheet->arena, articles + 2, sizeof *doubts);
    for (uint32_t number = 0; number <= articles; number++)
        doubts[number].border = doubts[number].head_least = doubts[number].text_least = 1;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        if (piece->article == 0 || piece->article > articles)
            continue;
        struct doubt *doubt = &doubts[piece->article];
        size_t before;
        if (border_before(sheet, i, &before)) {
            bool fresh = sheet->pieces[before].article != piece->article;
            float drawn = 1 / (1 + expf(fresh ? -piece->first : piece->first));
            doubt->border = drawn < doubt->border ? drawn : doubt->border;
        }
        count_piece(doubt, sheet, i);
    }
    for (uint32_t number = 1; number <= articles; number++)
        sureness[number] = sureness_of(&doubts[number], sheet->margin);
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        float sure = expf(piece->score[piece->role]);
        if (damage_covers(sheet, piece->start, piece->end, NULL)) {
            sure = sure < damaged ? sure : damaged;
            sureness[piece->article] = fminf(sureness[piece->article], damaged);
        }
        piece->confidence =
            (sure > 1 ? 1 : sure) * (piece->article > 0 && piece->article <= articles
                                         ? 0.5f + 0.5f * sureness[piece->article]
                                         : 1);
    }
    return sureness;
}
