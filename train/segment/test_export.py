"""A network read back from its file is the same, and a larger one that takes its weights computes the same."""
import unittest
from pathlib import Path

import torch

import export
from network import Network, Shape

TINY = Path(__file__).resolve().parents[2] / "tests/data/segment/tiny.network"
FEATURES, BORDERS = ["ink=1", "fill=full", "last=stop"], ["bias", "next=1"]


class Export(unittest.TestCase):
    def test_file_read_back(self) -> None:
        network, hashes, border_hashes = export.decode(TINY.read_bytes())
        self.assertEqual(hashes, [export.fnv1a(name.encode()) for name in FEATURES])
        self.assertEqual(border_hashes, [export.fnv1a(name.encode()) for name in BORDERS])
        self.assertEqual(export.encode(network, FEATURES, BORDERS), TINY.read_bytes())

    def test_other_file(self) -> None:
        with self.assertRaises(ValueError):
            export.decode(b"PWTAGGER" + TINY.read_bytes()[8:])

    @torch.no_grad()
    def test_larger_network(self) -> None:
        small = export.decode(TINY.read_bytes())[0].eval()
        shape = small.shape._replace(inner=32, dilations=(*small.shape.dilations, 4))
        torch.manual_seed(1)
        large = Network(Shape(*shape)).eval()
        large.take(small.state_dict())
        page = torch.tensor([0, 1, 2]), torch.tensor([0, 2]), torch.arange(2), 1, 2
        torch.testing.assert_close(large.read(*page), small.read(*page))


if __name__ == "__main__":
    unittest.main()
