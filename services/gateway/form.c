#include "services/gateway/form.h"

#include "common/utf8.h"
#include "services/gateway/exchange.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TEXTS_MAX = 16, TEXT_BYTES_MAX = 1024, BUFFER_BYTES = 4096 };

struct form {
    struct MHD_PostProcessor *processor;
    struct buf *file;
    size_t max;
    struct slice file_name;
    unsigned files;
    struct arena *arena; /* the exchange's */
    struct uri_param texts[TEXTS_MAX];
    size_t text_count;
    bool broken, many, long_text;
};

static void
take_text(struct form *form, const char *key, const char *data, uint64_t at, size_t len)
{
    if (at == 0) {
        form->many |= form->text_count == TEXTS_MAX;
        if (form->many)
            return;
        struct uri_param *text = &form->texts[form->text_count++];
        text->name = arena_slice(form->arena, slice_from(key));
        text->value = SLICE_EMPTY;
    }
    if (form->text_count == 0 || form->many)
        return;
    struct slice *value = &form->texts[form->text_count - 1].value;
    form->long_text |= value->len + len > TEXT_BYTES_MAX;
    if (form->long_text)
        return;
    char *longer = arena_alloc(form->arena, value->len + len + 1, 1);
    memcpy(longer, value->ptr, value->len);
    memcpy(longer + value->len, data, len);
    *value = (struct slice){ longer, value->len + len };
}

static enum MHD_Result
on_part(void *arg, enum MHD_ValueKind kind, const char *key, const char *file_name,
        const char *type, const char *encoding, const char *data, uint64_t at, size_t len)
{
    struct form *form = arg;
    (void)kind, (void)type, (void)encoding;
    if (key == NULL)
        return MHD_YES;
    if (file_name == NULL && strcmp(key, "file") != 0) {
        take_text(form, key, data, at, len);
        return MHD_YES;
    }
    if (at == 0 && (form->files == 0 || form->file->len > 0 || len > 0)) {
        form->files++;
        form->file_name = arena_slice(form->arena, slice_from(file_name));
    }
    if (form->files == 1 && form->file->len + len <= form->max)
        buf_add(form->file, data, len);
    return MHD_YES;
}

struct form *
form_new(struct MHD_Connection *connection, struct arena *arena, struct buf *file, size_t max)
{
    const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Type");
    if (type == NULL || strncasecmp(type, "multipart/form-data", 19) != 0)
        return NULL;
    struct form *form = calloc(1, sizeof *form);
    if (form == NULL)
        die("out of memory");
    form->file = file;
    form->max = max;
    form->arena = arena;
    form->processor = MHD_create_post_processor(connection, BUFFER_BYTES, on_part, form);
    form->broken = form->processor == NULL;
    return form;
}

void
form_free(struct form *form)
{
    if (form == NULL)
        return;
    if (form->processor != NULL)
        (void)MHD_destroy_post_processor(form->processor);
    free(form);
}

void
form_take(struct form *form, const char *bytes, size_t len)
{
    if (!form->broken && MHD_post_process(form->processor, bytes, len) != MHD_YES)
        form->broken = true;
}

static int
add_texts(struct form *form, struct uri *uri, struct err *err)
{
    for (size_t i = 0; i < form->text_count; i++) {
        struct uri_param *text = &form->texts[i];
        if (!utf8_valid(text->name, NULL) || !utf8_valid(text->value, NULL))
            return err_set(err, ERR_REJECT, "a field of the form is not UTF-8");
        if (text->value.len == 0)
            continue; /* a browser sends what was left blank */
        for (size_t at = 0; at < uri->param_count; at++)
            if (slice_equal(uri->params[at].name, text->name))
                return err_set(err, ERR_REJECT, "\"%.*s\" is given twice",
                               SLICE_ARGS(slice_part(text->name, 0, 40)));
        if (uri->param_count == URI_PARAMS_MAX)
            return err_set(err, ERR_REJECT, "more than %d parameters", URI_PARAMS_MAX);
        uri->params[uri->param_count++] = *text;
    }
    return 0;
}

int
form_end(struct form *form, struct exchange *x, struct err *err)
{
    if (form->processor != NULL && MHD_destroy_post_processor(form->processor) != MHD_YES)
        form->broken = true;
    form->processor = NULL;
    if (form->broken)
        return err_set(err, ERR_REJECT, "the body is no complete multipart/form-data");
    if (form->files != 1)
        return err_set(err, ERR_REJECT, "the form has %u files; send one, in a field \"file\"",
                       form->files);
    if (form->many || form->long_text)
        return err_set(err, ERR_REJECT, "the form has too many fields, or too long ones");
    if (utf8_valid(form->file_name, NULL))
        x->file_name = form->file_name;
    return add_texts(form, &x->uri, err);
}
