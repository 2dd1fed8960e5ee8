"""Lead: whether retention and revenue follow a candidate, and how much later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lodestar.releases.series import Series
from lodestar.review.candidates.grade import Grade
from lodestar.review.influence import Influence, Measured, tree_influences

__all__ = ["Lead", "lead"]

ERROR = 0.05
"""Of any outcome seeming to follow that doesn't; each is held to its share of it (Bonferroni)."""

WORTH = 0.5
"""An elasticity that would matter: a tenth more of the candidate, a twentieth more of the outcome."""

SIGNS = {"up": 1, "down": -1}


@dataclass(frozen=True)
class Lead:
    """How outcomes follow a candidate.

    Attributes:
        followers: the influence of the candidate on each outcome.
        clear: outcomes that follow it so closely that it is no chance, also among so many outcomes.
        against: outcomes that get worse as it gets better.
    """

    grade: Grade
    followers: tuple[Influence, ...]
    clear: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


def lead(candidate: str, outcomes: Iterable[str], series: Iterable[Series], directions: Mapping[str, str]) -> Lead:
    """Whether outcomes follow the candidate.

    Good: one follows later, the right way. Fair: one moves with it in the same period, the right way. Poor: one gets
    worse as it gets better, or history rules out for each that it follows by `WORTH`. Unknown: history is too short or
    too noisy to tell.

    Args:
        directions: metric -> which way is good (`up`, `down`, `none`).
    """
    others = [name for name in dict.fromkeys(outcomes) if name != candidate]
    followers = tree_influences([(name, candidate) for name in others], series)
    tried = [one for one in followers if one.chance is not None]
    clear = [one for one in tried if one.outcome is Measured.measured and (one.chance or 0) * len(tried) <= ERROR]
    against = tuple(one.metric for one in clear if _is_against(one, directions))
    right = [one for one in clear if one.metric not in against]
    if against:
        grade = Grade.poor
    elif any(one.lag for one in right):
        grade = Grade.good
    elif right:
        grade = Grade.fair
    elif tried and not any(_may_follow(one, directions) for one in tried):
        grade = Grade.poor
    else:
        grade = Grade.unknown
    return Lead(grade, followers, tuple(one.metric for one in clear), against)


def _wanted(one: Influence, directions: Mapping[str, str]) -> int:
    """1 where both are good the same way, -1 where not, 0 where nobody said."""
    return SIGNS.get(directions.get(one.metric, ""), 0) * SIGNS.get(directions.get(one.driver, ""), 0)


def _is_against(one: Influence, directions: Mapping[str, str]) -> bool:
    return one.elasticity is not None and one.elasticity * _wanted(one, directions) < 0


def _may_follow(one: Influence, directions: Mapping[str, str]) -> bool:
    """Whether the interval reaches an elasticity that would matter, the right way."""
    wanted = _wanted(one, directions)
    up, down = one.high is not None and one.high >= WORTH, one.low is not None and one.low <= -WORTH
    return (up and wanted >= 0) or (down and wanted <= 0)
