"""Known weights are found again, strips find their homes in gold, arrays are written and read (dump: tests/cli/dump)."""
import math
import random
import types
import unittest

import learn


def made_examples(weights: list[float], count: int) -> list[learn.Example]:
    chance = random.Random(7)
    examples = []
    for _ in range(count):
        features = [(0, 1.0)] + [(f, chance.uniform(-2, 2)) for f in range(1, len(weights)) if chance.random() < 0.6]
        p = 1 / (1 + math.exp(-learn.logit(weights, features)))
        examples.append((features, chance.random() < p))
    return examples


class Fit(unittest.TestCase):
    def test_known_weights(self) -> None:
        known = [-1.0, 2.0, -1.5, 0.7, -0.4]
        found = learn.fit(made_examples(known, 4000), len(known))
        for a, b in zip(known, found):
            self.assertAlmostEqual(a, b, delta=0.25)

    def test_told_apart_for_sure(self) -> None:
        examples = [([(0, 1.0), (1, 1.0)], True), ([(0, 1.0)], False)] * 20
        found = learn.fit(examples, 3)
        self.assertGreater(found[1], 4)
        self.assertEqual(found[2], 0)  # of which nothing is known
        self.assertLess(learn.cost(found, examples), 0.1)

    def test_system(self) -> None:
        found = learn.solve([[4.0, 2.0], [2.0, 3.0]], [10.0, 9.0])
        self.assertAlmostEqual(found[0], 1.5)
        self.assertAlmostEqual(found[1], 2.0)


class Gold(unittest.TestCase):
    # As the script beside gold has them, for texts without blanks inside.
    project = types.SimpleNamespace(
        SEED=4,
        inked=lambda text: ("".join(text.split()), [i for i, c in enumerate(text) if not c.isspace()]),
        runs=lambda needle, hay, index, free, home:
            [(0, at, len(needle)) for at in index.get(needle[:4], ()) if hay.startswith(needle, at) and free[at]][:1])
    gold = {"text": "老渠通水\n\n渠水流到田头\n流进旱地。\n\n豆腐飘香",
            "segments": [{"start": 0, "end": 18, "article": 1}, {"start": 20, "end": 24, "article": 2}]}
    text = "流进旱地。  豆腐飘香\n渠水流到田头  老渠通水\n另一家报"
    strips = [learn.Strip("text", [(0, 5)]), learn.Strip("text", [(7, 11)]), learn.Strip("text", [(12, 18)]),
              learn.Strip("head", [(20, 24)]), learn.Strip("other", [(25, 29)])]

    def test_homes(self) -> None:
        homes = learn.find_homes(self.project, self.gold, self.text, self.strips)
        self.assertEqual([home.article for home in homes], [1, 2, 1, 1, 0])
        self.assertGreater(homes[0].place, homes[2].place)

    def test_examples(self) -> None:
        pairs = [learn.Pair("texts", a, b, [(0, a + 10 * b)]) for a in (0, 1, 2) for b in (0, 1, 2) if a != b]
        pairs += [learn.Pair("head", 3, b, [(0, b)]) for b in (0, 1, 2)]
        homes = learn.find_homes(self.project, self.gold, self.text, self.strips)
        examples = learn.examples_of(learn.Looks(self.strips, pairs), homes)

        def true(name: str) -> list[float]:
            return [features[0][1] for features, is_so in examples[name] if is_so]
        self.assertEqual(true("next"), [2])           # from strip 2 on to 0
        self.assertEqual(sorted(true("same")), [2, 20])
        self.assertEqual(true("head"), [0, 2])
        self.assertEqual([len(examples[name]) for name in learn.NAMES], [6, 6, 3])


class Arrays(unittest.TestCase):
    def test_written_and_read(self) -> None:
        source = learn.GATHER.read_text(encoding="utf-8")
        for name in learn.NAMES:
            self.assertEqual(len(learn.read_c(source, name)), learn.FEATURES[name])
            weights = [f / 4 for f in range(learn.FEATURES[name])]
            other = learn.put_c(source, name, weights)
            self.assertEqual(learn.read_c(other, name), weights)
            for rest in set(learn.NAMES) - {name}:
                self.assertEqual(learn.read_c(other, rest), learn.read_c(source, rest))

    def test_no_array(self) -> None:
        with self.assertRaises(ValueError):
            learn.read_c("int x;", "next")


if __name__ == "__main__":
    unittest.main()
