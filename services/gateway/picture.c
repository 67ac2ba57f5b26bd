#include "services/gateway/picture.h"

#include "common/err.h"
#include "services/decode/document.h"
#include "services/gateway/aside.h"

#include <stdlib.h>

struct drawing {
    struct exchange *x;
    struct buf document, png;
    uint32_t page;
    unsigned width;
    int result;
    struct err err;
    void (*done)(struct exchange *x, struct payload *payload);
};

static void
draw(void *arg)
{
    struct drawing *drawing = arg;
    drawing->result = document_picture(buf_slice(&drawing->document), drawing->page, drawing->width,
                                       NULL, &drawing->png, &drawing->err);
}

static void
answer(void *arg)
{
    struct drawing *drawing = arg;
    if (drawing->result != 0) {
        bool later = drawing->err.kind == ERR_RETRY;
        exchange_problem(drawing->x, later ? 503 : 404, later ? "away" : "no-picture", "%s",
                         drawing->err.text);
        return;
    }
    struct payload *payload = payload_new("image/png", &drawing->png);
    drawing->done(drawing->x, payload);
    exchange_share(drawing->x, 200, payload);
    payload_drop(payload);
}

static void
forget(void *arg)
{
    struct drawing *drawing = arg;
    buf_done(&drawing->document);
    buf_done(&drawing->png);
    free(drawing);
}

void
picture_draw(struct aside *aside, struct exchange *x, struct slice document, uint32_t page,
             unsigned width, void (*done)(struct exchange *x, struct payload *payload))
{
    static const struct aside_work work = { draw, answer, forget };
    struct drawing *drawing = calloc(1, sizeof *drawing);
    if (drawing == NULL)
        die("out of memory");
    drawing->x = x;
    drawing->page = page > 0 ? page : 1;
    drawing->width = width;
    drawing->done = done;
    buf_add_slice(&drawing->document, document);
    if (aside_start(aside, &work, drawing))
        return;
    forget(drawing);
    exchange_problem(x, 503, "busy", "too many pictures are being drawn; ask again");
}
