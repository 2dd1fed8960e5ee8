"""`lodestar check`: the rules of governance, for people, programs, pull requests and code scanning."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lodestar.cli.console import ProjectDir, Today, read_date
from lodestar.settings import open_project

__all__ = ["FindingsFormat", "check"]


class FindingsFormat(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"
    github = "github"
    sarif = "sarif"


def check(
    format: Annotated[
        FindingsFormat, typer.Option(help="text; or a document: json, annotations for github, sarif.")
    ] = FindingsFormat.text,
    today: Today = None,
    project_dir: ProjectDir = None,
) -> None:
    """Check owners, north stars, formulas and decisions against the rules in docs/rules."""
    from lodestar.cli import findings, sarif
    from lodestar.workflows.check import check_governance

    day = read_date(today, "--today")
    project = open_project(project_dir)
    checked = check_governance(project, today=day)
    folder = _folder(project.root)
    if format is FindingsFormat.text:
        findings.print_text(checked, folder, sys.stdout)
    else:
        document = {
            FindingsFormat.json: findings.as_json,
            FindingsFormat.github: findings.as_github,
            FindingsFormat.sarif: sarif.as_sarif,
        }[format]
        sys.stdout.write(document(checked, folder))
    if checked.exit_code:
        raise typer.Exit(checked.exit_code)


def _folder(root: Path) -> str:
    """The project as seen from here, where it lies below: annotations name files from the top of a repository."""
    relative = os.path.relpath(root)
    return "" if relative == "." or relative.startswith("..") else Path(relative).as_posix() + "/"
