#include "decoders/picture/picture.h"

#include <math.h>
#include <openjpeg.h>
#include <stdlib.h>
#include <string.h>

enum {
    CODESTREAM = 0x4f,   /* second byte of a file without boxes */
    CHANNELS_MAX = 5,    /* CMYK and how opaque */
    BITS_MAX = 16,       /* of a sample */
    HEAD_BYTES = 1 << 14 /* in which the boxes are looked for */
};

struct file {
    const unsigned char *bytes;
    size_t len, at;
};

static OPJ_SIZE_T
take(void *to, OPJ_SIZE_T len, void *data)
{
    struct file *file = data;
    size_t left = file->len - file->at, count = len < left ? len : left;
    if (count == 0)
        return (OPJ_SIZE_T)-1;
    memcpy(to, file->bytes + file->at, count);
    file->at += count;
    return count;
}

static OPJ_OFF_T
skip(OPJ_OFF_T len, void *data)
{
    struct file *file = data;
    if (len < 0 || (size_t)len > file->len - file->at)
        return -1;
    file->at += (size_t)len;
    return len;
}

static OPJ_BOOL
seek(OPJ_OFF_T to, void *data)
{
    struct file *file = data;
    if (to < 0 || (size_t)to > file->len)
        return OPJ_FALSE;
    file->at = (size_t)to;
    return OPJ_TRUE;
}

static void
on_error(const char *message, void *data)
{
    (void)data;
    stream_fail(&picture_out, "JPEG 2000: %.*s", (int)strcspn(message, "\n"), message);
}

static unsigned
number_at(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

/* Dots to the inch, as the box with what it was scanned with (or is to be shown with) says: rows in
 * a metre, a fraction and a power of ten. */
static double
find_dpi(const unsigned char *bytes, size_t len)
{
    double dpi = 0;
    for (size_t at = 0; at + 14 < len && at < HEAD_BYTES; at++) {
        bool scanned = memcmp(bytes + at, "resc", 4) == 0;
        if (!scanned && memcmp(bytes + at, "resd", 4) != 0)
            continue;
        const unsigned char *box = bytes + at + 4;
        double metre = number_at(box + 2) > 0 ? (double)number_at(box) / number_at(box + 2) : 0;
        int power = box[8] < 128 ? box[8] : box[8] - 256;
        metre *= abs(power) < 10 ? pow(10, power) : 0;
        dpi = metre * 0.0254;
        if (scanned)
            break;
    }
    return dpi;
}

/* A sample, of 8 bits; channels may have fewer of them than the picture pixels. */
static int
sample_at(const opj_image_comp_t *channel, unsigned x, unsigned y)
{
    x /= channel->dx;
    y /= channel->dy;
    x = x < channel->w ? x : channel->w - 1;
    y = y < channel->h ? y : channel->h - 1;
    long value = channel->data[(size_t)y * channel->w + x];
    value += channel->sgnd ? 1L << (channel->prec - 1) : 0;
    value = channel->prec > 8 ? value >> (channel->prec - 8)
                              : value * 255 / ((1L << channel->prec) - 1);
    return value < 0 ? 0 : value > 255 ? 255 : (int)value;
}

static unsigned char
clip(double value)
{
    return (unsigned char)(value < 0 ? 0 : value > 255 ? 255 : value + 0.5);
}

static void
put_pixel(const opj_image_t *image, unsigned x, unsigned y, unsigned char *to)
{
    int a = sample_at(&image->comps[0], x, y), b = sample_at(&image->comps[1], x, y);
    int c = sample_at(&image->comps[2], x, y);
    if (image->color_space == OPJ_CLRSPC_SYCC || image->color_space == OPJ_CLRSPC_EYCC) {
        to[0] = clip(a + 1.402 * (c - 128));
        to[1] = clip(a - 0.344136 * (b - 128) - 0.714136 * (c - 128));
        to[2] = clip(a + 1.772 * (b - 128));
    } else if (image->color_space == OPJ_CLRSPC_CMYK && image->numcomps > 3) {
        int white = 255 - sample_at(&image->comps[3], x, y);
        to[0] = (unsigned char)((255 - a) * white / 255);
        to[1] = (unsigned char)((255 - b) * white / 255);
        to[2] = (unsigned char)((255 - c) * white / 255);
    } else {
        to[0] = (unsigned char)a;
        to[1] = (unsigned char)b;
        to[2] = (unsigned char)c;
    }
}

static void
check(const opj_image_t *image, bool pixels)
{
    if (image->numcomps < 1 || image->numcomps > CHANNELS_MAX)
        stream_fail(&picture_out, "JPEG 2000: %u channels are no picture of a page",
                    image->numcomps);
    for (unsigned i = 0; i < image->numcomps; i++) {
        const opj_image_comp_t *channel = &image->comps[i];
        if (channel->prec < 1 || channel->prec > BITS_MAX || channel->dx < 1 || channel->dy < 1 ||
            (pixels && (channel->data == NULL || channel->w < 1 || channel->h < 1)))
            stream_fail(&picture_out, "JPEG 2000: its pixels cannot be read");
    }
}

void
read_jpeg2000(struct picture *picture, const unsigned char *bytes, size_t len, bool pixels)
{
    struct file file = { .bytes = bytes, .len = len };
    opj_codec_t *codec =
        opj_create_decompress(bytes[1] == CODESTREAM ? OPJ_CODEC_J2K : OPJ_CODEC_JP2);
    opj_stream_t *stream = opj_stream_default_create(OPJ_TRUE);
    opj_dparameters_t parameters;
    opj_image_t *image = NULL;
    if (codec == NULL || stream == NULL)
        stream_fail(&picture_out, "JPEG 2000: out of memory");
    opj_stream_set_read_function(stream, take);
    opj_stream_set_skip_function(stream, skip);
    opj_stream_set_seek_function(stream, seek);
    opj_stream_set_user_data(stream, &file, NULL);
    opj_stream_set_user_data_length(stream, len);
    opj_set_error_handler(codec, on_error, NULL);
    opj_set_default_decoder_parameters(&parameters);
    if (!opj_setup_decoder(codec, &parameters) || !opj_read_header(stream, codec, &image))
        stream_fail(&picture_out, "JPEG 2000: its header is broken");
    check(image, false);
    picture->dpi = find_dpi(bytes, len);
    picture->samples = image->numcomps < 3 ? 1 : 3;
    picture_size(picture, (double)image->x1 - image->x0, (double)image->y1 - image->y0, pixels);
    if (!pixels)
        return;
    if (!opj_decode(codec, stream, image) || !opj_end_decompress(codec, stream))
        stream_fail(&picture_out, "JPEG 2000: its pixels cannot be read");
    check(image, true); /* a palette has made channels of one */
    unsigned samples = image->numcomps < 3 ? 1 : 3;
    if (samples > picture->samples) {
        picture->samples = samples;
        picture_size(picture, picture->width, picture->height, true);
    }
    for (unsigned y = 0; y < picture->height; y++)
        for (unsigned x = 0; x < picture->width; x++) {
            unsigned char *to = picture->rows + ((size_t)y * picture->width + x) * picture->samples;
            if (image->numcomps >= 3)
                put_pixel(image, x, y, to);
            else
                to[0] = (unsigned char)sample_at(&image->comps[0], x, y);
        }
}
