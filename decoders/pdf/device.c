#include "decoders/pdf/device.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { CLIP_MAX = 4096, FACE_MAX = 4096, GROUP_MAX = 256 };
enum { GLYPH_UNPAINTED = 1, GLYPH_STROKED = 2 };

static const float RULE_THICK = 3;      /* points: a filled rectangle that is thinner is a line */
static const float ALPHA_SEEN = 0.04F;  /* what is fainter is not seen */
static const float ALPHA_OPAQUE = 0.9F; /* what is more hides what is below */

struct tell_device {
    fz_device super;
    struct stream_out *out;
    fz_rect visible;
    fz_rect clips[CLIP_MAX]; /* what is left of the page inside each clip */
    size_t clip_count;       /* may be more than CLIP_MAX */
    int masks;               /* inside the description of a mask nothing is painted */
    bool sheer[GROUP_MAX];   /* groups that let through what is below */
    size_t group_count, sheer_count;
    fz_font *faces[FACE_MAX];
    size_t face_count;
    long font[8]; /* the last "font" record */
    bool font_told;
};

static const fz_rect nothing = { 1e9F, 1e9F, -1e9F, -1e9F };

static struct tell_device *
tell(fz_device *dev)
{
    return (struct tell_device *)dev;
}

static fz_rect
clip_now(const struct tell_device *d)
{
    if (d->clip_count == 0)
        return d->visible;
    return d->clips[d->clip_count <= CLIP_MAX ? d->clip_count - 1 : CLIP_MAX - 1];
}

static void
clip_push(struct tell_device *d, fz_rect box)
{
    fz_rect inside = fz_intersect_rect(box, clip_now(d));
    if (d->clip_count < CLIP_MAX)
        d->clips[d->clip_count] = inside;
    d->clip_count++;
}

static void
tell_pop_clip(fz_context *ctx, fz_device *dev)
{
    (void)ctx;
    struct tell_device *d = tell(dev);
    if (d->clip_count > 0)
        d->clip_count--;
}

/* ---- text ---- */

static long
rgb_of(fz_context *ctx, fz_colorspace *cs, const float *color)
{
    float rgb[3] = { 0, 0, 0 };
    if (cs != NULL && color != NULL)
        fz_convert_color(ctx, cs, color, fz_device_rgb(ctx), rgb, NULL, fz_default_color_params);
    long number = 0;
    for (int i = 0; i < 3; i++)
        number = number * 256 + lroundf(fmaxf(0, fminf(1, rgb[i])) * 255);
    return number;
}

/* The number of the face, which is told when it is new. */
static long
face_of(fz_context *ctx, struct tell_device *d, fz_font *font)
{
    for (size_t i = d->face_count; i > 0; i--)
        if (d->faces[i - 1] == font)
            return (long)i - 1;
    if (d->face_count == FACE_MAX)
        return FACE_MAX - 1;
    d->faces[d->face_count++] = fz_keep_font(ctx, font);
    const char *name = fz_font_name(ctx, font);
    bool type3 = fz_font_t3_procs(ctx, font) != NULL;
    const char *plus = strchr(name, '+');
    stream_line(d->out, "face %d %d %s", fz_font_is_bold(ctx, font) != 0, type3,
                plus != NULL && plus - name == 6 ? plus + 1 : name);
    return (long)d->face_count - 1;
}

static void
tell_font(fz_context *ctx, struct tell_device *d, const fz_text_span *span, fz_matrix ctm,
          long colour, long flags)
{
    fz_matrix m = fz_concat(span->trm, ctm);
    long font[8] = { face_of(ctx, d, span->font),
                     stream_points(m.a),
                     stream_points(m.b),
                     stream_points(m.c),
                     stream_points(m.d),
                     span->wmode,
                     colour,
                     flags };
    if (d->font_told && memcmp(font, d->font, sizeof font) == 0)
        return;
    memcpy(d->font, font, sizeof font);
    d->font_told = true;
    stream_line(d->out, "font %ld %ld %ld %ld %ld %ld %06ld %ld", font[0], font[1], font[2],
                font[3], font[4], font[5], font[6], font[7]);
}

/* The middle of the em box has to be seen. */
static bool
glyph_seen(const struct tell_device *d, const fz_text_span *span, fz_matrix ctm, fz_point pen)
{
    fz_matrix m = fz_concat(span->trm, ctm);
    fz_rect clip = clip_now(d);
    float x = pen.x + 0.4F * m.a + 0.35F * m.c, y = pen.y + 0.4F * m.b + 0.35F * m.d;
    return x >= clip.x0 && x <= clip.x1 && y >= clip.y0 && y <= clip.y1;
}

static void
tell_span(fz_context *ctx, struct tell_device *d, const fz_text_span *span, fz_matrix ctm,
          long colour, long flags)
{
    bool seen = false;
    for (int i = 0; i < span->len; i++) {
        const fz_text_item *item = &span->items[i];
        if (item->ucs < 0)
            continue;
        if (item->gid >= 0) {
            fz_point pen = fz_transform_point_xy(item->x, item->y, ctm);
            seen = glyph_seen(d, span, ctm, pen);
            if (!seen)
                continue;
            tell_font(ctx, d, span, ctm, colour, flags);
            float advance = fz_advance_glyph(ctx, span->font, item->gid, 0);
            long numbers[5] = { item->ucs == 0 ? 0xfffd : item->ucs, item->gid,
                                stream_points(pen.x), stream_points(pen.y),
                                lroundf(fmaxf(0, fminf(advance, 10)) * 1000) };
            stream_numbers(d->out, 'g', numbers, 5);
        } else if (seen) {
            long numbers[5] = { item->ucs, 0, 0, 0, -1 };
            stream_numbers(d->out, 'g', numbers, 5);
        }
    }
}

static void
tell_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm, long colour,
          long flags)
{
    struct tell_device *d = tell(dev);
    if (d->masks > 0)
        return;
    for (const fz_text_span *span = text->head; span != NULL; span = span->next)
        tell_span(ctx, d, span, ctm, colour, flags);
}

static void
tell_fill_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm,
               fz_colorspace *cs, const float *color, float alpha, fz_color_params params)
{
    (void)params;
    tell_text(ctx, dev, text, ctm, rgb_of(ctx, cs, color),
              alpha < ALPHA_SEEN ? GLYPH_UNPAINTED : 0);
}

static void
tell_stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text,
                 const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *cs,
                 const float *color, float alpha, fz_color_params params)
{
    (void)params, (void)stroke;
    tell_text(ctx, dev, text, ctm, rgb_of(ctx, cs, color),
              GLYPH_STROKED | (alpha < ALPHA_SEEN ? GLYPH_UNPAINTED : 0));
}

/* Text that a picture or shade shows through is seen; the clip itself is of no interest. */
static void
tell_clip_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm, fz_rect scissor)
{
    tell_text(ctx, dev, text, ctm, 0, 0);
    clip_push(tell(dev), scissor);
}

static void
tell_clip_stroke_text(fz_context *ctx, fz_device *dev, const fz_text *text,
                      const fz_stroke_state *stroke, fz_matrix ctm, fz_rect scissor)
{
    (void)stroke;
    tell_text(ctx, dev, text, ctm, 0, GLYPH_STROKED);
    clip_push(tell(dev), scissor);
}

static void
tell_ignore_text(fz_context *ctx, fz_device *dev, const fz_text *text, fz_matrix ctm)
{
    tell_text(ctx, dev, text, ctm, 0, GLYPH_UNPAINTED);
}

/* ---- paths ---- */

/* One subpath after another, told as what it looks like. */
struct walk {
    struct tell_device *d;
    fz_matrix ctm;
    bool fill, opaque;
    float thick; /* of a stroke */
    long colour;
    fz_rect box;
    fz_point start, at, points[6];
    int count; /* of points; more than 5 or curves: an outline */
    bool curved;
};

static bool
is_rectangle(const struct walk *w)
{
    int count = w->count;
    if (count == 5 &&
        hypotf(w->points[4].x - w->points[0].x, w->points[4].y - w->points[0].y) < 0.1F)
        count = 4;
    if (w->curved || count != 4)
        return false;
    for (int i = 0; i < 4; i++) {
        fz_point a = w->points[i], b = w->points[(i + 1) % 4];
        if (fabsf(a.x - b.x) > 0.1F && fabsf(a.y - b.y) > 0.1F)
            return false;
    }
    return true;
}

static void
tell_box(struct tell_device *d, char record, fz_rect box, long colour, bool opaque)
{
    box = fz_intersect_rect(box, clip_now(d));
    if (!(box.x0 <= box.x1) || !(box.y0 <= box.y1))
        return;
    long numbers[6] = { stream_points(box.x0), stream_points(box.y0), stream_points(box.x1),
                        stream_points(box.y1), colour };
    size_t count = record == 'r' ? 5 : 4;
    if (record == 'r' || record == 'i')
        numbers[count++] = opaque && d->sheer_count == 0;
    stream_numbers(d->out, record, numbers, count);
}

static void
end_subpath(struct walk *w)
{
    if (w->count >= 2) {
        fz_rect box = w->box;
        float thin = fminf(box.x1 - box.x0, box.y1 - box.y0);
        float half = w->fill ? 0 : w->thick / 2;
        box = (fz_rect){ box.x0 - half, box.y0 - half, box.x1 + half, box.y1 + half };
        if (is_rectangle(w) && thin > RULE_THICK)
            tell_box(w->d, w->fill ? 'r' : 's', box, w->colour, w->opaque);
        else if (thin + half * 2 <= RULE_THICK && !w->curved)
            tell_box(w->d, 'l', box, 0, false);
        else
            tell_box(w->d, 'o', box, 0, false);
    }
    w->count = 0;
    w->curved = false;
    w->box = nothing;
}

static void
add_point(struct walk *w, float x, float y)
{
    fz_point p = fz_transform_point_xy(x, y, w->ctm);
    w->box = (fz_rect){ fminf(w->box.x0, p.x), fminf(w->box.y0, p.y), fmaxf(w->box.x1, p.x),
                        fmaxf(w->box.y1, p.y) };
    if (w->count < 6)
        w->points[w->count++] = p;
}

static void
walk_move(fz_context *ctx, void *arg, float x, float y)
{
    (void)ctx;
    end_subpath(arg);
    add_point(arg, x, y);
}

static void
walk_line(fz_context *ctx, void *arg, float x, float y)
{
    (void)ctx;
    add_point(arg, x, y);
}

static void
walk_curve(fz_context *ctx, void *arg, float x1, float y1, float x2, float y2, float x3, float y3)
{
    (void)ctx;
    struct walk *w = arg;
    add_point(w, x1, y1);
    add_point(w, x2, y2);
    add_point(w, x3, y3);
    w->curved = true;
}

static void
walk_close(fz_context *ctx, void *arg)
{
    (void)ctx, (void)arg;
}

static void
walk_path(fz_context *ctx, struct walk *w, const fz_path *path)
{
    static const fz_path_walker walker = {
        .moveto = walk_move, .lineto = walk_line, .curveto = walk_curve, .closepath = walk_close
    };
    if (w->d->masks > 0)
        return;
    w->box = nothing;
    fz_walk_path(ctx, path, &walker, w);
    end_subpath(w);
}

static void
tell_fill_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd, fz_matrix ctm,
               fz_colorspace *cs, const float *color, float alpha, fz_color_params params)
{
    (void)even_odd, (void)params;
    if (alpha < ALPHA_SEEN)
        return;
    struct walk w = { .d = tell(dev),
                      .ctm = ctm,
                      .fill = true,
                      .opaque = alpha > ALPHA_OPAQUE,
                      .colour = rgb_of(ctx, cs, color) };
    walk_path(ctx, &w, path);
}

static void
tell_stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path,
                 const fz_stroke_state *stroke, fz_matrix ctm, fz_colorspace *cs,
                 const float *color, float alpha, fz_color_params params)
{
    (void)cs, (void)color, (void)params;
    if (alpha < ALPHA_SEEN)
        return;
    struct walk w = { .d = tell(dev),
                      .ctm = ctm,
                      .thick = stroke->linewidth * fz_matrix_expansion(ctm) };
    walk_path(ctx, &w, path);
}

static void
tell_clip_path(fz_context *ctx, fz_device *dev, const fz_path *path, int even_odd, fz_matrix ctm,
               fz_rect scissor)
{
    (void)even_odd;
    clip_push(tell(dev), fz_intersect_rect(scissor, fz_bound_path(ctx, path, NULL, ctm)));
}

static void
tell_clip_stroke_path(fz_context *ctx, fz_device *dev, const fz_path *path,
                      const fz_stroke_state *stroke, fz_matrix ctm, fz_rect scissor)
{
    clip_push(tell(dev), fz_intersect_rect(scissor, fz_bound_path(ctx, path, stroke, ctm)));
}

/* ---- pictures ---- */

static void
tell_fill_shade(fz_context *ctx, fz_device *dev, fz_shade *shade, fz_matrix ctm, float alpha,
                fz_color_params params)
{
    (void)params;
    if (tell(dev)->masks == 0 && alpha >= ALPHA_SEEN)
        tell_box(tell(dev), 'r', fz_bound_shade(ctx, shade, ctm), 0x808080, false);
}

static void
tell_fill_image(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm, float alpha,
                fz_color_params params)
{
    (void)ctx, (void)params;
    if (tell(dev)->masks == 0 && alpha >= ALPHA_SEEN)
        tell_box(tell(dev), 'i', fz_transform_rect(fz_unit_rect, ctm), 0,
                 alpha > ALPHA_OPAQUE && image->mask == NULL);
}

static void
tell_fill_image_mask(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm,
                     fz_colorspace *cs, const float *color, float alpha, fz_color_params params)
{
    (void)ctx, (void)image, (void)cs, (void)color, (void)params;
    if (tell(dev)->masks == 0 && alpha >= ALPHA_SEEN)
        tell_box(tell(dev), 'i', fz_transform_rect(fz_unit_rect, ctm), 0, false);
}

static void
tell_clip_image_mask(fz_context *ctx, fz_device *dev, fz_image *image, fz_matrix ctm,
                     fz_rect scissor)
{
    (void)ctx, (void)image;
    clip_push(tell(dev), fz_intersect_rect(scissor, fz_transform_rect(fz_unit_rect, ctm)));
}

/* What defines a mask is not painted; the mask itself clips to its area. */
static void
tell_begin_mask(fz_context *ctx, fz_device *dev, fz_rect area, int luminosity, fz_colorspace *cs,
                const float *bc, fz_color_params params)
{
    (void)ctx, (void)luminosity, (void)cs, (void)bc, (void)params;
    tell(dev)->masks++;
    clip_push(tell(dev), area);
}

static void
tell_end_mask(fz_context *ctx, fz_device *dev)
{
    (void)ctx;
    if (tell(dev)->masks > 0)
        tell(dev)->masks--;
}

static void
tell_begin_group(fz_context *ctx, fz_device *dev, fz_rect area, fz_colorspace *cs, int isolated,
                 int knockout, int blendmode, float alpha)
{
    (void)ctx, (void)area, (void)cs, (void)isolated, (void)knockout;
    struct tell_device *d = tell(dev);
    bool sheer = blendmode != 0 || alpha <= ALPHA_OPAQUE;
    if (d->group_count < GROUP_MAX) {
        d->sheer[d->group_count] = sheer;
        d->sheer_count += sheer;
    }
    d->group_count++;
}

static void
tell_end_group(fz_context *ctx, fz_device *dev)
{
    (void)ctx;
    struct tell_device *d = tell(dev);
    if (d->group_count > 0 && --d->group_count < GROUP_MAX)
        d->sheer_count -= d->sheer[d->group_count];
}

static void
tell_drop(fz_context *ctx, fz_device *dev)
{
    struct tell_device *d = tell(dev);
    for (size_t i = 0; i < d->face_count; i++)
        fz_drop_font(ctx, d->faces[i]);
}

fz_device *
tell_device_new(fz_context *ctx, struct stream_out *out, fz_rect visible)
{
    struct tell_device *d = fz_new_derived_device(ctx, struct tell_device);
    d->super.drop_device = tell_drop;
    d->super.fill_path = tell_fill_path;
    d->super.stroke_path = tell_stroke_path;
    d->super.clip_path = tell_clip_path;
    d->super.clip_stroke_path = tell_clip_stroke_path;
    d->super.fill_text = tell_fill_text;
    d->super.stroke_text = tell_stroke_text;
    d->super.clip_text = tell_clip_text;
    d->super.clip_stroke_text = tell_clip_stroke_text;
    d->super.ignore_text = tell_ignore_text;
    d->super.fill_shade = tell_fill_shade;
    d->super.fill_image = tell_fill_image;
    d->super.fill_image_mask = tell_fill_image_mask;
    d->super.clip_image_mask = tell_clip_image_mask;
    d->super.pop_clip = tell_pop_clip;
    d->super.begin_mask = tell_begin_mask;
    d->super.end_mask = tell_end_mask;
    d->super.begin_group = tell_begin_group;
    d->super.end_group = tell_end_group;
    d->out = out;
    d->visible = visible;
    return &d->super;
}
