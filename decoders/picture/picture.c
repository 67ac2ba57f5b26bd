#include "decoders/picture/picture.h"

#include "services/decode/cell.h"

#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct stream_out picture_out = { .fd = 1 };

void
picture_size(struct picture *picture, double width, double height, bool pixels)
{
    if (!(width >= 1) || !(height >= 1))
        stream_fail(&picture_out, "picture: it has no size");
    if (width > SIDE_MAX || height > SIDE_MAX || width * height > PIXELS_MAX)
        stream_fail(&picture_out, "picture: %.0f x %.0f pixels are too many (at most %d million)",
                    width, height, PIXELS_MAX / 1000000);
    picture->width = (unsigned)width;
    picture->height = (unsigned)height;
    if (!pixels)
        return;
    picture->rows = malloc((size_t)picture->width * picture->height * picture->samples);
    if (picture->rows == NULL)
        stream_fail(&picture_out, "picture: %.0f x %.0f pixels do not fit into memory", width,
                    height);
}

void
picture_shrink(struct picture *picture, unsigned width)
{
    if (width == 0 || width >= picture->width)
        return;
    unsigned height = (unsigned)lround((double)picture->height * width / picture->width);
    height = height < 1 ? 1 : height;
    unsigned samples = picture->samples;
    unsigned char *to = picture->rows; /* what is written is never ahead of what is read */
    for (unsigned y = 0; y < height; y++) {
        size_t top = (size_t)y * picture->height / height;
        size_t bottom = (size_t)(y + 1) * picture->height / height;
        for (unsigned x = 0; x < width; x++) {
            size_t left = (size_t)x * picture->width / width;
            size_t right = (size_t)(x + 1) * picture->width / width;
            unsigned long sums[3] = { 0 }, count = (right - left) * (bottom - top);
            for (size_t row = top; row < bottom; row++)
                for (size_t column = left; column < right; column++)
                    for (unsigned s = 0; s < samples; s++)
                        sums[s] += picture->rows[(row * picture->width + column) * samples + s];
            for (unsigned s = 0; count > 0 && s < samples; s++)
                to[((size_t)y * width + x) * samples + s] = (unsigned char)(sums[s] / count);
        }
    }
    picture->dpi = picture->dpi * width / picture->width;
    picture->width = width;
    picture->height = height;
}

/* ---- PNG ---- */

struct source {
    const unsigned char *bytes;
    size_t len, at;
};

static void
take_bytes(png_structp png, png_bytep to, size_t len)
{
    struct source *source = png_get_io_ptr(png);
    if (source->len - source->at < len)
        png_error(png, "it ends too early");
    memcpy(to, source->bytes + source->at, len);
    source->at += len;
}

static void
put_bytes(png_structp png, png_bytep bytes, size_t len)
{
    cell_write(*(int *)png_get_io_ptr(png), bytes, len);
}

static void
flush_bytes(png_structp png)
{
    (void)png;
}

static _Noreturn void
on_error(png_structp png, png_const_charp message)
{
    (void)png;
    stream_fail(&picture_out, "PNG: %s", message);
}

static void
on_warning(png_structp png, png_const_charp message)
{
    (void)png, (void)message;
}

void
read_png(struct picture *picture, const unsigned char *bytes, size_t len, bool pixels)
{
    struct source source = { bytes, len, 0 };
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    if (info == NULL)
        stream_fail(&picture_out, "PNG: out of memory");
    png_set_read_fn(png, &source, take_bytes);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff); /* ours say more */
    png_read_info(png, info);
    bool grey = (png_get_color_type(png, info) & PNG_COLOR_MASK_COLOR) == 0;
    picture->samples = grey ? 1 : 3;
    picture->dpi = png_get_pixels_per_meter(png, info) * 0.0254;
    picture_size(picture, png_get_image_width(png, info), png_get_image_height(png, info), pixels);
    if (!pixels)
        return;
    png_color_16 white = { 0, 0xff, 0xff, 0xff, 0xff };
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_background(png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    size_t row = (size_t)picture->width * picture->samples;
    if (png_get_rowbytes(png, info) != row)
        stream_fail(&picture_out, "PNG: its rows have another length than they should");
    while (passes-- > 0)
        for (unsigned y = 0; y < picture->height; y++)
            png_read_row(png, picture->rows + y * row, NULL);
}

void
write_png(const struct picture *picture, int fd)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    if (info == NULL)
        stream_fail(&picture_out, "PNG: out of memory");
    png_set_write_fn(png, &fd, put_bytes, flush_bytes);
    png_set_compression_level(png, 1);
    png_set_IHDR(png, info, picture->width, picture->height, 8,
                 picture->samples == 1 ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (picture->dpi > 0) {
        png_uint_32 metre = (png_uint_32)lround(picture->dpi / 0.0254);
        png_set_pHYs(png, info, metre, metre, PNG_RESOLUTION_METER);
    }
    png_write_info(png, info);
    size_t row = (size_t)picture->width * picture->samples;
    for (unsigned y = 0; y < picture->height; y++)
        png_write_row(png, picture->rows + y * row);
    png_write_end(png, NULL);
}
