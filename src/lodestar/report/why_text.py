"""Why a metric moved, as plain text for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from lodestar.governance.exact import exact
from lodestar.report.clean import plain
from lodestar.report.columns import columns, width, wrapped
from lodestar.report.figures import percent
from lodestar.report.why_tables import change_of, part_table, value_of
from lodestar.report.words import Words
from lodestar.review.why import Why

__all__ = ["moved", "title", "why_text"]

MOST_PARTS = 12
"""Parts that a table lists when it is one of several."""


def why_text(why: Why, *, language: str = "en", cells: int = 100) -> str:
    """Every way in which the change is divided, the largest parts first.

    Args:
        cells: columns of the terminal, to which sentences are wrapped.
    """
    words = Words(language)
    unit = why.facts["unit"]
    lines = title(why.facts, words)
    ends = (exact(why.old.value) or Fraction(0), exact(why.new.value) or Fraction(0))
    lines += moved(ends, (why.old.period_start, why.new.period_start), why.grain, unit, words, cells)
    if not why.is_final:
        lines += wrapped(words("why_provisional"), cells)
    most = MOST_PARTS if len(why.explanations) > 1 else None
    for explanation in why.explanations:
        table = part_table(why, explanation, words, most=most)
        lines += ["", *wrapped(plain(table.title), cells, rest="  ")]
        lines += [f"  {line}" for line in columns(table.header, table.rows)]
        lines += wrapped(table.method, cells, first="  ", rest="  ")
    if why.explanations:
        lines += ["", words("why_exact")]
    lines += ["" for _ in why.undivided[:1]]
    for one in why.undivided:
        reason = words.known("why_reason", one.reason)
        lines += wrapped(words("why_not", by=_way(one.by, words), reason=reason), cells, rest="  ")
    if not why.explanations and not why.undivided:
        lines += ["", words("why_nothing")]
    return "\n".join([*map(plain, lines), ""])


def title(facts: Mapping[str, Any], words: Words) -> list[str]:
    """The metric's name and labels, underlined, and its unit."""
    label = " ".join(part for part in (facts["label"], facts["label_zh"]) if part)
    said = plain(f"{facts['metric_name']}  {label}")
    return [said, "=" * width(said), words.heading(words("unit", unit=facts["unit"]))]


def moved(
    ends: tuple[Fraction, Fraction], periods: tuple[date, date], grain: str, unit: str, words: Words, cells: int
) -> Iterator[str]:
    """From which value to which, and by how much."""
    change = ends[1] - ends[0]
    yield from wrapped(
        words(
            "why_moved",
            from_period=words.period(periods[0], grain),
            to_period=words.period(periods[1], grain),
            old=value_of(ends[0], unit),
            new=value_of(ends[1], unit),
            change=change_of(change, unit, words),
            relative=percent(float(change / ends[0]) if ends[0] else None),
        ),
        cells,
    )


def _way(by: str, words: Words) -> str:
    return words.known("why_way", by)
