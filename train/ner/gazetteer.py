"""Which gazetteer places and dictionary words cover a character, and whether it may start a surname.

Bits 4 x level + 0 / 1 / 2: first / inside / last character of a name of that level (0 province
and prefecture, 1 county, 2 township, 3 country, world place or place that news names; bit 3
of a level is unused).
Bit 16: the character is a surname; bit 17: it starts a compound surname.
Bits 18 + 3 x (class - 4) + 0 / 1 / 2: first / inside / last character of a word of that class
(4 common, 5 less common, 6 personal name, 7 other name: see words.py). 30 bits in all; models
of 18 bits read the first 18.
"""
import collections
import csv
import os
import re

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.environ.get('GAZETTEER', HERE + '/../../../shared/gazetteer')
WORDS = os.environ.get('WORDS', HERE + '/run/words.tsv')
LEVEL = {'province': 0, 'prefecture': 0, 'city': 0, 'county': 1}
LONGEST = 12
FIRST = [0, 4, 8, 12, 18, 21, 24, 27]  # level or class -> bit of a first character


def _rows(name):
    return csv.DictReader(open(f'{FOLDER}/{name}'), delimiter='\t')


class Gazetteer:
    def __init__(self):
        self.levels = collections.defaultdict(int)  # name -> mask of levels and classes
        self.level = {}                             # Chinese place -> its first level
        self.full = collections.defaultdict(list)   # (level, last character) -> names
        self.short = ([], [])                       # level -> names without suffix
        self._china()
        self._history()
        self._world()
        self._words()
        self.surnames = {line.strip() for line in open(f'{FOLDER}/surnames.txt') if line.strip()}
        self.each = [[k for k in range(8) if mask >> k & 1] for mask in range(256)]
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

    def _words(self):
        for line in open(WORDS):
            word, level = line.split()
            self.levels[word] |= 1 << int(level)

    def bits(self, text):
        n, bits = len(text), [0] * len(text)
        for i in range(n):
            bits[i] |= (text[i] in self.surnames) << 16 | (text[i:i + 2] in self.surnames) << 17
            for end in range(i + 2, min(n, i + self.reach.get(text[i], 0)) + 1):
                levels = self.levels.get(text[i:end], 0)
                for level in self.each[levels]:
                    bits[i] |= 1 << FIRST[level]
                    bits[end - 1] |= 4 << FIRST[level]
                    for j in range(i + 1, end - 1):
                        bits[j] |= 2 << FIRST[level]
        return bits
