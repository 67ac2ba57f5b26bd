#!/usr/bin/env python3
"""Set the sample pages: from the marked sources here to samples/ and gold.

    tests/data/samples/typeset.py        (in the project's root)

Each *.src gives samples/<path>.txt, the page as a text layer would hold it, and
*.json beside it, what a perfect reader finds on it (the annotation format).  Run
by whoever changes a sample; its output is kept in the repository.

A source is a %page line (`width` in full-width characters, `path`) and blocks:

    @ ARTICLE ROLE [raw|verse] [join] [blank] [indent=N] [cut=N] [justify=N] [authors=A,B]

raw      lines are printed as they stand       verse   the same, one paragraph a line
join     goes on in the line before            blank   an empty line before
indent   blanks of two columns (1: a space)    cut     column break after line N
justify  line N is padded with spaces          ␣       a space the printer put in
[PER 某人], [LOC? 某地]: mentions, ? for optional ones
"""

import json
import pathlib
import re
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent.parent / "samples"
BAD_START = "，。、；：？！”’）》】…·　"
BAD_END = "“‘（《【"
BLANKS = " \t\n\u3000"
MARK = re.compile(r"\[(PER|LOC|ORG)(\?)? ([^\]]+)\]")


class Glyph:
    """One printed character and where it comes from."""

    def __init__(self, char, block, mention=None, layout=False):
        self.char, self.block, self.mention, self.layout = char, block, mention, layout


class Block:
    def __init__(self, article, role, options):
        self.article, self.role, self.lines = article, role, []
        self.flags = {o for o in options if "=" not in o}
        self.values = dict(o.split("=", 1) for o in options if "=" in o)

    def number(self, key):
        return [int(n) for n in self.values.get(key, "").split(",") if n]

    def plain(self):
        joined = " ".join(self.lines) if self.role in ("headline", "kicker", "deck") else "\n".join(self.lines)
        return MARK.sub(r"\3", joined).replace("␣", "")


def read(path):
    page, blocks = {}, []
    authors = re.compile(r"authors=(.*)$")
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("%page "):
            page = dict(o.split("=", 1) for o in line.split()[1:])
        elif line.startswith("@ "):
            names = authors.search(line)
            words = authors.sub("", line).split()
            blocks.append(Block(int(words[1]), words[2], words[3:]))
            if names:
                blocks[-1].values["authors"] = names.group(1)
        else:
            blocks[-1].lines.append(line)
    return page, blocks


def glyphs(line, block, mentions):
    out, at = [], 0
    for m in MARK.finditer(line):
        out += [Glyph(c, block) for c in line[at:m.start()]]
        mention = {"type": m.group(1), "optional": bool(m.group(2)), "article": block.article}
        mentions.append(mention)
        out += [Glyph(c, block, mention) for c in m.group(3)]
        at = m.end()
    out += [Glyph(c, block) for c in line[at:]]
    return [Glyph(" ", g.block, g.mention, True) if g.char == "␣" else g for g in out]


def columns(glyph):
    return 2 if unicodedata.east_asian_width(glyph.char) in "WFA" else 1


def wrap(text, width):
    """Lines of at most 2 * width columns, none starting or ending badly."""
    lines, line, used = [], [], 0
    for glyph in text:
        if used + columns(glyph) > 2 * width:
            keep = len(line)
            while keep > 1 and (
                (line[keep] if keep < len(line) else glyph).char in BAD_START
                or line[keep - 1].char in BAD_END
                or (line[keep - 1].char.isascii() and line[keep - 1].char.isalnum()
                    and (line[keep] if keep < len(line) else glyph).char.isascii()
                    and (line[keep] if keep < len(line) else glyph).char.isalnum())
            ):
                keep -= 1
            lines.append(trim(line[:keep]))
            line = line[keep:]
            while line and line[0].layout:
                line = line[1:]
            used = sum(columns(g) for g in line)
            if glyph.layout and not line:
                continue
        line.append(glyph)
        used += columns(glyph)
    return lines + [line]


def trim(line):
    while line and line[-1].layout:
        line = line[:-1]
    return line


def pad(line):
    out = []
    for i, glyph in enumerate(line):
        if glyph.layout:
            continue
        if i and not (glyph.char.isascii() and out[-1].char.isascii()):
            out.append(Glyph(" ", glyph.block, glyph.mention, True))
        out.append(glyph)
    return out


def flow(page, blocks, mentions):
    """All printed lines of the page, as lists of glyphs."""
    width, lines, at = int(page["width"]), [], 0
    while at < len(blocks):
        block = blocks[at]
        last = at + 1
        while last < len(blocks) and "join" in blocks[last].flags:
            last += 1
        if "blank" in block.flags:
            lines.append([])
        if block.flags & {"raw", "verse"}:
            lines += [glyphs(line, block, mentions) for line in block.lines]
        else:
            indent = int(block.values.get("indent", 0))
            text = [Glyph(" " if indent == 1 else "　", block, None, True)] * (indent and max(1, indent))
            for b in blocks[at:last]:
                text += glyphs("".join(b.lines), b, mentions)
            wrapped = wrap(text, width)
            cuts = [n for b in blocks[at:last] for n in b.number("cut")]
            justified = [n for b in blocks[at:last] for n in b.number("justify")]
            for n, line in enumerate(wrapped, 1):
                lines.append(pad(line) if n in justified and n < len(wrapped) else line)
                if n in cuts and n < len(wrapped):
                    lines.append([])
        at = last
    return lines


def segments(printed):
    out = []
    for at, glyph in enumerate(printed):
        if glyph.block is None or glyph.char in BLANKS:
            continue
        key = (glyph.block.article, glyph.block.role)
        if out and (out[-1]["article"], out[-1]["role"]) == key:
            out[-1]["end"] = at + 1
        else:
            out.append({"start": at, "end": at + 1, "article": key[0], "role": key[1]})
    return out


def entities(printed, mentions, article):
    out = []
    for mention in mentions:
        if mention["article"] != article or article == 0:
            continue
        places = [i for i, g in enumerate(printed) if g.mention is mention and g.char not in BLANKS]
        entity = {"type": mention["type"], "text": "".join(printed[i].char for i in places),
                  "start": places[0], "end": places[-1] + 1}
        if mention["optional"]:
            entity["optional"] = True
        out.append(entity)
    return sorted(out, key=lambda e: e["start"])


def fold(text):
    """Full-width digits and Latin as repair leaves them."""
    return "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" or "Ａ" <= c <= "ｚ" else c for c in text)


def record(number, blocks, printed, mentions):
    mine = [b for b in blocks if b.article == number]
    first = {}
    for b in mine:
        first.setdefault(b.role, b)
    line = lambda role: fold(first[role].plain()).strip() if role in first else ""
    names = [n.replace(" ", "") for b in mine for n in b.values.get("authors", "").split(",") if n]
    tag = re.match(r"（作者(?:为|系|单位：)(.*)）$", line("affiliation"))
    paragraphs = []
    for b in mine:
        if "verse" in b.flags:
            paragraphs += [MARK.sub(r"\3", line) for line in b.lines if b.role == "body"]
        elif b.role == "body":
            paragraphs.append(fold(b.plain()))
        if b.role == "subhead":
            paragraphs.append(b.plain().replace("　", ""))
    return {
        "article": number, "kicker": line("kicker"), "headline": line("headline"),
        "deck": line("deck"),
        "authors": [{"name": n, "affiliation": tag.group(1) if tag else ""} for n in names],
        "dateline": line("dateline"), "paragraphs": paragraphs,
        "entities": entities(printed, mentions, number),
    }


def main():
    for source in sorted(HERE.glob("*.src")):
        page, blocks = read(source)
        mentions, printed = [], []
        for line in flow(page, blocks, mentions):
            printed += line + [Glyph("\n", None)]
        text = "".join(g.char for g in printed)
        target = SAMPLES / (page["path"] + ".txt")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        gold = {
            "page": source.stem, "text": text, "segments": segments(printed),
            "articles": [record(n, blocks, printed, mentions)
                         for n in sorted({b.article for b in blocks} - {0})],
        }
        (HERE / (source.stem + ".json")).write_text(json.dumps(gold, ensure_ascii=False) + "\n")
        print(f"{target.relative_to(SAMPLES.parent)}: {len(text)} characters,"
              f" {len(gold['articles'])} articles, {len(mentions)} mentions")


if __name__ == "__main__":
    main()
