"""Write a network as the file that services/segment/pagenet.c reads (its comment says how)."""
from __future__ import annotations

import struct

import numpy as np
from torch import Tensor, nn

from network import ROLES, Network

MAGIC, VERSION = b"PWSEGNET", 1


def fnv1a(data: bytes) -> int:
    h = 14695981039346656037
    for byte in data:
        h = (h ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return h


def floats(*tensors: Tensor) -> bytes:
    return b"".join(t.detach().numpy().astype("<f4").tobytes() for t in tensors)


def dense(layer: nn.Linear) -> bytes:
    return floats(layer.weight.T.contiguous(), *([] if layer.bias is None else [layer.bias]))


def table(names: list[str], weight: Tensor) -> bytes:
    rows = weight.detach().numpy()
    scales = np.maximum(np.abs(rows).max(1), 1e-12) / 127
    whole = np.rint(rows / scales[:, None]).astype("i1")
    hashes = np.array([fnv1a(name.encode()) for name in names], dtype="<u8")
    return hashes.tobytes() + scales.astype("<f4").tobytes() + whole.tobytes()


def encode(network: Network, features: list[str], borders: list[str],
           temper: tuple[float, float, float] = (1, 1, 1)) -> bytes:
    """temper: what the scores of roles, paragraphs and borders are divided by."""
    shape = network.shape
    parts = [MAGIC, struct.pack(f"<{10 + len(shape.dilations) + len(shape.asks)}I", VERSION, shape.features,
                                shape.borders, shape.width, shape.inner, shape.questions, shape.joint, ROLES,
                                len(shape.dilations), len(shape.asks), *shape.dilations, *shape.asks),
             table(features, network.features.weight), table(borders, network.borders.weight),
             floats(network.bias)]
    for block in network.blocks:
        taps = block.near.weight.permute(2, 1, 0).contiguous()  # [before, here, after][in][out]
        parts += [floats(block.norm.weight, taps[0], block.near.bias, taps[1], taps[2]), dense(block.out)]
    for ask in network.asks:
        parts += [floats(ask.norm.weight), dense(ask.look), dense(ask.tell)]
    roles, para, border = temper
    labels = np.concatenate([network.role.weight.detach() / roles, network.para.weight.detach() / para])
    bias = np.concatenate([network.role.bias.detach() / roles, network.para.bias.detach() / para])
    parts += [floats(network.norm.weight), labels.T.astype("<f4").tobytes(), bias.astype("<f4").tobytes(),
              dense(network.here), dense(network.there),
              floats(network.new.weight / border, network.new.bias / border)]
    data = b"".join(parts)
    return data + struct.pack("<Q", fnv1a(data))
