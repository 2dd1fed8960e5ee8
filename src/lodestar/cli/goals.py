"""`lodestar targets`, `actions` and `panorama`: what is to be reached, what is done for it, and what came of it."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lodestar.cli.console import Language, ProjectDir, say
from lodestar.errors import UsageError
from lodestar.settings import open_project

__all__ = ["actions", "panorama", "targets"]

LEAST_CELLS, MOST_CELLS = 80, 140
"""Between these, sentences are as wide as the terminal."""


class Format(StrEnum):
    """How the panorama is written."""

    html = "html"
    md = "md"


Month = Annotated[str | None, typer.Option(metavar="MONTH", help="Such as 2026-10. Default: where data end.")]
Lang = Annotated[Language, typer.Option(help="English or Chinese.")]


def targets(month: Month = None, lang: Lang = Language.en, project_dir: ProjectDir = None) -> None:
    """Targets of a month beside its values: met, missed, or on track if it goes on so.

    Ends with 1 when a row of seeds/targets.csv can't be read.
    """
    from lodestar.report.targets_text import targets_text
    from lodestar.workflows.targets import targets as review

    found = review(open_project(project_dir), month)
    text = targets_text(
        found.attained,
        found.facts,
        found.problems,
        month=found.month,
        through=found.through,
        release_id=found.release_id,
        language=lang.value,
    )
    sys.stdout.write(text)
    if found.problems:
        raise typer.Exit(1)


def actions(month: Month = None, lang: Lang = Language.en, project_dir: ProjectDir = None) -> None:
    """What each action did to its metric, with its interval, beside what was expected; those without a metric apart.

    Ends with 1 when a row of seeds/actions.csv can't be read.
    """
    from lodestar.report.actions_text import actions_text
    from lodestar.workflows.actions import actions as review

    found = review(open_project(project_dir), month)
    text = actions_text(
        found.measured,
        found.facts,
        found.problems,
        until=found.until,
        release_id=found.release_id,
        language=lang.value,
        cells=min(max(shutil.get_terminal_size().columns, LEAST_CELLS), MOST_CELLS),
    )
    sys.stdout.write(text)
    if found.problems:
        raise typer.Exit(1)


def panorama(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file. Default: the terminal.")] = None,
    month: Month = None,
    format: Annotated[Format, typer.Option(help="A page, or Markdown.")] = Format.html,
    lang: Lang = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """The growth panorama: north star, direction, opportunity with headroom, initiative, result."""
    from lodestar.report.panorama_markdown import panorama_markdown
    from lodestar.report.panorama_page import panorama_page
    from lodestar.workflows.panorama import growth_panorama

    found = growth_panorama(open_project(project_dir), month)
    write = panorama_page if format is Format.html else panorama_markdown
    text = write(found, language=lang.value)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{output} can't be written: {error.strerror}. Name another file with --output.") from error
    say(f"Wrote {output}.")
