/*
 * dump: pages with gold to training lines, one a piece:
 *
 *     PAGE STYLE ROLE PARA BACK NEW feature ... | feature ...
 *
 *     dump BIGRAMS < GOLD.jsonl > LINES
 *
 * ROLE is the number of the role, or - where gold says nothing.  PARA is y or n,
 * whether a paragraph begins here, - where it is no body or unknown.  BACK is how
 * many pieces before this one the head or text piece stands that a border is
 * asked against, 0 for none; NEW (y, n, -) whether it belongs to another article.
 * After the bar come the features of that border.
 *
 * Links the segmenter's own feature code, so that training and running cannot
 * drift apart.
 */
#include "common/utf8.h"
#include "services/segment/bigram.h"
#include "services/segment/border.h"
#include "services/segment/glyph.h"
#include "services/segment/label/feature.h"
#include "services/segment/read/read.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_feature(void *arg, struct slice feature)
{
    (void)arg;
    printf(" %.*s", SLICE_ARGS(feature));
}

static struct slice
read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return SLICE_EMPTY;
    struct buf buf = { 0 };
    size_t n;
    while ((n = fread(buf_reserve(&buf, 65536), 1, 65536, file)) > 0)
        buf.len += n;
    fclose(file);
    return buf_slice(&buf);
}

/* One place of the page: its role and article in gold, and whether a paragraph
 * begins there (1 yes, 0 no, -1 unknown). */
struct place {
    signed char role, para;
    int article;
};

static void
mark_roles(struct place *places, size_t count, const json_t *page)
{
    size_t i;
    json_t *segment;
    json_array_foreach(json_object_get(page, "segments"), i, segment)
    {
        size_t start = (size_t)json_integer_value(json_object_get(segment, "start"));
        size_t end = (size_t)json_integer_value(json_object_get(segment, "end"));
        enum role role;
        if (!role_find(slice_from(json_string_value(json_object_get(segment, "role"))), &role))
            continue;
        for (size_t at = start; at < end && at < count; at++) {
            places[at].role = (signed char)role;
            places[at].article = (int)json_integer_value(json_object_get(segment, "article"));
        }
    }
}

/* Paragraphs are laid over the article's body and subhead segments in order,
 * skipping ink that repair removed and giving up on an article that does not
 * fit. */
static void
mark_paragraphs(struct place *places, const struct sheet *sheet, const json_t *page)
{
    size_t i, k;
    json_t *article, *paragraph;
    json_array_foreach(json_object_get(page, "articles"), i, article)
    {
        int number = (int)json_integer_value(json_object_get(article, "article"));
        size_t at = 0;
        json_array_foreach(json_object_get(article, "paragraphs"), k, paragraph)
        {
            struct slice text = slice_from(json_string_value(paragraph));
            size_t byte = 0, seen = 0;
            bool lost = false;
            while (byte < text.len && !lost) {
                uint32_t point = utf8_next(text, &byte);
                if (point_is_blank(point))
                    continue;
                size_t skipped = 0;
                for (;; at++) {
                    if (at >= sheet->count) {
                        lost = true;
                        break;
                    }
                    if (places[at].article != number ||
                        (places[at].role != ROLE_BODY && places[at].role != ROLE_SUBHEAD) ||
                        point_is_blank(sheet->point[at]))
                        continue;
                    if (sheet->plain[at] == point)
                        break;
                    if (++skipped > 3) {
                        lost = true;
                        break;
                    }
                }
                if (!lost) {
                    places[at].para = seen++ == 0;
                    at++;
                }
            }
            if (lost)
                break;
        }
    }
}

static void
dump_page(const struct bigrams *bigrams, const json_t *page)
{
    const char *name = json_string_value(json_object_get(page, "page"));
    const char *style = json_string_value(json_object_get(page, "style"));
    struct slice text = slice_from(json_string_value(json_object_get(page, "text")));
    struct arena arena = { 0 };
    struct sheet sheet = { 0 };
    struct features features;
    read_text(&sheet, &arena, text, bigrams);
    features_look(&features, &sheet);
    struct place *places = arena_alloc(&arena, sheet.count + 1, sizeof *places);
    for (size_t i = 0; i < sheet.count; i++)
        places[i] = (struct place){ -1, -1, 0 };
    mark_roles(places, sheet.count, page);
    mark_paragraphs(places, &sheet, page);
    int *owner = arena_alloc(&arena, sheet.piece_count + 1, sizeof *owner);
    bool *known = arena_alloc(&arena, sheet.piece_count + 1, sizeof *known);
    for (size_t i = 0; i < sheet.piece_count; i++) {
        struct piece *piece = &sheet.pieces[i];
        unsigned votes[ROLE_COUNT] = { 0 };
        for (uint32_t at = piece->start; at < piece->end; at++)
            if (!point_is_blank(sheet.point[at]) && places[at].role >= 0)
                votes[places[at].role]++;
        int best = 0;
        for (int r = 1; r < ROLE_COUNT; r++)
            if (votes[r] > votes[best])
                best = r;
        piece->role = votes[best] == 0 ? ROLE_FURNITURE : (enum role)best;
        known[i] = votes[best] > 0;
        for (uint32_t at = piece->start; at < piece->end; at++)
            if (places[at].role == best)
                owner[i] = places[at].article;
    }
    for (size_t i = 0; i < sheet.piece_count; i++) {
        const struct place *first = &places[sheet.pieces[i].start];
        bool asked = first->role == ROLE_BODY && first->para >= 0 && i > 0;
        size_t before = 0;
        bool head = border_head_before(&sheet, i, &before);
        bool pair = head || border_before(&sheet, i, &before);
        printf("%s %s ", name, style ? style : "-");
        if (known[i])
            printf("%d", (int)sheet.pieces[i].role);
        else
            putchar('-');
        printf(" %c %zu %c",
               !asked        ? '-'
               : first->para ? 'y'
                             : 'n',
               pair ? i - before : 0,
               !pair || owner[i] == 0 || owner[before] == 0 ? '-'
               : owner[i] != owner[before]                  ? 'y'
                                                            : 'n');
        features_piece(&features, i, print_feature, NULL);
        fputs(" |", stdout);
        if (head)
            features_head(&features, i, before, print_feature, NULL);
        else if (pair)
            features_first(&features, i, before, print_feature, NULL);
        putchar('\n');
    }
    arena_done(&arena);
}

int
main(int argc, char **argv)
{
    struct bigrams *bigrams = NULL;
    struct err err = { 0 };
    if (argc > 1 && bigrams_parse(&bigrams, read_all(argv[1]), &err) != 0) {
        fprintf(stderr, "dump: %s: %s\n", argv[1], err.text);
        return 1;
    }
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    while ((len = getline(&line, &cap, stdin)) > 0) {
        json_t *page = json_loadb(line, (size_t)len, 0, NULL);
        if (page == NULL)
            return 1;
        dump_page(bigrams, page);
        json_decref(page);
    }
    free(line);
    bigrams_free(bigrams);
    return 0;
}
