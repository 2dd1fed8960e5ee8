"""Who may read what. `governance/access.yml`, and without that file everybody reads everything:

readers:
  Chen Yu: [commerce-analytics]          # a person or a program, and the teams they read for
rows:
  - {metric: gross_margin, teams: [finance]}                      # beside its owner
  - {dimension: store, member: North, teams: [north-sales]}       # of every metric
  - {metric: headcount, dimension: store, teams: [people-team]}   # every member, of one metric

A metric whose contract says `visibility: team` is read by its owner's team and by those that a row names. Totals stay:
whoever may read a metric may read it as a whole. Where all members but one may be read, the total gives that one away;
name the whole dimension then, or the metric.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.governance.problem import Problem, item_lines, read_yaml

__all__ = ["PATH", "Access", "RowRule", "View", "read_access"]

PATH = "governance/access.yml"
KEYS = {"metric", "dimension", "member", "teams"}


@dataclass(frozen=True)
class RowRule:
    """What only some teams may read. `None` stands for all: metrics, or members of the dimension."""

    teams: tuple[str, ...]
    metric: str | None
    dimension: str | None
    member: str | None
    line: int = 1


@dataclass(frozen=True)
class View:
    """What one reader may read.

    Attributes:
        hidden_metrics: metric -> why it can't be read.
        hidden_rows: rules whose rows can't be.
    """

    reader: str
    hidden_metrics: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: tuple[RowRule, ...] = ()

    def shows(self, metric: str, dimension: str, member: str) -> bool:
        """Whether a row of `metric_values` may be read."""
        return metric not in self.hidden_metrics and not any(
            rule.metric in (None, metric) and rule.dimension == dimension and rule.member in (None, member)
            for rule in self.hidden_rows
        )


@dataclass(frozen=True)
class Access:
    """Readers with their teams, and what is not for all."""

    readers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[RowRule, ...] = ()

    def view(self, reader: str, metrics: Iterable[tuple[str, str, str]]) -> View | None:
        """What the reader may read; None for one whom nobody listed.

        Args:
            metrics: name, owner and visibility of each.
        """
        if reader not in self.readers:
            return None
        teams = set(self.readers[reader])
        hidden: dict[str, str] = {}
        for name, owner, visibility in metrics:
            named = {team for rule in self.rows if rule.metric == name and not rule.dimension for team in rule.teams}
            is_kept = visibility == "team" or any(rule.metric == name and not rule.dimension for rule in self.rows)
            if is_kept and not teams & {owner, *named}:
                hidden[name] = f"{name} is read by {', '.join(sorted({owner, *named}))} alone"
        rows = tuple(rule for rule in self.rows if rule.dimension and not teams & set(rule.teams))
        return View(reader, hidden, rows)


def read_access(text: str, problems: list[Problem]) -> Access:
    """What `governance/access.yml` says; what is wrong is added to `problems`."""
    declared = read_yaml(text, PATH, problems)
    if declared is None:
        return Access()
    if not isinstance(declared, Mapping) or not isinstance(declared.get("readers"), Mapping):
        problems.append(Problem(PATH, 1, "it must hold `readers:`, a mapping of names to lists of teams"))
        return Access()
    for key in sorted(set(map(str, declared)) - {"readers", "rows"}):
        problems.append(Problem(PATH, _line(text, key), f"{key!r} is not a key of this file"))
    readers: dict[str, tuple[str, ...]] = {}
    for name, teams in declared["readers"].items():
        if not isinstance(name, str) or not name.strip() or not _is_names(teams):
            problems.append(Problem(PATH, _line(text, str(name)), f"reader {name} must have a list of teams"))
        else:
            readers[name] = tuple(teams)
    listed = [] if declared.get("rows") is None else declared["rows"]
    if not isinstance(listed, list):
        problems.append(Problem(PATH, _line(text, "rows"), "rows must be a list"))
        listed = []
    rows: list[RowRule] = []
    for given, line in zip(listed, item_lines(text, "rows") if listed else (), strict=False):
        wrong = _wrong(given)
        if wrong:
            problems.append(Problem(PATH, line, wrong))
        else:
            names = (given.get("metric"), given.get("dimension"), given.get("member"))
            rows.append(RowRule(tuple(given["teams"]), *names, line))
    return Access(readers, tuple(rows))


def _wrong(given: Any) -> str:
    """What is wrong with an item of `rows`; empty for nothing."""
    if not isinstance(given, Mapping) or not set(given) <= KEYS:
        return "a row rule must be {metric, dimension, member, teams}"
    if not _is_names(given.get("teams")) or not given["teams"]:
        return "teams must be a list of at least one team"
    if not all(isinstance(given[key], str) and given[key] for key in KEYS - {"teams"} if key in given):
        return "metric, dimension and member must be text"
    if not ("metric" in given or "dimension" in given) or ("member" in given and "dimension" not in given):
        return "a row rule must name a metric or a dimension, and a member only with its dimension"
    return ""


def _is_names(listed: Any) -> bool:
    return isinstance(listed, list) and all(isinstance(name, str) and name for name in listed)


def _line(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().lstrip("\"'").startswith(key):
            return number
    return 1
