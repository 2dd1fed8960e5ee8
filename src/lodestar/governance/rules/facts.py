"""What rules look at: definitions, what people wrote down about them, and the day. A value: rules open nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.governance.certification import Certification, owners_of
from lodestar.governance.decisions import Decision, objections
from lodestar.governance.north_stars import PATH as NORTH_STARS
from lodestar.governance.north_stars import NorthStar
from lodestar.governance.problem import Problem
from lodestar.governance.register import Register
from lodestar.governance.rules.finding import Finding, Found
from lodestar.governance.units import UNITS

__all__ = ["Facts", "nearest"]

MANY = 500
"""Names among which a nearest one is looked for; each costs time for every name that is unknown."""


@dataclass(frozen=True)
class Facts:
    """The facts of one day.

    Attributes:
        formula_digests: metric -> digest of what is computed (`governance.fingerprints`).
        units: every unit that a contract may name.
        problems: what could not be read beside what the register says.
        lines: (path, name of a metric or saved query) -> line of the file on which it is declared.
        found: what all other rules found; for those that read findings.
    """

    catalog: Catalog
    register: Register
    certifications: Mapping[str, Certification]
    formula_digests: Mapping[str, str]
    today: date
    units: frozenset[str] = UNITS
    problems: tuple[Problem, ...] = ()
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)
    found: tuple[Finding, ...] = ()

    @cached_property
    def published(self) -> tuple[Metric, ...]:
        """Governed metrics that people still read: all but the retired, by name."""
        return tuple(metric for metric in self.catalog.governed if self.status(metric.name) != "retired")

    @cached_property
    def stars(self) -> tuple[NorthStar, ...]:
        """North stars that have not ended: those of today, and those to come."""
        stars = self.register.north_stars
        return tuple(star for star in stars if star.effective_to is None or star.effective_to >= self.today)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """Decisions up to today, oldest first."""
        made = [decision for decision in self.register.decisions if decision.decided_on <= self.today]
        return tuple(sorted(made, key=lambda decision: (decision.decided_on, decision.number)))

    @cached_property
    def objections(self) -> dict[str, list[str]]:
        """Path of a decision -> why it binds nobody, for those that don't."""
        owners = owners_of(self.catalog)
        found = {d.path: objections(d, self.register.teams, owners) for d in self.decisions}
        return {path: sentences for path, sentences in found.items() if sentences}

    @cached_property
    def decided(self) -> dict[str, list[Decision]]:
        """Metric -> the valid decisions about it, oldest first."""
        owners = owners_of(self.catalog)
        found: dict[str, list[Decision]] = {}
        for decision in self.decisions:
            for name in dict.fromkeys(about.name for about in decision.metrics):
                own = {name: owners[name]} if name in owners else {}
                if not objections(decision, self.register.teams, own):
                    found.setdefault(name, []).append(decision)
        return found

    def status(self, name: str) -> str | None:
        """A governed metric's status; None for what is not governed, or not there."""
        metric = self.catalog.metrics.get(name)
        return metric.contract.status if metric and metric.contract else None

    def unknown(self, name: str) -> str | None:
        """`No governed metric is called ...`; None for one that is."""
        if self.status(name) is not None:
            return None
        if name in self.catalog.metrics:
            return f"{name} is a metric without a contract."
        return f"No metric is called {name!r}.{nearest(name, self.catalog.metrics)}"

    def line(self, path: str, name: str) -> int:
        """Where a file declares or names it; 1 where that is not known."""
        return self.lines.get((path, name), 1)

    def about(self, metric: Metric, message: str, mend: str) -> Found:
        """Something about a metric, where it is declared."""
        return self.at(metric.path, metric.name, message, mend)

    def at(self, path: str, subject: str, message: str, mend: str, *, name: str | None = None) -> Found:
        """Something about `subject`, on the line of a file that names it (or `name`)."""
        return Found(path, self.line(path, name or subject), subject, message, mend)

    @staticmethod
    def about_star(star: NorthStar, message: str, mend: str) -> Found:
        """Something about a north star."""
        return Found(NORTH_STARS, star.line, star.metric, message, mend)


def nearest(name: str, known: Iterable[str]) -> str:
    """` Did you mean 'net_revenue'?`, or nothing."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6) if len(names) <= MANY else []
    return f" Did you mean {close[0]!r}?" if close else ""
