#include "cli/heard.h"
#include "cli/status.h"

#include "cli/tongue.h"

#include "common/proto/json_write.h"

#include <stdarg.h>
#include <stdio.h>

enum { LABEL = 9, FULL_WIDTH = 77, WHY = 14 }; /* columns */

static void
print_size(struct buf *out, double bytes)
{
    static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
    size_t unit = 0;
    for (; bytes >= 1024 && unit < 4; unit++)
        bytes /= 1024;
    buf_printf(out, unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
}

static void
print_age(struct buf *out, int64_t ms)
{
    if (ms < 60000)
        buf_printf(out, _("%.1f s"), (double)ms / 1000);
    else if (ms < 7200000)
        buf_printf(out, _("%.1f min"), (double)ms / 60000);
    else
        buf_printf(out, _("%.1f h"), (double)ms / 3600000);
}

/* A line "label    text", broken at the width behind the label. */
static void
say(const struct term *term, struct buf *out, enum style style, const char *label,
    const struct buf *text)
{
    struct buf line = { 0 };
    term_cell(&line, slice_from(label), LABEL, true);
    buf_add_slice(&line, buf_slice(text));
    term_flow(term, out, 0, LABEL, &(struct span){ buf_slice(&line), style }, 1);
    buf_done(&line);
}

__attribute__((format(printf, 5, 6))) static void
sayf(const struct term *term, struct buf *out, enum style style, const char *label,
     const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    struct buf line = { 0 };
    buf_add_slice(&line, slice_from(text));
    say(term, out, style, label, &line);
    buf_done(&line);
}

static void
print_lanes(const struct term *term, const struct reply *reply, struct buf *out)
{
    static const char *const counts[LANE_COUNT] = { N_("%lld live"), N_("%lld backfill") };
    struct buf line = { 0 };
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        buf_add_slice(&line, slice_from(lane > 0 ? _(", ") : ""));
        buf_printf(&line, _(counts[lane]), (long long)reply->lanes[lane].waiting);
        if (reply->lanes[lane].waiting > 0) {
            buf_add_slice(&line, slice_from(_(" (oldest ")));
            print_age(&line, reply->lanes[lane].oldest_ms);
            buf_add_slice(&line, slice_from(_(")")));
        }
    }
    say(term, out, STYLE_PLAIN, _("waiting"), &line);
    buf_clear(&line);
    print_size(&line, (double)reply->bytes);
    if (reply->max_bytes > 0) {
        buf_add_slice(&line, slice_from(_(" of ")));
        print_size(&line, (double)reply->max_bytes);
    }
    if (slice_equal(reply->redis, SLICE_LITERAL("up")))
        buf_printf(&line, "%s", _(", redis up"));
    else {
        buf_printf(&line, ", redis ");
        heard_add(&line, reply->redis);
    }
    say(term, out, STYLE_PLAIN, _("ledger"), &line);
    buf_done(&line);
}

static void
print_ingest(const struct term *term, const struct picture *picture, struct buf *out)
{
    const struct reply *reply = &picture->reply;
    if (!picture->ingest) {
        sayf(term, out, STYLE_BAD, _("ingest"), "%s", picture->ingest_err.text);
        return;
    }
    print_lanes(term, reply, out);
    sayf(term, out, reply->dead > 0 ? STYLE_BAD : STYLE_PLAIN, _("dead"), "%lld%s",
         (long long)reply->dead, reply->dead > 0 ? "  (pagewire dlq list)" : "");
    sayf(term, out, STYLE_PLAIN, _("workers"), _("%lld at ingest, %lld pages dispatched"),
         (long long)reply->workers, (long long)reply->dispatched);
    if (reply->documents > 0)
        sayf(term, out, reply->decoders > 0 ? STYLE_PLAIN : STYLE_BAD, _("decode"),
             _("%lld documents wait, %s"), (long long)reply->documents,
             reply->decoders > 0 ? _("decoders are at work") : _("no decoder is running"));
    if (reply->hot_waiting > 0 || reply->hot_left > 0)
        sayf(term, out, STYLE_PLAIN, _("folder"),
             _("%lld files wait, %lld of other kinds left alone"), (long long)reply->hot_waiting,
             (long long)reply->hot_left);
}

static void
print_store(const struct term *term, const struct picture *picture, struct buf *out)
{
    const struct answer *answer = &picture->answer;
    if (!picture->store) {
        sayf(term, out, STYLE_BAD, _("store"), "%s", picture->store_err.text);
        return;
    }
    struct buf originals = { 0 }, file = { 0 };
    print_size(&originals, (double)answer->total_bytes);
    print_size(&file, (double)answer->file_bytes);
    if (answer->file_bytes > 0)
        sayf(term, out, STYLE_PLAIN, _("archive"),
             _("%lld pages, %lld articles, %s of originals, %s on the disk"),
             (long long)answer->total_pages, (long long)answer->total_articles,
             buf_string(&originals), buf_string(&file));
    else
        sayf(term, out, STYLE_PLAIN, _("archive"), _("%lld pages, %lld articles, %s of originals"),
             (long long)answer->total_pages, (long long)answer->total_articles,
             buf_string(&originals));
    buf_done(&originals);
    buf_done(&file);
}

/* ---- the processes ---- */

enum {
    COLUMN_PROCESS,
    COLUMN_PID,
    COLUMN_PAGES,
    COLUMN_FAILED,
    COLUMN_HELD,
    COLUMN_CPU,
    COLUMN_MEMORY,
    COLUMN_READY,
    COLUMN_COUNT
};

static const struct {
    const char *title;
    size_t width;
    bool spare; /* is left out where there is no room for all */
} columns[COLUMN_COUNT] = {
    { N_("process"), 12, false }, { N_("pid"), 7, true },      { N_("pages"), 8, false },
    { N_("failed"), 8, true },    { N_("in hand"), 8, false }, { N_("cpu s"), 8, false },
    { N_("memory"), 9, false },   { N_("ready"), 5, false },
};

/* Texts of one process, or the titles; the first and the last begin at the left. */
static void
print_row(const struct term *term, struct buf *line, const struct buf cells[COLUMN_COUNT])
{
    bool narrow = term->width > 0 && term->width < FULL_WIDTH;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        size_t used = term_columns(buf_slice(&cells[i]));
        if (narrow && columns[i].spare)
            continue;
        buf_printf(line, "%s", i > 0 ? "  " : "");
        if (i > 0 && i < COLUMN_READY)
            for (; used < columns[i].width; used++)
                buf_add_char(line, ' ');
        buf_add_slice(line, buf_slice(&cells[i]));
        if (i == 0)
            for (; used < columns[i].width; used++)
                buf_add_char(line, ' ');
    }
}

static void
print_count(struct buf *out, double count)
{
    if (count < 0)
        buf_add_char(out, '-');
    else
        buf_printf(out, "%.0f", count);
}

static void
print_stage(const struct term *term, const struct stage *stage, struct buf *out)
{
    struct buf cells[COLUMN_COUNT] = { { 0 } }, line = { 0 };
    buf_printf(&cells[COLUMN_PROCESS], "%s", stage->name);
    buf_printf(&cells[COLUMN_PID], "%ld", stage->pid);
    print_count(&cells[COLUMN_PAGES], stage->pages);
    print_count(&cells[COLUMN_FAILED], stage->failed);
    print_count(&cells[COLUMN_HELD], stage->held);
    if (stage->cpu_seconds < 0)
        print_count(&cells[COLUMN_CPU], -1);
    else
        buf_printf(&cells[COLUMN_CPU], "%.2f", stage->cpu_seconds);
    if (stage->resident_bytes < 0)
        print_count(&cells[COLUMN_MEMORY], -1);
    else
        print_size(&cells[COLUMN_MEMORY], stage->resident_bytes);
    print_row(term, &line, cells);
    struct buf why = { 0 };
    heard_add(&why, slice_from(stage->why));
    const char *ready = stage->ready ? _("yes") : buf_string(&why);
    size_t used = term_columns(buf_slice(&line));
    bool fits =
        stage->ready || term->width == 0 || used + term_columns(slice_from(ready)) <= term->width;
    term_add(term, out, STYLE_PLAIN, buf_slice(&line));
    term_printf(term, out, stage->ready ? STYLE_PLAIN : STYLE_BAD, "%s\n", fits ? ready : _("no"));
    if (!fits)
        term_flow(term, out, WHY, WHY, &(struct span){ slice_from(ready), STYLE_BAD }, 1);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buf_done(&cells[i]);
    buf_done(&why);
    buf_done(&line);
}

static void
print_stages(const struct term *term, const struct picture *picture, struct buf *out)
{
    struct buf titles[COLUMN_COUNT] = { { 0 } }, line = { 0 };
    if (picture->stage_count == 0)
        return;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buf_printf(&titles[i], "%s", _(columns[i].title));
    print_row(term, &line, titles);
    buf_add_char(out, '\n');
    term_add(term, out, STYLE_DIM, buf_slice(&line));
    buf_add_char(out, '\n');
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        buf_done(&titles[i]);
    buf_done(&line);
    for (size_t i = 0; i < picture->stage_count; i++)
        print_stage(term, &picture->stages[i], out);
}

/* Where pages are now, the most first: which stage keeps the others waiting. */
static void
print_holders(const struct term *term, const struct picture *picture, struct buf *out)
{
    const struct stage *most = NULL;
    double all = 0;
    for (size_t i = 0; i < picture->stage_count; i++) {
        const struct stage *stage = &picture->stages[i];
        all += stage->here > 0 ? stage->here : 0;
        if (stage->here > 0 && (most == NULL || stage->here > most->here))
            most = stage;
    }
    if (most == NULL)
        return;
    struct buf why = { 0 };
    heard_add(&why, slice_from(most->why));
    sayf(term, out, most->ready ? STYLE_PLAIN : STYLE_BAD, _("held"),
         _("%.0f pages, %.0f of them by %s%s%s"), all, most->here, most->name,
         most->ready ? "" : ": ", most->ready ? "" : buf_string(&why));
    buf_done(&why);
}

void
status_print(const struct term *term, const struct picture *picture, struct buf *out)
{
    print_ingest(term, picture, out);
    print_store(term, picture, out);
    print_holders(term, picture, out);
    print_stages(term, picture, out);
}

/* ---- for programs ---- */

static void
json_lanes(struct jsonw *w, const struct reply *reply)
{
    jsonw_key(w, "lanes");
    jsonw_open(w, '{');
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        jsonw_key(w, lane_name((enum lane)lane));
        jsonw_open(w, '{');
        jsonw_member_number(w, "waiting", reply->lanes[lane].waiting);
        jsonw_member_number(w, "oldest_ms", reply->lanes[lane].oldest_ms);
        jsonw_close(w, '}');
    }
    jsonw_close(w, '}');
    jsonw_member_number(w, "bytes", reply->bytes);
    jsonw_member_number(w, "max_bytes", reply->max_bytes);
    jsonw_member_number(w, "dead", reply->dead);
    jsonw_member_number(w, "workers", reply->workers);
    jsonw_member_number(w, "documents", reply->documents);
    jsonw_member_number(w, "decoders", reply->decoders);
    jsonw_member_number(w, "dispatched", reply->dispatched);
    jsonw_member(w, "redis", reply->redis);
    jsonw_member_number(w, "hot_folder_waiting", reply->hot_waiting);
    jsonw_member_number(w, "hot_folder_left", reply->hot_left);
}

static void
json_stage(struct jsonw *w, const struct stage *stage)
{
    jsonw_open(w, '{');
    jsonw_member(w, "process", slice_from(stage->name));
    jsonw_member_number(w, "pid", stage->pid);
    jsonw_key(w, "ready");
    jsonw_boolean(w, stage->ready);
    if (!stage->ready)
        jsonw_member(w, "why", slice_from(stage->why));
    if (stage->pages >= 0)
        jsonw_member_number(w, "pages", (int64_t)stage->pages);
    if (stage->failed >= 0)
        jsonw_member_number(w, "failed", (int64_t)stage->failed);
    if (stage->held >= 0)
        jsonw_member_number(w, "in_hand", (int64_t)stage->held);
    if (stage->here >= 0)
        jsonw_member_number(w, "here", (int64_t)stage->here);
    if (stage->cpu_seconds >= 0)
        jsonw_member_number(w, "cpu_ms", (int64_t)(stage->cpu_seconds * 1000));
    if (stage->resident_bytes >= 0)
        jsonw_member_number(w, "resident_bytes", (int64_t)stage->resident_bytes);
    jsonw_close(w, '}');
}

void
status_print_json(const struct picture *picture, struct buf *out)
{
    struct jsonw w = { .out = out };
    jsonw_open(&w, '{');
    if (picture->ingest)
        json_lanes(&w, &picture->reply);
    else
        jsonw_member(&w, "ingest_error", slice_from(picture->ingest_err.text));
    if (picture->store) {
        jsonw_member_number(&w, "pages", picture->answer.total_pages);
        jsonw_member_number(&w, "articles", picture->answer.total_articles);
        jsonw_member_number(&w, "archive_bytes", picture->answer.total_bytes);
        jsonw_member_number(&w, "archive_file_bytes", picture->answer.file_bytes);
    } else
        jsonw_member(&w, "store_error", slice_from(picture->store_err.text));
    jsonw_key(&w, "processes");
    jsonw_open(&w, '[');
    for (size_t i = 0; i < picture->stage_count; i++)
        json_stage(&w, &picture->stages[i]);
    jsonw_close(&w, ']');
    jsonw_close(&w, '}');
    buf_add_char(out, '\n');
}
