"""Weights of earlier networks, for the features that are known now."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

import export


def read(path: str) -> tuple[dict[str, Tensor], list, list]:
    """The weights of a state (.pt) or a network's file, its features and those of its borders: names, or hashes."""
    if path.endswith(".pt"):
        state = torch.load(path)
        return state["state"], state["features"], state["borders"]
    network, *before = export.decode(Path(path).read_bytes())
    return network.state_dict(), *before


def weights_of(path: str, features: list[str], borders: list[str],
               unknown: dict[str, Tensor] | None = None) -> dict[str, Tensor]:
    """Of a state (.pt) or a network's file. A feature that it does not know gets its weights in
    `unknown`, or none."""
    weights, *before = read(path)
    before = [[export.hash_of(f) for f in names] for names in before]
    features, borders = ([export.hash_of(f) for f in names] for names in (features, borders))
    for name, known, rows_of in (("features.weight", features, before[0]), ("borders.weight", borders, before[1])):
        rows = {feature: row for row, feature in enumerate(rows_of)}
        print(f"{name}: {sum(f in rows for f in known)} of {len(known)} known before")
        table = unknown[name].clone() if unknown else torch.zeros(len(known), weights[name].shape[1])
        for i, feature in enumerate(known):
            if feature in rows:
                table[i] = weights[name][rows[feature]]
        weights[name] = table
    return weights
