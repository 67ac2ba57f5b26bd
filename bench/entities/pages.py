"""Whether whole pages can be found by the places that they name, through the tagger.

usage: pages.py PAGEWIRE GOLD...      pages.tsv lies beside this file

Every page of the gold files, as bare text, and every page of pages.tsv goes through `pagewire parse --json`. A code counts as
found when an entity of the page has it or lies in it, which is what `pagewire search --place` asks; for pages.tsv, whose lists
are complete, a code that the page does not name counts as wrong.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MARK = re.compile(r'\[([^|\]]*)\|([LPO]):([^\]]*)\]')


def entities(pagewire, path):
    text = subprocess.run([pagewire, 'parse', '--json', path], capture_output=True, check=True, text=True).stdout
    return [e for line in text.splitlines() for e in json.loads(line).get('entities', ()) if e['type'] != 'PER']


def within(code, whole):
    """Codes nest: 410811 lies in 410800 lies in 410000."""
    whole = re.sub('(00)+$', '', whole) if len(whole) == 6 else whole
    return code.startswith(whole) if whole.isdigit() else code == whole


def found(named, wanted):
    codes = [c for e in named for c in (e.get('code'), e.get('in')) if c]
    return [w for w in wanted if any(within(c, w) for c in codes)]


def gold_pages(path):
    """(paper, text, codes) of each page"""
    with open(path, encoding='utf-8') as f:
        for part in re.split(r'^# ', f.read(), flags=re.M)[1:]:
            title, _, body = part.partition('\n')
            body = re.sub(r'^(?!#[hb])(?=.)', '　　', body, flags=re.M)  # paragraphs, as papers print them
            body = re.sub(r'^#[hb] ?(.*)', r'\1\n', body, flags=re.M)
            codes = {m[3] for m in MARK.finditer(body) if m[2] == 'L' and re.fullmatch(r'\d+|[A-Z]{2}', m[3])}
            yield title.split(' ', 1)[1].strip(), MARK.sub(lambda m: m[1], body), codes


def main():
    pagewire, golds = sys.argv[1], sys.argv[2:]
    right = wanted = 0
    with tempfile.TemporaryDirectory(prefix='pagewire-bench-') as folder:
        for gold in golds:
            for i, (paper, text, codes) in enumerate(gold_pages(gold)):
                place = os.path.join(folder, '无' if paper == '-' else paper, '2026-01-01')
                os.makedirs(place, exist_ok=True)
                path = os.path.join(place, f'A{i + 1:02}.txt')
                with open(path, 'w', encoding='utf-8') as f:
                    f.write(text)
                right += len(found(entities(pagewire, path), codes))
                wanted += len(codes)
                os.unlink(path)
    if wanted:
        print(f'pages found by their places, gold    {wanted:4} wanted  found {100 * right / wanted:5.1f} %')
    with open(os.path.join(HERE, 'pages.tsv'), encoding='utf-8') as f:
        for line in f:
            path, _, codes = line.rstrip('\n').partition('\t')
            if line.startswith('#') or not os.path.exists(path):
                continue
            named = entities(pagewire, path)
            codes = codes.split()
            hits = found(named, codes)
            wrong = [e['name'] for e in named if e.get('code') and e['code'] not in codes]
            missed = [c for c in codes if c not in hits]
            print(f'  {path}: {len(hits)} of {len(codes)} found, {len(wrong)} wrong', *missed, *wrong)


if __name__ == '__main__':
    main()
