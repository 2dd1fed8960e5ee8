"""`lodestar build`, `compile`, `demo`: what makes a release."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lodestar.cli import progress, render
from lodestar.cli.console import ProjectDir, Quiet, RawDir, counted, err, print_wide, say
from lodestar.settings import Project, open_project

if TYPE_CHECKING:
    from lodestar.workflows.demo import DemoReport

__all__ = ["build", "compile_command", "demo"]


def build(
    project_dir: ProjectDir = None,
    raw: RawDir = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rebuild incremental models from all raw rows.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Load new raw files, build all models, check, and publish a release."""
    from lodestar.workflows.build import build as build_hub
    from lodestar.workflows.tell import alerting

    project = open_project(project_dir, raw_dir=raw)
    with progress.reporting(err, quiet=quiet) as report_progress, alerting(project):
        report = build_hub(project, full_refresh=full_refresh, progress=report_progress)
    if not report.is_new:
        say(f"Nothing has changed since release {report.release.release_id}, so nothing was built.")
        return
    _print_warnings(report.intake.warnings)
    warned = [check for check in report.checks if check.status != "passed" and check.severity != "block"]
    failed = [check for check in report.checks if check.status != "passed" and check.severity == "block"]
    for check in failed:
        say(f"Failed: {check.sentence()}", err, style="red")
    for check in warned:
        say(f"Warning: {check.sentence()}", err, style="yellow")
    report.require_whole()
    say(
        f"Published release {report.release.release_id}: {report.intake.rows:,} new raw rows from "
        f"{counted(report.intake.files, 'file')}, {len(report.checks) - len(warned):,} checks passed, "
        f"{len(warned)} warned."
    )
    _print_held(report.intake.quarantined, report.intake.total)


def compile_command(project_dir: ProjectDir = None, quiet: Quiet = False) -> None:
    """Write the metric tables as dbt models into target/metric_tables, so that plain `dbt build` makes them."""
    from lodestar.workflows.compile import compile_for_dbt

    project = open_project(project_dir)
    with progress.reporting(err, quiet=quiet) as report_progress:
        report_progress("compile", "", 0, 0)
        compiled = compile_for_dbt(project)
    governed = len(compiled.catalog.governed)
    where = os.path.relpath(project.metric_tables_dir)
    say(f"{governed} metrics compiled to {len(compiled.models)} dbt models in {where}.")
    if project.warehouse.exists():
        say(f"Plain dbt works in {os.path.relpath(project.developer_warehouse)}, a copy of the warehouse.")
    else:
        say("Plain dbt has no raw tables yet: `lodestar build` loads them.")


def demo(
    events: Annotated[int, typer.Option(min=10_000, help="Size: app events; orders are a fifteenth.")] = 300_000,
    seed: Annotated[int, typer.Option(help="Another seed makes another company.")] = 20260101,
    project_dir: ProjectDir = None,
    quiet: Quiet = False,
) -> None:
    """Make the demo company's raw data, build, check, publish, and read its north star."""
    from lodestar.workflows.demo import run_demo

    project = open_project(project_dir)
    with progress.reporting(err, quiet=quiet) as report_progress:
        report = run_demo(project, events=events, seed=seed, progress=report_progress)
    _print_demo(report, project)


def _print_warnings(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        say(f"Warning: {warning}", err, style="yellow")


def _print_held(quarantined: int, total: int) -> None:
    if quarantined:
        say(f"Held back  {counted(quarantined, 'record')} of {total:,}: `lodestar quarantine list` says which and why.")


def _print_demo(report: DemoReport, project: Project) -> None:
    name, title = str(report.north_star["metric_name"]), render.star_title(report.north_star)
    print_wide(render.answer_as_table(report.answer.latest(12), [name], title=title))
    from lodestar.quality.data_docs import RUNNERS

    checks = report.release.facts["checks"]
    ran = Counter(RUNNERS[check["runner"]] for check in checks)
    runners = ", ".join(f"{count:,} by {runner}" for runner, count in ran.most_common())
    passed = sum(check["status"] == "passed" for check in checks)
    intake = report.release.facts.get("intake", {})
    say("")
    _print_held(intake.get("quarantined", 0), intake.get("total", 0))
    say(f"Checked    {passed:,} of {len(checks):,} checks passed: {runners}.")
    unchanged = "" if report.is_new else " (nothing has changed since, so nothing was built)"
    say(f"Published  {os.path.relpath(report.release.folder)}{unchanged}")
    say("\nWhere to look next")
    lodestar = f"{os.path.relpath(Path(sys.argv[0]))}" if Path(sys.argv[0]).name == "lodestar" else "lodestar"
    for command, what in (
        (f"{lodestar} metrics", "every metric, its owner and grains"),
        (f"{lodestar} show {name}", "its definition, and the raw columns it is made from"),
        (f"{lodestar} query net_revenue --grain month --by store", "values, sliced"),
        (f"{lodestar} check", "whether people agreed to what stands here"),
        (f"{lodestar} reconcile", "why departments report other figures"),
        (f"{lodestar} diff", "what your next change of a definition does to the numbers"),
        (os.path.relpath(project.data_docs_dir / "index.html"), "what was checked, as pages for a browser"),
        ("make dagster", "the same steps on a schedule"),
    ):
        say(f"  {command:<62} {what}")
