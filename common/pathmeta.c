/*
 * The path is cut at slashes, and the file's name at underscores and blanks too.
 * From the right, the first piece that is a date, or three pieces that are
 * year, month and day, is the date; the piece before it is the paper; the last
 * piece, if it comes after the date and looks like one, is the number.
 */
#include "common/pathmeta.h"

#include "common/utf8.h"

#include <stdio.h>
#include <string.h>

enum { PIECES_MAX = 64 };

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
all_digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

static int
digits_value(struct slice s)
{
    int value = 0;
    for (size_t i = 0; i < s.len; i++)
        value = value * 10 + (s.ptr[i] - '0');
    return value;
}

static bool
day_exists(int year, int month, int day)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (year < 1600 || year > 2999 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && leap);
}

bool
date_valid(struct slice date)
{
    if (date.len != 10 || date.ptr[4] != '-' || date.ptr[7] != '-')
        return false;
    struct slice year = slice_part(date, 0, 4), month = slice_part(date, 5, 7),
                 day = slice_part(date, 8, 10);
    return all_digits(year) && all_digits(month) && all_digits(day) &&
           day_exists(digits_value(year), digits_value(month), digits_value(day));
}

/* Year, month and day in three slices of digits. */
static bool
make_date(char date[11], struct slice year, struct slice month, struct slice day)
{
    if (year.len != 4 || month.len < 1 || month.len > 2 || day.len < 1 || day.len > 2 ||
        !all_digits(year) || !all_digits(month) || !all_digits(day))
        return false;
    int y = digits_value(year), m = digits_value(month), d = digits_value(day);
    if (!day_exists(y, m, d))
        return false;
    (void)snprintf(date, 11, "%04u-%02u-%02u", (unsigned)y % 10000, (unsigned)m % 100,
                   (unsigned)d % 100);
    return true;
}

/* Takes what stands before the next separator off *rest. */
static struct slice
take_until(struct slice *rest, struct slice separator)
{
    size_t end = slice_find(*rest, separator);
    struct slice head = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end + separator.len, rest->len);
    return head;
}

/* 2018-01-09, 2018.1.9, 2018年1月9日, 20180109. */
static bool
read_date(char date[11], struct slice piece)
{
    static const char *const separators[][2] = { { "-", "-" }, { ".", "." }, { "年", "月" } };
    if (piece.len == 8 && all_digits(piece))
        return make_date(date, slice_part(piece, 0, 4), slice_part(piece, 4, 6),
                         slice_part(piece, 6, 8));
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        struct slice rest = piece;
        struct slice year = take_until(&rest, slice_from(separators[i][0]));
        struct slice month = take_until(&rest, slice_from(separators[i][1]));
        if (slice_ends(rest, SLICE_LITERAL("日")))
            rest.len -= strlen("日");
        if (make_date(date, year, month, rest))
            return true;
    }
    return false;
}

/* A03, 05, 12b, 第03版: at most two letters, one to three digits, perhaps a letter. */
static struct slice
read_number(struct slice piece)
{
    if (slice_starts(piece, SLICE_LITERAL("第")))
        piece = slice_part(piece, strlen("第"), piece.len);
    if (slice_ends(piece, SLICE_LITERAL("版")))
        piece.len -= strlen("版");
    size_t at = 0, digits = 0;
    while (at < piece.len && at < 2 && is_letter(piece.ptr[at]))
        at++;
    while (at + digits < piece.len && is_digit(piece.ptr[at + digits]))
        digits++;
    at += digits;
    at += at < piece.len && is_letter(piece.ptr[at]);
    return digits >= 1 && digits <= 3 && at == piece.len ? piece : SLICE_EMPTY;
}

/* An extension has a letter in it, so that 2018.01.09 has none. */
static struct slice
without_extension(struct slice name)
{
    for (size_t i = name.len; i > 1; i--) {
        if (name.ptr[i - 1] != '.')
            continue;
        bool letter = false, plain = i < name.len;
        for (size_t k = i; k < name.len; k++) {
            letter = letter || is_letter(name.ptr[k]);
            plain = plain && (is_letter(name.ptr[k]) || is_digit(name.ptr[k]));
        }
        return letter && plain ? slice_part(name, 0, i - 1) : name;
    }
    return name;
}

struct pieces {
    struct slice items[PIECES_MAX]; /* the rightmost, in order */
    size_t count;
};

static void
add_piece(struct pieces *pieces, struct slice piece)
{
    if (piece.len == 0 || slice_equal(piece, SLICE_LITERAL(".")) ||
        slice_equal(piece, SLICE_LITERAL("..")))
        return;
    if (pieces->count == PIECES_MAX)
        memmove(pieces->items, pieces->items + 1, --pieces->count * sizeof *pieces->items);
    pieces->items[pieces->count++] = piece;
}

static void
cut(struct pieces *pieces, struct slice s, const char *separators)
{
    size_t start = 0;
    for (size_t i = 0; i <= s.len; i++)
        if (i == s.len || strchr(separators, s.ptr[i]) != NULL) {
            add_piece(pieces, slice_part(s, start, i));
            start = i + 1;
        }
}

/* The date furthest right: its first piece, and the number of pieces; 0 when
 * there is none. */
static size_t
find_date(const struct pieces *pieces, char date[11], size_t *first)
{
    for (size_t i = pieces->count; i-- > 0;) {
        *first = i;
        if (read_date(date, pieces->items[i]))
            return 1;
        if (i + 2 < pieces->count &&
            make_date(date, pieces->items[i], pieces->items[i + 1], pieces->items[i + 2]))
            return 3;
    }
    return 0;
}

void
pathmeta_read(struct pathmeta *meta, struct slice path)
{
    *meta = (struct pathmeta){ SLICE_EMPTY, SLICE_EMPTY, SLICE_EMPTY, "" };
    if (path.len == 0 || !utf8_valid(path, NULL) || memchr(path.ptr, 0, path.len) != NULL)
        return;
    size_t start = path.len;
    while (start > 0 && path.ptr[start - 1] != '/')
        start--;
    meta->name = without_extension(slice_part(path, start, path.len));
    struct pieces pieces = { .count = 0 };
    cut(&pieces, slice_part(path, 0, start), "/");
    cut(&pieces, meta->name, "_ ");
    size_t first = 0, width = find_date(&pieces, meta->date, &first);
    if (width > 0 && first > 0)
        meta->paper = pieces.items[first - 1];
    if (pieces.count > 0 && (width == 0 || first + width < pieces.count))
        meta->number = read_number(pieces.items[pieces.count - 1]);
}

void
number_count_on(struct slice number, uint32_t file_page, struct buf *out)
{
    size_t end = number.len;
    while (end > 0 && !is_digit(number.ptr[end - 1]))
        end--;
    size_t start = end;
    while (start > 0 && is_digit(number.ptr[start - 1]))
        start--;
    if (end - start > 9) /* no page's number */
        start = end = 0;
    if (start == end) {
        buf_printf(out, "%.*s%02u", SLICE_ARGS(number), file_page);
        return;
    }
    unsigned first = (unsigned)digits_value(slice_part(number, start, end));
    buf_printf(out, "%.*s%0*u%.*s", SLICE_ARGS(slice_part(number, 0, start)), (int)(end - start),
               first + file_page - 1, SLICE_ARGS(slice_part(number, end, number.len)));
}

static int
check_field(const char *what, struct slice value, struct err *err)
{
    if (value.len > META_FIELD_MAX)
        return err_set(err, ERR_REJECT, "\"%s\" is longer than %d bytes", what, META_FIELD_MAX);
    if (!utf8_valid(value, NULL))
        return err_set(err, ERR_REJECT, "\"%s\" is not valid UTF-8", what);
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.ptr[i] < 0x20 || value.ptr[i] == 0x7f)
            return err_set(err, ERR_REJECT, "\"%s\" has a control character", what);
    return 0;
}

int
meta_check(struct slice name, struct slice paper, struct slice date, struct slice number,
           struct err *err)
{
    if (check_field("name", name, err) != 0 || check_field("paper", paper, err) != 0 ||
        check_field("number", number, err) != 0)
        return -1;
    if (date.len > 0 && !date_valid(date))
        return err_set(err, ERR_REJECT, "\"date\" is no day written as 2018-01-09");
    return 0;
}
