"""`lodestar northstar`: which number to steer by, what moves it, and how to follow one with another."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from typing import Annotated

import typer

from lodestar.cli.console import Language, ProjectDir, read_date
from lodestar.settings import open_project

__all__ = ["northstar"]

northstar = typer.Typer(help="Choose a north star, see what moves it, and replace it.", no_args_is_help=True)

LEAST_CELLS, MOST_CELLS = 80, 140
"""Between these, sentences are as wide as the terminal."""


class Format(StrEnum):
    """How scorecards and influences are printed."""

    text = "text"
    md = "md"
    json = "json"


class BridgeFormat(StrEnum):
    """How a bridge is printed."""

    text = "text"
    md = "md"
    csv = "csv"
    json = "json"


Lang = Annotated[Language, typer.Option(help="English or Chinese.")]


@northstar.command()
def backtest(
    candidates: Annotated[list[str], typer.Argument(help="Metrics that may become a north star.")],
    outcomes: Annotated[
        str | None, typer.Option(help="What should follow, separated by commas. Default: metrics with role outcome.")
    ] = None,
    retention: Annotated[
        str | None, typer.Option(help="Who stayed, separated by commas. Default: retention metrics of the release.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    lang: Lang = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """Hold candidates for a north star against history: a scorecard each, from the published release alone."""
    from lodestar.report.northstar import scorecards_rendered
    from lodestar.workflows.backtest import backtest_candidates

    found = backtest_candidates(
        open_project(project_dir), candidates, outcomes=_listed(outcomes), retentions=_listed(retention)
    )
    sys.stdout.write(
        scorecards_rendered(
            found.cards,
            found.catalog,
            found.outcomes,
            found.retentions,
            found.release_id,
            format.value,
            lang=lang.value,
            cells=_cells(),
        )
    )


@northstar.command()
def influences(
    star: Annotated[str | None, typer.Argument(help="Only the tree of this north star.")] = None,
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.text,
    lang: Lang = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """Strength and lag of every influence in the trees, measured from history, with their uncertainty."""
    from lodestar.report.northstar import influences_rendered
    from lodestar.workflows.backtest import measure_influences

    trees = [(tree.star, tree.influences) for tree in measure_influences(open_project(project_dir), star)]
    sys.stdout.write(influences_rendered(trees, format.value, lang=lang.value, cells=_cells()))


@northstar.command()
def bridge(
    old: Annotated[str, typer.Argument(help="The north star that ends.")],
    new: Annotated[str, typer.Argument(help="The one that follows it.")],
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First period_start of the overlap.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last period_start of the overlap.")] = None,
    format: Annotated[BridgeFormat, typer.Option(help="How to print.")] = BridgeFormat.text,
    lang: Lang = Language.en,
    project_dir: ProjectDir = None,
) -> None:
    """Both north stars side by side, and what old reports mean in terms of the new one."""
    from lodestar.report.bridge import bridge_rendered
    from lodestar.workflows.bridge import build_bridge

    since, until = read_date(first, "--from"), read_date(last, "--to")
    found, units = build_bridge(open_project(project_dir), old, new, since, until)
    sys.stdout.write(bridge_rendered(found, units, format.value, lang=lang.value, cells=_cells()))


def _listed(names: str | None) -> list[str] | None:
    if names is None:
        return None
    return list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))


def _cells() -> int:
    return min(max(shutil.get_terminal_size().columns, LEAST_CELLS), MOST_CELLS)
