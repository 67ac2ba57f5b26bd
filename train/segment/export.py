"""Write a network as the file that services/segment/label/pagenet.c reads (its comment says how), and read it back."""
from __future__ import annotations

import struct
from typing import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from network import ROLES, Network, Shape

MAGIC, VERSION = b"PWSEGNET", 1


def fnv1a(data: bytes) -> int:
    h = 14695981039346656037
    for byte in data:
        h = (h ^ byte) * 1099511628211 & 0xFFFFFFFFFFFFFFFF
    return h


def hash_of(name: str | int) -> int:
    """Of a feature; one that was read from a file has nothing else."""
    return name if isinstance(name, int) else fnv1a(name.encode())


def floats(*tensors: Tensor) -> bytes:
    return b"".join(t.detach().numpy().astype("<f4").tobytes() for t in tensors)


def dense(layer: nn.Linear) -> bytes:
    return floats(layer.weight.T.contiguous(), *([] if layer.bias is None else [layer.bias]))


def table(names: Sequence[str | int], weight: Tensor) -> bytes:
    rows = weight.detach().numpy()
    scales = np.maximum(np.abs(rows).max(1), 1e-12) / 127
    whole = np.rint(rows / scales[:, None]).astype("i1")
    hashes = np.array([hash_of(name) for name in names], dtype="<u8")
    return hashes.tobytes() + scales.astype("<f4").tobytes() + whole.tobytes()


def encode(network: Network, features: Sequence[str | int], borders: Sequence[str | int],
           temper: tuple[float, float, float] = (1, 1, 1)) -> bytes:
    """temper: what the scores of roles, paragraphs and borders are divided by."""
    shape = network.shape
    parts = [MAGIC, struct.pack(f"<{10 + len(shape.dilations) + len(shape.asks)}I", VERSION, shape.features,
                                shape.borders, shape.width, shape.inner, shape.questions, shape.joint, ROLES,
                                len(shape.dilations), len(shape.asks), *shape.dilations, *shape.asks),
             table(features, network.features.weight), table(borders, network.borders.weight),
             floats(network.bias)]
    for block in network.blocks:
        taps = block.near.weight.T.contiguous().chunk(3)  # [before, here, after][in][out]
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


class Reader:
    """Takes a file's numbers one after the other."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def take(self, kind: str, *size: int) -> Tensor:
        array = np.frombuffer(self.data, kind, int(np.prod(size)), self.at).reshape(size)
        self.at += array.nbytes
        return torch.from_numpy(array.astype(kind[-2:]))

    def floats(self, into: Tensor) -> None:
        into.copy_(self.take("<f4", *into.shape))

    def dense(self, layer: nn.Linear) -> None:
        layer.weight.copy_(self.take("<f4", *layer.weight.T.shape).T)
        if layer.bias is not None:
            self.floats(layer.bias)

    def table(self, weight: Tensor) -> list[int]:
        rows, width = weight.shape
        hashes = np.frombuffer(self.data, "<u8", rows, self.at).tolist()
        self.at += 8 * rows
        scales = self.take("<f4", rows)
        weight.copy_(scales[:, None] * self.take("i1", rows, width))
        return hashes


@torch.no_grad()
def decode(data: bytes) -> tuple[Network, list[int], list[int]]:
    """The network of a file, and the hashes of its features and of its border features."""
    if data[:8] != MAGIC or struct.unpack_from("<I", data, 8)[0] != VERSION:
        raise ValueError("no network of this version")
    _, *sizes, roles, blocks, asks = struct.unpack_from("<10I", data, 8)
    order = struct.unpack_from(f"<{blocks + asks}I", data, 48)
    network = Network(Shape(*sizes, order[:blocks], order[blocks:]))
    reader = Reader(data, 48 + 4 * len(order))
    hashes = reader.table(network.features.weight), reader.table(network.borders.weight)
    reader.floats(network.bias)
    for block in network.blocks:
        reader.floats(block.norm.weight)
        taps = [reader.take("<f4", network.shape.width, network.shape.inner)]
        reader.floats(block.near.bias)
        taps += [reader.take("<f4", network.shape.width, network.shape.inner) for _ in range(2)]
        block.near.weight.copy_(torch.cat(taps).T)
        reader.dense(block.out)
    for ask in network.asks:
        reader.floats(ask.norm.weight)
        reader.dense(ask.look)
        reader.dense(ask.tell)
    reader.floats(network.norm.weight)
    labels = reader.take("<f4", network.shape.width, roles + 1).T
    bias = reader.take("<f4", roles + 1)
    network.role.weight.copy_(labels[:roles])
    network.role.bias.copy_(bias[:roles])
    network.para.weight.copy_(labels[roles:])
    network.para.bias.copy_(bias[roles:])
    for layer in network.here, network.there, network.new:
        reader.dense(layer)
    return network, *hashes
