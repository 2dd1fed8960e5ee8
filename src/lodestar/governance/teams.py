"""Teams: who owns metrics and who may agree to definitions. `governance/teams.yml`:

teams:
  commerce-analytics:
    label: Commerce analytics
    label_zh: 商务分析
    people: [Chen Yu, Wang Fang]
    former: [Liu Yang]        # has left: what was agreed to counts, and nothing new can be
agents: [metric-bot]          # programs: they may propose, and never approve
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lodestar.governance.problem import Problem, read_yaml

__all__ = ["Team", "Teams", "read_teams"]

PATH = "governance/teams.yml"


@dataclass(frozen=True)
class Team:
    """A team, the people who may speak for it, and those who once could."""

    name: str
    label: str
    label_zh: str
    people: tuple[str, ...]
    former: tuple[str, ...] = ()


@dataclass(frozen=True)
class Teams:
    """All teams by name, and the programs that act for nobody."""

    by_name: Mapping[str, Team] = field(default_factory=dict)
    agents: frozenset[str] = frozenset()

    def speaks_for(self, person: str, team: str) -> bool:
        """Whether what the person agreed to in the name of the team counts."""
        known = self.by_name.get(team)
        return known is not None and person in known.people + known.former and person not in self.agents

    def has_left(self, person: str, team: str) -> bool:
        """Whether the person spoke for the team once and no longer does."""
        known = self.by_name.get(team)
        return known is not None and person in known.former and person not in known.people


def read_teams(text: str, problems: list[Problem]) -> Teams:
    """The teams of `governance/teams.yml`; what is wrong is added to `problems`."""
    declared = read_yaml(text, PATH, problems)
    if declared is None:
        return Teams()
    if not isinstance(declared, Mapping) or not isinstance(declared.get("teams"), Mapping):
        problems.append(Problem(PATH, 1, "it must hold `teams:`, a mapping of names to {label, people}"))
        return Teams()
    for key in sorted(set(map(str, declared)) - {"teams", "agents"}):
        problems.append(Problem(PATH, _line(text, key), f"{key!r} is not a key of this file"))
    teams = {}
    for name, given in declared["teams"].items():
        team = _team(str(name), given)
        if team is None:
            problems.append(
                Problem(PATH, _line(text, str(name)), f"team {name} must be {{label, label_zh, people: [names]}}")
            )
        else:
            teams[team.name] = team
    agents = [] if declared.get("agents") is None else declared["agents"]
    if not isinstance(agents, list) or not all(isinstance(agent, str) for agent in agents):
        problems.append(Problem(PATH, _line(text, "agents"), "agents must be a list of names"))
        agents = []
    for team in teams.values():
        for person in sorted({*team.people, *team.former} & set(agents)):
            problems.append(Problem(PATH, _line(text, team.name), f"{person} is an agent: it can't speak for a team"))
    return Teams(teams, frozenset(agents))


def _team(name: str, given: Any) -> Team | None:
    if not isinstance(given, Mapping) or not set(given) <= {"label", "label_zh", "people", "former"}:
        return None
    if not all(isinstance(given.get(key, ""), str) for key in ("label", "label_zh")):
        return None
    people = given.get("people")
    if not isinstance(people, list) or not people or not all(isinstance(person, str) and person for person in people):
        return None
    former = [] if given.get("former") is None else given["former"]
    if not isinstance(former, list) or not all(isinstance(person, str) and person for person in former):
        return None
    return Team(name, given.get("label") or name, given.get("label_zh", ""), tuple(people), tuple(former))


def _line(text: str, key: str) -> int:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith(f"{key}:"):
            return number
    return 1
