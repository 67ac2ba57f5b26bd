"""Passages of the unlabelled news, without the articles that share text with evaluation data."""
import json
import lzma
import random
import re

from data import DEV, FOLDER, rows

FILES = {'raw-chinanews_sina': 2, 'raw-people_daily_2023': 2, 'raw-cctv_xwlb_2022_2026': 1}  # articles in a round
LONGEST = 200  # characters of a passage


def articles(name):
    """[(index, article)] of one file, the excluded ones left out."""
    excluded = set(json.load(open(f'{FOLDER}/raw-exclude.json'))[name])
    everything = json.load(lzma.open(f'{FOLDER}/{name}.json.xz'))
    return [(i, a) for i, a in enumerate(everything) if i not in excluded]


def sentences(paragraph):
    return [s for s in re.findall('.+?[。！？；]+[”』」）]*|.+$', paragraph) if s.strip()]


def passages(article, dice):
    """The title, and the body in pieces of one to three sentences."""
    out = [article['title']]
    for paragraph in article['body']:
        passage, room = '', 0
        for s in sentences(paragraph):
            if passage and (room == 0 or len(passage + s) > LONGEST):
                out.append(passage)
                passage = ''
            if not passage:
                room = dice.choice((1, 1, 2, 3))
            passage, room = passage + s, room - 1
        out.append(passage)
    return [p.strip() for p in out if 6 <= len(p.strip()) <= LONGEST]


def sample(seed=3):
    """Yields passages, article by article, from the files in turn; no line to measure on."""
    dice, pools = random.Random(seed), [articles(f) for f in FILES]
    kept_back = {r['text'] for _, name in DEV.values() for r in rows(name)}
    for pool in pools:
        dice.shuffle(pool)
    while any(pools):
        for pool, articles_a_round in zip(pools, FILES.values()):
            for _ in range(min(articles_a_round, len(pool))):
                yield from (p for p in passages(pool.pop()[1], dice) if p not in kept_back)
