"""A problem of a file that people wrote under `governance/`: collected, so that one check tells them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lodestar.errors import ConfigurationError, readable
from lodestar.text import slip_of_text
from lodestar.yaml_text import YamlError, read_yaml_text

__all__ = ["Problem", "item_lines", "read_text", "read_yaml", "require_none"]


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where. `path` is relative to the project, `line` counts from 1."""

    path: str
    line: int
    message: str

    def __post_init__(self) -> None:
        """Keeps what files hold from a terminal: it may be anything."""
        object.__setattr__(self, "message", readable(self.message))

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
        declared = read_yaml_text(text)
    except YamlError as error:
        problems.append(Problem(path, first_line + error.line - 1, str(error)))
        return None
    return {} if declared is None else declared


def item_lines(text: str, key: str) -> list[int]:
    """The line of each item of the list under a key of a YAML text that can be read."""
    tree = yaml.compose(text, Loader=yaml.SafeLoader)
    for name, listed in tree.value if tree else ():
        if name.value == key:
            return [item.start_mark.line + 1 for item in listed.value]
    return []


def read_text(root: Path, path: Path, problems: list[Problem]) -> str | None:
    """The file's text; None, and a problem more, where it can't be read."""
    name = path.relative_to(root).as_posix()
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.append(Problem(name, 1, f"it can't be read: {error.strerror or error}"))
        return None
    slip = slip_of_text(content)
    if slip:
        problems.append(Problem(name, slip.line, str(slip)))
        return None
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
