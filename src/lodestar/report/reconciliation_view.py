"""What there is to say about reconciled figures, as lines that are no format yet: the same in text and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lodestar.catalog.variant import Variant
from lodestar.governance.reconciliation import Failure, Outcome, Part, Reconciled
from lodestar.governance.variant_search import MOST_TOGETHER, NOISE
from lodestar.report.figures import NOTHING, percent, period
from lodestar.report.reported_digits import difference, digits, reported
from lodestar.report.words import Words

__all__ = ["FigureView", "GroupView", "counts", "groups", "origin"]

MOST_OF_REASON = 300
"""Letters of an error message."""


@dataclass(frozen=True)
class FigureView:
    """A figure and what is said of it.

    Attributes:
        place: period, and the member where it is not of the whole.
        parts: label and amount of each reason; amounts sum to the difference.
        notes: sentences.
    """

    place: str
    reported: str
    hub: str
    difference: str
    outcome: str
    parts: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupView:
    """The figures that one department reports of one metric, and what holds for all of them."""

    department: str
    metric: str
    title: str
    figures: tuple[FigureView, ...]
    notes: tuple[str, ...]


def counts(reconciled: Sequence[Reconciled], words: Words) -> str:
    """How many agree, are explained, are not, can't be compared."""
    outcomes = [one.outcome for one in reconciled]
    return words("figures_of", **{outcome.value: outcomes.count(outcome) for outcome in Outcome})


def origin(reconciled: Sequence[Reconciled], words: Words) -> str:
    """Which values the figures are compared with; empty where none was."""
    compared = [one for one in reconciled if one.outcome is not Outcome.refused]
    if not compared:
        return ""
    release = compared[0].release_id
    return words("hub_release", id=release) if release else words("hub_warehouse")


def groups(reconciled: Iterable[Reconciled], words: Words) -> Iterator[GroupView]:
    """Department by department and metric by metric."""
    for (department, metric), found in groupby(reconciled, key=lambda one: (one.figure.department, one.figure.metric)):
        own = list(found)
        said = next((one for one in own if one.label), own[0])
        label = words.label(said.label, said.label_zh)
        title = f"{label} ({said.unit})" if label else ""
        figures = tuple(_figure(one, words) for one in own)
        yield GroupView(department, metric, title, figures, tuple(_of_group(own, words)))


def _figure(one: Reconciled, words: Words) -> FigureView:
    figure = one.figure
    place = period(figure.period_start, figure.grain)
    if figure.dimension != "total":
        place = words.all_of([place, figure.member])
    outcome = words(f"outcome_{one.outcome}")
    if one.outcome is Outcome.refused:
        note = f"{figure.path}:{figure.line}: {one.problem}"
        return FigureView(place, reported(figure.value, one), NOTHING, NOTHING, outcome, notes=(note,))
    gap = difference(one.gap, one, words("points"))
    if one.gap and one.ours:
        gap = f"{gap} ({percent(one.gap / abs(one.ours))})"
    hub = reported(one.ours, one)
    return FigureView(
        place, reported(figure.value, one), hub, gap, outcome, tuple(_parts(one, words)), tuple(_notes(one, words))
    )


def _parts(one: Reconciled, words: Words) -> Iterator[tuple[str, str]]:
    if not one.explanation:
        return
    points = words("points")
    amounts = [part.amount for part in one.explanation.parts]
    for part in one.explanation.parts:
        yield words.label(part.label, part.label_zh), difference(part.amount, one, points)
    if None in amounts:
        return
    rest = one.remaining or 0.0
    if one.outcome is Outcome.unexplained:
        yield words("rest_remaining"), difference(rest, one, points)
    elif abs(rest) > NOISE * abs(one.figure.value):
        yield words("rest_rounding"), difference(rest, one, points, places=digits(one) + 2)


def _notes(one: Reconciled, words: Words) -> Iterator[str]:
    found = one.explanation
    if one.moved:
        key = "moved_agrees" if one.outcome is Outcome.agrees else "moved"
        yield words(key, id=one.release_id, published=reported(one.published, one), ours=reported(one.ours, one))
    elif one.published is None and one.release_id:
        yield words("unpublished")
    if not one.is_complete:
        yield words("incomplete")
    if one.outcome is Outcome.agrees:
        return
    if found and any(part.amount is None for part in found.parts):
        yield words("together_unknown")
    if found and found.alternatives:
        yield words("also_by", variants="; ".join(_labels(others, words) for others in found.alternatives))
    if one.outcome is Outcome.unexplained:
        yield from _unexplained(one, words)


def _unexplained(one: Reconciled, words: Words) -> Iterator[str]:
    if one.explanation:
        yield words(
            "closest", variants=_labels(one.explanation.parts, words), value=reported(one.explanation.value, one)
        )
    else:
        yield words("none_closer", n=one.declared) if one.declared else words("no_variants")
    if one.is_bounded:
        yield words("bounded", most=MOST_TOGETHER, n=one.declared)
    if one.scale:
        yield words("scale", factor=f"{one.scale:,.6g}")


def _of_group(own: Sequence[Reconciled], words: Words) -> Iterator[str]:
    explained = [one.explanation for one in own if one.outcome is Outcome.explained and one.explanation]
    if len(explained) > 1 and all(found.covers_all for found in explained):
        yield words("covers_all", department=own[0].figure.department)
    failures: dict[Failure, None] = dict.fromkeys(failure for one in own for failure in one.failures)
    for failure in failures:
        reason = " ".join(failure.reason.split())
        shown = reason if len(reason) <= MOST_OF_REASON else f"{reason[:MOST_OF_REASON]}…"
        yield words("not_tried", variants=" + ".join(failure.names), reason=shown)


def _labels(chosen: Iterable[Variant | Part], words: Words) -> str:
    return " + ".join(words.label(one.label, one.label_zh) for one in chosen)
