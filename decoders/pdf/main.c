/*
 * pagewire-decode-pdf: reads a PDF with MuPDF, in the jail.
 *
 *     pagewire-decode-pdf text PAGE <document >stream       services/decode/stream.h
 *     pagewire-decode-pdf picture PAGE WIDTH <document >png
 *
 * Pages count from 1; of page 0 only their number is told.  The document is standard input, a file
 * that can be read from any place.  This program alone is linked with MuPDF, and is therefore under
 * the GNU Affero General Public License 3 or later, unlike the rest of Pagewire; see NOTICE.
 */
#include "decoders/pdf/device.h"
#include "services/decode/cell.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STORE_BYTES = 64 << 20, PICTURE_SIDE_MAX = 20000, PICTURE_WIDTH_MAX = 8000 };

extern fz_document_handler pdf_document_handler;

struct job {
    struct stream_out out;
    bool picture;
    int page, width;
};

static void
silence(void *user, const char *message)
{
    (void)user, (void)message;
}

static int
take_number(const char *text, int low, int high)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || number < low || number > high)
        exit(2);
    return (int)number;
}

static fz_page *
open_page(fz_context *ctx, fz_document *doc, struct job *job)
{
    if (fz_needs_password(ctx, doc) && !fz_authenticate_password(ctx, doc, ""))
        stream_fail(&job->out, "PDF: it needs a password");
    int pages = fz_count_pages(ctx, doc);
    if (!job->picture)
        stream_line(&job->out, "pages %d", pages);
    if (pages < 1)
        stream_fail(&job->out, "PDF: it has no pages");
    if (job->page == 0) {
        stream_line(&job->out, "end");
        stream_end(&job->out);
    }
    if (job->page > pages)
        stream_fail(&job->out, "PDF: it has %d pages, no page %d", pages, job->page);
    return fz_load_page(ctx, doc, job->page - 1);
}

static void
tell_page(fz_context *ctx, fz_page *page, struct job *job)
{
    fz_rect box = fz_bound_page(ctx, page);
    fz_rect visible = { 0, 0, box.x1 - box.x0, box.y1 - box.y0 };
    if (!(visible.x1 > 0) || !(visible.y1 > 0))
        stream_fail(&job->out, "PDF: the page has no size");
    stream_line(&job->out, "source pdf");
    stream_line(&job->out, "size %ld %ld", stream_points(visible.x1), stream_points(visible.y1));
    fz_device *device = tell_device_new(ctx, &job->out, visible);
    fz_try(ctx)
    {
        fz_run_page(ctx, page, device, fz_translate(-box.x0, -box.y0), NULL);
        fz_close_device(ctx, device);
    }
    fz_always(ctx) fz_drop_device(ctx, device);
    fz_catch(ctx) fz_rethrow(ctx);
    stream_line(&job->out, "end");
    stream_flush(&job->out);
}

static void
draw_page(fz_context *ctx, fz_page *page, struct job *job)
{
    fz_rect box = fz_bound_page(ctx, page);
    float width = box.x1 - box.x0, height = box.y1 - box.y0;
    if (!(width > 0) || !(height > 0))
        stream_fail(&job->out, "PDF: the page has no size");
    float scale = (float)job->width / width;
    if (height * scale > PICTURE_SIDE_MAX)
        scale = PICTURE_SIDE_MAX / height;
    fz_pixmap *pixmap =
        fz_new_pixmap_from_page(ctx, page, fz_scale(scale, scale), fz_device_rgb(ctx), 0);
    fz_buffer *png = fz_new_buffer_from_pixmap_as_png(ctx, pixmap, fz_default_color_params);
    unsigned char *bytes;
    size_t len = fz_buffer_storage(ctx, png, &bytes);
    cell_write(job->out.fd, bytes, len);
}

static void
run(fz_context *ctx, struct job *job)
{
    fz_document *doc = NULL;
    fz_page *page = NULL;
    fz_var(doc);
    fz_var(page);
    fz_try(ctx)
    {
        fz_register_document_handler(ctx, &pdf_document_handler);
        size_t len;
        const unsigned char *bytes = cell_document(&len);
        fz_stream *file = fz_open_memory(ctx, bytes, len);
        doc = fz_open_document_with_stream(ctx, "application/pdf", file);
        page = open_page(ctx, doc, job);
        if (job->picture)
            draw_page(ctx, page, job);
        else
            tell_page(ctx, page, job);
    }
    fz_catch(ctx) stream_fail(&job->out, "PDF: %s", fz_caught_message(ctx));
}

int
main(int argc, char **argv)
{
    struct job job = { .out = { .fd = 1 } };
    job.picture = argc == 4 && strcmp(argv[1], "picture") == 0;
    if (!job.picture && !(argc == 3 && strcmp(argv[1], "text") == 0)) {
        static const char usage[] = "usage: pagewire-decode-pdf text PAGE <document\n"
                                    "       pagewire-decode-pdf picture PAGE WIDTH <document\n";
        return write(2, usage, sizeof usage - 1) > 0 ? 2 : 2;
    }
    job.page = take_number(argv[2], job.picture ? 1 : 0, 1000000);
    job.width = job.picture ? take_number(argv[3], 16, PICTURE_WIDTH_MAX) : 0;
    cell_enter();
    if (!job.picture)
        stream_line(&job.out, "pagewire-page 1");
    fz_context *ctx = fz_new_context(NULL, NULL, STORE_BYTES);
    if (ctx == NULL)
        stream_fail(&job.out, "PDF: out of memory");
    fz_set_warning_callback(ctx, silence, NULL);
    fz_set_error_callback(ctx, silence, NULL);
    run(ctx, &job);
    stream_end(&job.out);
}
