"""`lodestar demo`: the demo company's raw data, a build, and what its north star says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lodestar import demo as generator
from lodestar.governance.register import read_register
from lodestar.releases import reader
from lodestar.releases.release import Release
from lodestar.settings import Project
from lodestar.workflows.build import Progress, build

__all__ = ["DemoReport", "run_demo"]


@dataclass(frozen=True)
class DemoReport:
    """The published release, and the north star's catalog row and values. `is_new`: it was built just now."""

    release: Release
    north_star: dict[str, Any]
    answer: reader.Answer
    is_new: bool


def run_demo(project: Project, *, events: int, seed: int, progress: Progress | None = None) -> DemoReport:
    """Generates what is missing of the raw data, builds unless nothing changed, and reads the north star.

    Raises:
        LodestarError: the raw folder holds other data, or the build said no to all or some of it.
    """
    step = (lambda what, done, total: progress("generate", what, done, total)) if progress else None
    generator.generate(project.raw_dir, events=events, seed=seed, progress=step)
    report = build(project, progress=progress)
    report.require_whole()
    release, is_new = report.release, report.is_new
    rows = {row["metric_name"]: row for row in reader.catalog_rows(release)}
    # the first one that the company named, or any
    named = [star.metric for star in read_register(project.root).north_stars if star.metric in rows]
    star = rows[named[0]] if named else next(row for row in rows.values() if row["role"] == "north_star")
    return DemoReport(release, star, reader.ask(release, [star["metric_name"]]), is_new)
