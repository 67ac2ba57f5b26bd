"""Pages in other conventions keep their text and their gold."""
import random
import unittest
from collections import Counter

import vary

PARTS = (("kicker", "水利"), ("headline", "老渠修好\n通了水"), ("byline", "□李 明"),
         ("body", "    修了三个月的老渠，\n昨天通水。"), ("affiliation", "（作者为水利站站长）"))


def page(articles: int = 3) -> dict:
    text, segments, records = "河湾日报\n\n", [{"start": 0, "end": 4, "article": 0, "role": "furniture"}], []
    for number in range(1, articles + 1):
        for role, printed in PARTS:
            start = len(text) + len(printed) - len(printed.lstrip())
            text += printed + "\n"
            segments.append({"start": start, "end": len(text) - 1, "article": number, "role": role})
        text += "\n"
        records.append({"article": number, "paragraphs": ["修了三个月的老渠，昨天通水。"]})
    return {"page": "p1", "style": "made", "text": text, "segments": segments, "articles": records}


def ink(made: dict, article: int, role: str) -> str:
    return "".join(c for s in made["segments"] if (s["article"], s["role"]) == (article, role)
                   for c in made["text"][s["start"]:s["end"]] if not c.isspace())


class Vary(unittest.TestCase):
    def test_nothing_is_lost(self) -> None:
        given = page()
        orders = Counter()
        for seed in range(200):
            made = vary.vary(given, random.Random(seed))
            for article in (1, 2, 3):
                for role in ("kicker", "headline", "body", "affiliation"):
                    self.assertEqual(ink(made, article, role), ink(given, article, role))
                self.assertTrue(ink(made, article, "byline").strip("".join(vary.JOINTS) + vary.MARKS).startswith("李明"))
            ends = [s["end"] for s in made["segments"]]
            self.assertTrue(all(end <= s["start"] for end, s in zip(ends, made["segments"][1:])))
            orders["".join(s["role"][0] for s in made["segments"] if s["article"] == 1)] += 1
        self.assertGreater(len(orders), 10)

    def test_an_article_apart_stays(self) -> None:
        given = page(2)
        for segment in given["segments"]:
            if segment["article"] == 2:
                segment["article"] = 1  # one article of two headings is no whole one
        runs = vary.runs_of(vary.parts_of(vary.lines_of(given)))
        self.assertFalse(any(vary.whole(run, runs) for run in runs))


if __name__ == "__main__":
    unittest.main()
