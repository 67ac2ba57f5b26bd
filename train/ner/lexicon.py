"""Adds to words.tsv the places and bodies that news names: those that a tagger is sure of in the raw news, and THUOCL's places (MIT).

usage: lexicon.py TAG DATA THUOCL_DIMING.txt WORDS    (TAG: bench/tagger/tag, built; DATA: the tagger and gazetteer it takes)

A name joins when at least four articles name it, nine of ten of them as the same of LOC and ORG, with a mean
confidence of 0.75; of THUOCL those of three characters or more that jieba does not have.  Bodies are of class 7 (see words.py), places of level 3
(see gazetteer.py): with 7 they help less.  What jieba has as of class 7, or the tables of divisions as a place, stays.  People do not join: it was
tried and changed nothing.  The articles are those of raw.py: none shares text with lines or pages to measure on.
"""
import collections
import json
import subprocess
import sys

from data import DEV, rows
from gazetteer import Gazetteer
from raw import FILES, articles, sentences
from words import LONGEST

ARTICLES, SHARE, SURE = 4, 0.9, 0.75
PLACE, BODY = 3, 7


def lines():
    """(number of its article, sentence)"""
    kept_back = {r['text'] for _, name in DEV.values() for r in rows(name)}
    for name in FILES:
        for i, article in articles(name):
            for paragraph in [article['title'], *article['body']]:
                for s in map(str.strip, sentences(paragraph.replace('\n', ' '))):
                    if 6 <= len(s) <= 300 and s not in kept_back:
                        yield f'{name}/{i}', s


class Names:
    """What was found, by surface."""

    def __init__(self):
        self.articles = collections.defaultdict(lambda: collections.defaultdict(set))
        self.sure = collections.defaultdict(list)

    def add(self, article, text, spans):
        for start, end, kind, sure in spans:
            if 2 <= end - start <= LONGEST and not any(c.isspace() for c in text[start:end]):
                self.articles[text[start:end]][kind].add(article)
                self.sure[text[start:end], kind].append(sure)

    def kind(self, name):
        """What most articles take it for, None when none names it."""
        kinds = self.articles.get(name, {})
        return max(sorted(kinds), key=lambda k: len(kinds[k]), default=None)

    def chosen(self):
        """(surface, LOC or ORG) of places and bodies that hold up, in order."""
        for name, kinds in sorted(self.articles.items()):
            kind = self.kind(name)
            count, sure = len(kinds[kind]), self.sure[name, kind]
            if kind != 'PER' and count >= ARTICLES and count >= SHARE * sum(map(len, kinds.values())) and sum(sure) / len(sure) >= SURE:
                yield name, kind


def places(path, known, found):
    """(name, LOC or ORG) of a list of places, less the words that are known: many are no names.  Some are what news takes for a body."""
    for line in open(path, encoding='utf-8-sig'):
        parts = line.split()
        if len(parts) == 2 and 3 <= len(parts[0]) <= LONGEST and parts[0] not in known:
            yield parts[0], 'LOC' if found.kind(parts[0]) in (None, 'LOC') else 'ORG'


def main():
    tag, data, thuocl, out = sys.argv[1:]
    found, texts = Names(), list(lines())
    for at in range(0, len(texts), 50000):
        part = texts[at:at + 50000]
        done = subprocess.run([tag, '--guidelines', 'local', data], input=''.join(t + '\n' for _, t in part), capture_output=True, text=True,
                              check=True)
        for (article, text), spans in zip(part, done.stdout.splitlines(), strict=True):
            found.add(article, text, json.loads(spans))
    with open(out) as f:
        old = set(f.read().splitlines())
    listed, new = Gazetteer().levels, set()
    for name, kind in {**dict(places(thuocl, {line.split('\t')[0] for line in old}, found)), **dict(found.chosen())}.items():
        if f'{name}\t{BODY}' not in old and (kind == 'ORG' or listed.get(name, 0) & 15 == 0):
            new.add(f'{name}\t{BODY if kind == "ORG" else PLACE}')
    with open(out, 'w') as f:
        f.writelines(line + '\n' for line in sorted(old | new))
    print(f'{len(new - old)} names joined {len(old)} words')


if __name__ == '__main__':
    main()
