"""Reconciled figures as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Reconciled
from lodestar.report.clean import plain
from lodestar.report.columns import columns, width, wrapped
from lodestar.report.reconciliation_view import FigureView, GroupView, counts, groups, origin
from lodestar.report.words import Words

__all__ = ["reconciliation_text"]


def reconciliation_text(
    reconciled: Sequence[Reconciled], problems: Sequence[Problem] = (), *, language: str = "en", cells: int = 120
) -> str:
    """Everything that was found, by department and metric; rows that can't be read at the end.

    Args:
        cells: columns of the terminal, to which sentences are wrapped.
    """
    words = Words(language)
    lines = [counts(reconciled, words) if reconciled else words("none_reported")]
    said = origin(reconciled, words)
    lines += [plain(said)] if said else []
    for group in groups(reconciled, words):
        lines += ["", *_group(group, words, cells)]
    if problems:
        lines += ["", words("unreadable"), *(f"  {plain(problem.sentence())}" for problem in problems)]
    return "\n".join([*lines, ""])


def _group(group: GroupView, words: Words, cells: int) -> Iterator[str]:
    title = plain(f"{group.department}: {group.metric}  {group.title}").rstrip()
    yield title
    yield "=" * width(title)
    header = (words("period"), words("result"), words("reported"), words("hub"), words("difference"))
    rows = [(f.place, f.outcome, f.reported, f.hub, f.difference) for f in group.figures]
    head, *table = columns(header, rows, left=2)
    yield f"  {head}"
    for line, figure in zip(table, group.figures, strict=True):
        yield f"  {line}"
        yield from _reasons(figure, cells)
    for note in group.notes:
        yield from wrapped(note, cells, first="  ", rest="    ")


def _reasons(figure: FigureView, cells: int) -> Iterator[str]:
    labels = [plain(label) for label, _ in figure.parts]
    widest = max(map(width, labels), default=0)
    longest = max((width(amount) for _, amount in figure.parts), default=0)
    for label, (_, amount) in zip(labels, figure.parts, strict=True):
        yield f"      {label}{' ' * (widest - width(label))}  {' ' * (longest - width(amount))}{amount}"
    for note in figure.notes:
        yield from wrapped(note, cells, first="      ", rest="        ")
