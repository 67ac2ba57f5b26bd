"""Weights of earlier networks, for the features that are known now."""
from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

import export


def weights_of(path: str, features: list[str], borders: list[str],
               unknown: dict[str, Tensor] | None = None) -> dict[str, Tensor]:
    """Of a state (.pt) or a network's file. A feature that it does not know gets its weights in
    `unknown`, or none."""
    if path.endswith(".pt"):
        state = torch.load(path)
        weights, *before = state["state"], state["features"], state["borders"]
    else:
        network, *before = export.decode(Path(path).read_bytes())
        weights = network.state_dict()
        features, borders = ([export.fnv1a(f.encode()) for f in names] for names in (features, borders))
    for name, known, rows_of in (("features.weight", features, before[0]), ("borders.weight", borders, before[1])):
        rows = {feature: row for row, feature in enumerate(rows_of)}
        print(f"{name}: {sum(f in rows for f in known)} of {len(known)} known before")
        table = unknown[name].clone() if unknown else torch.zeros(len(known), weights[name].shape[1])
        for i, feature in enumerate(known):
            if feature in rows:
                table[i] = weights[name][rows[feature]]
        weights[name] = table
    return weights
