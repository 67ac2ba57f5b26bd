#include "decoders/picture/picture.h"

#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

enum { EXIF = JPEG_APP0 + 1, MARKER_MAX = 0xffff };

static void
on_error(j_common_ptr info)
{
    char text[JMSG_LENGTH_MAX];
    info->err->format_message(info, text);
    stream_fail(&picture_out, "JPEG: %s", text);
}

/* Behind the end libjpeg makes up what is missing, in grey.  The last rows may be. */
static void
on_message(j_common_ptr info, int level)
{
    j_decompress_ptr jpeg = (j_decompress_ptr)info;
    bool *ended = info->client_data;
    if (level >= 0)
        return;
    if (info->err->msg_code == JWRN_JPEG_EOF)
        *ended = true;
    else if (*ended && info->err->msg_code == JWRN_HIT_MARKER &&
             jpeg->input_iMCU_row + 1 < jpeg->total_iMCU_rows)
        stream_fail(&picture_out, "JPEG: it ends too early");
}

static int
orientation_of(const struct jpeg_decompress_struct *jpeg)
{
    for (jpeg_saved_marker_ptr at = jpeg->marker_list; at != NULL; at = at->next) {
        int orientation = exif_orientation(at->data, at->data_length);
        if (orientation != 1)
            return orientation;
    }
    return 1;
}

static void
read_pixels(struct picture *picture, struct jpeg_decompress_struct *jpeg)
{
    bool grey = jpeg->jpeg_color_space == JCS_GRAYSCALE;
    bool four = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = grey ? JCS_GRAYSCALE : four ? JCS_CMYK : JCS_RGB;
    (void)jpeg_start_decompress(jpeg);
    size_t row = (size_t)picture->width * picture->samples;
    JSAMPARRAY line =
        jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE, picture->width * 4, 1);
    while (jpeg->output_scanline < jpeg->output_height) {
        unsigned char *to = picture->rows + jpeg->output_scanline * row;
        JSAMPROW direct = to;
        (void)jpeg_read_scanlines(jpeg, four ? line : &direct, 1);
        for (unsigned x = 0; four && x < picture->width; x++)
            for (unsigned s = 0; s < 3; s++) /* inverted, as Adobe writes it */
                to[x * 3 + s] = (unsigned char)(line[0][x * 4 + s] * line[0][x * 4 + 3] / 255);
    }
}

void
read_jpeg(struct picture *picture, const unsigned char *bytes, size_t len, bool pixels)
{
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg_create_decompress(&jpeg);
    bool ended = false;
    jpeg.client_data = &ended;
    jpeg_mem_src(&jpeg, bytes, len);
    jpeg_save_markers(&jpeg, EXIF, MARKER_MAX);
    (void)jpeg_read_header(&jpeg, TRUE);
    picture->samples = jpeg.jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
    if (jpeg.density_unit == 1)
        picture->dpi = jpeg.X_density;
    else if (jpeg.density_unit == 2)
        picture->dpi = jpeg.X_density * 2.54;
    picture_size(picture, jpeg.image_width, jpeg.image_height, pixels);
    if (pixels)
        read_pixels(picture, &jpeg);
    picture_turn(picture, orientation_of(&jpeg));
}
