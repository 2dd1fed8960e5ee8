"""A shop whose definitions people have agreed on, and its commands, for faults of definitions."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

from lodestar.settings import Project
from lodestar.workflows.decide import decide
from tests.fuzz.commands import run
from tests.fuzz.shop import add_governance

__all__ = ["TREE", "agreed", "command", "rewrite", "values_of"]

DECIDED = date(2026, 11, 1)
TREE = "governance/trees/net_revenue.yml"


def agreed(project: Project, *metrics: str) -> Project:
    """The shop with teams, a star and its tree in git, and a decision on `metrics`."""
    add_governance(project.root)
    if metrics:
        said = {"title": "First", "proposed_by": "An Na", "agreed": ["Bo Li@shop"], "why": "To begin."}
        decide(project, list(metrics), decided_on=DECIDED, today=DECIDED, **said)
    (project.root / ".gitignore").write_text("hub/\ntarget/\nraw/\nlogs/\n")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "As agreed"]):
        own = ["-c", "user.name=An Na", "-c", "user.email=an@shop"]
        subprocess.run(["git", *own, *words], cwd=project.root, check=True, capture_output=True)
    return project


def rewrite(project: Project, path: str, old: str, new: str) -> None:
    """Edits a file of the project by hand."""
    file: Path = project.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def command(project: Project, *arguments: str) -> tuple[int, str]:
    """Exit code and everything that `lodestar <arguments>` says."""
    code, out, err = run(project.root, list(arguments))
    assert "Traceback" not in out + err
    return code, out + err


def values_of(published, project: Project, metric: str = "net_revenue") -> list[tuple[object, ...]]:
    """What readers of the release see of a metric by month."""
    sql = "select period_start, value from hub.metric_values where metric_name = '{}' and grain = 'month'"
    return published(project, sql.format(metric) + " and member = 'total' order by 1")
