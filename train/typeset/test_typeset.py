"""Tests of the typesetter: cd train && python3 -m unittest typeset.test_typeset

They need the shared folder with the raw news and score.py, and are skipped without it.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import tempfile
import unittest
from collections import Counter
from pathlib import Path

from . import defects
from .__main__ import RAW, pages
from .corpus import Corpus
from .parts import split_rows
from .styles import HELD_OUT, STYLES

SCORE = RAW.parent / "eval" / "score.py"
CLEAN = {v: k for table in (defects._WIDE, defects._RADICALS, defects._VERTICAL) for k, v in table.items()}


def ink(text: str) -> str:
    """The text without blanks and with the glyphs that repair gives back."""
    return "".join(CLEAN.get(c, c) for c in text if not c.isspace())


def of_role(page: dict, article: int, *roles: str) -> str:
    """The ink of an article in some roles, hyphens at line ends undone."""
    printed = "".join(page["text"][s["start"]:s["end"]] for s in page["segments"]
                      if s["article"] == article and s["role"] in roles)
    return ink(re.sub(r"(?<=[A-Za-z])-\n", "", printed))


class Rows(unittest.TestCase):
    def test_nothing_is_lost(self) -> None:
        text = "一季度我国装备制造业增加值同比增长百分之十点九再创历史新高"
        for longest in (6, 9, 13, 20, 40):
            made = split_rows(random.Random(1), text, longest)
            self.assertEqual("".join(made), text)
            self.assertLessEqual(len(made), 4)


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
                    self.assertFalse(printed - wanted - bold, where)
                signed = of_role(page, a["article"], "byline", "dateline")
                for author in a["authors"]:
                    self.assertIn(author["name"], signed, where)
                    self.assertIn(author["affiliation"], of_role(page, a["article"], "affiliation"), where)

    def test_held_out_styles_exist(self) -> None:
        self.assertLess(set(HELD_OUT), set(STYLES))


if __name__ == "__main__":
    unittest.main()
