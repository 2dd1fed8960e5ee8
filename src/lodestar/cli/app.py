"""The command `lodestar`: arguments in, workflows called, answers out.

Exit codes: 0 good; 1 a check or gate said no; 2 wrong use or configuration. No traceback reaches a user.
"""

from __future__ import annotations

import atexit
import io
import os
import signal
import sys
from collections import Counter
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from lodestar import __version__
from lodestar.cli import progress, render
from lodestar.errors import LodestarError, UsageError
from lodestar.settings import Project, open_project
from lodestar.workflows import freeze as freeze_workflow
from lodestar.workflows import read

if TYPE_CHECKING:
    from lodestar.workflows.demo import DemoReport

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
review = typer.Typer(help="The monthly review.", no_args_is_help=True)
app.add_typer(review, name="review")

STOPPED = 130
"""Exit code after Ctrl-C or a stop, as shells have it."""

MOST_COLUMNS = 10_000
"""More than any table needs."""

PLAIN_WIDTH = 200
"""Columns of a table that goes to a file or a pipe, where nobody's window decides."""

out = Console(markup=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)
err = Console(stderr=True, markup=False)

ProjectDir = Annotated[Path | None, typer.Option("--project-dir", help="The dbt project. Default: this folder.")]
RawDir = Annotated[Path | None, typer.Option("--raw", help="Where raw files are. Default: raw/ in the project.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result.")]


@app.callback(invoke_without_command=True)
def version(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """A governed metric hub on dbt: one shared definition for every metric, checked, then published."""
    if show_version:
        _say(f"lodestar {__version__}")
        raise typer.Exit


class Format(StrEnum):
    """How `query` prints."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
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

    project = open_project(project_dir, raw_dir=raw)
    with progress.reporting(err, quiet=quiet) as report_progress:
        report = build_hub(project, full_refresh=full_refresh, progress=report_progress)
    if not report.is_new:
        _say(f"Nothing has changed since release {report.release.release_id}, so nothing was built.")
        return
    _print_warnings(report.intake.warnings)
    warned = [check for check in report.checks if check.status != "passed"]
    for check in warned:
        _say(f"Warning: {check.sentence()}", err, style="yellow")
    _say(
        f"Published release {report.release.release_id}: {report.intake.rows:,} new raw rows from "
        f"{_counted(report.intake.files, 'file')}, {len(report.checks) - len(warned):,} checks passed, "
        f"{len(warned)} warned."
    )


@app.command(name="compile")
def compile_command(project_dir: ProjectDir = None, quiet: Quiet = False) -> None:
    """Write the metric tables as dbt models into target/metric_tables, so that plain `dbt build` makes them."""
    from lodestar.workflows.compile import compile_for_dbt

    project = open_project(project_dir)
    with progress.reporting(err, quiet=quiet) as report_progress:
        report_progress("compile", "", 0, 0)
        compiled = compile_for_dbt(project)
    governed = len(compiled.catalog.governed)
    where = os.path.relpath(project.metric_tables_dir)
    _say(f"{governed} metrics compiled to {len(compiled.models)} dbt models in {where}.")
    if project.warehouse.exists():
        _say(f"Plain dbt works in {os.path.relpath(project.developer_warehouse)}, a copy of the warehouse.")
    else:
        _say("Plain dbt has no raw tables yet: `lodestar build` loads them.")


@app.command()
def query(
    metrics: Annotated[str, typer.Argument(help="One metric, or several separated by commas.")],
    grain: Annotated[str | None, typer.Option(help="day, week, month, ... Default: the coarsest they share.")] = None,
    by: Annotated[str | None, typer.Option(help="A dimension, such as store.")] = None,
    member: Annotated[str | None, typer.Option(help="One member of that dimension.")] = None,
    start: Annotated[str | None, typer.Option(metavar="DATE", help="First period_start, such as 2026-10-01.")] = None,
    end: Annotated[str | None, typer.Option(metavar="DATE", help="Last period_start.")] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.table,
    project_dir: ProjectDir = None,
) -> None:
    """Values of metrics, from the published release alone."""
    names = list(dict.fromkeys(name.strip() for name in metrics.split(",") if name.strip()))
    if not names:
        raise UsageError("Name at least one metric. `lodestar metrics` lists them.")
    if by and "," in by:
        raise UsageError(f"--by takes one dimension, not {by!r}: a release holds no values by two at once.")
    if member and not by:
        raise UsageError("--member needs --by: say which dimension it is a member of.")
    first, last = _date(start, "--start"), _date(end, "--end")
    if first and last and first > last:
        raise UsageError(f"--start {first} is after --end {last}.")
    project = open_project(project_dir)
    answer = read.query(project, names, grain=grain, dimension=by, member=member, start=first, end=last)
    if not answer.values:
        _say("No value lies there: the data, or the metric, begins later or ends earlier.", err, style="yellow")
    if format is Format.csv:
        sys.stdout.write(render.answer_as_csv(answer))
    elif format is Format.json:
        sys.stdout.write(render.answer_as_json(answer) + "\n")
    else:
        _print_wide(render.answer_as_table(answer, names))


@app.command()
def metrics(project_dir: ProjectDir = None) -> None:
    """List the metrics of the published release."""
    _print_wide(render.catalog_as_table(read.metrics(open_project(project_dir))))


@app.command()
def show(metric: str, project_dir: ProjectDir = None) -> None:
    """A metric's definition, formula, owner, and lineage down to raw columns."""
    out.print(render.card_as_table(read.metric_card(open_project(project_dir), metric)))


@app.command()
def releases(project_dir: ProjectDir = None) -> None:
    """List the published releases; the current one is marked."""
    found, current = read.releases(open_project(project_dir))
    for release in found:
        mark = "*" if release.release_id == current else " "
        published = str(release.facts.get("published_at", ""))[:19].replace("T", " ")
        commit = str(release.facts.get("git_commit") or "no commit")[:12]
        rows = release.facts.get("row_counts", {}).get("metric_values", 0)
        _say(f"{mark} {release.release_id}  {published} UTC  {rows:>9,} values  {commit}")
    if not found:
        _say("Nothing is published yet. Run `lodestar build`.")


@app.command()
def rollback(release_id: str, project_dir: ProjectDir = None) -> None:
    """Make another release the current one."""
    release = read.rollback(open_project(project_dir), release_id)
    _say(f"The current release is now {release.release_id}. The next build publishes a newer one.")


@review.command()
def freeze(
    month: Annotated[str, typer.Option(help="The month to freeze, such as 2026-10.")], project_dir: ProjectDir = None
) -> None:
    """Write the month's values from the current release into the append-only ledger."""
    frozen = freeze_workflow.freeze(open_project(project_dir), month)
    if frozen.is_new:
        provisional = f", {frozen.provisional:,} of them provisional" if frozen.provisional else ""
        _say(
            f"Froze {frozen.month:%Y-%m}: {frozen.rows:,} values{provisional}, from release {frozen.release_id}, "
            f"in {os.path.relpath(frozen.path)}."
        )
    else:
        _say(
            f"{frozen.month:%Y-%m} is already frozen from release {frozen.release_id} with the same values. "
            "Nothing was written."
        )


@app.command()
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


def main() -> NoReturn:
    """Runs the command and ends the process with its exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese letters shows the rest
    _end(_run())


def _run() -> int:
    code: object = 0
    try:
        code = app(standalone_mode=False)  # for `raise Exit` and Ctrl-C typer returns the exit code
    except LodestarError as error:
        _say(str(error), err, style="red")
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except BrokenPipeError:
        return 0
    except Exception as error:
        return _usage_or_defect(error)
    if code == STOPPED:
        _say("Stopped. What was published is unchanged.", err, style="red")
    return code if isinstance(code, int) else 0


def _usage_or_defect(error: Exception) -> int:
    format_message = getattr(error, "format_message", None)
    if format_message:  # click's usage errors
        if format_message():  # empty after help that nobody asked for in words
            _say(f"{format_message().rstrip('.')}. See `lodestar --help`.", err, style="red")
        return 2
    log = Path.cwd() / "lodestar-error.log"
    import traceback

    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    _say(
        f"Lodestar itself failed: {type(error).__name__}: {error}. What was published is unchanged. "
        f"Please report it with {log.name}.",
        err,
        style="red",
    )
    return 1


def _end(code: int) -> NoReturn:
    """Ends without tearing the interpreter down: DuckDB's binding would print its own leak report to every user."""
    if sys.modules.keys() & {"dbt", "great_expectations"}:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    progress.stop()  # a library may swallow the interrupt; the next step of the work will not
    raise KeyboardInterrupt


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _date(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{option} {text!r} is no date. Write it as 2026-10-01.") from error


def _print_wide(table: Table) -> None:
    """A table of numbers whole, even where a terminal is narrow: a number that is cut is a wrong number."""
    needed = out.measure(table, options=out.options.update(width=MOST_COLUMNS)).maximum
    if needed <= out.width:
        out.print(table)
    else:
        Console(markup=False, width=needed, file=sys.stdout).print(table, crop=False, soft_wrap=False)


def _print_warnings(warnings: tuple[str, ...]) -> None:
    for warning in warnings:
        _say(f"Warning: {warning}", err, style="yellow")


def _say(sentence: str, console: Console = out, *, style: str | None = None) -> None:
    """A sentence as it is: no markup, no wrapping that would break a path or a name."""
    console.print(sentence, style=style, highlight=False, markup=False, soft_wrap=True)


def _print_demo(report: DemoReport, project: Project) -> None:
    name, title = str(report.north_star["metric_name"]), render.star_title(report.north_star)
    _print_wide(render.answer_as_table(report.answer.latest(12), [name], title=title))
    from lodestar.quality.data_docs import RUNNERS

    checks = report.release.facts["checks"]
    ran = Counter(RUNNERS[check["runner"]] for check in checks)
    runners = ", ".join(f"{count:,} by {runner}" for runner, count in ran.most_common())
    passed = sum(check["status"] == "passed" for check in checks)
    _say(f"\nChecked    {passed:,} of {len(checks):,} checks passed: {runners}.")
    unchanged = "" if report.is_new else " (nothing has changed since, so nothing was built)"
    _say(f"Published  {os.path.relpath(report.release.folder)}{unchanged}")
    _say("\nWhere to look next")
    lodestar = f"{os.path.relpath(Path(sys.argv[0]))}" if Path(sys.argv[0]).name == "lodestar" else "lodestar"
    for command, what in (
        (f"{lodestar} metrics", "every metric, its owner and grains"),
        (f"{lodestar} show {name}", "its definition, and the raw columns it is made from"),
        (f"{lodestar} query net_revenue --grain month --by store", "values, sliced"),
        (os.path.relpath(project.data_docs_dir / "index.html"), "what was checked, as pages for a browser"),
        ("make dagster", "the same steps on a schedule"),
    ):
        _say(f"  {command:<62} {what}")
