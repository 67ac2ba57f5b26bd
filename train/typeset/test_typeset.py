"""Tests of the typesetter: cd train && python3 -m unittest typeset.test_typeset

They need the shared folder with the raw news and score.py, and are skipped without it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

from . import defects, phrases, weeklies
from .__main__ import RAW, chosen_styles, pages
from .corpus import Corpus
from .gold import wrapped
from .house import ARRANGEMENTS, SPELLINGS, draw
from .layout import Look, glyphs_of, wrap
from .parts import split_rows
from .sheet import Article
from .spelling import spelling
from .styles import BLIND2, HELD_OUT, STYLES

SCORE = RAW.parent / "eval" / "score.py"
CLEAN = {v: k for table in (defects._WIDE, defects._RADICALS, defects._VERTICAL) for k, v in table.items()}


def ink(text: str) -> str:
    """The text without blanks and hyphens and with the glyphs that repair gives back."""
    return "".join(CLEAN.get(c, c) for c in text if not c.isspace() and c != "-")


def of_role(page: dict, article: int, *roles: str) -> str:
    """The ink of an article in some roles."""
    return ink("".join(page["text"][s["start"]:s["end"]] for s in page["segments"]
                       if s["article"] == article and s["role"] in roles))


class Phrases(unittest.TestCase):
    def test_a_clause_stands_alone(self) -> None:
        text = "据介绍，老城区改造全面提速，“口袋公园、绿道”建设有序推进，新开工项目已有20"
        self.assertEqual(phrases.clauses(text, 4, 20), ["老城区改造全面提速", "“口袋公园、绿道”建设有序推进"])


class Rows(unittest.TestCase):
    def test_nothing_is_lost(self) -> None:
        text = "一季度我国装备制造业增加值同比增长百分之十点九再创历史新高"
        for longest in (6, 9, 13, 20, 40):
            made = split_rows(random.Random(1), text, longest)
            self.assertEqual("".join(made), text)
            self.assertLessEqual(len(made), 4)


class RunIn(unittest.TestCase):
    def test_a_wrapped_headline_has_a_blank_at_each_line_end(self) -> None:
        article = Article(1)
        para = article.text("body", "今年前两个月，全省进出口总值创历史新高。", "flush")
        article.run_in("【外贸进出口总值创新高 民企占比过半】", "　", para)
        lines = wrap(glyphs_of(para), Look(width=16), "")
        self.assertEqual(wrapped(article, lines), "【外贸进出口总值 创新高 民企占比 过半】")
        self.assertEqual(wrapped(article, wrap(glyphs_of(para), Look(width=80), "")), article.headline)


class Parted(unittest.TestCase):
    def test_a_body_is_cut_where_lines_end(self) -> None:
        text = "今年前两个月，全省进出口总值创历史新高。其中民营企业进出口占比过半，对共建国家贸易增长较快，外贸结构持续优化。"
        body = [("body", text), ("subhead", "稳中有进"), ("body", text)]
        made = weeklies.parted(body, [0.3, 0.8], 16, "　　")
        self.assertEqual(len(made), 3)
        self.assertEqual("".join(part for each in made for _, part, _ in each), text + "稳中有进" + text)
        first = made[0][-1][1]
        self.assertGreaterEqual(len(wrap(glyphs_of(Article(1).text("body", first)), Look(width=16), "　　")[-1]), 7)
        self.assertEqual([starts for _, _, starts in made[1]], [False, True, True])


class Spellings(unittest.TestCase):
    def test_signs_and_dates(self) -> None:
        self.assertEqual(spelling("corner")("“春耕”"), "「春耕」")
        self.assertEqual(spelling("han dates")("2023年10月21日，35.12日元"), "二〇二三年十月二十一日，35.12日元")

    def test_every_spelling_a_house_may_draw(self) -> None:
        for name in SPELLINGS:
            if name:
                self.assertTrue(spelling(name)("“甲”（乙）——10月"))


@unittest.skipUnless(SCORE.exists(), "no shared folder")
class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.styles = list(STYLES.values())
        cls.corpus = Corpus(RAW, "dev")
        cls.made = cls.print_pages()

    @classmethod
    def print_pages(cls) -> list[dict]:
        cls.corpus.used.clear()
        return list(pages(cls.styles, 5 * len(cls.styles), 7, cls.corpus, "x", 0))

    def test_same_seed_same_bytes(self) -> None:
        self.assertEqual(json.dumps(self.made), json.dumps(self.print_pages()))

    def test_format(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "pages.jsonl"
            path.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in self.made))
            done = subprocess.run([sys.executable, "-B", SCORE, "--check", path], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout[-500:])

    def test_excluded_stories_stay_out(self) -> None:
        excluded = json.loads((RAW / "raw-exclude.json").read_text())
        shut_out = {f"{name.removeprefix('raw-')}-{i}" for name, rows in excluded.items() for i in rows}
        self.assertGreater(len(shut_out), 8000)
        self.assertFalse(shut_out & {s for page in self.made for s in page["sources"]})

    def test_parts_share_no_story(self) -> None:
        kept = [{s.source for s in Corpus(RAW, part).stories} for part in ("dev", "train", "holdout")]
        self.assertEqual(sum(map(len, kept)), len(set().union(*kept)))

    def test_fields_are_what_is_printed(self) -> None:
        """Letter for letter, whatever their order; only bold headings are printed twice."""
        for page in self.made:
            for a in page["articles"]:
                where = f"{page['page']}, article {a['article']}"
                for field, roles, doubled in (("".join(a["paragraphs"]), ("body", "subhead"), ("subhead",)),
                                              (a["headline"], ("headline",), ("headline",)),
                                              (a["deck"], ("deck",), ()), (a["kicker"], ("kicker",), ())):
                    printed, wanted = Counter(of_role(page, a["article"], *roles)), Counter(ink(field))
                    self.assertFalse(wanted - printed, where)
                    bold = Counter(of_role(page, a["article"], *doubled)) if doubled else Counter()
                    shared = a["kicker"] and roles in (("headline",), ("kicker",))  # one row, and what joins them in it
                    joint = Counter("·｜|/：丨▶" if shared else "")
                    self.assertFalse(printed - wanted - bold - joint, where)
                signed = of_role(page, a["article"], "byline", "dateline")
                for author in a["authors"]:
                    self.assertIn(author["name"], signed, where)
                    tag = of_role(page, a["article"], "affiliation")
                    self.assertFalse(Counter(ink(author["affiliation"])) - Counter(tag), where)

    def test_everything_is_in_one_segment(self) -> None:
        for page in self.made:
            owners = Counter(i for s in page["segments"] for i in range(s["start"], s["end"]))
            for i, char in enumerate(page["text"]):
                self.assertLessEqual(owners[i], 1, page["page"])
                self.assertTrue(owners[i] or char.isspace(), page["page"])

    def test_articles_are_printed_in_order(self) -> None:
        """On clean pages the paragraphs read as the segments stand, but for columns in one row."""
        for name in ("wild",):
            clean = list(pages([STYLES[name]], 12, 3, self.corpus, "x", 1))
            kept = [of_role(page, a["article"], "body", "subhead") == ink("".join(a["paragraphs"]))
                    for page in clean for a in page["articles"]]
            self.assertGreater(sum(kept), 0.9 * len(kept))

    def test_no_story_twice_on_a_page(self) -> None:
        for page in self.made:
            self.assertEqual(len(page["sources"]), len(set(page["sources"])), page["page"])

    def test_wild_pages_differ_in_convention(self) -> None:
        houses = [draw(random.Random(i), 0.5) for i in range(200)]
        self.assertGreater(len({h.order for h in houses}), 12)
        self.assertGreater(len({h.byline for h in houses}), 60)
        self.assertEqual({h.arrangement for h in houses}, set(ARRANGEMENTS))
        for house in houses:
            self.assertEqual(sorted(house.order), sorted("khdbt"))

    def test_held_out_styles_exist(self) -> None:
        self.assertLess(set(HELD_OUT) | set(BLIND2), set(STYLES))
        self.assertFalse({style.name for style in chosen_styles("dev")} & {*HELD_OUT, *BLIND2})


if __name__ == "__main__":
    unittest.main()
