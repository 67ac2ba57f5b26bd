/*
 * parse: the whole job on files, in this process: decode, segment, enrich, print.
 * The same functions that the daemons call.
 */
#include "cli/commands.h"
#include "cli/epaper.h"
#include "cli/explain.h"
#include "cli/files.h"
#include "cli/options.h"
#include "cli/picture.h"
#include "cli/view.h"

#include "common/datadir.h"
#include "common/format/format.h"
#include "common/page.h"
#include "common/pageid.h"
#include "common/pathmeta.h"
#include "common/proto/given_json.h"
#include "common/proto/page_json.h"
#include "services/decode/document.h"
#include "services/enrich/enrich.h"
#include "services/ingest/decode.h"
#include "services/segment/segment.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PARSE_HOMES_MAX = 64 };

struct parse {
    struct segmenter *segmenter;
    struct enricher *enricher; /* NULL with --no-entities */
    struct term term;
    struct decode_options decode;
    const char *homes[PARSE_HOMES_MAX]; /* --home */
    size_t home_count;
    const struct format *format; /* NULL: for people, or the record */
    const char *names;           /* --names */
    const char *picture;         /* path of the PNG that is drawn instead of printing; NULL: none */
    const char *folder;          /* of the e-paper that is made instead; NULL: none */
    bool epaper;                 /* --format epaper */
    struct issues *issues;       /* its pages; NULL: none is made */
    struct document_options document;
    bool json, explain, entities, gold;
};

/* Where a page comes from. */
struct source {
    const struct file *file;
    struct slice content; /* of the file */
    uint32_t number;      /* of the page in it */
    bool several;         /* it has several */
    struct slice name;    /* the page's own; "": the file's */
};

static void
name_page(struct page *page, const struct file *file, uint32_t file_page)
{
    struct pathmeta meta = { 0 };
    pathmeta_read(&meta, slice_from(file->path));
    struct buf name = { 0 };
    cli_mend(&name, slice_from(file->name));
    page->name = arena_slice(&page->arena, buf_slice(&name));
    buf_done(&name);
    page->paper = arena_slice(&page->arena, meta.paper);
    page->date = arena_slice(&page->arena, slice_from(meta.date));
    page->number = arena_slice(&page->arena, meta.number);
    page->file_page = file_page;
    if (file_page == 0)
        return;
    struct buf number = { 0 };
    number_count_on(meta.number, file_page, &number);
    page->number = arena_slice(&page->arena, buf_slice(&number));
    buf_done(&number);
}

/* A page of an e-paper; its picture is named by what it is drawn from. */
static int
keep_page(const struct parse *parse, const struct page *page, const struct source *source,
          struct err *err)
{
    struct buf json = { 0 }, stem = { 0 };
    char id[33];
    page_id_make(id, page->paper, page->date, page->number, source->content);
    buf_printf(&stem, "%s", id);
    if (source->number > 1)
        buf_printf(&stem, "-%u", source->number);
    page_encode_record(page, &json);
    int result = issues_add(parse->issues, buf_slice(&json), source->file->path, source->number,
                            buf_string(&stem), err);
    buf_done(&json);
    buf_done(&stem);
    return result;
}

static int
print_page(const struct parse *parse, const struct page *page, struct buf *out, struct err *err)
{
    if (parse->explain && !parse->json) {
        term_printf(&parse->term, out, STYLE_BOLD, "── %.*s", SLICE_ARGS(page->name));
        buf_printf(out, "  %.*s\n", SLICE_ARGS(page->segment_version));
        explain_page(&parse->term, out, page);
        return 0;
    }
    struct buf json = { 0 };
    page_encode_record(page, &json);
    int result = 0;
    if (parse->json) {
        buf_add_slice(out, buf_slice(&json));
        buf_add_char(out, '\n');
    } else {
        struct record record;
        result = record_decode(&record, buf_slice(&json), err);
        if (result == 0) {
            if (parse->format != NULL)
                format_write(parse->format, &record, &(struct format_context){ 0 }, out);
            else
                view_record(&parse->term, out, &record);
            record_done(&record);
        }
    }
    buf_done(&json);
    return result;
}

/* From the page's text on. */
static int
parse_page(const struct parse *parse, const struct source *source, struct page *page,
           struct buf *out, struct err *err)
{
    name_page(page, source->file, source->several ? source->number : 0);
    if (source->name.len > 0)
        page->name = source->name;
    if (segment_page(parse->segmenter, page, NULL, err) != 0 ||
        (parse->enricher != NULL && enrich_page(parse->enricher, page, NULL, err) != 0))
        return -1;
    return parse->issues != NULL ? keep_page(parse, page, source, err)
                                 : print_page(parse, page, out, err);
}

static int
parse_decoded(const struct parse *parse, const struct source *source, const struct decoded *decoded,
              struct buf *out, struct err *err)
{
    struct page page;
    page_init(&page);
    page.text = decoded_page(buf_slice(&decoded->text), source->number);
    page.encoding = slice_from(decoded->encoding);
    page.damaged = decoded->damaged;
    int result = parse_page(parse, source, &page, out, err);
    page_done(&page);
    return result;
}

static int
parse_text(const struct parse *parse, const struct file *file, struct slice content,
           struct buf *out, struct err *err)
{
    struct decoded decoded;
    if (decode_page(&decoded, content, &parse->decode, err) != 0)
        return -1;
    uint32_t pages = decoded_pages(buf_slice(&decoded.text));
    int result = 0;
    for (uint32_t number = 1; number <= pages && result == 0; number++) {
        const struct source source = { file, content, number, pages > 1, SLICE_EMPTY };
        result = parse_decoded(parse, &source, &decoded, out, err);
    }
    decoded_done(&decoded);
    return result;
}

/* The page in colours, over what it looks like where the decoder can draw it. */
static int
draw_page(const struct parse *parse, struct page *page, struct slice content, uint32_t number,
          struct err *err)
{
    if (segment_page(parse->segmenter, page, NULL, err) != 0)
        return -1;
    struct buf under = { 0 }, png = { 0 };
    struct err undrawn = { 0 };
    if (document_picture(content, number, PICTURE_WIDTH, NULL, &under, &undrawn) != 0)
        under.len = 0; /* XML has none */
    int result = picture_draw(&png, page, buf_slice(&under), err);
    if (result == 0)
        result = picture_keep(parse->picture, number, buf_slice(&png), err);
    buf_done(&under);
    buf_done(&png);
    return result;
}

/* All pages of a document.  failed: of several one could not be read, which was told. */
static int
parse_document(const struct parse *parse, const struct file *file, struct slice content,
               struct buf *out, bool *failed, struct err *err)
{
    uint32_t pages = 1;
    for (uint32_t number = 1; number <= pages; number++) {
        struct page page;
        page_init(&page);
        int result = document_decode(&page, content, number, &pages, &parse->document, NULL, err);
        const struct source source = { file, content, number, pages > 1, SLICE_EMPTY };
        if (result == 0)
            result = parse->picture != NULL ? draw_page(parse, &page, content, number, err)
                                            : parse_page(parse, &source, &page, out, err);
        page_done(&page);
        if (result != 0 && pages == 1)
            return -1;
        if (result != 0) { /* the others go on */
            (void)err_prefix(err, "%s: page %u", file_shown(file), number);
            *failed = cli_failed(err) != STATUS_DONE;
        }
    }
    return 0;
}

/* A line of the annotation format: its text, articles and roles are as it says. */
static int
parse_annotation(const struct parse *parse, const struct source *source, struct slice line,
                 struct buf *out, struct err *err)
{
    struct record record;
    struct page page;
    if (record_decode(&record, line, err) != 0)
        return -1;
    page_init(&page);
    page.text = record.text;
    page.encoding = SLICE_LITERAL("UTF-8");
    for (size_t i = 0; i < record.segment_count; i++) {
        const struct record_segment *segment = &record.segments[i];
        struct segment *given = page_add_given(&page);
        given->start = segment->start;
        given->end = segment->end;
        given->article = segment->article;
        given->role = segment->role;
    }
    int result = given_check(&page, record.point_count, err);
    if (result == 0) {
        const struct source named = { source->file, line, 1, false, record.page };
        result = parse_page(parse, &named, &page, out, err);
    }
    page_done(&page);
    record_done(&record);
    return result;
}

static int
parse_annotations(const struct parse *parse, const struct file *file, struct slice content,
                  struct buf *out, struct err *err)
{
    struct source source = { file, content, 0, false, SLICE_EMPTY };
    for (struct slice line; slice_line(&content, &line);) {
        source.number++;
        if (slice_trim(line).len > 0 && parse_annotation(parse, &source, line, out, err) != 0)
            return err_prefix(err, "line %u", source.number);
    }
    return 0;
}

/* The content of a file to the printed page. */
static int
parse_file(const struct parse *parse, const struct file *file, struct buf *out, bool *failed,
           struct err *err)
{
    struct buf content = { 0 };
    int result = file_read(file, &content, err);
    if (result == 0) {
        struct slice bytes = buf_slice(&content);
        result =
            parse->gold ? parse_annotations(parse, file, bytes, out, err)
            : document_sniff(bytes) != DOCUMENT_NONE
                ? parse_document(parse, file, bytes, out, failed, err)
            : parse->picture != NULL
                ? err_set(err, ERR_REJECT, "plain text says nothing of where it stands: no picture")
                : parse_text(parse, file, bytes, out, err);
        if (result != 0)
            err_prefix(err, "%s", file_shown(file));
    }
    buf_done(&content);
    return result;
}

static int
parse_files(const struct parse *parse, const struct files *files)
{
    int status = STATUS_DONE;
    if (parse->format != NULL && parse->format->head != NULL &&
        !cli_write(slice_from(parse->format->head)))
        return STATUS_FAILED;
    for (size_t i = 0; i < files->count; i++) {
        struct buf out = { 0 };
        struct err err = { 0 };
        bool written = true, failed = false;
        if (parse_file(parse, &files->items[i], &out, &failed, &err) != 0)
            status = cli_failed(&err);
        else
            written = cli_write(buf_slice(&out));
        if (failed)
            status = STATUS_FAILED;
        buf_done(&out);
        if (!written)
            return STATUS_FAILED;
    }
    return status;
}

static int
read_original(void *arg, const struct issue_source *source, struct buf *bytes, struct err *err)
{
    (void)arg;
    const struct file file = { .path = source->name };
    return file_read(&file, bytes, err);
}

/* An e-paper of the files: those that cannot be used are left out. */
static int
make_epaper(const struct parse *parse, const struct files *files)
{
    struct err err = { 0 };
    struct outdir dir = { .fd = -1 };
    const struct epaper_site site = { .dir = &dir, .original = read_original };
    int status = STATUS_FAILED;
    if (issues_open(parse->issues, &err) != 0 || outdir_open(&dir, parse->folder, &err) != 0) {
        status = cli_failed(&err);
    } else {
        status = parse_files(parse, files);
        if (epaper_write(&site, parse->issues, &err) != 0)
            status = cli_failed(&err);
        else
            fprintf(stderr,
                    _("pagewire: %s: %zu files written, %zu as they were, %zu taken away\n"),
                    parse->folder, dir.written, dir.kept, dir.dropped);
    }
    outdir_close(&dir);
    issues_done(parse->issues);
    return status;
}

static int
load(struct parse *parse, struct err *err)
{
    if (segmenter_load(&parse->segmenter, data_dir(), err) != 0)
        return -1;
    if (!parse->entities)
        return 0;
    if (enricher_load(&parse->enricher, data_dir(), err) != 0 ||
        enricher_set_homes(parse->enricher, parse->homes, parse->home_count, err) != 0)
        return -1;
    return enricher_set_names(parse->enricher, parse->names == NULL ? "" : parse->names, err);
}

/* Options into *parse; -1 to go on, else the exit status. */
static int
take_format(const struct command *command, const char *value, void *target)
{
    struct parse *parse = target;
    parse->epaper = strcmp(value, "epaper") == 0;
    return parse->epaper ? 0 : cli_format(command, value, &parse->format);
}

static int
take_home(const struct command *command, const char *value, void *target)
{
    struct parse *parse = target;
    if (parse->home_count < PARSE_HOMES_MAX) {
        parse->homes[parse->home_count++] = value;
        return 0;
    }
    cli_usage(command, "--home: %d at most", PARSE_HOMES_MAX);
    return -1;
}

static int
read_options(const struct command *command, int argc, char **argv, struct parse *parse)
{
    bool drawn = false, bare = false;
    const struct cli_option options[] = {
        OPTIONS_COMMON(&parse->json, &parse->term),
        { "no-entities", TAKES_NOTHING, &bare },
        { "explain", TAKES_NOTHING, &parse->explain },
        { "lenient", TAKES_NOTHING, &parse->decode.lenient },
        { "encoding", TAKES_SLICE, &parse->decode.encoding },
        { "home", TAKES_OWN, parse, .read = take_home },
        { "names", TAKES_TEXT, &parse->names },
        { "format", TAKES_OWN, parse, .read = take_format },
        { "gold", TAKES_NOTHING, &parse->gold },
        { "picture", TAKES_NOTHING, &drawn },
        { "output", TAKES_TEXT, &parse->picture, .letter = 'o' },
        { "ocr", TAKES_TEXT, &parse->document.ocr },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    parse->entities = !bare;
    if (parse->epaper) {
        parse->folder = parse->picture;
        parse->picture = NULL;
        if (parse->folder == NULL)
            return cli_usage(command, "--format epaper needs -o DIR");
    }
    if (drawn != (parse->picture != NULL))
        return cli_usage(command, "--picture and -o FILE.png go together");
    if (!decode_knows(parse->decode.encoding))
        return cli_usage(command, "--encoding: '%.*s' is not known here",
                         SLICE_ARGS(parse->decode.encoding));
    return -1;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct issues issues = { 0 };
    struct parse parse = { .decode = { .encoding = SLICE_EMPTY } };
    int status = read_options(command, argc, argv, &parse);
    if (status >= 0)
        return status;
    if (optind == argc)
        return cli_usage(command, "parse needs a file, a folder or - for standard input");
    if (parse.explain && parse.json)
        return cli_usage(command, "--explain is for people: the JSON has the evidence anyway");
    if (parse.picture != NULL && (parse.explain || parse.json || parse.gold || argc - optind != 1))
        return cli_usage(command, "--picture draws the pages of one file and prints nothing");
    if (parse.explain || parse.picture != NULL)
        parse.entities = false;
    if (parse.folder != NULL)
        parse.issues = &issues;
    struct err err = { 0 };
    struct files files = { 0 };
    status = STATUS_DONE;
    for (int i = optind; i < argc; i++)
        if (files_add(&files, argv[i], &err) != 0)
            status = cli_failed(&err);
    files_name(&files);
    if (files.lacking)
        status = STATUS_FAILED;
    if (files.count > 0 && load(&parse, &err) != 0)
        status = cli_failed(&err);
    else if (files.count > 0 && (parse.folder != NULL ? make_epaper(&parse, &files)
                                                      : parse_files(&parse, &files)) != STATUS_DONE)
        status = STATUS_FAILED;
    files_done(&files);
    enricher_free(parse.enricher);
    segmenter_free(parse.segmenter);
    return status;
}

const struct command command_parse = {
    .name = "parse",
    .summary = N_("turn page files into articles, here and now, without a server"),
    .help = N_(
        "usage: pagewire parse [OPTION...] FILE|DIR|-...\n"
        "\n"
        "Prints the articles of each page with headline, authors, paragraphs, people, places\n"
        "and organisations.  A folder stands for every text, PDF, XML, hOCR and picture below\n"
        "it, - for standard input.\n"
        "Paper, date and page number are taken from paths like 焦作日报/2018-01-09/A03.txt.\n"
        "\n"
        "  --json           one line of JSON for each page, in order (PROTOCOL.md, Record)\n"
        "  --format NAME    in a format that other programs read: ninjs, ninjs1, jsonld,\n"
        "                   annotation, alto, iiif, csv, mentions, markdown, text, gold\n"
        "  --format epaper -o DIR  a web site of these pages; others in DIR stay\n"
        "  --gold           files are of the annotation format (--format gold), a line a page:\n"
        "                   articles and roles are as they say, the rest is done anew\n"
        "  --explain        instead show every cut, role and attachment with its confidence\n"
        "                   and the evidence that decided it\n"
        "  --picture -o FILE.png  instead draw the page with its articles coloured and numbered\n"
        "                   (documents only; further pages get FILE-2.png, FILE-3.png ...)\n"
        "  --no-entities    do without people, places and organisations: faster\n"
        "  --home [PAPER=]PLACE  where the paper is at home (410800 or 焦作市), for places that\n"
        "                   only this tells apart; otherwise its name or masthead says so\n"
        "  --names FILE     the newsroom's own list of names (pagewire(1), NAMES)\n"
        "  --encoding NAME  auto (default), UTF-8, GB18030, Big5, UTF-16...\n"
        "  --ocr COMMAND    what reads pictures: is given a PNG, prints ALTO (default:\n"
        "                   tesseract; \"\": none)\n"
        "  --lenient        replace broken bytes instead of refusing the page\n"
        "  --color WHEN     auto, always or never\n"
        "\n"
        "A file that cannot be used is named with the reason on standard error; the others\n"
        "are still done, and the exit status is 1.\n"
        "\n"
        "examples:\n"
        "  pagewire parse page.txt\n"
        "  pagewire parse --json pages/*.txt > pages.jsonl\n"
        "  pagewire parse --explain page.txt | less -S\n"
        "  pagewire parse page.pdf\n"
        "  pagewire parse --picture page.pdf -o page.png\n"
        "  pagewire parse --format epaper -o site samples\n"),
    .run = run,
};
