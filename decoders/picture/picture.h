/*
 * picture: pixels of a foreign picture, 8 bits a sample, grey or RGB.
 */
#ifndef PAGEWIRE_PICTURE_H
#define PAGEWIRE_PICTURE_H

#include "services/decode/stream_out.h"

#include <stdbool.h>
#include <stddef.h>

enum { PIXELS_MAX = 200000000, SIDE_MAX = 60000 };

struct picture {
    unsigned width, height, samples; /* 1 or 3 for each pixel */
    double dpi;                      /* 0: unknown */
    unsigned char *rows;             /* height rows of width * samples bytes; NULL: not read */
};

/* What the picture is, and with `pixels` its rows.  They end the program with a reason. */
void read_png(struct picture *picture, const unsigned char *bytes, size_t len, bool pixels);
void read_jpeg(struct picture *picture, const unsigned char *bytes, size_t len, bool pixels);
void read_jpeg2000(struct picture *picture, const unsigned char *bytes, size_t len, bool pixels);
/* Picture `number` (from 1) of a file of *pages. */
void read_tiff(struct picture *picture, const unsigned char *bytes, size_t len, int number,
               int *pages, bool pixels);

/* Checks width and height, and allocates the rows with `pixels`. */
void picture_size(struct picture *picture, double width, double height, bool pixels);

/* Which side is up, 1 to 8 as in TIFF: of a JPEG's EXIF part ("Exif", zeros, a TIFF); 1 when it
 * does not say.  picture_turn: the picture, held so. */
int exif_orientation(const unsigned char *bytes, size_t len);
void picture_turn(struct picture *picture, int orientation);

/* Picture with at most `width` columns: the mean of what falls together. */
void picture_shrink(struct picture *picture, unsigned width);

/* Tells rules, frames and areas that its rows show; `units`: pixels a point. */
void picture_tell_marks(const struct picture *picture, double units);

void write_png(const struct picture *picture, int fd);

extern struct stream_out picture_out;

#endif
