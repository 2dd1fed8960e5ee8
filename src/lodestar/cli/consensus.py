"""`lodestar consensus`: what a data-consensus meeting reads, and what it decided."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lodestar.cli import progress
from lodestar.cli.console import Language, ProjectDir, Quiet, Today, counted, err, read_date, say
from lodestar.errors import UsageError
from lodestar.report.clean import plain
from lodestar.settings import open_project

__all__ = ["consensus"]

consensus = typer.Typer(help="The data-consensus meeting: what to read, and what was decided.", no_args_is_help=True)


class PackFormat(StrEnum):
    """How a pack is written."""

    html = "html"
    md = "md"


@consensus.command()
def pack(
    base: Annotated[
        str | None, typer.Option(help="The commit, branch or tag to measure changes from. Default: the last commit.")
    ] = None,
    lang: Annotated[Language, typer.Option(help="English or Chinese.")] = Language.en,
    format: Annotated[PackFormat, typer.Option(help="A page with charts, or Markdown.")] = PackFormat.html,
    output: Annotated[
        Path | None, typer.Option("--out", help="Write to this file; - is the terminal. Default: hub/consensus/.")
    ] = None,
    today: Today = None,
    project_dir: ProjectDir = None,
    quiet: Quiet = False,
) -> None:
    """Write the agenda and a card for every metric that waits for a decision."""
    from lodestar.report.pack_markdown import pack_markdown
    from lodestar.report.pack_page import pack_page
    from lodestar.workflows.consensus import pack as gather

    project = open_project(project_dir)
    day = read_date(today, "--today")
    with progress.reporting(err, quiet=quiet) as report_progress:
        found = gather(project, base=base, today=day, language=lang.value, progress=report_progress)
    text = (pack_page if format is PackFormat.html else pack_markdown)(found, language=lang.value)
    if output == Path("-"):
        sys.stdout.write(text)
        return
    path = output or project.hub_dir / "consensus" / f"{found.today}.{lang.value}.{format.value}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}. Name another file with --out.") from error
    say(f"{counted(len(found.cards), 'metric')} on the agenda of {found.today}. Wrote {os.path.relpath(path)}.")


@consensus.command()
def decide(
    metrics: Annotated[str, typer.Argument(help="One metric, or several separated by commas.")],
    title: Annotated[str, typer.Option(help="What was decided, in one line.")],
    proposed_by: Annotated[str, typer.Option(help="Who proposed it.")],
    agreed: Annotated[list[str], typer.Option(help="Who agreed, and for which team: 'Li Na@finance'. Repeat it.")],
    why: Annotated[str, typer.Option(help="Why, in a sentence or two.")],
    effective_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="From when it applies. Default: the day of the decision.")
    ] = None,
    decided_on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the decision.")] = None,
    words: Annotated[Path | None, typer.Option(help="A file with what was said; - reads it from the input.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Decide once more on what stands, so that its review is due later.")
    ] = False,
    today: Today = None,
    project_dir: ProjectDir = None,
) -> None:
    """Write a decision about the definitions as they are now into governance/decisions."""
    from lodestar.workflows.decide import decide as write

    names = [name.strip() for name in metrics.split(",") if name.strip()]
    dates = (read_date(effective_from, "--effective-from"), read_date(decided_on, "--decided-on"))
    written = write(
        open_project(project_dir),
        names,
        title=title,
        proposed_by=proposed_by,
        agreed=agreed,
        why=why,
        effective_from=dates[0],
        decided_on=dates[1],
        words=_read(words),
        again=again,
        today=read_date(today, "--today"),
    )
    say(f"Wrote decision {written.decision.number}: {os.path.relpath(written.path)}")
    for known in written.certifications:
        say(plain(f"  {known.metric_name}: {known.sentence}"))
    for name, path in written.to_certify.items():
        say(plain(f"To certify {name}, write status: certified in {path}."))
    say("Commit the file with the definitions that it is about.")


def _read(path: Path | None) -> str:
    if path is None:
        return ""
    if path == Path("-"):
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--words {path} can't be read: {error}") from error
