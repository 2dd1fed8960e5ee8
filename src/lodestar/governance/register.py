"""The register: everything that people wrote down under `governance/` and in the seeds that they keep, read once.

register = read_register(project.root)
register.teams, register.decisions, register.north_stars, register.trees, register.waivers, register.reported
register.targets, register.actions
register.problems          # what could not be read; the rest is there all the same
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lodestar.governance import (
    access,
    actions,
    decisions,
    north_stars,
    reported,
    targets,
    teams,
    tree_file,
    trees,
    waivers,
)
from lodestar.governance.actions import Action
from lodestar.governance.decisions import Decision
from lodestar.governance.north_stars import NorthStar
from lodestar.governance.problem import Problem, read_text
from lodestar.governance.reported import ReportedFigure
from lodestar.governance.targets import Target
from lodestar.governance.teams import Teams
from lodestar.governance.trees import Tree
from lodestar.governance.waivers import Waiver

__all__ = ["Register", "read_register"]


@dataclass(frozen=True)
class Register:
    """What is written under `governance/`, and the targets and actions in `seeds/`."""

    teams: Teams = field(default_factory=Teams)
    decisions: tuple[Decision, ...] = ()
    north_stars: tuple[NorthStar, ...] = ()
    trees: tuple[Tree, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    reported: tuple[ReportedFigure, ...] = ()
    targets: tuple[Target, ...] = ()
    actions: tuple[Action, ...] = ()
    problems: tuple[Problem, ...] = ()

    def decisions_about(self, metric_name: str) -> tuple[Decision, ...]:
        """All decisions that name a metric, oldest first."""
        found = [decision for decision in self.decisions if decision.about(metric_name)]
        return tuple(sorted(found, key=lambda decision: (decision.decided_on, decision.number)))

    def targets_of(self, metric_name: str) -> tuple[Target, ...]:
        """All targets of a metric, as they are listed."""
        return tuple(target for target in self.targets if target.metric == metric_name)


def read_register(root: Path) -> Register:
    """The register of the project in `root`. A project without `governance/` has an empty one."""
    problems: list[Problem] = []
    team_text = _text(root, teams.PATH, problems)
    star_text = _text(root, north_stars.PATH, problems)
    waiver_text = _text(root, waivers.PATH, problems)
    target_text = _text(root, targets.PATH, problems)
    action_text = _text(root, actions.PATH, problems)
    access_text = _text(root, access.PATH, problems)
    if access_text is not None:  # nobody's standing follows from it, but whoever is refused should know in time
        access.read_access(access_text, problems)
    decided = [
        decision
        for path, text in _texts(root, decisions.FOLDER, "*.md", problems)
        if (decision := decisions.read_decision(text, path, problems))
    ]
    _require_own_numbers(decided, problems)
    return Register(
        teams=teams.read_teams(team_text, problems) if team_text is not None else Teams(),
        decisions=tuple(decided),
        north_stars=north_stars.read_north_stars(star_text, problems) if star_text is not None else (),
        trees=tuple(
            tree
            for path, text in _texts(root, trees.FOLDER, "*.yml", problems)
            if (tree := tree_file.read_tree(text, path, problems))
        ),
        waivers=waivers.read_waivers(waiver_text, problems) if waiver_text is not None else (),
        reported=tuple(
            figure
            for path, text in _texts(root, reported.FOLDER, "*.csv", problems)
            for figure in reported.read_reported(text, path, problems)
        ),
        targets=targets.read_targets(target_text, problems) if target_text is not None else (),
        actions=actions.read_actions(action_text, problems) if action_text is not None else (),
        problems=tuple(problems),
    )


def _require_own_numbers(decided: list[Decision], problems: list[Problem]) -> None:
    first: dict[int, str] = {}
    for decision in decided:
        if decision.number in first:
            problems.append(
                Problem(decision.path, 1, f"{first[decision.number]} has the same number: give it the next")
            )
        first.setdefault(decision.number, decision.path)


def _text(root: Path, relative: str, problems: list[Problem]) -> str | None:
    path = root / relative
    return read_text(root, path, problems) if path.is_file() else None


def _texts(root: Path, folder: str, pattern: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    for path in sorted((root / folder).glob(pattern)):
        if path.name.lower() == "readme.md":
            continue
        text = read_text(root, path, problems)
        if text is not None:
            yield path.relative_to(root).as_posix(), text
