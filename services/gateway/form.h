/*
 * form: a multipart/form-data body with one file, and texts that may stand for parameters
 * of the query.  The library takes it apart while it comes.
 */
#ifndef PAGEWIRE_GATEWAY_FORM_H
#define PAGEWIRE_GATEWAY_FORM_H

#include "common/arena.h"
#include "common/buf.h"
#include "common/err.h"

struct MHD_Connection;
struct exchange;
struct form;

/* NULL when the request's Content-Type is no form: its body is the file then.  The file's
 * bytes are added to `file`, at most `max` of all bytes are kept. */
struct form *form_new(struct MHD_Connection *connection, struct arena *arena, struct buf *file,
                      size_t max);
void form_free(struct form *form);

void form_take(struct form *form, const char *bytes, size_t len);

/* At the end: puts the file's name into x->file_name and the texts among x->uri's parameters.
 * -1: no form after all, no file or several, too many texts, or one that the query has too. */
int form_end(struct form *form, struct exchange *x, struct err *err);

#endif
