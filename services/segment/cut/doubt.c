#include "services/segment/cut/doubt.h"

#include "services/segment/border.h"
#include "services/segment/read/damage.h"

#include <math.h>

static const float damaged = 0.5f; /* the most that what holds damage may be sure of */

/* What the product of the odds below is worth: of so many articles with headlines were right, on
 * pages of styles that were kept out (bench/segment, sets typeset-dev, -forms, -wild and -blind).
 */
static const struct {
    float odds, right;
} worth[] = {
    { 0.2f, 0.02f }, { 0.3f, 0.07f }, { 0.4f, 0.2f },   { 0.45f, 0.4f },
    { 0.5f, 0.6f },  { 0.6f, 0.62f }, { 0.7f, 0.68f },  { 0.75f, 0.8f },
    { 0.8f, 0.87f }, { 0.9f, 0.89f }, { 0.95f, 0.92f }, { 1, 0.95f },
};

static float
weigh(float odds)
{
    size_t last = sizeof worth / sizeof *worth - 1, i = 0;
    if (odds <= worth[0].odds)
        return worth[0].right;
    while (i + 1 < last && odds > worth[i + 1].odds)
        i++;
    float share = (odds - worth[i].odds) / (worth[i + 1].odds - worth[i].odds);
    share = share > 1 ? 1 : share;
    return worth[i].right + share * (worth[i + 1].right - worth[i].right);
}

/* How sure an article's cut and attachment are. */
struct doubt {
    float heads, head_sum, texts, text_sum;
    float border; /* the least probability of a border's being as it was drawn */
};

/* From the page's margin between conventions, the roles of the article's heads
 * and text, and how clear the border is at which it begins; weights by the bench's
 * table of accuracy by tenth of confidence. */
const float *
doubts_weigh(struct sheet *sheet, uint32_t articles)
{
    float *sureness = arena_alloc(sheet->arena, articles + 2, sizeof *sureness);
    struct doubt *doubts = arena_alloc(sheet->arena, articles + 2, sizeof *doubts);
    for (uint32_t number = 0; number <= articles; number++)
        doubts[number].border = 1;
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        if (piece->article == 0 || piece->article > articles)
            continue;
        struct doubt *doubt = &doubts[piece->article];
        float sure = expf(piece->score[piece->role]);
        sure = sure > 1 ? 1 : sure;
        size_t before;
        if (border_before(sheet, i, &before)) {
            bool fresh = sheet->pieces[before].article != piece->article;
            float drawn = 1 / (1 + expf(fresh ? -piece->first : piece->first));
            doubt->border = drawn < doubt->border ? drawn : doubt->border;
        }
        if (border_part(sheet, i) == PART_HEAD) {
            doubt->heads++;
            doubt->head_sum += sure;
        } else {
            doubt->texts++;
            doubt->text_sum += sure;
        }
    }
    float margin = sheet->margin > 8 ? 8 : sheet->margin;
    float page = 1 / (1 + expf(-1 - margin * 0.4f));
    for (uint32_t number = 1; number <= articles; number++) {
        const struct doubt *doubt = &doubts[number];
        float head = doubt->heads > 0 ? doubt->head_sum / doubt->heads : 0.4f;
        float text = doubt->texts > 0 ? doubt->text_sum / doubt->texts : 0.4f;
        sureness[number] =
            page * (0.5f + 0.5f * doubt->border) * (0.4f + 0.6f * head) * (0.3f + 0.7f * text);
    }
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
    for (uint32_t number = 1; number <= articles; number++)
        sureness[number] = weigh(sureness[number]);
    return sureness;
}
