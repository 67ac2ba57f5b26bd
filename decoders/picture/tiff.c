#include "decoders/picture/picture.h"

#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

enum { PAGES_MAX = 100000 };

struct file {
    const unsigned char *bytes;
    toff_t len, at;
};

static tmsize_t
take(thandle_t handle, void *to, tmsize_t len)
{
    struct file *file = handle;
    toff_t left = file->at < file->len ? file->len - file->at : 0;
    tmsize_t count = len < 0 ? 0 : (toff_t)len > left ? (tmsize_t)left : len;
    memcpy(to, file->bytes + file->at, (size_t)count);
    file->at += (toff_t)count;
    return count;
}

static tmsize_t
put(thandle_t handle, void *bytes, tmsize_t len)
{
    (void)handle, (void)bytes, (void)len;
    return 0;
}

static toff_t
seek(thandle_t handle, toff_t to, int whence)
{
    struct file *file = handle;
    file->at = whence == SEEK_CUR ? file->at + to : whence == SEEK_END ? file->len + to : to;
    return file->at;
}

static int
shut(thandle_t handle)
{
    (void)handle;
    return 0;
}

static toff_t
size_of(thandle_t handle)
{
    return ((struct file *)handle)->len;
}

/* libtiff leaves blank what it does not find. */
static void
expect_whole(TIFF *tiff, size_t len)
{
    uint32_t count = TIFFIsTiled(tiff) ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at = TIFFGetStrileOffset(tiff, i);
        if (at > len || TIFFGetStrileByteCount(tiff, i) > len - at)
            stream_fail(&picture_out, "TIFF: it ends too early");
    }
}

/* libtiff mirrors what lies on its side, but does not turn it. */
static void
read_pixels(struct picture *picture, TIFF *tiff, int orientation)
{
    size_t pixels = (size_t)picture->width * picture->height;
    uint32_t *raster = malloc(pixels * sizeof *raster);
    if (raster == NULL)
        stream_fail(&picture_out, "TIFF: %u x %u pixels do not fit into memory", picture->width,
                    picture->height);
    if (!TIFFReadRGBAImageOriented(
            tiff, picture->width, picture->height, raster,
            orientation >= ORIENTATION_LEFTTOP ? orientation : ORIENTATION_TOPLEFT, 0))
        stream_fail(&picture_out, "TIFF: its pixels cannot be read");
    for (size_t i = 0; i < pixels; i++) {
        unsigned char rgb[3] = { TIFFGetR(raster[i]), TIFFGetG(raster[i]), TIFFGetB(raster[i]) };
        memcpy(picture->rows + i * picture->samples, rgb, picture->samples);
    }
    free(raster);
}

void
read_tiff(struct picture *picture, const unsigned char *bytes, size_t len, int number, int *pages,
          bool pixels)
{
    struct file file = { bytes, len, 0 };
    (void)TIFFSetErrorHandler(NULL);
    (void)TIFFSetWarningHandler(NULL);
    TIFF *tiff =
        TIFFClientOpen("document", "rm", &file, take, put, seek, shut, size_of, NULL, NULL);
    if (tiff == NULL)
        stream_fail(&picture_out, "TIFF: its header is broken");
    *pages = 1;
    while (*pages < PAGES_MAX && TIFFReadDirectory(tiff))
        ++*pages;
    if (number > *pages || !TIFFSetDirectory(tiff, (tdir_t)(number - 1)))
        stream_fail(&picture_out, "TIFF: it has %d pages, no page %d", *pages, number);
    uint32_t width = 0, height = 0;
    uint16_t samples = 1, unit = RESUNIT_INCH, kind = PHOTOMETRIC_RGB;
    uint16_t orientation = ORIENTATION_TOPLEFT;
    float resolution = 0;
    (void)TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    (void)TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    (void)TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &kind);
    (void)TIFFGetField(tiff, TIFFTAG_ORIENTATION, &orientation);
    (void)TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &resolution);
    (void)TIFFGetField(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    bool grey = kind == PHOTOMETRIC_MINISBLACK || kind == PHOTOMETRIC_MINISWHITE;
    picture->samples = grey ? 1 : 3;
    if (resolution > 0 && resolution < 1e5F)
        picture->dpi = unit == RESUNIT_CENTIMETER ? resolution * 2.54 : resolution;
    picture_size(picture, width, height, pixels);
    if (pixels) {
        expect_whole(tiff, len);
        read_pixels(picture, tiff, orientation);
    }
    if (orientation >= ORIENTATION_LEFTTOP)
        picture_turn(picture, orientation);
    TIFFClose(tiff);
}
