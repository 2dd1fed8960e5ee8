"""A problem of a file that people wrote under `governance/`: collected, so that one check tells them all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from lodestar.errors import ConfigurationError

__all__ = ["Problem", "item_lines", "read_text", "read_yaml", "require_none"]


DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where. `path` is relative to the project, `line` counts from 1."""

    path: str
    line: int
    message: str

    def sentence(self) -> str:
        """`governance/teams.yml:3: ...`."""
        return f"{self.path}:{self.line}: {self.message}"


def require_none(problems: Iterable[Problem]) -> None:
    """Nothing, when there are no problems.

    Raises:
        ConfigurationError: with every problem, one a line.
    """
    sentences = [problem.sentence() for problem in problems]
    if sentences:
        raise ConfigurationError("\n".join(sentences))


def read_yaml(text: str, path: str, problems: list[Problem], *, first_line: int = 1) -> Any:
    """What a YAML text holds, nothing as an empty mapping; None, and a problem more, where it is no YAML."""
    try:
        declared = yaml.safe_load(text)
    except ValueError as error:
        problems.append(Problem(path, first_line + _place_of_no_day(text), f"a date does not exist: {error}"))
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problems.append(Problem(path, line, f"it is not YAML: {getattr(error, 'problem', None) or error}"))
        return None
    return {} if declared is None else declared


def item_lines(text: str, key: str) -> list[int]:
    """The line of each item of the list under a key of a YAML text that can be read."""
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    for name, listed in tree.value if tree else ():
        if name.value == key:
            return [item.start_mark.line + 1 for item in listed.value]
    return []


def _place_of_no_day(text: str) -> int:
    """How many lines stand before a date such as 2026-02-30."""
    for place, line in enumerate(text.splitlines()):
        for year, month, day in DATE.findall(line):
            try:
                date(int(year), int(month), int(day))
            except ValueError:
                return place
    return 0


def read_text(root: Path, path: Path, problems: list[Problem]) -> str | None:
    """The file's text; None, and a problem more, where it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.relative_to(root).as_posix(), 1, f"it can't be read: {error}"))
        return None
