"""`lodestar check`: every rule of governance over the working tree, on one day.

checked = check_governance(project)
checked.findings, checked.waived       # what stands, and what somebody answers for
checked.exit_code                      # 1 when an error stands

Needs no data and no build, so it runs on every change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lodestar.errors import CheckError
from lodestar.governance import units
from lodestar.governance.fingerprints import formula_digests
from lodestar.governance.problem import Problem, read_text
from lodestar.governance.rules import Facts, Finding, Waived, check
from lodestar.governance.waivers import Waiver
from lodestar.settings import Project
from lodestar.workflows.standing import Standing, read_standing

__all__ = ["Checked", "check_governance", "check_standing", "facts_of"]

NAMED = re.compile(r"""^(?P<indent>[\s-]*)(?:.*[{,]\s*)?["']?(?:name|metric)["']?:\s*["']?(?P<name>[^\s"',}]+)""")
"""A line that declares or names something: `- name: x`, `- {metric: x, team: y}`."""

KEY = re.compile(r"^(?P<indent>\s*)(?P<key>\w+):")
LISTS = ("metrics", "saved_queries")


@dataclass(frozen=True)
class Checked:
    """What the rules say of a project on a day.

    Attributes:
        expired: waivers that no longer count.
    """

    project: Project
    today: date
    metric_count: int
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    expired: tuple[Waiver, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands in the way."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is worth a look."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    @property
    def exit_code(self) -> int:
        """What the command line ends with: warnings alone are good."""
        return CheckError.exit_code if self.errors else 0


def check_governance(project: Project, *, today: date | None = None) -> Checked:
    """Compiles the working tree and runs every rule.

    Raises:
        ConfigurationError: dbt refuses the project, or a contract can't be meant.
    """
    return check_standing(read_standing(project, today=today))


def check_standing(standing: Standing) -> Checked:
    """The same for a standing that is read already."""
    facts = facts_of(standing)
    findings = check(facts)
    expired = tuple(waiver for waiver in facts.register.waivers if not waiver.holds(facts.today))
    governed = len(facts.catalog.governed)
    return Checked(standing.project, facts.today, governed, findings.active, findings.waived, expired)


def facts_of(standing: Standing) -> Facts:
    """What the rules look at, with the lines of the files that they speak of."""
    root = standing.project.root
    problems: list[Problem] = []
    own_units = root / units.PATH
    text = read_text(root, own_units, problems) if own_units.is_file() else None
    known = units.read_units(text, problems) if text is not None else units.UNITS
    return Facts(
        catalog=standing.catalog,
        register=standing.register,
        certifications=standing.certifications,
        formula_digests=formula_digests(standing.catalog),
        today=standing.today,
        units=known,
        problems=tuple(problems),
        lines={(path, name): line for path in _paths(standing) for name, line in _lines(root / path).items()},
    )


def _paths(standing: Standing) -> list[str]:
    """Files in which something is declared that a finding can be about."""
    catalog, register = standing.catalog, standing.register
    declared = {metric.path for metric in catalog.metrics.values()} | {query.path for query in catalog.saved_queries}
    written = {tree.path for tree in register.trees} | {decision.path for decision in register.decisions}
    return sorted(path for path in declared | written if path)


def _lines(path: Path) -> dict[str, int]:
    """Name -> line that declares it: in a list of metrics before elsewhere, and where it stands out most."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return {}  # of a package, or gone meanwhile: the finding stands on line 1
    best: dict[str, tuple[bool, int, int]] = {}
    for name, place in _named(text):
        if name not in best or place < best[name]:
            best[name] = place
    return {name: line for name, (_, _, line) in best.items()}


def _named(text: str) -> Iterator[tuple[str, tuple[bool, int, int]]]:
    """Each name with whether it stands outside the lists that declare metrics, how deep, and its line."""
    listed_at: int | None = None
    for number, line in enumerate(text.splitlines(), 1):
        key = KEY.match(line)
        if key:
            depth = len(key["indent"])
            if key["key"] in LISTS:
                listed_at = depth
            elif listed_at is not None and depth <= listed_at:
                listed_at = None
            yield key["key"], (True, depth, number)
        found = NAMED.match(line)
        if found:
            yield found["name"], (listed_at is None, len(found["indent"]), number)
