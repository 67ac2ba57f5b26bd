"""Whether low confidence means more errors: what was right, by tenth of confidence.

An article is right when it shares nine tenths with its gold article and has its headline; a
segment when nine tenths of its ink have its role and lie in the gold article that its own
article was matched with.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple


class Judged(NamedTuple):
    """One decision of the product."""
    kind: str  # "article" or "segment"
    confidence: float
    right: bool


def judge(score: Any, pair: Any, raw: dict[str, Any]) -> list[Judged]:
    """Every article and segment of a predicted page that carries a confidence."""
    gold_of = {match.pred: (gold, match.jaccard) for gold, match in pair.matches.items()}
    judged = []
    for record in raw["articles"]:
        if isinstance(record.get("confidence"), (int, float)):
            gold, jaccard = gold_of.get(record["article"], (None, 0.0))
            right = jaccard >= 0.9 and (score.heading(pair.gold.record(gold), "headline")
                                        == score.heading(pair.pred.record(record["article"]), "headline"))
            judged.append(Judged("article", float(record["confidence"]), right))
    places = list(zip(pair.gold.ink_articles, pair.gold.ink_roles))
    for segment in raw["segments"]:
        if isinstance(segment.get("confidence"), (int, float)):
            first, last = pair.pred.rank[segment["start"]], pair.pred.rank[segment["end"]]
            wanted = (gold_of.get(segment["article"], (None,))[0] if segment["article"] else 0,
                      segment["role"])
            hits = sum(place == wanted for place in places[first:last])
            if last > first:
                judged.append(Judged("segment", float(segment["confidence"]), hits >= 0.9 * (last - first)))
    return judged


def table(judged: list[Judged]) -> list[str]:
    """Rows by tenth, and how often a wrong decision had less confidence than a right one."""
    if not judged:
        return ["  no confidence in the output"]
    kinds = ("article", "segment")
    lines = ["  confidence " + "".join(f"{kind + 's':>12}{'right %':>9}" for kind in kinds)]
    for tenth in range(10):
        cells = ""
        for kind in kinds:
            here = [j.right for j in judged
                    if j.kind == kind and min(9, max(0, int(j.confidence * 10))) == tenth]
            share = f"{100 * sum(here) / len(here):.1f}" if here else "-"
            cells += f"{len(here):>12}{share:>9}"
        lines.append(f"  {tenth / 10:.1f} - {(tenth + 1) / 10:.1f}  {cells}")
    for kind in kinds:
        lines.append(f"  {kind}s: {ranking([j for j in judged if j.kind == kind])}")
        lines.append(f"  {kind}s: {calibration([j for j in judged if j.kind == kind])}")
    return lines


def ranking(judged: list[Judged]) -> str:
    """The chance that a wrong decision is ranked below a right one (AUC)."""
    wrong = Counter(j.confidence for j in judged if not j.right)
    right = Counter(j.confidence for j in judged if j.right)
    if not wrong or not right:
        return f"{right.total()} right, {wrong.total()} wrong: nothing to rank"
    below, lower = 0.0, 0
    for value in sorted(set(wrong) | set(right)):
        below += right[value] * (lower + wrong[value] / 2)
        lower += wrong[value]
    auc = 100 * below / (wrong.total() * right.total())
    return (f"{right.total()} right, {wrong.total()} wrong; a wrong one has less confidence than "
            f"a right one in {auc:.1f} % (50 is chance)")


def calibration(judged: list[Judged]) -> str:
    """Expected calibration error over tenths, the share of errors below 0.8, and what is wrong above 0.95."""
    bins: dict[int, list[Judged]] = {}
    for each in judged:
        bins.setdefault(min(9, max(0, int(each.confidence * 10))), []).append(each)
    error = sum(abs(sum(j.confidence for j in group) - sum(j.right for j in group)) for group in bins.values())
    wrong = [j.confidence for j in judged if not j.right]
    sure = [j.right for j in judged if j.confidence > 0.95]
    low = f"{100 * sum(c < 0.8 for c in wrong) / len(wrong):.1f} %" if wrong else "-"
    top = f"{100 * (1 - sum(sure) / len(sure)):.1f} % of {len(sure)}" if sure else "-"
    return (f"expected calibration error {100 * error / max(1, len(judged)):.1f} %; errors below 0.8: {low}; "
            f"wrong above 0.95: {top}")
