/*
 * tag: names in plain text, one passage a line.  Lines are tagged in batches of
 * whatever one read(2) gave, so files go fast and a program that writes a line
 * and waits for its answer gets it.
 */
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/term.h"

#include "common/arena.h"
#include "common/datadir.h"
#include "common/proto/json_write.h"
#include "common/utf8.h"
#include "services/enrich/enrich.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 64 << 10, LINE_BYTES_MAX = 16 << 20 };

struct tag {
    struct enricher *enricher;
    struct term term;
    bool json;
    int status;
    struct arena arena; /* of one batch */
};

/* ---- output ---- */

static void
print_json(struct buf *out, struct slice text, const struct tagged *tagged, size_t count)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    jsonw_member(&w, "text", text);
    jsonw_key(&w, "entities");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < count; i++) {
        jsonw_open(&w, '[');
        jsonw_number(&w, tagged[i].start);
        jsonw_number(&w, tagged[i].end);
        jsonw_text(&w, slice_from(mention_type_name(tagged[i].type)));
        jsonw_share(&w, tagged[i].confidence);
        jsonw_close(&w, ']');
    }
    jsonw_close(&w, ']');
    jsonw_close(&w, '}');
    buf_add_char(out, '\n');
}

/* Names in colour, or as [LOC 焦作] where there is none. */
static void
print_text(const struct term *term, struct buf *out, struct slice text, const struct tagged *tagged,
           size_t count)
{
    static const enum style styles[] = {
        [MENTION_PER] = STYLE_PER, [MENTION_LOC] = STYLE_LOC, [MENTION_ORG] = STYLE_ORG
    };
    size_t at = 0;
    uint32_t point = 0;
    for (size_t i = 0; i < count; i++) {
        size_t from = at;
        for (; point < tagged[i].start; point++)
            utf8_next(text, &at);
        buf_add_slice(out, slice_part(text, from, at));
        from = at;
        for (; point < tagged[i].end; point++)
            utf8_next(text, &at);
        struct slice name = slice_part(text, from, at);
        if (term->colour)
            term_add(term, out, styles[tagged[i].type], name);
        else
            buf_printf(out, "[%s %.*s]", mention_type_name(tagged[i].type), SLICE_ARGS(name));
    }
    buf_add_slice(out, slice_part(text, at, text.len));
    buf_add_char(out, '\n');
}

/* ---- input ---- */

static struct slice
check_line(struct tag *tag, const char *path, size_t number, struct slice line)
{
    size_t bad;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (utf8_valid(line, &bad))
        return line;
    cli_error("%s: line %zu, byte %zu: not UTF-8; broken bytes became U+FFFD", path, number,
              bad + 1);
    tag->status = STATUS_FAILED;
    struct buf text = { 0 };
    cli_mend(&text, line);
    struct slice copy = arena_slice(&tag->arena, buf_slice(&text));
    buf_done(&text);
    return copy;
}

/* Tags and prints complete lines; *number counts those of the file. */
static int
tag_lines(struct tag *tag, const char *path, struct slice lines, size_t *number)
{
    size_t count = 0, cap = 0;
    struct slice *texts = NULL, line;
    while (slice_line(&lines, &line)) {
        texts = arena_grow(&tag->arena, texts, count, &cap, sizeof *texts);
        texts[count++] = check_line(tag, path, ++*number, line);
    }
    struct tagged **tagged = arena_alloc(&tag->arena, count, sizeof(struct tagged *));
    size_t *counts = arena_alloc(&tag->arena, count, sizeof *counts);
    struct err err = { 0 };
    if (enricher_tag(tag->enricher, texts, count, &tag->arena, tagged, counts, NULL, &err) != 0) {
        (void)cli_failed(&err);
        arena_done(&tag->arena);
        return -1;
    }
    struct buf out = { 0 };
    for (size_t i = 0; i < count; i++)
        if (tag->json)
            print_json(&out, texts[i], tagged[i], counts[i]);
        else
            print_text(&tag->term, &out, texts[i], tagged[i], counts[i]);
    bool written = cli_write(buf_slice(&out));
    buf_done(&out);
    arena_done(&tag->arena);
    return written ? 0 : -1;
}

/* Reads to the end; -1 when the output is gone. */
static int
tag_stream(struct tag *tag, const char *path, int fd)
{
    struct buf waiting = { 0 };
    size_t number = 0;
    int result = 0;
    for (;;) {
        ssize_t got = read(fd, buf_reserve(&waiting, READ_BYTES), READ_BYTES);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            cli_error("%s: %s", path, strerror(errno));
            tag->status = STATUS_FAILED;
        }
        if (got <= 0)
            break;
        waiting.len += (size_t)got;
        const char *last = memrchr(waiting.ptr, '\n', waiting.len);
        size_t complete = last == NULL ? 0 : (size_t)(last - waiting.ptr) + 1;
        if (complete == 0 && waiting.len > LINE_BYTES_MAX) {
            cli_error("%s: line %zu is longer than %d MiB", path, number + 1, LINE_BYTES_MAX >> 20);
            tag->status = STATUS_FAILED;
            buf_clear(&waiting);
            break;
        }
        if (complete == 0)
            continue;
        if ((result = tag_lines(tag, path, slice_part(buf_slice(&waiting), 0, complete), &number)))
            break;
        memmove(waiting.ptr, waiting.ptr + complete, waiting.len - complete);
        waiting.len -= complete;
    }
    if (result == 0 && waiting.len > 0)
        result = tag_lines(tag, path, buf_slice(&waiting), &number);
    buf_done(&waiting);
    return result;
}

static int
tag_file(struct tag *tag, const char *path)
{
    if (strcmp(path, "-") == 0)
        return tag_stream(tag, "stdin", STDIN_FILENO);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        cli_error("%s: %s", path, strerror(errno));
        tag->status = STATUS_FAILED;
        return 0;
    }
    int result = tag_stream(tag, path, fd);
    close(fd);
    return result;
}

static int
run(const struct command *command, int argc, char **argv)
{
    struct tag tag = { .status = STATUS_DONE };
    const char *guidelines = "mixed";
    const struct cli_option options[] = {
        OPTIONS_COMMON(&tag.json, &tag.term),
        { "guidelines", TAKES_TEXT, &guidelines },
        OPTIONS_END,
    };
    int status = options_read(command, argc, argv, options);
    if (status >= 0)
        return status;
    struct err err = { 0 };
    if (enricher_load(&tag.enricher, data_dir(), &err) != 0)
        return cli_failed(&err);
    if (enricher_set_guidelines(tag.enricher, guidelines) != 0) {
        enricher_free(tag.enricher);
        return cli_usage(command, "--guidelines takes local, 1998 or mixed");
    }
    if (optind == argc && tag_file(&tag, "-") != 0)
        tag.status = STATUS_FAILED;
    for (int i = optind; i < argc; i++)
        if (tag_file(&tag, argv[i]) != 0) {
            tag.status = STATUS_FAILED;
            break;
        }
    enricher_free(tag.enricher);
    return tag.status;
}

const struct command command_tag = {
    .name = "tag",
    .summary = N_("find people, places and organisations in plain text"),
    .help =
        N_("usage: pagewire tag [--json] [--guidelines NAME] [FILE...]\n"
           "\n"
           "Reads UTF-8 text, one passage a line, from the files or standard input, and prints\n"
           "each line with its names marked.  No server is needed.\n"
           "\n"
           "  --json        a line of JSON for each line, in order:\n"
           "                {\"text\":..., \"entities\":[[start, end, type, confidence], ...]}\n"
           "                start and end count code points, type is PER, LOC or ORG\n"
           "  --guidelines NAME\n"
           "                what counts as a name: local (as on pages), 1998 (as in the People's\n"
           "                Daily of that year: 市委 alone is one) or mixed (unless told)\n"
           "  --color WHEN  auto, always or never\n"
           "\n"
           "A broken byte becomes U+FFFD and makes the exit status 1.\n"
           "\n"
           "examples:\n"
           "  echo 市委书记王小平到河南理工大学调研 | pagewire tag\n"
           "  pagewire tag --json sentences.txt > tagged.jsonl\n"),
    .run = run,
};
