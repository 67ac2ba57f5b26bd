#!/usr/bin/env python3
"""Write the mean of two networks, one trained on from the other.

    mean.py EARLIER LATER.pt ROLES PARAGRAPHS OUT [SHARE]

EARLIER is a state or a network's file, perhaps of a smaller network. ROLES and PARAGRAPHS: what to
divide scores by, for calibration; `train` prints them for each state. A feature that the earlier
network does not know keeps its later weights. SHARE: of the later network, else half.
"""
import sys
from pathlib import Path

import torch

sys.dont_write_bytecode = True

import export
import states
from network import Network, Shape


def both(mine: list, other: list) -> list:
    """Its features, then those that only the other knows."""
    hashes = {export.hash_of(f) for f in mine}
    return [*mine, *(f for f in other if export.hash_of(f) not in hashes)]


def main() -> None:
    later = torch.load(sys.argv[2])
    shape = {key: tuple(size) if isinstance(size, list) else size for key, size in later["shape"].items()}
    _, *known = states.read(sys.argv[1])
    features, borders = (both(mine, other) for mine, other in zip((later["features"], later["borders"]), known))
    shape = Shape(**{**shape, "features": len(features), "borders": len(borders)})
    network, earlier = Network(shape), Network(shape)
    earlier.take(states.weights_of(sys.argv[1], features, borders))
    network.take(states.weights_of(sys.argv[2], features, borders, earlier.state_dict()))
    earlier.take(states.weights_of(sys.argv[1], features, borders, network.state_dict()))
    roles, paragraphs = map(float, sys.argv[3:5])
    share = float(sys.argv[6]) if len(sys.argv) > 6 else 0.5
    with torch.no_grad():
        for mine, other in zip(network.parameters(), earlier.parameters()):
            mine.copy_(share * mine + (1 - share) * other)
    Path(sys.argv[5]).write_bytes(export.encode(network.eval(), features, borders, (roles, paragraphs, 1)))


if __name__ == "__main__":
    main()
