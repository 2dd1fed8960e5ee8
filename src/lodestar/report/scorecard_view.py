"""What there is to say about candidates for a north star: sentences by criterion, the same in text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lodestar.report.figures import formatted, period
from lodestar.report.influence_view import influence_sentence
from lodestar.report.words import Words
from lodestar.review.backtest import CRITERIA, Scorecard
from lodestar.review.candidates import coverage, lead, movability, sensitivity, stability
from lodestar.review.influence import Measured

__all__ = ["CriterionView", "criteria", "criterion_name", "grade_name", "rules"]


@dataclass(frozen=True)
class CriterionView:
    """A criterion of one card: its name, its grade, and the numbers in sentences."""

    name: str
    grade: str
    sentences: tuple[str, ...]


def criterion_name(criterion: str, words: Words) -> str:
    """What a criterion is called."""
    return words.known("northstar_criterion", criterion)


def grade_name(grade: str, words: Words) -> str:
    """What a grade is called."""
    return words.known("northstar_grade", grade)


def criteria(card: Scorecard, words: Words, unit: str) -> tuple[CriterionView, ...]:
    """Every criterion of a card. `unit` is the candidate's."""
    said = {
        "coverage": _coverage(card, words),
        "stability": _stability(card, words),
        "lead": _lead(card, words),
        "movability": _movability(card, words, unit),
        "vanity": _vanity(card, words),
        "sensitivity": _sensitivity(card, words),
    }
    return tuple(
        CriterionView(criterion_name(name, words), grade_name(card.grades[name].value, words), tuple(said[name]))
        for name in CRITERIA
    )


def rules(words: Words) -> tuple[str, ...]:
    """How grades and places come about."""
    return (
        words("northstar_rule_order"),
        words("northstar_rule_coverage", good=_share(coverage.GOOD), fair=_share(coverage.FAIR)),
        words("northstar_rule_stability", good=_share(stability.GOOD), fair=_share(stability.FAIR)),
        words("northstar_rule_lead", worth=lead.WORTH),
        words("northstar_rule_movability", spread=_share(movability.SPREAD), lasting=_share(movability.LASTING)),
        words("northstar_rule_vanity"),
        words(
            "northstar_rule_sensitivity",
            good=_share(sensitivity.GOOD),
            fair=_share(sensitivity.FAIR),
            n=sensitivity.LEAST_MEMBERS,
        ),
    )


def _coverage(card: Scorecard, words: Words) -> Iterator[str]:
    found = card.coverage
    yield words("northstar_known", known=found.known, due=found.due)
    if found.waiting:
        yield words("northstar_waiting", n=found.waiting)
    if found.users is None:
        yield words("northstar_users_unknown")
    else:
        yield words("northstar_users", share=_share(found.users), population=found.population)


def _stability(card: Scorecard, words: Words) -> Iterator[str]:
    found = card.stability
    if found.variation is None or found.visible is None or found.noise is None:
        yield words("northstar_few_periods", n=found.periods)
        return
    yield words("northstar_variation", variation=_tenth(found.variation), visible=_tenth(found.visible))
    yield words("northstar_noise", noise=_share(found.noise))


def _lead(card: Scorecard, words: Words) -> Iterator[str]:
    found = card.lead
    for one in found.followers:
        yield influence_sentence(one, words, one.metric)
    alone = [m.metric for m in found.followers if m.outcome is Measured.measured and m.metric not in found.clear]
    if alone:
        yield words("northstar_among_many", metrics=words.all_of(alone))
    if found.against:
        yield words("northstar_against", metrics=words.all_of(found.against))


def _movability(card: Scorecard, words: Words, unit: str) -> Iterator[str]:
    found = card.movability
    for one in found.spreads:
        yield words(
            "northstar_spread",
            dimension=one.dimension,
            n=one.members,
            size=_tenth(one.size),
            lasting=_share(one.lasting),
        )
    if not found.spreads:
        is_ratio = not any(sign.sign.value == "not_per_user" for sign in card.vanity.signs)
        yield words("northstar_few_members") if is_ratio else words("northstar_no_spread")
    for shift in found.shifts:
        before, after = (formatted(value, unit) for value in (shift.before, shift.after))
        yield words("northstar_shift", period=period(shift.period_start, card.grain), before=before, after=after)
    if not found.shifts:
        yield words("northstar_no_shift")
    if found.drivers is None:
        yield words("northstar_no_tree")
    else:
        yield words("northstar_driving", n=found.driving, total=len(found.drivers))


def _vanity(card: Scorecard, words: Words) -> Iterator[str]:
    for sign in card.vanity.signs:
        yield words(f"northstar_sign_{sign.sign.value}", detail=sign.detail)
    if not card.vanity.signs:
        yield words("northstar_no_signs")


def _sensitivity(card: Scorecard, words: Words) -> Iterator[str]:
    for one in card.sensitivity.largest:
        yield words(
            "northstar_largest", dimension=one.dimension, n=one.members, member=one.member, share=_share(one.share)
        )
    if not card.sensitivity.largest:
        yield words("northstar_no_members")


def _share(value: float) -> str:
    return f"{value:.0%}"


def _tenth(value: float) -> str:
    return f"{value:.1%}"
