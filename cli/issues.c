#include "cli/issues.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct issue_entry {
    char *paper, *date, *number;
    struct issue_source source;
    off_t at;
    size_t len;
};

int
issues_open(struct issues *issues, struct err *err)
{
    *issues = (struct issues){ .spool = tmpfile() };
    return issues->spool != NULL ? 0
                                 : err_set(err, ERR_RETRY, "a temporary file: %s", strerror(errno));
}

void
issues_done(struct issues *issues)
{
    for (size_t i = 0; i < issues->count; i++) {
        struct issue_entry *entry = &issues->entries[i];
        free(entry->paper);
        free(entry->date);
        free(entry->number);
        free(entry->source.name);
        free(entry->source.stem);
    }
    free(issues->entries);
    if (issues->spool != NULL)
        fclose(issues->spool);
    *issues = (struct issues){ 0 };
}

static struct issue_entry *
grow(struct issues *issues)
{
    if (issues->count == issues->cap) {
        issues->cap = issues->cap > 0 ? 2 * issues->cap : 64;
        issues->entries = realloc(issues->entries, issues->cap * sizeof *issues->entries);
        if (issues->entries == NULL)
            die("out of memory");
    }
    return &issues->entries[issues->count];
}

int
issues_add(struct issues *issues, struct slice json, const char *name, uint32_t number,
           const char *stem, struct err *err)
{
    struct record record;
    if (record_decode(&record, json, err) != 0)
        return -1;
    struct issue_entry *entry = grow(issues);
    *entry = (struct issue_entry){ slice_dup(record.paper),
                                   slice_dup(record.date),
                                   slice_dup(record.number),
                                   { slice_dup(name != NULL ? slice_from(name) : record.page_id),
                                     number > 0             ? number
                                     : record.file_page > 0 ? record.file_page
                                                            : 1,
                                     slice_dup(stem != NULL ? slice_from(stem) : record.page_id) },
                                   ftello(issues->spool),
                                   json.len };
    record_done(&record);
    issues->count++;
    if (fwrite(json.ptr, 1, json.len, issues->spool) != json.len)
        return err_set(err, ERR_RETRY, "a temporary file: %s", strerror(errno));
    return 0;
}

/* Paper, date, number with A2 before A10; then whatever stays the same. */
static int
compare(const void *a, const void *b)
{
    const struct issue_entry *x = a, *y = b;
    int order = strcmp(x->paper, y->paper);
    if (order == 0)
        order = strcmp(x->date, y->date);
    if (order == 0)
        order = strverscmp(x->number, y->number);
    if (order == 0)
        order = strcmp(x->source.name, y->source.name);
    return order != 0
               ? order
               : (x->source.number > y->source.number) - (x->source.number < y->source.number);
}

static int
read_record(const struct issues *issues, const struct issue_entry *entry, struct record *record,
            struct err *err)
{
    struct buf json = { 0 };
    int result = -1;
    if (fseeko(issues->spool, entry->at, SEEK_SET) != 0 ||
        fread(buf_reserve(&json, entry->len), 1, entry->len, issues->spool) != entry->len) {
        (void)err_set(err, ERR_RETRY, "a temporary file: %s", strerror(errno));
    } else {
        json.len = entry->len;
        result = record_decode(record, buf_slice(&json), err);
    }
    buf_done(&json);
    return result;
}

static int
one(const struct issues *issues, size_t from, size_t count, issue_done *each, void *arg,
    struct err *err)
{
    struct record *records = calloc(count, sizeof *records);
    struct issue_source *sources = calloc(count, sizeof *sources);
    if (records == NULL || sources == NULL)
        die("out of memory");
    size_t have = 0;
    int result = 0;
    for (; have < count && result == 0; have += result == 0) {
        sources[have] = issues->entries[from + have].source;
        result = read_record(issues, &issues->entries[from + have], &records[have], err);
    }
    if (result == 0)
        result = each(arg, records, sources, count, err);
    for (size_t i = 0; i < have; i++)
        record_done(&records[i]);
    free(records);
    free(sources);
    return result;
}

int
issues_each(struct issues *issues, issue_done *each, void *arg, struct err *err)
{
    int result = 0;
    if (issues->count > 0)
        qsort(issues->entries, issues->count, sizeof *issues->entries, compare);
    for (size_t i = 0, end; i < issues->count && result == 0; i = end) {
        const struct issue_entry *first = &issues->entries[i];
        for (end = i + 1; end < issues->count; end++)
            if (strcmp(issues->entries[end].paper, first->paper) != 0 ||
                strcmp(issues->entries[end].date, first->date) != 0)
                break;
        result = one(issues, i, end - i, each, arg, err);
    }
    return result;
}
