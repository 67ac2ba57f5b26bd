#include "services/segment/cut/caption.h"

#include "services/segment/cue.h"

enum { TEXT_MAX = 400 }; /* code points of a caption */

/* What one article's text has been so far. */
struct text {
    size_t first, last; /* body pieces */
    unsigned bodies, breaks, others;
    bool credited; /* a photo credit right after the last body piece */
};

static bool
is_photo_credit(const struct sheet *sheet, const struct piece *piece)
{
    return sheet_holds_any(sheet, piece->start, piece->end, cue_photo_credits);
}

void
captions_mend(struct sheet *sheet, uint32_t articles)
{
    struct text *texts = arena_alloc(sheet->arena, articles + 1, sizeof *texts);
    for (size_t i = 0; i < sheet->piece_count; i++) {
        const struct piece *piece = &sheet->pieces[i];
        if (piece->article == 0 || piece->article > articles)
            continue;
        struct text *text = &texts[piece->article];
        switch (piece->role) {
        case ROLE_BODY:
            text->first = text->bodies == 0 ? i : text->first;
            text->breaks += text->bodies > 0 && piece->para > 0;
            text->bodies++;
            text->last = i;
            text->others += text->credited; /* text after the credit */
            break;
        case ROLE_CREDIT:
            /* the credit may run over two lines: 新华社 / 记者 某某 摄 */
            if (text->bodies > 0 && i - text->last <= 3 && is_photo_credit(sheet, piece))
                text->credited = true;
            break;
        case ROLE_DATELINE:
        case ROLE_SUBHEAD:
        case ROLE_LEAD:
        case ROLE_JUMP:
            text->others++;
            break;
        case ROLE_CAPTION: /* the end of the same paragraph, or one of its own */
            text->others += piece->para > 0;
            text->last = text->bodies > 0 ? i : text->last;
            break;
        default:
            break;
        }
    }
    for (size_t i = 0; i < sheet->piece_count; i++) {
        struct piece *piece = &sheet->pieces[i];
        if (piece->article == 0 || piece->article > articles || piece->role != ROLE_BODY)
            continue;
        const struct text *text = &texts[piece->article];
        uint32_t length = sheet->pieces[text->last].end - sheet->pieces[text->first].start;
        if (text->credited && text->breaks == 0 && text->others == 0 && length <= TEXT_MAX)
            piece->role = ROLE_CAPTION;
    }
}
