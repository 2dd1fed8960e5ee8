"""`lodestar diff` of the demo company against two full builds, before and after: `python -m bench.difference`.

Each change is made in a copy of the project; the builds are `lodestar build --full-refresh`, the difference is measured
as the whole command, from a new process. dbt's own tests are part of a build, so only changes that pass them are
measured here; that values are equal is proved in `tests/oracles/test_diff_equals_two_builds.py`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.declared import ROOT, copy_project

__all__ = ["main"]

BAR = 0.30
"""A difference may take this share of two builds."""

CHANGES = {
    "a definition": (("metrics/learning/active_learners_28d.yml", "window: 28 days", "window: 14 days"),),
    "a model": (
        (
            "models/intermediate/commerce/int_orders_unioned.sql",
            "in ('paid', 'done', 'invoiced')",
            "in ('paid', 'done', 'invoiced', 'cancel')",
        ),
    ),
    "the first model of all learning metrics": (
        ("models/intermediate/learning/int_learner_events_delivered.sql", "coalesce(subject, 'unknown')", "'any'"),
    ),
    "both": (
        ("models/intermediate/commerce/int_orders_unioned.sql", "in ('sale', 'done')", "in ('sale', 'done', 'sent')"),
        ("metrics/commerce/average_order_value.yml", "denominator: order_count", "denominator: returned_order_count"),
    ),
}


def main() -> int:
    """Measures and prints; 1 when a command fails."""
    console = Console(highlight=False)
    table = Table("change", "two builds (s)", "diff (s)", "share", f"bar {BAR:.0%}", box=None)
    with tempfile.TemporaryDirectory(prefix="lodestar-bench-") as folder:
        project = Path(folder) / "demo"
        _copy_in_git(project)
        seconds(project, "demo", "--quiet")
        before = seconds(project, "build", "--quiet", "--full-refresh")
        for name, edits in CHANGES.items():
            for path, old, new in edits:
                file = project / path
                text = file.read_text(encoding="utf-8")
                if old not in text:
                    console.print(f"{path} has no {old!r}")
                    return 1
                file.write_text(text.replace(old, new), encoding="utf-8")
            compared = seconds(project, "diff", "--quiet", "--format", "json", "--out", "diff.json")
            after = seconds(project, "build", "--quiet", "--full-refresh")
            _git(project, "checkout", "--quiet", ".")
            seconds(project, "build", "--quiet", "--full-refresh")  # the warehouse stands at the base again
            share = compared / (before + after)
            verdict = "reached" if share < BAR else "missed"
            table.add_row(name, f"{before + after:.1f}", f"{compared:.1f}", f"{share:.0%}", verdict)
    console.print(table)
    return 0


def _copy_in_git(project: Path) -> None:
    copy_project(ROOT, project)
    (project / ".gitignore").write_text("/hub/\n/raw/\n/target/\n/diff.json\n", encoding="utf-8")
    _git(project, "init", "--quiet")
    _git(project, "add", "--all")
    _git(project, "-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "-m", "before")


def _git(project: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=project, check=True, capture_output=True)


def seconds(project: Path, *arguments: str) -> float:
    """How long one command takes, from a new process."""
    begun = time.perf_counter()
    command = [sys.executable, "-c", "from lodestar.cli.app import main; main()", *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"lodestar {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
