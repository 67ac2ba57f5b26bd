"""Makes lines of the kinds that news lines hold few of, from the templates of kinds.txt.

usage: kinds.py OUT-TRAIN OUT-HELD [LINES-A-KIND]    (JSON lines as the other sources)
       kinds.py --score HELD MODEL...                (F1 a kind)

OUT-HELD has lines of the last fifth of each kind's templates, which OUT-TRAIN has none of; its
names come from the same lists.
"""
import collections
import json
import os
import pathlib
import random
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {'P': 'PER', 'L': 'LOC', 'O': 'ORG'}


def kinds(path=HERE + '/kinds.txt'):
    """{kind: templates}"""
    out, kind = collections.defaultdict(list), None
    for line in pathlib.Path(path).read_text().splitlines():
        line = line.replace('\\u3000', '\u3000')
        if line.startswith('== '):
            kind = line[3:]
        elif line and not line.startswith('#'):
            out[kind].append(line)
    return out


def parts(templates):
    """(to train on, to measure on)"""
    held = max(1, len(templates) // 5)
    return templates[:-held], templates[-held:]


def fill(template, draw, dice):
    """A line of the template: {text, entities, optional}."""
    template = re.sub(r'\(([^()]*)\)', lambda m: dice.choice(m[1].split('/')), template)
    drawn = {}

    def slot(match):
        if '#' not in match[1]:
            return draw(match[1])
        if match[1] not in drawn:
            drawn[match[1]] = draw(match[1].split('#')[0])
        return drawn[match[1]]
    template = re.sub(r'\{([^}]+)\}', slot, template)
    row, text = {'text': '', 'entities': [], 'optional': []}, ''
    for plain, kind, free, name in re.findall(r'([^\[]+)|\[([PLO])(\??)\|([^\]]+)\]', template):
        if kind:
            row['optional' if free else 'entities'].append([len(text), len(text) + len(name), TYPES[kind]])
        text += plain + name
    return {**row, 'text': text}


def lines(names, dice, count):
    """{kind: (train rows, held rows)}"""
    out = {}
    for kind, templates in kinds().items():
        train, held = parts(templates)
        out[kind] = [[{**fill(dice.choice(group), names.draw, dice), 'kind': kind} for _ in range(n)]
                     for group, n in ((train, count), (held, count // 5))]
    return out


def score(path, models):
    from data import Reader
    from evaluate import f1, predict
    from model import load
    from vocab import Vocab
    rows = [json.loads(line) for line in open(path)]
    for name in models:
        read = Reader(Vocab(name + '.json'))
        found = predict(load(name), [read(r) for r in rows], 'local')
        of = {k: [i for i, r in enumerate(rows) if r['kind'] == k] for k in sorted({r['kind'] for r in rows})}
        each = {k: f1([rows[i] for i in at], [found[i] for i in at])['all'] for k, at in of.items()}
        print(os.path.basename(name), 'all', f1(rows, found)['all'], each, flush=True)


def main():
    if sys.argv[1] == '--score':
        return score(sys.argv[2], sys.argv[3:])
    from gazetteer import Gazetteer
    from names import Names
    dice = random.Random(3)
    made = lines(Names(Gazetteer(), dice), dice, int(sys.argv[3]) if len(sys.argv) > 3 else 400)
    for at in (0, 1):
        with open(sys.argv[1 + at], 'w') as out:
            for groups in made.values():
                for row in groups[at]:
                    print(json.dumps(row, ensure_ascii=False), file=out)


if __name__ == '__main__':
    main()
