"""`lodestar demo`: the demo company's raw data, a build, and what its north star says."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar import demo as generator
from lodestar.releases import reader
from lodestar.releases.release import current_release
from lodestar.settings import Project
from lodestar.workflows.build import BuildReport, Progress, build

__all__ = ["DemoReport", "run_demo"]


@dataclass(frozen=True)
class DemoReport:
    """The build, and the north star's catalog row and values."""

    build: BuildReport
    north_star: dict[str, object]
    answer: reader.Answer


def run_demo(project: Project, *, events: int, seed: int, progress: Progress | None = None) -> DemoReport:
    """Generates what is missing of the raw data, builds, and reads the north star from the published release."""
    step = (lambda what, done, total: progress("generate", what, done, total)) if progress else None
    generator.generate(project.raw_dir, events=events, seed=seed, progress=step)
    report = build(project, progress=progress)
    release = current_release(project.hub_dir)
    stars = [row for row in reader.catalog_rows(release) if row["role"] == "north_star"]
    return DemoReport(report, stars[0], reader.ask(release, [str(stars[0]["metric_name"])]))
