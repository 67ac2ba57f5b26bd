"""The network that reads a page, in PyTorch; services/segment/label/pagenet.c computes the same.

A piece is the sum of its features' vectors. Residual blocks of dilated convolutions let pieces
know their surroundings; after some of them, a few learned questions look over the whole page and
every piece hears the answers: so the page's habits are known everywhere. Time and memory are
linear in the page.
"""
from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

ROLES = 13
EPSILON = 1e-5


class Shape(NamedTuple):
    """Sizes of a network; the header of its file."""
    features: int
    borders: int                # features of a border
    width: int = 96             # of a piece's vector
    inner: int = 160            # of a block
    questions: int = 8
    joint: int = 48             # of what a border's two sides make together
    dilations: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 1)
    asks: tuple[int, ...] = (2, 5, 8)  # blocks before which the page is asked


class Norm(nn.Module):
    """Scales a vector to a root mean square of one, then each part by its own weight."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + EPSILON) * self.weight


class Block(nn.Module):
    """Each piece learns from the pieces `dilation` before and after it."""

    def __init__(self, shape: Shape, dilation: int) -> None:
        super().__init__()
        self.norm = Norm(shape.width)
        self.dilation = dilation
        self.near = nn.Linear(3 * shape.width, shape.inner)  # of what stands before, here, after
        self.out = nn.Linear(shape.inner, shape.width)

    def forward(self, x: Tensor, real: Tensor, drop: float) -> Tensor:
        far, length = self.dilation, x.shape[1]
        padded = functional.pad(self.norm(x) * real, (0, 0, far, far))
        near = torch.cat([padded[:, tap * far:tap * far + length] for tap in range(3)], -1)
        inner = functional.relu(self.near(near))
        return x + self.out(functional.dropout(inner, drop, self.training))


class Ask(nn.Module):
    """Asks the whole page a few questions, and tells every piece the answers."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.norm = Norm(shape.width)
        self.look = nn.Linear(shape.width, shape.questions)
        self.tell = nn.Linear(shape.questions * shape.width, shape.width)

    def forward(self, x: Tensor, real: Tensor) -> Tensor:
        normal = self.norm(x)
        share = (self.look(normal) + (real - 1) * 1e9).softmax(1)  # [pages, pieces, questions]
        answers = torch.einsum("bnq,bnw->bqw", share, normal).flatten(1)
        return x + functional.relu(self.tell(answers)).unsqueeze(1)


class Network(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.features = nn.EmbeddingBag(shape.features, shape.width, mode="sum")
        nn.init.normal_(self.features.weight, std=0.1)
        self.bias = nn.Parameter(torch.zeros(shape.width))
        self.blocks = nn.ModuleList(Block(shape, d) for d in shape.dilations)
        self.asks = nn.ModuleList(Ask(shape) for _ in shape.asks)
        self.norm = Norm(shape.width)
        self.role = nn.Linear(shape.width, ROLES)
        self.para = nn.Linear(shape.width, 1)
        self.here = nn.Linear(shape.width, shape.joint)
        self.there = nn.Linear(shape.width, shape.joint, bias=False)
        self.borders = nn.EmbeddingBag(shape.borders, shape.joint, mode="sum")
        nn.init.normal_(self.borders.weight, std=0.1)
        self.new = nn.Linear(shape.joint, 1)

    @torch.no_grad()
    def take(self, weights: dict[str, Tensor]) -> None:
        """Takes the weights of a network that may have fewer blocks and smaller ones: what is more
        adds nothing until it has learned."""
        for name, mine in self.state_dict().items():
            theirs = weights.get(name)
            if name.startswith("blocks") and ".out." in name and (theirs is None or theirs.shape != mine.shape):
                mine.zero_()
            if theirs is not None:
                mine[tuple(slice(size) for size in theirs.shape)] = theirs

    def read(self, ids: Tensor, offsets: Tensor, place: Tensor, pages: int, length: int,
             drop: float = 0.0) -> Tensor:
        """Vectors of all pieces; place says where each piece stands in a pages x length grid."""
        bags = functional.relu(self.features(ids, offsets) + self.bias)
        bags = functional.dropout(bags, drop, self.training)
        x = bags.new_zeros(pages * length, self.shape.width).index_copy(0, place, bags)
        real = bags.new_zeros(pages * length, 1).index_fill(0, place, 1.0)
        x, real = x.view(pages, length, -1), real.view(pages, length, 1)
        asked = 0
        for i, block in enumerate(self.blocks):
            if i in self.shape.asks:
                x = self.asks[asked](x, real)
                asked += 1
            x = block(x, real, drop)
        return self.norm(x).reshape(pages * length, -1)[place]

    def border(self, read: Tensor, here: Tensor, there: Tensor, ids: Tensor, offsets: Tensor) -> Tensor:
        """Log odds that piece here belongs to another article than piece there."""
        joint = self.here(read[here]) + self.there(read[there]) + self.borders(ids, offsets)
        return self.new(functional.relu(joint)).squeeze(-1)
