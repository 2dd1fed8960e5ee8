"""Signs of metrics beside the star: guardrails, retention, newcomers who don't stay, outcomes that don't follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lodestar.releases.series import Series
from lodestar.review.change import GROWING, Change, change
from lodestar.review.evidence import Outcome, Tracked
from lodestar.review.signs.case import Case
from lodestar.review.signs.sign import Fact, Sign, facts_of

__all__ = ["guardrail_signs", "newcomer_signs", "outcome_signs", "retention_signs"]

FOLLOWS = 1 / 3
"""An outcome follows when it grows by a third of what the star grew by, or may have within its natural variation."""

STAYS = 0.2
"""Fewer of a wave of newcomers than this share still there: the wave is gone."""

KEEPS_PACE = 0.25
CROWD = 0.5
"""Newcomers who grow by less are no wave."""


def guardrail_signs(case: Case) -> Iterator[Sign]:
    """A guardrail that goes the wrong way beyond its natural variation: strong where the month alone is."""
    for guardrail in case.evidence.guardrails:
        yield _wrong_way("guardrail", guardrail, case)


def retention_signs(case: Case) -> Iterator[Sign]:
    """Retention that falls beyond its natural variation: strong where the month alone is."""
    for kept in case.evidence.retention:
        yield _wrong_way("retention", kept, case)


def newcomer_signs(case: Case) -> Iterator[Sign]:
    """A wave of newcomers of whom few stay.

    Who stayed is seen in counts (of who returned, or of active users where the star counts them): what they rose by,
    with all that natural variation may hide, beside how many more came. Rates of retention have a sign of their own.
    """
    evidence, newcomers = case.evidence, case.evidence.newcomers
    if newcomers is None:
        return
    came = change(newcomers.series, evidence.month)
    if not came.is_known:
        yield Sign("newcomers", newcomers.metric, "strong", False, facts_of(came), came.unknown)
        return
    if came.side <= 0 or (came.growth is not None and came.growth < CROWD):
        yield Sign("newcomers", newcomers.metric, "strong", False, facts_of(came) | {"is_wave": False})
        return
    counted = [one for one in (*evidence.retention, evidence.star) if _is_count(one) and one.metric != newcomers.metric]
    wave = _wave(newcomers, came)
    if not counted:
        yield Sign("newcomers", newcomers.metric, "strong", False, facts_of(came) | {"is_wave": True}, "no_count")
    for stayed in counted:
        there = change(stayed.series, evidence.month)
        facts: dict[str, Fact] = facts_of(came) | facts_of(there, prefix="stayed_") | {"stayed_metric": stayed.metric}
        if not there.is_known:
            yield Sign("newcomers", newcomers.metric, "strong", False, facts, there.unknown)
            continue
        share, at_most = there.difference / wave, (there.difference + there.reach) / wave
        is_slow = (there.growth or 0.0) < KEEPS_PACE * (came.growth or 0.0)
        is_raised = is_slow and at_most < STAYS
        facts |= {"is_wave": True, "more_came": wave, "more_stayed": there.difference, "stayed_share": share}
        yield Sign("newcomers", newcomers.metric, case.severity(), is_raised, facts)


def outcome_signs(case: Case) -> Iterator[Sign]:
    """An outcome that has not followed the star's growth of `lag` months ago; strong where it did not rise at all."""
    for outcome in case.evidence.outcomes:
        yield _outcome(case, outcome)


def _outcome(case: Case, outcome: Outcome) -> Sign:
    evidence = case.evidence
    months = _months(evidence.star.series, evidence.month)
    if len(months) <= outcome.lag:
        return Sign("outcome", outcome.metric, "weak", False, {"lag": outcome.lag}, "too_short")
    then = months[-1 - outcome.lag]
    grew = change(evidence.star.series, then)
    level = change(outcome.series, then)
    point = outcome.series.at(evidence.month) if outcome.series else None
    facts: dict[str, Fact] = {
        "lag": outcome.lag,
        "star_month": then.isoformat(),
        "star_growth": grew.growth,
        "before": level.before,
        "now": point.value if point else None,
        "reach": level.reach,
    }
    if point is None or point.value is None:
        return Sign("outcome", outcome.metric, "weak", False, facts, "absent")
    if not point.is_final:
        return Sign("outcome", outcome.metric, "weak", False, facts, "provisional")
    if not grew.is_known or not level.is_known or not level.before:
        return Sign("outcome", outcome.metric, "weak", False, facts, grew.unknown or level.unknown or "too_short")
    better = outcome.better or 1
    rose = better * (point.value - level.before)
    facts["growth"] = (point.value - level.before) / level.before
    if grew.side * case.better <= 0:
        is_early = bool(outcome.lag and case.is_grown)
        return Sign("outcome", outcome.metric, "weak", False, facts, "too_early" if is_early else "not_grown")
    due = abs(level.before) * abs(grew.growth or 0.0) * FOLLOWS
    facts["due_growth"] = better * abs(grew.growth or 0.0) * FOLLOWS
    is_raised = rose + level.reach < due
    unknown = "too_noisy" if not is_raised and rose < due else ""
    return Sign("outcome", outcome.metric, case.severity(rose <= 0), is_raised, facts, unknown)


def _wrong_way(code: str, tracked: Tracked, case: Case) -> Sign:
    found = change(tracked.series, case.evidence.month)
    is_wrong = found.side != 0 and found.side * tracked.better <= 0
    return Sign(code, tracked.metric, case.severity(found.recent is None), is_wrong, facts_of(found), found.unknown)


def _wave(newcomers: Tracked, came: Change) -> float:
    """How many more came than before: in the months that the growth took, or in the last alone if that is more."""
    assert newcomers.series is not None
    months = [m for m in _months(newcomers.series, came.month) if m not in came.months][-1 - GROWING : -1]
    more = 0.0
    for month in months:
        point = newcomers.series.at(month)
        if point and point.value is not None and came.months and month > came.months[-1]:
            more += max(0.0, point.value - (came.before or 0.0))
    return max(more, came.difference)


def _is_count(tracked: Tracked) -> bool:
    return tracked.series is not None and all(point.denominator is None for point in tracked.series.points)


def _months(series: Series | None, month: date) -> list[date]:
    return [point.period_start for point in series.points if point.period_start <= month] if series else []
