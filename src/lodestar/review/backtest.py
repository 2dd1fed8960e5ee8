"""The backtest of candidates for a north star: one scorecard each, from history alone.

    cards = [backtest(facts, series, ...) for facts in ...]
    for place, card in ordered(cards): ...

There is no score. A candidate with a sign of vanity stands behind all without one. Among the others A stands before B
where A is graded at least as well in every criterion and better in one; who is beaten by nobody shares the first place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lodestar.releases.series import TOTAL, Series
from lodestar.review.candidates.coverage import Coverage, coverage
from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.lead import Lead, lead
from lodestar.review.candidates.movability import Movability, movability
from lodestar.review.candidates.sensitivity import Sensitivity, sensitivity
from lodestar.review.candidates.stability import Stability, stability
from lodestar.review.candidates.vanity import Vanity, vanity
from lodestar.review.influence import tree_influences

__all__ = ["CRITERIA", "Scorecard", "backtest", "coarsest", "ordered"]

CRITERIA = ("coverage", "stability", "lead", "movability", "vanity", "sensitivity")

COARSE_FIRST = ("month", "week", "quarter", "day", "year")
"""Which grain a candidate is judged at: the review is monthly; a week says more than a quarter of few years."""


@dataclass(frozen=True)
class Scorecard:
    """What history says of a candidate, judged at `grain`; relations are measured at the grain they share."""

    metric: str
    grain: str
    coverage: Coverage
    stability: Stability
    lead: Lead
    movability: Movability
    vanity: Vanity
    sensitivity: Sensitivity

    @property
    def grades(self) -> dict[str, Grade]:
        """Criterion -> grade."""
        return {name: getattr(self, name).grade for name in CRITERIA}

    def beats(self, other: Scorecard) -> bool:
        """Whether it is graded at least as well in every criterion and better in one."""
        both = [(self.grades[name].place, other.grades[name].place) for name in CRITERIA]
        return all(mine <= theirs for mine, theirs in both) and any(mine < theirs for mine, theirs in both)


def backtest(
    candidate: Mapping[str, Any],
    series: Sequence[Series],
    *,
    outcomes: Iterable[str],
    retentions: Iterable[str],
    directions: Mapping[str, str],
    drivers: Sequence[str] | None = None,
    population: str | None = None,
    counts_users: bool = False,
) -> Scorecard:
    """The scorecard of one candidate.

    Args:
        candidate: its row of the release's catalog.
        series: all series of the candidate, and the wholes of the other metrics named here.
        directions: metric -> which way is good.
        drivers: that a tree names as influences on it; None where none does.
        population, counts_users: see `coverage`.
    """
    name = str(candidate["metric_name"])
    own = [one for one in series if one.metric == name]
    grain = coarsest({one.grain for one in own})
    whole = next((s for s in own if s.grain == grain and s.dimension == TOTAL), Series(name, grain, ()))
    members = [one for one in own if one.grain == grain and one.dimension != TOTAL]
    everybody = next((s for s in series if (s.metric, s.grain, s.dimension) == (population, grain, TOTAL)), None)
    kept = list(dict.fromkeys(retentions))
    wholes = [_whole(series, metric) for metric in kept]
    return Scorecard(
        name,
        grain,
        coverage(whole, everybody, counts_users=counts_users),
        stability(whole),
        lead(name, [*outcomes, *kept], series, directions),
        movability(
            whole,
            members,
            tree_influences([(name, driver) for driver in drivers], series) if drivers is not None else None,
            str(candidate.get("direction") or "none"),
        ),
        vanity(whole, candidate, [one for one in wholes if one]),
        sensitivity(members),
    )


def _whole(series: Iterable[Series], metric: str) -> Series | None:
    found = {one.grain: one for one in series if one.metric == metric and one.dimension == TOTAL}
    return found[coarsest(found)] if found else None


def coarsest(grains: Iterable[str]) -> str:
    """The grain that a candidate is judged at; empty where it has none."""
    found = sorted(grains)
    return next((grain for grain in COARSE_FIRST if grain in found), found[0] if found else "")


def ordered(cards: Iterable[Scorecard]) -> tuple[tuple[int, Scorecard], ...]:
    """`(place, card)`, best first; cards of which none beats the other share a place."""
    given = list(cards)
    groups = [
        [card for card in given if card.vanity.grade is not Grade.poor],
        [card for card in given if card.vanity.grade is Grade.poor],
    ]
    placed: list[tuple[int, Scorecard]] = []
    for group in groups:
        left = group
        while left:
            front = [card for card in left if not any(other.beats(card) for other in left)]
            place = len(placed) + 1
            placed += [(place, card) for card in front]
            left = [card for card in left if card not in front]
    return tuple(placed)
