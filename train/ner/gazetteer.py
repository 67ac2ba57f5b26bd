"""Which gazetteer places cover a character, and whether it may start a surname: 18 bits.

Bits 4 x level + 0 / 1 / 2: first / inside / last character of a name of that level (0 province
and prefecture, 1 county, 2 township, 3 country or world place; bit 3 of a level is unused).
Bit 16: the character is a surname; bit 17: it starts a compound surname.
"""
import collections
import csv
import os
import re

FOLDER = os.environ.get('GAZETTEER', '/work/shared/gazetteer')
LEVEL = {'province': 0, 'prefecture': 0, 'city': 0, 'county': 1}
LONGEST = 12


def _rows(name):
    return csv.DictReader(open(f'{FOLDER}/{name}'), delimiter='\t')


class Gazetteer:
    def __init__(self):
        self.levels = collections.defaultdict(int)  # name -> mask of levels
        self.level = {}                             # Chinese place -> its first level
        self.full = collections.defaultdict(list)   # (level, last character) -> names
        self.short = ([], [])                       # level -> names without suffix
        self._china()
        self._history()
        self._world()
        self.surnames = {line.strip() for line in open(f'{FOLDER}/surnames.txt') if line.strip()}
        self.reach = collections.defaultdict(int)   # first character -> longest name
        for name in self.levels:
            self.reach[name[0]] = max(self.reach[name[0]], min(len(name), LONGEST))

    def _china(self):
        for row in _rows('china_admin_2023.tsv'):
            name, short, level = row['name'], row['short'], LEVEL.get(row['level'], 2)
            if name in ('市辖区', '县') or len(name) < 2:
                continue
            self.levels[name] |= 1 << level
            self.full[level, name[-1]].append(name)
            self.level.setdefault(name, level)
            if level < 2 and len(short) >= 2:
                self.levels[short] |= 1 << level
                self.short[level].append(short)
                self.level.setdefault(short, level)

    def _history(self):
        for line in open(f'{FOLDER}/gb2260_history_all_names.tsv'):
            code, *rest = line.split('\t')
            if rest and len(rest[0]) >= 3 and rest[0] != '市辖区':
                self.levels[rest[0]] |= 1 << (0 if code.endswith('00') else 1)

    def _world(self):
        names = [row[k] for row in _rows('countries_zh.tsv') for k in ('zh_common', 'zh_official')]
        for line in open(f'{FOLDER}/world_places.txt'):
            names += re.split(r'[\t/\s]+', line.strip().rstrip(':'))
        for name in names:
            if len(name) >= 2:
                self.levels[name] |= 8

    def bits(self, text):
        n, bits = len(text), [0] * len(text)
        for i in range(n):
            bits[i] |= (text[i] in self.surnames) << 16 | (text[i:i + 2] in self.surnames) << 17
            for end in range(i + 2, min(n, i + self.reach.get(text[i], 0)) + 1):
                levels = self.levels.get(text[i:end], 0)
                for level in range(4):
                    if levels >> level & 1:
                        bits[i] |= 1 << 4 * level
                        bits[end - 1] |= 4 << 4 * level
                        for j in range(i + 1, end - 1):
                            bits[j] |= 2 << 4 * level
        return bits
