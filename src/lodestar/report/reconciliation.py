"""Reconciled figures in the format that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from lodestar.errors import UsageError
from lodestar.governance.problem import Problem
from lodestar.governance.reconciliation import Reconciled
from lodestar.report.reconciliation_json import reconciliation_json
from lodestar.report.reconciliation_markdown import reconciliation_markdown
from lodestar.report.reconciliation_text import reconciliation_text

__all__ = ["rendered"]


def rendered(
    reconciled: Sequence[Reconciled],
    problems: Sequence[Problem],
    format: str,
    *,
    lang: str = "en",
    cells: int = 120,
) -> str:
    """The document.

    Args:
        problems: rows and files that can't be read.
        format: `text`, `md` or `json`.
        cells: columns of the terminal, for text.

    Raises:
        UsageError: another format or language.
    """
    if format == "text":
        return reconciliation_text(reconciled, problems, language=lang, cells=cells)
    if format == "md":
        return reconciliation_markdown(reconciled, problems, language=lang)
    if format == "json":
        return reconciliation_json(reconciled, problems)
    raise UsageError(f"A reconciliation is written as text, md or json, not as {format!r}.")
