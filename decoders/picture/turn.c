/*
 * How a picture is to be held, and holding it so.  Cameras leave the rows as the sensor has them,
 * and say in the EXIF part of a JPEG (or in a tag of a TIFF, by the same numbers) which side is up.
 */
#include "decoders/picture/picture.h"

#include <stdlib.h>
#include <string.h>

enum { TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3, ENTRY_BYTES = 12, ORIENTATIONS = 8 };

static unsigned long
number_at(const unsigned char *bytes, unsigned count, bool big)
{
    unsigned long number = 0;
    for (unsigned i = 0; i < count; i++)
        number = number << 8 | bytes[big ? i : count - 1 - i];
    return number;
}

int
exif_orientation(const unsigned char *bytes, size_t len)
{
    static const char magic[] = "Exif\0"; /* and its own zero byte */
    if (len < sizeof magic + 8 || memcmp(bytes, magic, sizeof magic) != 0)
        return 1;
    bytes += sizeof magic; /* what follows is a TIFF without pixels */
    len -= sizeof magic;
    bool big = bytes[0] == 'M';
    size_t at = number_at(bytes + 4, 4, big);
    if (at > len - 2)
        return 1;
    unsigned long count = number_at(bytes + at, 2, big);
    at += 2;
    for (; count > 0 && len - at >= ENTRY_BYTES; count--, at += ENTRY_BYTES) {
        const unsigned char *entry = bytes + at;
        if (number_at(entry, 2, big) != TAG_ORIENTATION)
            continue;
        unsigned long value = number_at(entry + 8, 2, big);
        bool known = value >= 1 && value <= ORIENTATIONS;
        return known && number_at(entry + 2, 2, big) == TYPE_SHORT ? (int)value : 1;
    }
    return 1;
}

void
picture_turn(struct picture *picture, int orientation)
{
    if (orientation <= 1 || orientation > ORIENTATIONS)
        return;
    bool across = orientation > 4; /* rows become columns */
    bool from_right = across ? orientation >= 7 : orientation == 2 || orientation == 3;
    bool from_bottom =
        across ? orientation == 6 || orientation == 7 : orientation == 3 || orientation == 4;
    size_t width = picture->width, height = picture->height, samples = picture->samples;
    picture->width = (unsigned)(across ? height : width);
    picture->height = (unsigned)(across ? width : height);
    if (picture->rows == NULL)
        return;
    unsigned char *rows = malloc(width * height * samples), *to = rows;
    if (rows == NULL)
        stream_fail(&picture_out, "picture: %zu x %zu pixels do not fit into memory", width,
                    height);
    for (size_t y = 0; y < picture->height; y++)
        for (size_t x = 0; x < picture->width; x++, to += samples) {
            size_t column = across ? y : x, row = across ? x : y;
            column = from_right ? width - 1 - column : column;
            row = from_bottom ? height - 1 - row : row;
            memcpy(to, picture->rows + (row * width + column) * samples, samples);
        }
    free(picture->rows);
    picture->rows = rows;
}
