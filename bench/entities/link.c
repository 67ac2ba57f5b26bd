/*
 * How well mentions are linked: the gold files of tests/data/entities, whose mentions are given,
 * through services/enrich/link alone, so that nothing the tagger does counts; and end to end, from
 * the bare text of each page through segmentation, tagger and linking, as `pagewire parse` does it.
 *
 * usage: link [-v] [-j] [-e] [-t] FILE...      -v names what is wrong, -j each short name and what
 * it was joined to, -e goes end to end, -t measures the cost beside the tagger's
 *
 * A page begins with "# NUMBER PAPER" (- for none); lines are paragraphs, "#h" a headline, "#b" a
 * byline. [surface|L:CODE], L:>CODE a site that lies there, L:=NAME a place without a code, L:?
 * several fit, L:- none; [surface|P:NAME:ROLE;ROLE], [surface|O:NAME:PARENT]; NAME empty: the
 * surface, "-": a name that cannot be known.
 */
#include "common/datadir.h"
#include "common/utf8.h"
#include "services/enrich/enrich.h"
#include "services/enrich/enricher.h"
#include "services/enrich/link/place.h"
#include "services/segment/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct gold {
    enum mention_type type;
    uint32_t text, start, end, page_start, page_end;
    struct slice surface, name, more; /* code or name; roles or parent */
};

struct gold_page {
    struct page page;
    struct arena arena;
    struct gold *golds;
    size_t count, cap;
    struct slice title;
};

/* right / answered / wanted */
struct tally {
    size_t right, answered, wanted;
};

struct bench {
    struct enricher *enricher;
    struct segmenter *segmenter;
    bool verbose, joined;
    bool parsed; /* the text alone is given */
    struct tally places, sites, roles, joins, bodies, parents, highest, largest;
    size_t linkable, unknown, doubts, doubts_right, guessed;
    uint32_t *size; /* divisions within each place */
    double link_seconds, all_seconds;
    size_t characters;
};

static void
complain(const struct bench *b, const struct gold_page *gp, const struct gold *gold,
         const char *what, struct slice answer)
{
    if (b->verbose)
        printf("  %.*s: %s %.*s is %.*s %.*s, not %.*s\n", SLICE_ARGS(gp->title), what,
               SLICE_ARGS(gold->surface), SLICE_ARGS(gold->name), SLICE_ARGS(gold->more),
               SLICE_ARGS(answer));
}

/* ---- reading ---- */

static struct slice
cut(struct slice *rest, const char *mark)
{
    size_t at = slice_find(*rest, slice_from(mark));
    struct slice part = slice_part(*rest, 0, at);
    *rest = slice_part(*rest, at < rest->len ? at + strlen(mark) : at, rest->len);
    return part;
}

/* Adds a paragraph, without its marks, to page text and passages. */
static void
read_paragraph(struct gold_page *gp, struct buf *text, struct slice line, enum role role)
{
    struct page *page = &gp->page;
    struct article *article = &page->articles[0];
    uint32_t text_index = (uint32_t)article->passage_count;
    if (role == ROLE_BODY)
        buf_add_slice(text, SLICE_LITERAL("　　"));
    uint32_t page_start = (uint32_t)utf8_count(buf_slice(text));
    struct buf plain = { 0 };
    while (line.len > 0) {
        buf_add_slice(&plain, cut(&line, "["));
        if (line.len == 0)
            break;
        struct slice mark = cut(&line, "]"), surface = cut(&mark, "|"), type = cut(&mark, ":");
        struct gold gold = { .type = type.ptr[0] == 'L'   ? MENTION_LOC
                                     : type.ptr[0] == 'P' ? MENTION_PER
                                                          : MENTION_ORG,
                             .text = text_index,
                             .surface = surface };
        gold.name = gold.type == MENTION_LOC ? mark : cut(&mark, ":");
        gold.more = gold.type == MENTION_LOC ? SLICE_EMPTY : mark;
        if (gold.name.len == 0)
            gold.name = surface;
        gold.start = (uint32_t)utf8_count(buf_slice(&plain));
        gold.page_start = page_start + gold.start;
        buf_add_slice(&plain, surface);
        gold.end = (uint32_t)utf8_count(buf_slice(&plain));
        gold.page_end = page_start + gold.end;
        gp->golds = arena_grow(&gp->arena, gp->golds, gp->count, &gp->cap, sizeof *gp->golds);
        gp->golds[gp->count++] = gold;
    }
    struct passage *passage = article_add_passage(page, article);
    passage->role = role;
    passage->text = arena_slice(&page->arena, buf_slice(&plain));
    passage->runs = arena_alloc(&page->arena, 1, sizeof *passage->runs);
    passage->runs[0] = (struct run){ 0, page_start, (uint32_t)utf8_count(passage->text) };
    passage->run_count = 1;
    buf_add_slice(text, passage->text);
    buf_add_slice(text, role == ROLE_HEADLINE ? SLICE_LITERAL("\n\n") : SLICE_LITERAL("\n"));
    buf_done(&plain);
}

/* Reads one page off *rest; false at the end. */
static bool
read_page(struct gold_page *gp, struct slice *rest)
{
    struct slice line;
    struct buf text = { 0 };
    *gp = (struct gold_page){ .title = SLICE_EMPTY };
    page_init(&gp->page);
    while (rest->len > 0) {
        struct slice before = *rest;
        (void)slice_line(rest, &line);
        if (slice_starts(line, SLICE_LITERAL("# "))) {
            if (gp->title.len > 0) {
                *rest = before;
                break;
            }
            gp->title = slice_part(line, 2, line.len);
            struct slice paper = gp->title;
            (void)cut(&paper, " ");
            if (!slice_equal(paper, SLICE_LITERAL("-")))
                gp->page.paper = paper;
            (void)page_add_article(&gp->page);
        } else if (gp->title.len == 0 || line.len == 0)
            continue;
        else if (slice_starts(line, SLICE_LITERAL("#h ")))
            read_paragraph(gp, &text, slice_part(line, 3, line.len), ROLE_HEADLINE);
        else if (slice_starts(line, SLICE_LITERAL("#b ")))
            read_paragraph(gp, &text, slice_part(line, 3, line.len), ROLE_BYLINE);
        else
            read_paragraph(gp, &text, line, ROLE_BODY);
    }
    gp->page.text = arena_slice(&gp->page.arena, buf_slice(&text));
    buf_done(&text);
    return gp->title.len > 0;
}

/* ---- linking ---- */

static double
now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
link_page(struct bench *b, struct gold_page *gp)
{
    struct arena arena = { 0 };
    struct page *page = &gp->page;
    const struct article *article = &page->articles[0];
    struct scene *scene = link_begin(&b->enricher->linker, page, &arena, article->passage_count);
    for (size_t i = 0; i < article->passage_count; i++) {
        size_t count;
        uint32_t *points = utf8_points(article->passages[i].text, &count);
        uint32_t *copy = arena_alloc(&arena, count + 1, sizeof *copy);
        memcpy(copy, points, count * sizeof *copy);
        free(points);
        scene->texts[i] = (struct scene_text){ .role = article->passages[i].role,
                                               .passage = &article->passages[i],
                                               .points = copy,
                                               .count = count };
    }
    for (size_t i = 0; i < gp->count; i++)
        (void)scene_add(scene, gp->golds[i].text, gp->golds[i].start, gp->golds[i].end,
                        gp->golds[i].type, 0.95F);
    double start = now();
    struct err err = { 0 };
    if (link_finish(&b->enricher->linker, scene, NULL, &err) != 0)
        die("%s", err.text);
    b->link_seconds += now() - start;
    b->characters += utf8_count(page->text);
    arena_done(&arena);
}

/* The page's text and nothing else, in place of the mentions given. */
static void
parse_page(struct bench *b, struct gold_page *gp)
{
    struct page page;
    struct err err = { 0 };
    page_init(&page);
    page.text = arena_slice(&page.arena, gp->page.text);
    page.paper = gp->page.paper;
    if (segment_page(b->segmenter, &page, NULL, &err) != 0 ||
        enrich_page(b->enricher, &page, NULL, &err) != 0)
        die("%s", err.text);
    page_done(&gp->page);
    gp->page = page;
}

static const struct entity *
answer_to(const struct gold_page *gp, const struct gold *gold)
{
    for (size_t a = 0; a < gp->page.article_count; a++) {
        const struct article *article = &gp->page.articles[a];
        for (size_t i = 0; i < article->mention_count; i++)
            if (article->mentions[i].start == gold->page_start &&
                article->mentions[i].end == gold->page_end &&
                article->mentions[i].type == gold->type)
                return page_entity(&gp->page, article->mentions[i].entity);
    }
    return NULL;
}

/* What stands for a mention that was not found. */
static const struct entity nothing;

/* ---- judging ---- */

static void
judge_baseline(const struct bench *b, const struct gold *gold, bool largest, struct tally *tally)
{
    const struct atlas *atlas = &b->enricher->linker.atlas;
    size_t count, found;
    const struct meaning *meanings;
    uint32_t *points = utf8_points(gold->surface, &count), place = PLACE_NONE;
    if (!largest)
        place = place_naive(atlas, points, count);
    else {
        found = atlas_find(atlas, points, count, &meanings);
        for (size_t i = 0; i < found; i++)
            if (meanings[i].kind != NAME_PAPER &&
                (place == PLACE_NONE || b->size[meanings[i].place] > b->size[place]))
                place = meanings[i].place;
    }
    free(points);
    struct buf code = { 0 };
    if (place != PLACE_NONE) {
        tally->answered++;
        atlas_code(atlas, place, &code);
    }
    if (gold->name.ptr[0] == '=')
        tally->right += place != PLACE_NONE && code.len == 0;
    else
        tally->right += place != PLACE_NONE && slice_equal(buf_slice(&code), gold->name);
    tally->wanted++;
    buf_done(&code);
}

static void
judge_place(struct bench *b, const struct gold_page *gp, const struct gold *gold)
{
    const struct entity *e = answer_to(gp, gold);
    struct slice name = gold->name;
    if (e == NULL)
        e = &nothing;
    if (name.ptr[0] == '>') {
        b->sites.wanted++;
        b->sites.answered += e->in.len > 0;
        bool right = slice_equal(e->in, slice_part(name, 1, name.len));
        b->sites.right += right;
        if (!right)
            complain(b, gp, gold, "site", e->in);
        return;
    }
    if (name.ptr[0] == '?' || name.ptr[0] == '-') {
        b->doubts++;
        b->doubts_right += e->code.len == 0;
        if (e->code.len > 0)
            complain(b, gp, gold, "doubt", e->path);
        return;
    }
    b->linkable++;
    judge_baseline(b, gold, false, &b->highest);
    judge_baseline(b, gold, true, &b->largest);
    bool free_name = name.ptr[0] == '=';
    bool known = e->code.len > 0 ||
                 (e->path.len > 0 && (e->level == LEVEL_WORLD || e->candidate_count == 0));
    bool right = free_name ? e->code.len == 0 && e->path.len > 0 &&
                                 slice_ends(e->path, slice_part(name, 1, name.len))
                           : slice_equal(e->code, name);
    b->unknown += !known && !right;
    b->places.answered += known || right;
    b->places.right += right;
    if (!right)
        complain(b, gp, gold, "place", known ? e->path : SLICE_LITERAL("unknown"));
}

static void
judge_join(struct bench *b, const struct gold_page *gp, const struct gold *gold,
           struct tally *tally)
{
    const struct entity *e = answer_to(gp, gold);
    bool wanted =
        !slice_equal(gold->name, gold->surface) && !slice_equal(gold->name, SLICE_LITERAL("-"));
    if (e == NULL) {
        tally->wanted += wanted;
        return;
    }
    bool answered = !slice_equal(e->name, gold->surface);
    bool right = slice_equal(e->name, gold->name);
    tally->wanted += wanted;
    tally->answered += answered && !slice_equal(gold->name, SLICE_LITERAL("-"));
    tally->right += wanted && right;
    if (answered && b->joined)
        printf("  %.*s: %.*s joins %.*s\n", SLICE_ARGS(gp->title), SLICE_ARGS(gold->surface),
               SLICE_ARGS(e->name));
    if (wanted != answered || (wanted && !right))
        complain(b, gp, gold, "name", e->name);
}

static void
judge_roles(struct bench *b, const struct gold_page *gp, const struct gold *gold)
{
    const struct entity *e = answer_to(gp, gold);
    struct slice roles = gold->more;
    if (e == NULL)
        e = &nothing;
    while (roles.len > 0) {
        struct slice role = cut(&roles, ";");
        bool found = false;
        for (size_t i = 0; i < e->role_count; i++)
            found |= slice_equal(e->roles[i].text, role);
        b->roles.wanted++;
        b->roles.right += found;
        if (!found)
            complain(b, gp, gold, "role of", e->role_count > 0 ? e->roles[0].text : SLICE_EMPTY);
    }
}

/* Roles that were answered, each once; what the gold has not is named. */
static void
count_roles(struct bench *b, const struct gold_page *gp)
{
    for (size_t i = 0; i < gp->page.entity_count; i++)
        for (size_t k = 0; k < gp->page.entities[i].role_count; k++) {
            const struct entity *e = &gp->page.entities[i];
            bool wanted = false;
            b->roles.answered += e->roles[k].text.len > 0;
            for (size_t n = 0; n < gp->count; n++) {
                struct slice roles = gp->golds[n].more;
                while (gp->golds[n].type == MENTION_PER && answer_to(gp, &gp->golds[n]) == e &&
                       roles.len > 0)
                    wanted |= slice_equal(cut(&roles, ";"), e->roles[k].text);
            }
            if (!wanted && b->verbose && e->roles[k].text.len > 0)
                printf("  %.*s: %.*s has no role %.*s\n", SLICE_ARGS(gp->title),
                       SLICE_ARGS(e->name), SLICE_ARGS(e->roles[k].text));
        }
}

static void
judge(struct bench *b, const struct gold_page *gp)
{
    for (size_t i = 0; i < gp->count; i++) {
        const struct gold *gold = &gp->golds[i];
        if (gold->type == MENTION_LOC)
            judge_place(b, gp, gold);
        else
            judge_join(b, gp, gold, gold->type == MENTION_PER ? &b->joins : &b->bodies);
        if (gold->type == MENTION_PER)
            judge_roles(b, gp, gold);
        if (gold->type == MENTION_ORG && gold->more.len > 0) {
            const struct entity *e = answer_to(gp, gold);
            b->parents.wanted++;
            b->parents.right += e != NULL && slice_equal(e->parent_name, gold->more);
            if (e != NULL && !slice_equal(e->parent_name, gold->more))
                complain(b, gp, gold, "parent of", e->parent_name);
        }
    }
    count_roles(b, gp);
}

/* ---- printing ---- */

static double
share(size_t part, size_t whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static void
print_tally(const char *what, const struct tally *t)
{
    double p = share(t->right, t->answered), r = share(t->right, t->wanted);
    printf("%-34s %4zu wanted  precision %5.1f  recall %5.1f  F1 %5.1f\n", what, t->wanted, p, r,
           p + r > 0 ? 2 * p * r / (p + r) : 0);
}

static void
print(const struct bench *b)
{
    if (b->parsed) {
        printf("%-34s %4zu linkable  right of linked %5.1f  right of all %5.1f\n",
               "end to end: places", b->linkable, share(b->places.right, b->places.answered),
               share(b->places.right, b->linkable));
        print_tally("end to end: person and role", &b->roles);
        print_tally("end to end: people, short names", &b->joins);
        print_tally("end to end: bodies, short, bare", &b->bodies);
        return;
    }
    printf("%-34s %4zu linkable  right of linked %5.1f  unknown %4.1f %%\n", "places", b->linkable,
           share(b->places.right, b->places.answered), share(b->unknown, b->linkable));
    printf("%-34s %17s right of linked %5.1f  unknown %4.1f %%\n", "  highest level of that name",
           "", share(b->highest.right, b->highest.answered),
           100 - share(b->highest.answered, b->highest.wanted));
    printf("%-34s %17s right of linked %5.1f  unknown %4.1f %%\n", "  most divisions in it", "",
           share(b->largest.right, b->largest.answered),
           100 - share(b->largest.answered, b->largest.wanted));
    printf("%-34s %4zu           left unknown %5.1f\n", "places nobody can know", b->doubts,
           share(b->doubts_right, b->doubts));
    print_tally("sites: where they lie", &b->sites);
    print_tally("person and role", &b->roles);
    print_tally("people: short names", &b->joins);
    print_tally("bodies: short and bare names", &b->bodies);
    printf("%-34s %4zu wanted  right %5.1f\n", "bodies: parents", b->parents.wanted,
           share(b->parents.right, b->parents.wanted));
}

static void
count_sizes(struct bench *b)
{
    const struct atlas *atlas = &b->enricher->linker.atlas;
    b->size = calloc(atlas->place_count, sizeof *b->size);
    if (b->size == NULL)
        die("out of memory");
    for (uint32_t i = 0; i < atlas->place_count; i++)
        for (uint32_t at = i; at != PLACE_NONE; at = atlas_place(atlas, at)->parent)
            b->size[at]++;
}

static void
read_file(const char *path, struct buf *content)
{
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        die("%s: cannot be read", path);
    size_t n = 1;
    while (n > 0) {
        n = fread(buf_reserve(content, 65536), 1, 65536, file);
        content->len += n;
    }
    (void)fclose(file);
}

static void
run_file(struct bench *b, const char *path, bool timed)
{
    struct buf content = { 0 };
    struct gold_page gp;
    read_file(path, &content);
    struct slice rest = buf_slice(&content);
    while (read_page(&gp, &rest)) {
        if (b->parsed)
            parse_page(b, &gp);
        else
            link_page(b, &gp);
        judge(b, &gp);
        struct err err = { 0 };
        double start = now();
        if (timed && enrich_page(b->enricher, &gp.page, NULL, &err) == 0)
            b->all_seconds += now() - start;
        page_done(&gp.page);
        arena_done(&gp.arena);
    }
    buf_done(&content);
}

int
main(int argc, char **argv)
{
    struct bench b = { 0 };
    struct err err = { 0 };
    bool timed = false;
    if (enricher_load(&b.enricher, data_dir(), &err) != 0)
        die("%s", err.text);
    if (segmenter_load(&b.segmenter, data_dir(), &err) != 0)
        die("%s", err.text);
    count_sizes(&b);
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "-v") == 0)
            b.verbose = true;
        else if (strcmp(argv[i], "-j") == 0)
            b.joined = true;
        else if (strcmp(argv[i], "-t") == 0)
            timed = true;
        else if (strcmp(argv[i], "-e") == 0)
            b.parsed = true;
        else
            run_file(&b, argv[i], timed);
    print(&b);
    if (timed)
        printf("%-34s %.0f µs for 1,000 characters, %.1f %% of all else that enrich does\n", "cost",
               1e9 * b.link_seconds / (double)b.characters,
               100 * b.link_seconds / (b.all_seconds - b.link_seconds));
    free(b.size);
    segmenter_free(b.segmenter);
    enricher_free(b.enricher);
    return 0;
}
