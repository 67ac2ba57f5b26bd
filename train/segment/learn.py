"""Train the network on batches of pages, and measure it on others."""
from __future__ import annotations

import copy
import math
from typing import Callable

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from lines import Batch, Page, batch_of
from network import Network

BATCH_PIECES = 4800
RATE = 3e-3
DROP = 0.15
KEEP = 0.9985  # of the running mean of the weights, at every step


def batches(pages: list[Page], weight: Callable[[Page], float], random: np.random.Generator) -> list[list[Page]]:
    """One round through the pages, those of similar length together; a page of weight 1.5 comes
    twice every other round."""
    drawn = [page for page in pages for _ in range(int(weight(page) + random.random()))]
    drawn.sort(key=lambda page: len(page.role) * random.uniform(0.85, 1.15))
    made: list[list[Page]] = [[]]
    for page in drawn:
        if made[-1] and len(page.role) * (len(made[-1]) + 1) > BATCH_PIECES:
            made.append([])
        made[-1].append(page)
    random.shuffle(made)
    return made


def answers(network: Network, batch: Batch, drop: float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
    """Scores of the roles, log odds of paragraphs, log odds of borders."""
    read = network.read(*batch.features, batch.place, batch.pages, batch.length, drop)
    return (network.role(read), network.para(read).squeeze(-1),
            network.border(read, batch.here, batch.there, *batch.borders))


def losses(network: Network, batch: Batch, drop: float) -> tuple[Tensor, Tensor, Tensor]:
    role, para, new = answers(network, batch, drop)
    known_para, known_new = batch.para >= 0, batch.new >= 0
    return (functional.cross_entropy(role, batch.role, ignore_index=-1, reduction="sum") / len(batch.role),
            functional.binary_cross_entropy_with_logits(
                para[known_para], batch.para[known_para].float(), reduction="sum") / len(batch.role),
            functional.binary_cross_entropy_with_logits(
                new[known_new], batch.new[known_new].float(), reduction="sum") / len(batch.role))


def told(rounds: int, step: int, steps: int, mean: np.ndarray) -> str:
    return (f"round {rounds}, step {step}, {100 * step / steps:.0f} %: "
            f"role {mean[0]:.4f} para {mean[1]:.4f} border {mean[2]:.4f}")


def train(network: Network, tables: tuple, pages: list[Page], weight: Callable[[Page], float], steps: int,
          rate: float, seed: int, watch: Callable[[Network, str], None], every: int = 0) -> Network:
    """Trains for so many steps; the rate rises, then falls to zero. What comes
    back, and is watched after each round, and after `every` steps, is the running mean of the weights."""
    random = np.random.default_rng(seed)
    optimizer = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.02, betas=(0.9, 0.98))
    averaged = copy.deepcopy(network)
    step, rounds = 0, 0
    mean = np.zeros(3)
    while step < steps:
        for group in batches(pages, weight, random):
            if step >= steps:
                break
            for param in optimizer.param_groups:
                param["lr"] = rate * min(1, (step + 1) / 100) * 0.5 * (1 + math.cos(math.pi * step / steps))
            network.train()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts = losses(network, batch_of(group, tables, random), DROP)
            optimizer.zero_grad(set_to_none=True)
            sum(parts).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            step += 1
            with torch.no_grad():
                for old, new in zip(averaged.parameters(), network.parameters()):
                    old.lerp_(new, 1 - min(KEEP, step / (step + 10)))
            mean += (np.array([part.item() for part in parts]) - mean) / min(step, 100)
            if every and step % every == 0:
                watch(averaged, told(rounds, step, steps, mean))
        rounds += 1
        watch(averaged, told(rounds, step, steps, mean))
    return averaged.eval()


@torch.no_grad()
def measure(network: Network, tables: tuple, pages: list[Page]) -> dict[str, tuple[float, float, float, float]]:
    """By style: shares of right roles among pieces that are no body, paragraphs, borders of text
    and head; and the loss of a piece."""
    network.eval()
    found: dict[str, list] = {}
    for page in pages:
        batch = batch_of([page], tables, None)
        role, para, new = answers(network, batch)
        top, short = role.argmax(-1), (batch.role >= 0) & ((batch.role != 7) | (role.argmax(-1) != 7))
        known_para, known_new = batch.para >= 0, batch.new >= 0
        found.setdefault(page.style, []).append((
            (top == batch.role)[short].sum(), short.sum(),
            ((para > 0) == (batch.para > 0))[known_para].sum(), known_para.sum(),
            ((new > 0) == (batch.new > 0))[known_new].sum(), known_new.sum(),
            float(sum(losses(network, batch, 0.0))) * len(page.role), len(page.role)))
    table = {}
    for style, rows in [*sorted(found.items()), ("all", [r for rows in found.values() for r in rows])]:
        total = np.array(rows, dtype=float).sum(0)
        table[style] = tuple(100 * total[i] / max(total[i + 1], 1) for i in (0, 2, 4)) + (total[6] / total[7],)
    return table


@torch.no_grad()
def calibrate(network: Network, tables: tuple, pages: list[Page]) -> tuple[float, float, float]:
    """What to divide the scores of roles, paragraphs and borders by, so that they are as sure as
    they are right on these pages."""
    network.eval()
    told: list[list[tuple[Tensor, Tensor]]] = [[], [], []]
    for page in pages:
        batch = batch_of([page], tables, None)
        for into, scores, truth in zip(told, answers(network, batch), (batch.role, batch.para, batch.new)):
            into.append((scores[truth >= 0], truth[truth >= 0]))
    best = []
    for pairs, loss in zip(told, (functional.cross_entropy, *[functional.binary_cross_entropy_with_logits] * 2)):
        scores, truth = (torch.cat(column) for column in zip(*pairs))
        truth = truth if scores.dim() == 2 else truth.float()
        best.append(min((loss(scores / (t / 20), truth).item(), t / 20) for t in range(10, 61))[1])
    return tuple(best)
