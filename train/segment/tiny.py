#!/usr/bin/env python3
"""Write the small network that tests/segment/label/test_pagenet.c reads, and what PyTorch makes of it.

    python3 train/segment/tiny.py tests/data/segment
"""
import sys
from pathlib import Path

import numpy as np
import torch

sys.dont_write_bytecode = True

import export
from network import Network, Shape

FEATURES, BORDERS = ["ink=1", "fill=full", "last=stop"], ["bias", "next=1"]
PIECES = [["ink=1"], ["ink=1", "fill=full"], ["unseen"], ["last=stop", "fill=full"], ["last=stop"]]
HERE, THERE, PAIR = 4, 2, ["next=1", "unseen", "bias"]


def bag(names: list[str], rows: list[list[str]]) -> tuple[torch.Tensor, torch.Tensor]:
    known = [[names.index(word) for word in row if word in names] for row in rows]
    sizes = np.array([len(row) for row in known])
    return torch.tensor([i for row in known for i in row]), torch.from_numpy(np.cumsum(sizes) - sizes)


@torch.no_grad()
def main(folder: Path) -> None:
    torch.manual_seed(5)
    network = Network(Shape(len(FEATURES), len(BORDERS), 16, 16, 2, 16, (1, 2), (1,))).eval()
    for name, weight in network.named_parameters():
        weight.copy_(torch.rand_like(weight) - (0.5 if "norm" not in name else -0.5))
    for table in network.features, network.borders:  # as the file rounds them
        scale = table.weight.abs().amax(1, keepdim=True) / 127
        table.weight.copy_((table.weight / scale).round() * scale)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tiny.network").write_bytes(export.encode(network, FEATURES, BORDERS))
    count = len(PIECES)
    read = network.read(*bag(FEATURES, PIECES), torch.arange(count), 1, count)
    rows = torch.cat([network.role(read).log_softmax(-1), network.para(read)], 1)
    border = network.border(read, torch.tensor([HERE]), torch.tensor([THERE]), *bag(BORDERS, [PAIR]))
    lines = [" ".join(f"{x:.6f}" for x in row) for row in [*rows.tolist(), border.tolist()]]
    (folder / "tiny.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
