#include "services/segment/roll.h"

struct roll
roll_call(const struct sheet *sheet, uint32_t articles)
{
    struct roll roll = {
        .pieces = arena_alloc(sheet->arena, sheet->piece_count + 1, sizeof *roll.pieces),
        .first = arena_alloc(sheet->arena, (size_t)articles + 3, sizeof *roll.first),
    };
    size_t *next = roll.first + 1; /* shifted by one, so that filling leaves `first` right */
    for (size_t i = 0; i < sheet->piece_count; i++)
        next[sheet->pieces[i].article + 1]++;
    for (size_t n = 1; n <= articles; n++)
        next[n + 1] += next[n];
    for (size_t i = 0; i < sheet->piece_count; i++)
        roll.pieces[next[sheet->pieces[i].article]++] = i;
    return roll;
}
