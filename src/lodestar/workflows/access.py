"""What a reader may see of what is published, by `governance/access.yml`; every refusal is written to `hub/access.log`.

view = view_of(project, reader, "query")      # None without access.yml: everybody reads everything
require_metrics(project, view, names, "query")
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from lodestar.catalog.catalog import read_catalog
from lodestar.errors import CheckError, UsageError
from lodestar.governance import access
from lodestar.governance.access import View
from lodestar.governance.problem import Problem, read_text, require_none
from lodestar.releases.reader import Answer
from lodestar.settings import Project
from lodestar.workflows.as_reported import AsReported

__all__ = ["require_metrics", "shown_answer", "shown_catalog", "shown_reported", "view_of"]


def view_of(project: Project, reader: str, asked: str) -> View | None:
    """What the reader may read; None where the project has no `governance/access.yml`.

    Raises:
        UsageError: nobody was named, though access is limited.
        CheckError: nobody of that name is listed; it is logged.
        ConfigurationError: the file can't be meant: nobody reads until it can.
    """
    path = project.root / access.PATH
    if not path.exists():
        return None
    problems: list[Problem] = []
    text = read_text(project.root, path, problems)
    limits = access.read_access(text or "", problems)
    require_none(problems)
    if not reader:
        raise UsageError(f"{access.PATH} says who may read what. Say who reads with --reader or LODESTAR_READER.")
    catalog = read_catalog(project.build_dir)
    metrics = [(m.name, m.contract.owner, m.contract.visibility) for m in catalog.governed if m.contract]
    view = limits.view(reader, metrics)
    if view is None:
        _log(project, reader, asked, "", "refused: not listed")
        raise CheckError(f"{reader} is no reader of {access.PATH}, so nothing is shown. Ask for an entry there.")
    return view


def require_metrics(project: Project, view: View | None, names: Sequence[str], asked: str) -> None:
    """Nothing, where the reader may read all of them.

    Raises:
        CheckError: one is not for them; it is logged.
    """
    for name in names if view else ():
        assert view is not None
        if name in view.hidden_metrics:
            _log(project, view.reader, asked, name, "refused")
            raise CheckError(f"{view.hidden_metrics[name]}, and {view.reader} reads for none of them.")


def shown_answer(project: Project, view: View | None, answer: Answer, asked: str, *, member: str | None) -> Answer:
    """The answer without what the reader may not read; what is left out is logged.

    Raises:
        CheckError: it was asked for by name.
    """
    if view is None:
        return answer
    kept = tuple(v for v in answer.values if view.shows(v.metric_name, answer.dimension, v.member))
    hidden = sorted({v.member for v in answer.values} - {v.member for v in kept})
    for name in hidden:
        _log(project, view.reader, asked, f"{answer.dimension}={name}", "refused" if member else "left out")
    if hidden and member:
        raise CheckError(f"{answer.dimension} {member} is not for {view.reader} to read, by {access.PATH}.")
    return replace(answer, values=kept)


def shown_reported(
    project: Project, view: View | None, found: AsReported, asked: str, *, member: str | None
) -> AsReported:
    """The same for values of the ledger."""
    if view is None:
        return found
    rows = tuple(row for row in found.rows if view.shows(row.metric_name, row.dimension, row.member))
    return AsReported(shown_answer(project, view, found.answer, asked, member=member), rows)


def shown_catalog(view: View | None, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `metric_catalog` that the reader may read."""
    return [row for row in rows if view is None or row["metric_name"] not in view.hidden_metrics]


def _log(project: Project, reader: str, asked: str, about: str, outcome: str) -> None:
    """One JSON line. Lines of several processes never mix: each is one write to a file opened to append."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    said = {"at": at, "reader": reader, "asked": asked, "about": about, "outcome": outcome}
    path = project.hub_dir / "access.log"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, (json.dumps(said, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}), so nothing is shown.") from error
