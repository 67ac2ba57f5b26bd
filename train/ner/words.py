"""Makes words.tsv, the word classes of gazetteer.py, from the dictionary of jieba 0.42.1 (MIT).

usage: words.py DICT.TXT OUT      (dict.txt of the jieba package: word, count, part of speech)

One word of two characters or more a line, then its class: 4 common (count 50 or more), 5 less
common (5 or more), 6 personal name, 7 place, body, other proper name or abbreviation.
"""
import sys

CLASS = {'nr': 6, 'nrt': 6, 'nrfg': 6, 'ns': 7, 'nt': 7, 'nz': 7, 'j': 7}
LONGEST = 12


def classes(path):
    for line in open(path):
        word, count, kind = line.split()
        level = CLASS.get(kind) or (4 if int(count) >= 50 else 5 if int(count) >= 5 else None)
        if level and 2 <= len(word) <= LONGEST:
            yield word, level


if __name__ == '__main__':
    with open(sys.argv[2], 'w') as out:
        for word, level in sorted(classes(sys.argv[1])):
            print(word, level, sep='\t', file=out)
