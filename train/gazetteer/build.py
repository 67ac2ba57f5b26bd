"""Facts of the gazetteer and classes of words -> data/gazetteer.bin.

usage: build.py SHARED_GAZETTEER WORDS OUT

WORDS is what train/ner/words.py makes of jieba's dictionary (MIT), with the names that train/ner/lexicon.py adds.

One trie of names.  A name's value is a set of bits: 0..3 the levels at which it is a place
(province or prefecture, county, township and below, abroad), 4..7 the classes of the word
(common, less common, personal name, other name), 8 a surname of one character, 9 a surname
of two.  Levels and classes are those with which the tagger was trained (train/ner/gazetteer.py);
to change them is to train again.
"""
import collections
import csv
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import blob

LEVELS = {'province': 0, 'prefecture': 0, 'city': 0, 'county': 1, 'town': 2}
LONGEST = 12


def places(folder):
    """name -> bits of levels"""
    bits = collections.defaultdict(int)

    def table(name):
        with open(os.path.join(folder, name), encoding='utf-8', newline='') as f:
            yield from csv.DictReader(f, delimiter='\t')

    def lines(name):
        with open(os.path.join(folder, name), encoding='utf-8') as f:
            yield from f

    for row in table('china_admin_2023.tsv'):
        level, name, short = LEVELS.get(row['level'], 2), row['name'], row['short']
        if name in ('市辖区', '县') or len(name) < 2:
            continue
        bits[name] |= 1 << level
        if level < 2 and len(short) >= 2:
            bits[short] |= 1 << level
    for line in lines('gb2260_history_all_names.tsv'):
        code, name = line.split('\t')[:2]
        if len(name) >= 3 and name != '市辖区':
            bits[name] |= 1 << (0 if code.endswith('00') else 1)
    for row in table('countries_zh.tsv'):
        for name in (row['zh_common'], row['zh_official']):
            if len(name) >= 2:
                bits[name] |= 8
    for line in lines('world_places.txt'):
        for name in re.split(r'[\t/\s]+', line.strip().rstrip(':')):
            if len(name) >= 2:
                bits[name] |= 8
    return {name: b for name, b in bits.items() if len(name) <= LONGEST}


def surnames(folder):
    with open(os.path.join(folder, 'surnames.txt'), encoding='utf-8') as f:
        return {line.strip() for line in f if line.strip()}


def words(path):
    """(word, bit of its class, or of level 3 for a place that news names)"""
    with open(path, encoding='utf-8') as f:
        for line in f:
            word, level = line.split()
            assert 3 <= int(level) <= 7 and 2 <= len(word) <= LONGEST, line
            yield word, 1 << int(level)


def main():
    folder, dictionary, out = sys.argv[1:]
    values = places(folder)
    for word, bit in words(dictionary):
        values[word] = values.get(word, 0) | bit
    for name in surnames(folder):
        if len(name) in (1, 2):
            values[name] = values.get(name, 0) | 128 << len(name)
    size, crc = blob.write(out, b'PWGAZETT', 1, blob.trie(values))
    print(f'{out}: {len(values)} names, {size} bytes, crc {crc:08x}')


if __name__ == '__main__':
    main()
