"""The monthly review as a value: everything that a deck shows, computed before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.governance.decisions import Decision
from lodestar.governance.north_stars import NorthStar
from lodestar.review.effects import Measured
from lodestar.review.panorama import MetricFacts
from lodestar.review.restatement import Restatement
from lodestar.review.star_review import StarReview
from lodestar.review.targets import Attainment

__all__ = ["FrozenFacts", "MonthlyReview", "Question", "Restated", "Unjudged"]


@dataclass(frozen=True)
class FrozenFacts:
    """How a month stands in the ledger: when it was last frozen, by which release, and the chain's hash after it."""

    frozen_at: str
    release_id: str
    values: int
    provisional: int
    head: str


@dataclass(frozen=True)
class Restated:
    """What was reported of a month and would be another number today. `values`: how many, of all metrics."""

    month: str
    values: int
    metrics: tuple[str, ...]
    shown: tuple[Restatement, ...]


@dataclass(frozen=True)
class Unjudged:
    """A star that can't be reviewed in the month, and why: `no_values`."""

    star: NorthStar
    reason: str


@dataclass(frozen=True)
class Question:
    """Something to decide: a code that `report/phrases/deck.py` says, its values, and the metric it is about."""

    code: str
    metric: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class MonthlyReview:
    """A month in review.

    Attributes:
        frozen: None where the month was not frozen: then all is a draft.
        catalog: metric -> its row in `metric_catalog`.
        targets: of periods that end in the month.
        actions: as they stood at its end.
        checks: status -> number of checks of the release; `findings` are those that did not pass, in words.
        decisions: taken in the month.
        redefined: metrics whose fingerprint differs from what the month before was reported by.
        questions: what there is to decide.
    """

    project: str
    month: date
    release_id: str
    data_cut_off: str
    frozen: FrozenFacts | None
    catalog: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, MetricFacts]
    teams: Mapping[str, tuple[str, str]]
    stars: tuple[StarReview, ...]
    unjudged: tuple[Unjudged, ...]
    targets: tuple[Attainment, ...]
    actions: tuple[Measured, ...]
    restated: tuple[Restated, ...]
    checks: Mapping[str, int]
    findings: tuple[str, ...]
    decisions: tuple[Decision, ...]
    redefined: tuple[str, ...]
    questions: tuple[Question, ...]
