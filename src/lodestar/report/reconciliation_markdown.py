"""Reconciled figures as Markdown, for a meeting's notes or a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Reconciled
from lodestar.report.clean import code, markdown
from lodestar.report.reconciliation_view import GroupView, counts, groups, origin
from lodestar.report.words import Words

__all__ = ["reconciliation_markdown"]


def reconciliation_markdown(
    reconciled: Sequence[Reconciled], problems: Sequence[Problem] = (), *, language: str = "en"
) -> str:
    """A section of the third level: one table a department and metric, with the reasons in its last column."""
    words = Words(language)
    lines = [f"### {words('reconciliation_title')}", ""]
    lines.append(counts(reconciled, words) if reconciled else words("none_reported"))
    said = origin(reconciled, words)
    lines += ["", markdown(said)] if said else []
    for group in groups(reconciled, words):
        lines += ["", *_group(group, words)]
    if problems:
        lines += ["", f"**{words('unreadable')}**", "", *(f"- {markdown(p.sentence())}" for p in problems)]
    return "\n".join([*lines, ""])


def _group(group: GroupView, words: Words) -> Iterator[str]:
    title = f": {markdown(group.title)}" if group.title else ""
    yield f"**{markdown(group.department)}**, {code(group.metric)}{title}"
    yield ""
    header = [words(key) for key in ("period", "reported", "hub", "difference", "result", "reasons")]
    yield f"| {' | '.join(header)} |"
    yield "| --- | ---: | ---: | ---: | --- | --- |"
    for figure in group.figures:
        why = [f"{markdown(label)}: {amount}" for label, amount in figure.parts]
        why += [markdown(note) for note in figure.notes]
        cells = [
            markdown(figure.place),
            figure.reported,
            figure.hub,
            figure.difference,
            figure.outcome,
            "<br>".join(why),
        ]
        yield f"| {' | '.join(cells)} |"
    if group.notes:
        yield ""
        yield from (f"- {markdown(note)}" for note in group.notes)
