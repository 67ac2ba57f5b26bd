#!/usr/bin/env python3
"""Fit the weights of services/segment/layout/gather.c.

    train/layout/learn.py [--folds N [--fold K]] [--without WORD] [--write] PROJECT.py FOLDER

FOLDER holds PDF pages with gold.jsonl (page, pdf, pdf_page, layout, text, segments; recoverable: false
where they have no text); PROJECT.py brings texts onto gold (inked, runs).  Every page is printed by
`pdftotext -layout` and looked at by the segmenter's own code (dump.c); gold tells of each strip
which article it is of.  Three logistic regressions are fitted: that a text goes on in another, that
two are of one article, that a head's strip and a text are.

Prints how well pairs are told, then the three arrays as C.  --folds fits without every Nth layout and
tells those; with --fold the arrays are those without the layouts of fold K, from 0.  --without leaves
layouts out whose names hold the word.  --write puts the arrays into gather.c.
"""
from __future__ import annotations

import argparse
import importlib.util
import json
import math
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType
from typing import Any, Iterable, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
GATHER = ROOT / "services/segment/layout/gather.c"
DUMP = ROOT / "build/release/train/layout/dump"
BIGRAMS = ROOT / "data/segment.bigrams"
NAMES = "next", "same", "head"
FEATURES = {"next": 24, "same": 24, "head": 20}  # the others of a head are always 0
RIDGE = 1e-4     # of each example: weights that nothing speaks of stay small
STEPS = 30
LEAST_GAIN = 1e-7

Example = tuple[list[tuple[int, float]], bool]  # features that are not 0, and whether it is so


class Strip(NamedTuple):
    kind: str
    spans: list[tuple[int, int]]


class Pair(NamedTuple):
    kind: str
    a: int
    b: int
    features: list[tuple[int, float]]


class Looks(NamedTuple):
    """What dump prints of a page."""
    strips: list[Strip]
    pairs: list[Pair]


class Home(NamedTuple):
    """Where gold has a strip: its article, 0 for none, and where its first ink is."""
    article: int
    place: int


# ---- pages ----


def read_looks(lines: Iterable[str]) -> Looks:
    looks = Looks([], [])
    for line in lines:
        kind, *words = line.split()
        if kind == "strip":
            spans = [tuple(map(int, word.split("-"))) for word in words[2:]]
            looks.strips.append(Strip(words[1], spans))
        else:
            features = [(f, value) for f, value in enumerate(map(float, words[2:])) if value]
            looks.pairs.append(Pair(kind, int(words[0]), int(words[1]), features))
    return looks


def find_homes(project: ModuleType, gold: dict[str, Any], text: str, strips: list[Strip]) -> list[Home]:
    """Looks each strip up in gold by its ink, the longest first."""
    hay, places = project.inked(gold["text"])
    articles = [0] * len(gold["text"])
    for s in gold["segments"]:
        articles[s["start"]:s["end"]] = [s["article"]] * (s["end"] - s["start"])
    index: dict[str, list[int]] = defaultdict(list)
    for i in range(len(hay) - project.SEED + 1):
        index[hay[i:i + project.SEED]].append(i)
    free = [True] * len(hay)
    inks = [project.inked("".join(text[start:end] for start, end in strip.spans))[0] for strip in strips]
    homes = [Home(0, -1)] * len(strips)
    for s in sorted(range(len(strips)), key=lambda s: -len(inks[s])):
        found = [at + i for _, at, n in project.runs(inks[s], hay, index, free, None) for i in range(n)]
        for at in found:
            free[at] = False
        if found:
            article = Counter(articles[places[at]] for at in found).most_common(1)[0][0]
            homes[s] = Home(article, min(found))
    return homes


def examples_of(looks: Looks, homes: list[Home]) -> dict[str, list[Example]]:
    """What the pairs are examples of; a text goes on in that one of its article that is next in gold."""
    chains: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for s, home in enumerate(homes):
        if looks.strips[s].kind == "text" and home.article:
            chains[home.article].append((home.place, s))
    follows = {}
    for chain in chains.values():
        order = [s for _, s in sorted(chain)]
        follows.update(zip(order, order[1:]))
    examples: dict[str, list[Example]] = {name: [] for name in NAMES}
    for pair in looks.pairs:
        same = homes[pair.a].article == homes[pair.b].article != 0
        if pair.kind == "head":
            examples["head"].append((pair.features, same))
        else:
            examples["next"].append((pair.features, follows.get(pair.a) == pair.b))
            examples["same"].append((pair.features, same))
    return examples


def read_pages(project: ModuleType, folder: Path, without: str) -> dict[str, list[dict[str, list[Example]]]]:
    """Examples of every page, by layout."""
    pages = defaultdict(list)
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        if gold.get("recoverable") is False or (without and without in gold["layout"]):
            continue
        number = str(gold.get("pdf_page", 1))
        text = subprocess.run(["pdftotext", "-layout", "-f", number, "-l", number, folder / gold["pdf"], "-"],
                              check=True, capture_output=True).stdout
        told = subprocess.run([DUMP, BIGRAMS], input=text, check=True, capture_output=True).stdout
        looks = read_looks(told.decode().splitlines())
        if not looks.pairs:
            print(f"{gold['page']}: no columns, left out", file=sys.stderr)
            continue
        pages[gold["layout"]].append(examples_of(looks, find_homes(project, gold, text.decode(), looks.strips)))
    return dict(pages)


def gather(pages: dict[str, list[dict[str, list[Example]]]], layouts: Iterable[str], name: str) -> list[Example]:
    return [example for layout in layouts for page in pages[layout] for example in page[name]]


# ---- fitting ----


def logit(weights: list[float], features: list[tuple[int, float]]) -> float:
    return sum(weights[f] * value for f, value in features)


def cost(weights: list[float], examples: list[Example]) -> float:
    """Mean nats by which the examples are missed."""
    total = 0.0
    for features, true in examples:
        z = logit(weights, features) * (-1 if true else 1)
        total += max(z, 0) + math.log1p(math.exp(-abs(z)))
    return total / max(1, len(examples))


def solve(rows: list[list[float]], right: list[float]) -> list[float]:
    """Of a symmetric positive system, by Cholesky's decomposition."""
    n = len(right)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = rows[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            lower[i][j] = math.sqrt(rest) if i == j else rest / lower[j][j]
    half = []
    for i in range(n):
        half.append((right[i] - sum(lower[i][k] * half[k] for k in range(i))) / lower[i][i])
    result = [0.0] * n
    for i in reversed(range(n)):
        result[i] = (half[i] - sum(lower[k][i] * result[k] for k in range(i + 1, n))) / lower[i][i]
    return result


def newton(weights: list[float], examples: list[Example]) -> list[float]:
    """The step that would be right were the cost a parabola."""
    n, count = len(weights), len(examples)
    slope = [RIDGE * w for w in weights]
    bend = [[0.0] * n for _ in range(n)]
    for f in range(n):
        bend[f][f] = RIDGE
    for features, true in examples:
        p = 1 / (1 + math.exp(-min(30, max(-30, logit(weights, features)))))
        miss, curve = (p - true) / count, p * (1 - p) / count
        for i, (f, value) in enumerate(features):
            slope[f] += miss * value
            row, part = bend[f], curve * value
            for g, other in features[:i + 1]:
                row[g] += part * other
    return solve(bend, slope)


def fit(examples: list[Example], size: int) -> list[float]:
    """The one best logistic regression: there is no chance in it, and no rate of learning."""
    def whole(weights: list[float]) -> float:
        return cost(weights, examples) + RIDGE / 2 * sum(w * w for w in weights)

    weights = [0.0] * size
    best = whole(weights)
    for _ in range(STEPS):
        step, share = newton(weights, examples), 1.0
        tried = [w - s for w, s in zip(weights, step)]
        while whole(tried) > best and share > 1e-3:
            share /= 2
            tried = [w - share * s for w, s in zip(weights, step)]
        gain = best - whole(tried)
        if gain < LEAST_GAIN:
            break
        weights, best = tried, best - gain
    return weights


# ---- what is printed ----


def as_c(name: str, weights: list[float]) -> str:
    body = "\n".join("    " + " ".join(f"{w:.2f}F," for w in weights[i:i + 12]) for i in range(0, len(weights), 12))
    return f"static const float {name}_weights[GATHER_FEATURES] = {{\n{body}\n}};"


def array_in(source: str, name: str) -> re.Match[str]:
    found = re.search(rf"static const float {name}_weights\[GATHER_FEATURES\] = {{(.*?)}};", source, re.DOTALL)
    if found is None:
        raise ValueError(f"no {name}_weights")
    return found


def read_c(source: str, name: str) -> list[float]:
    return [float(word) for word in re.findall(r"(-?[0-9.]+)F", array_in(source, name)[1])]


def put_c(source: str, name: str, weights: list[float]) -> str:
    found = array_in(source, name)
    return source[:found.start()] + as_c(name, weights) + source[found.end():]


def report(title: str, examples: list[Example], arrays: dict[str, list[float]]) -> None:
    true = sum(e[1] for e in examples)
    costs = ", ".join(f"{who} {cost(weights, examples):.4f}" for who, weights in arrays.items())
    print(f"{title}: {len(examples)} pairs, {true} true; nats a pair: {costs}", flush=True)


def learn(pages: dict[str, list[dict[str, list[Example]]]], folds: int, fold: int | None) -> dict[str, list[float]]:
    layouts, source = sorted(pages), GATHER.read_text(encoding="utf-8")
    parts = [set(layouts[k::folds]) for k in range(folds)]
    result = {}
    for name in NAMES:
        shipped, size = read_c(source, name)[:FEATURES[name]], FEATURES[name]
        every = gather(pages, layouts, name)
        result[name] = whole = fit(every, size)
        report(f"{name}, all", every, {"shipped": shipped, "fitted": whole})
        print(f"    fitted - shipped: mean {sum(abs(a - b) for a, b in zip(whole, shipped)) / size:.2f},"
              f" most {max(abs(a - b) for a, b in zip(whole, shipped)):.2f}")
        for k, out in enumerate(parts):
            weights = fit(gather(pages, [layout for layout in layouts if layout not in out], name), size)
            report(f"{name}, fold {k}", gather(pages, sorted(out), name),
                   {"shipped": shipped, "fitted to all": whole, "to the others": weights})
            if k == fold:
                result[name] = weights
    return result


def main() -> None:
    parser = argparse.ArgumentParser(prog="train/layout/learn.py", description=__doc__.split("\n")[0])
    parser.add_argument("project", type=Path, metavar="PROJECT.py")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--fold", type=int)
    parser.add_argument("--without", default="", metavar="WORD")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    subprocess.run(["make", "-s", DUMP.relative_to(ROOT)], cwd=ROOT, check=True)
    spec = importlib.util.spec_from_file_location("project", args.project)
    project = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(project)
    pages = read_pages(project, args.folder, args.without)
    print(f"{sum(map(len, pages.values()))} pages of {len(pages)} layouts", flush=True)
    found = learn(pages, args.folds, args.fold)
    source = GATHER.read_text(encoding="utf-8")
    for name in NAMES:
        print(as_c(name, found[name]))
        source = put_c(source, name, found[name])
    if args.write:
        GATHER.write_text(source, encoding="utf-8")


if __name__ == "__main__":
    main()
