"""Files of a project that dbt would misread without a word, or refuse in words of its own: found before it starts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from lodestar.errors import ConfigurationError
from lodestar.settings import Project
from lodestar.text import slip_of_text

__all__ = ["require_sound_files"]

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast, where PyYAML was built with libyaml."""


def require_sound_files(project: Project) -> None:
    """Nothing, when every seed is text in UTF-8 and every metric is declared once.

    Of two metrics with one name in one file dbt keeps the later one. Of a seed in another encoding it says neither
    which encoding nor which line.

    Raises:
        ConfigurationError: with every place, one a line.
    """
    wrong = [*_unreadable_seeds(project), *_metrics_declared_twice(project)]
    if wrong:
        raise ConfigurationError("\n".join(wrong))


def _unreadable_seeds(project: Project) -> Iterator[str]:
    for path in _files(project, "seed-paths", (".csv",)):
        slip = slip_of_text(path.read_bytes())
        if slip:
            yield f"{_name(project, path)}, line {slip.line}: {slip}."


def _metrics_declared_twice(project: Project) -> Iterator[str]:
    first: dict[str, str] = {}
    for path in _files(project, "model-paths", (".yml", ".yaml")):
        try:
            root = yaml.compose(path.read_bytes(), Loader=LOADER)
        except (yaml.YAMLError, ValueError, RecursionError):
            continue  # dbt names the file and the line
        for name, line in _metrics(root):
            place = f"{_name(project, path)}, line {line}"
            if name in first:
                yield f"{place}: a metric is called {name!r} in {first[name]} too. Give one of them another name."
            first.setdefault(name, place)


def _metrics(node: Any) -> Iterator[tuple[str, int]]:
    """Name and line of each metric of a file: on its own, and below a model."""
    for item in _items(node, "metrics"):
        for key, value in item.value if isinstance(item, yaml.MappingNode) else ():
            if key.value == "name" and isinstance(value, yaml.ScalarNode):
                yield value.value, value.start_mark.line + 1
    for model in _items(node, "models"):
        yield from _metrics(model)


def _items(node: Any, name: str) -> Iterator[Any]:
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.value == name and isinstance(value, yaml.SequenceNode):
            yield from value.value


def _files(project: Project, kind: str, endings: tuple[str, ...]) -> Iterator[Path]:
    """Files of a folder that `dbt_project.yml` names; what is generated is not of people."""
    for folder in project.folders[kind]:
        for path in sorted(folder.rglob("*")):
            if path.suffix in endings and project.target_dir not in path.parents and path.is_file():
                yield path


def _name(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix() if path.is_relative_to(project.root) else str(path)
