"""Why a metric moved, as rows of text: a table for each way in which its change is divided."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from lodestar.governance.exact import shown
from lodestar.report.figures import NOTHING, formatted, percent, signed
from lodestar.report.words import Words
from lodestar.review.contribution import Contribution, Explanation, total
from lodestar.review.explanation import HALVES
from lodestar.review.why import Why

__all__ = ["PartTable", "change_of", "number", "part_table", "value_of"]

SPLIT = "mix_and_rate"


@dataclass(frozen=True)
class PartTable:
    """One way to divide a change.

    Attributes:
        rows: the largest part first, then those that are summed up, then the sum.
        method: how it was divided, a sentence.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    method: str


def part_table(why: Why, explanation: Explanation, words: Words, *, most: int | None = None) -> PartTable:
    """The parts of an explanation, the largest first.

    Args:
        most: parts that get a row of their own; the others are one row.
    """
    by_name: dict[tuple[bool, str], list[Contribution]] = {}
    for part in explanation.parts:
        by_name.setdefault((part.kind == "overlap", part.name), []).append(part)
    ranked = sorted(by_name.items(), key=lambda item: (-abs(total(item[1])), item[0]))
    few = ranked if most is None or len(ranked) <= most else ranked[: most - 1]
    rows = [_row(why, explanation, parts, words) for _, parts in few]
    others = ranked[len(few) :]
    if others:
        kept = [part for _, parts in others for part in parts]
        rows.append(_cells(why, explanation, words("why_others", n=len(others)), ("", ""), kept, words))
    ends = (value_of(explanation.old, why.facts["unit"]), value_of(explanation.new, why.facts["unit"]))
    rows.append(_cells(why, explanation, words("why_sum"), ends, list(explanation.parts), words))
    split = [words("why_rate"), words("why_mix")] if explanation.method == SPLIT else []
    header = (words("why_part"), words("why_old"), words("why_new"), *split)
    return PartTable(
        _title(why, explanation, words),
        (*header, words("why_contribution"), words("why_share")),
        tuple(rows),
        words.known("why_method", explanation.method),
    )


def value_of(value: Fraction | None, unit: str) -> str:
    """A value as people read it."""
    return formatted(shown(value), unit)


def change_of(change: Fraction | None, unit: str, words: Words) -> str:
    """A change or a part of one."""
    return signed(shown(change), unit, points=words("points"))


def number(value: Fraction | None) -> str:
    """A value whose unit is not known."""
    if value is None:
        return NOTHING
    return f"{int(value):,}" if value == int(value) else formatted(shown(value), "")


def _title(why: Why, explanation: Explanation, words: Words) -> str:
    if explanation.dimension:
        return words("why_by_dimension", dimension=explanation.by)
    if explanation.by == HALVES:
        return words("why_by_halves")
    return words("why_by_identity", equation=why.equation)


def _row(why: Why, explanation: Explanation, parts: list[Contribution], words: Words) -> tuple[str, ...]:
    first = parts[0]
    if first.kind == "overlap":
        ends = tuple("" if value is None else value_of(value, why.facts["unit"]) for value in (first.old, first.new))
        return _cells(why, explanation, words("why_overlap"), (ends[0], ends[1]), parts, words)
    unit = why.facts["unit"] if explanation.dimension else why.units.get(first.name)
    ends = tuple(number(value) if unit is None else value_of(value, unit) for value in (first.old, first.new))
    is_half = explanation.by == HALVES and not explanation.dimension
    said = words.known("why", first.name) if is_half else first.name
    return _cells(why, explanation, said, (ends[0], ends[1]), parts, words)


def _cells(
    why: Why, explanation: Explanation, said: str, ends: tuple[str, str], parts: list[Contribution], words: Words
) -> tuple[str, ...]:
    unit = why.facts["unit"]
    split = []
    if explanation.method == SPLIT:
        split = [
            signed(math.fsum(float(p.part) for p in parts if p.kind == kind), unit, points=words("points"))
            if any(part.kind == kind for part in parts)
            else ""
            for kind in ("rate", "mix")
        ]
    part = total(parts)
    return (said, *ends, *split, change_of(part, unit, words), percent(shown(explanation.share(part))))
