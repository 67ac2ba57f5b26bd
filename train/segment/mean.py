#!/usr/bin/env python3
"""Write the mean of two states of a network, one trained on from the other.

    mean.py EARLIER.pt LATER.pt ROLES PARAGRAPHS OUT

ROLES and PARAGRAPHS: what to divide scores by, for calibration; `train` prints them for each state.
A feature that the earlier state does not know keeps its later weights.
"""
import sys
from pathlib import Path

import torch

sys.dont_write_bytecode = True

import export
from network import Network, Shape


def main() -> None:
    earlier, later = torch.load(sys.argv[1]), torch.load(sys.argv[2])
    old, new = earlier["state"], later["state"]
    for name, list_of in (("features.weight", "features"), ("borders.weight", "borders")):
        rows = {feature: row for row, feature in enumerate(earlier[list_of])}
        old[name] = torch.stack([old[name][rows[f]] if f in rows else new[name][i]
                                 for i, f in enumerate(later[list_of])])
    shape = {key: tuple(size) if isinstance(size, list) else size for key, size in later["shape"].items()}
    network = Network(Shape(**shape))
    network.load_state_dict({name: (old[name] + new[name]) / 2 for name in new})
    roles, paragraphs = map(float, sys.argv[3:5])
    Path(sys.argv[5]).write_bytes(export.encode(network.eval(), later["features"], later["borders"],
                                                (roles, paragraphs, 1)))


if __name__ == "__main__":
    main()
