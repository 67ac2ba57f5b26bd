/*
 * tell: what the readers of ALTO, hOCR and PAGE-XML share: a page of lines of words
 * collects here in the document's own units, and is told in points.
 */
#ifndef PAGEWIRE_XML_TELL_H
#define PAGEWIRE_XML_TELL_H

#include "services/decode/stream_out.h"

#include <libxml/tree.h>
#include <stdbool.h>

struct area {
    double left, top, right, bottom;
    bool known;
};

struct word {
    struct area area;
    const char *text; /* UTF-8 */
    double share;     /* 0..1 that it is right */
    bool blank;       /* the source has a blank before it */
    bool told;        /* and says so with an element of its own */
};

struct text_line {
    struct area area; /* of the source; unknown: of its words */
    size_t first, count;
    unsigned block;
    double size; /* of the type in points; 0: by its height */
    int face, turned;
    bool bold;
    unsigned article; /* by the source's tags, from 1; 0: none */
    const char *role; /* name; NULL: none */
};

struct sheet {
    struct area visible;
    double units; /* per point; 0: to be guessed */
    struct word *words;
    size_t word_count, word_cap;
    struct text_line *lines;
    size_t line_count, line_cap;
    struct {
        char record;
        struct area area;
    } * marks;
    size_t mark_count, mark_cap;
    const char *faces[1024];
    bool bold_faces[1024];
    int face_count;
    unsigned block;
    bool tagged;      /* the source has tags for articles and roles */
    unsigned article; /* of the lines that follow */
    const char *role;
};

/* Grows like arena_grow; out of memory ends the program with a reason. */
void *tell_grow(void *array, size_t count, size_t *cap, size_t size);

void sheet_block(struct sheet *sheet); /* the lines that follow are of another block */
struct text_line *sheet_line(struct sheet *sheet);
void sheet_word(struct sheet *sheet, struct word word);
void sheet_mark(struct sheet *sheet, char record, struct area area); /* 'i', 'l' or 's' */
int sheet_face(struct sheet *sheet, const char *name, bool bold);

/* Tells the page, of `pages`. */
void sheet_tell(struct sheet *sheet, const char *source, int pages);

/* There is no such page: the end, with a reason; of page 0 only the number of pages is asked. */
_Noreturn void tell_none(const char *format, int pages, int number);

/* The one way out to the outside. */
extern struct stream_out tell_out;

/* Pixels to the inch, when whoever asks knows it; 0: not. */
extern double tell_dpi;

/* ---- the tree ---- */

/* Whether the node is an element of that name, in whatever namespace. */
bool node_is(const xmlNode *node, const char *name);

/* The next node of a walk through the whole tree below `top`, NULL at its end; `into`:
 * whether to go into node first. */
xmlNode *node_next(xmlNode *node, const xmlNode *top, bool into);

/* An attribute's value, or NULL; borrowed for as long as the program runs. */
const char *node_value(xmlNode *node, const char *name);
double node_number(xmlNode *node, const char *name, double otherwise);

/* Tells the page (from 1; 0: only how many there are) or, of an issue, its files; what cannot be read
 * ends the program with a reason. */
void read_document(const unsigned char *bytes, size_t len, int page, bool issue);

void read_alto(xmlNode *root, int number);
void read_hocr(xmlNode *root, int number);
void read_pagexml(xmlNode *root, int number);
void read_mets(xmlNode *root); /* tells which files there are */

#endif
