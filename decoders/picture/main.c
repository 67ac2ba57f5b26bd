/*
 * pagewire-decode-picture: reads PNG, JPEG, JPEG 2000 and TIFF, in the jail.
 *
 *     pagewire-decode-picture text PAGE <document >stream    its size, see services/decode/stream.h
 *     pagewire-decode-picture marks PAGE <document >stream   and what it shows beside text
 *     pagewire-decode-picture picture PAGE WIDTH <document >png
 *
 * Of page 0 only the number of pages counts.  The PNG is made anew from pixels: whoever reads it
 * next gets nothing else of the document.  WIDTH 0 leaves the picture as wide as it is.
 */
#include "decoders/picture/picture.h"
#include "services/decode/cell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PNG_LIKE = 0x89, JPEG_LIKE = 0xff, WIDTH_MAX = 20000 };

static bool
is_paper(double points)
{
    return points >= 350 && points <= 2500;
}

/* Pixels for each point, as the picture says when that makes a page of paper; else 300 to
 * the inch, or what makes the page 1000 points wide. */
static double
units(const struct picture *picture)
{
    if (picture->dpi > 0 && is_paper(picture->width * 72 / picture->dpi))
        return picture->dpi / 72;
    return is_paper(picture->width * 72.0 / 300) ? 300.0 / 72 : picture->width / 1000.0;
}

static void
tell(const struct picture *picture, int pages)
{
    long width = stream_points(picture->width / units(picture));
    long height = stream_points(picture->height / units(picture));
    stream_line(&picture_out, "pagewire-page 1");
    stream_line(&picture_out, "pages %d", pages);
    stream_line(&picture_out, "source ocr");
    stream_line(&picture_out, "size %ld %ld", width > 0 ? width : 1, height > 0 ? height : 1);
    if (picture->rows != NULL)
        picture_tell_marks(picture, units(picture));
    else
        stream_line(&picture_out, "i 0 0 %ld %ld 1", width, height);
    stream_line(&picture_out, "end");
    stream_flush(&picture_out);
}

/* In boxes, or the bare stream of codes. */
static bool
is_jpeg2000(const unsigned char *bytes, size_t len)
{
    return len > 12 &&
           (memcmp(bytes, "\0\0\0\x0cjP  ", 8) == 0 || memcmp(bytes, "\xff\x4f\xff", 3) == 0);
}

/* A whole number up to WIDTH_MAX, or -1. */
static int
whole_of(const char *text)
{
    char *end;
    long number = strtol(text, &end, 10);
    return *text == '\0' || *end != '\0' || number < 0 || number > WIDTH_MAX ? -1 : (int)number;
}

int
main(int argc, char **argv)
{
    bool drawn = argc == 4 && strcmp(argv[1], "picture") == 0;
    bool marks = argc == 3 && strcmp(argv[1], "marks") == 0, pixels = drawn || marks;
    if (!pixels && !(argc == 3 && strcmp(argv[1], "text") == 0)) {
        static const char usage[] = "usage: pagewire-decode-picture text|marks PAGE <document\n"
                                    "       pagewire-decode-picture picture PAGE WIDTH <document\n";
        return write(2, usage, sizeof usage - 1) > 0 ? 2 : 2;
    }
    int number = whole_of(argv[2]), width = drawn ? whole_of(argv[3]) : 0, pages = 1;
    if (number < (pixels ? 1 : 0) || width < 0)
        return 2;
    cell_enter();
    size_t len;
    const unsigned char *bytes = cell_document(&len);
    struct picture picture = { .dpi = 0 };
    if (bytes[0] == PNG_LIKE)
        read_png(&picture, bytes, len, pixels);
    else if (is_jpeg2000(bytes, len))
        read_jpeg2000(&picture, bytes, len, pixels);
    else if (bytes[0] == JPEG_LIKE)
        read_jpeg(&picture, bytes, len, pixels);
    else
        read_tiff(&picture, bytes, len, number > 0 ? number : 1, &pages, pixels);
    if (number > pages)
        stream_fail(&picture_out, "picture: it has %d pages, no page %d", pages, number);
    if (!drawn) {
        tell(&picture, pages);
        stream_end(&picture_out);
    }
    picture.dpi = units(&picture) * 72;
    picture_shrink(&picture, (unsigned)width);
    write_png(&picture, 1);
    stream_end(&picture_out);
}
