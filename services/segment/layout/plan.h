/*
 * plan: what the geometry of a page says of its articles.
 *
 * Lines that stand below each other in one type are a strip: what one column
 * holds of a text, a head, a caption.  Strips are linked by how the eye goes on:
 * down the column, on at the top of the next.  A chain of strips, the head that
 * stands over it and the captions of its pictures are an article.
 *
 * Vertical text is turned while it is looked at (`run`): its lines go to the
 * right and its columns down, like those of horizontal text.  Everything lives in
 * the sheet's arena.
 */
#ifndef PAGEWIRE_LAYOUT_PLAN_H
#define PAGEWIRE_LAYOUT_PLAN_H

#include "services/segment/layout/kin.h"
#include "services/segment/sheet.h"

enum {
    PLAN_LINES = 20000, /* a page of more lines is read as text alone */
    PLAN_STRIPS = 1500,
    PLAN_NONE = -1,
};

enum strip_kind {
    STRIP_TEXT,    /* a column's part of a text */
    STRIP_HEAD,    /* larger type, and the small lines that stand with it */
    STRIP_DROP,    /* the first letter of a text, large */
    STRIP_CAPTION, /* below a picture */
    STRIP_QUOTE,   /* larger type inside a text, sentences */
    STRIP_ASIDE,   /* a line or two in other type, by themselves */
    STRIP_MARGIN,  /* of the page, not of an article */
};

/* Times the body's size: type of a head. */
static const float PLAN_LARGE = 1.28F;

struct strip {
    uint32_t *lines; /* of the layout, in order */
    size_t count, cap;
    struct box box, run; /* upright and as read */
    float edge;          /* of run, that most lines end at */
    float size;
    uint16_t face;
    bool bold, vertical;
    bool indented, flush; /* its first line stands in from its edge; does not; neither: unknown */
    bool full;            /* its last line reaches the edge */
    bool stopped;         /* its last line ends a sentence */
    bool table;           /* its lines are cells, row by row */
    bool above, below;    /* a text of the same column stands right above, below */
    float column_top;     /* where its column begins */
    bool ragged;          /* its lines end anywhere: verse, lists */
    enum strip_kind kind;
    int fence;      /* index of the mark that it stands in, or PLAN_NONE */
    int head;       /* number of its head, or PLAN_NONE */
    int next, prev; /* in its chain */
    int chain;      /* number of its chain or article */
};

/* A group of head strips that belong to one article. */
struct heading {
    struct box box;
    float size; /* of its largest line */
    int fence;
    int chain; /* that it heads, or PLAN_NONE */
    bool vertical;
};

/* A frame or tint that holds articles, or parts of one. */
struct plan {
    struct sheet *sheet; /* its lines and pieces are not there yet; it is told of the time */
    const struct layout *layout;
    struct arena *arena;
    float body;        /* size of the type that most of the page is set in */
    float leading;     /* from line to line of it */
    uint16_t face;     /* that most of it has */
    bool column_rules; /* rules part the columns of one article here */
    bool blocked;      /* what the source grouped are columns' parts of texts */
    int *fence;        /* of each line */
    bool *is_picture;  /* of each mark: a picture, or a large area with a colour and no text */
    bool *is_fence;    /* of each mark */
    bool *taken, *opens_row; /* of each line: in a table, first of its row */
    struct strip *strips;
    size_t strip_count, strip_cap;
    struct heading *headings;
    size_t heading_count, heading_cap;
    uint32_t chains;
    const struct kin *kin; /* of strips, where places are guesses; NULL: places tell enough */
};

/* strip.c: conventions of type, fences, strips of lines. */
void plan_strips(struct plan *plan);
/* table.c: the strips of tables; plan_strips calls it. */
void plan_tables(struct plan *plan);
/* notice.c: which strips are small advertisements, or loose large ones. */
bool *plan_notices(struct plan *plan);
/* kind.c: kinds of strips. */
void plan_kinds(struct plan *plan);
/* heading.c: groups of heads; calls plan_kinds. */
void plan_headings(struct plan *plan);
/* chain.c: links between strips, chains with their heads and captions: plan->chains of
 * them, and strip->chain from 0, PLAN_NONE for what belongs to none. */
void plan_chains(struct plan *plan);

/* walk.c: all of the above, then every strip in the order of reading, strip_count of them;
 * NULL when the layout is of no use. */
struct stop {
    const struct strip *strip;
    uint32_t article; /* from 1; also for strips that belong to none */
    float full;       /* points that a full line has hereabouts */
};
struct stop *plan_walk(struct plan *plan);
/* attach.c: strip->head of the texts that certainly stand under a head, or beside it. */
void plan_give_heads(struct plan *plan);
/* link.c: what stands above and below each text; whether rules part the columns of a text here;
 * nats for text b going on where text a stops. */
void plan_look_around(struct plan *plan);
void plan_column_rules(struct plan *plan);
float plan_weigh(const struct plan *plan, const struct strip *a, const struct strip *b);
/* Text `to` goes on where text `from` stops; sorted: the best first, else in order of texts. */
struct link {
    float score;
    uint32_t from, to;
};
void plan_sort_links(struct link *links, size_t count);
struct pair {
    float ends;        /* how well the first's end and the second's beginning fit */
    float over;        /* points that their columns share; negative: the gap */
    float gap;         /* lines from the first down to the second */
    float affinity;    /* of the letters that meet */
    unsigned passed;   /* texts on the way to the right */
    bool heads, texts; /* one stands between them, if one is below the other */
};
struct pair plan_look_between(const struct plan *plan, const struct strip *a,
                              const struct strip *b);
/* Whether the text opens with a dateline, and so goes on from no other. */
bool plan_opens_article(const struct plan *plan, const struct strip *text);
/* gather.c: where places are guesses, groups texts and heads by what they speak of and by their
 * places: strip->next and prev, and for each strip the first text of its group (roots), for that
 * one the number of its head (heads).  Lines that were taken for heads inside a text are text
 * again.  False on pages of very many strips. */
bool plan_gather(struct plan *plan, int *roots, int *heads);

/* A new strip of the line's type, empty; a line more in it; the size of a line's type. */
struct strip *plan_add_strip(struct plan *plan, uint32_t index);
void plan_put(struct plan *plan, struct strip *strip, uint32_t index);
float plan_line_size(const struct layout_line *line);

/* Characters of a strip, blanks left out. */
uint32_t plan_points(const struct plan *plan, const struct strip *strip);

/* Sizes and distances. */
static inline float
plan_width(const struct strip *strip)
{
    return strip->run.right - strip->run.left;
}

static inline bool
plan_is_text(const struct strip *strip)
{
    return strip->kind == STRIP_TEXT;
}

static inline float
plan_overlap(float a, float b, float c, float d) /* of [a, b] and [c, d], negative: the gap */
{
    return (b < d ? b : d) - (a > c ? a : c);
}

/* Whether a rule lies between the first box and the second, which is below it (or right
 * of it), over most of what they share. */
bool plan_ruled_below(const struct plan *plan, const struct box *above, const struct box *below);

/* The same over most of what either of them takes: no mere underline. */
bool plan_parted_below(const struct plan *plan, const struct box *above, const struct box *below);

/* The same by a rule of some width. */
bool plan_parted(const struct plan *plan, const struct box *above, const struct box *below,
                 float width);

bool plan_ruled_beside(const struct plan *plan, const struct box *left, const struct box *right);

/* Finds fence and is_fence, is_picture: a frame or tint with a text in it is a fence; one behind a
 * headline is not. */
void plan_fences(struct plan *plan);

/* The box of vertical text turned so that it reads like horizontal text. */
struct box plan_turn(const struct plan *plan, struct box box, bool vertical);

#endif
