"""A reported figure agrees, is explained or is not; what is told of it sums up."""

from __future__ import annotations

from datetime import date

import pytest

from lodestar.catalog.contract import Tolerance
from lodestar.catalog.variant import Variant
from lodestar.governance.disputes import disputes
from lodestar.governance.reconciliation import Outcome, Reconciled, explanation, outcome_of, target_of
from lodestar.governance.reported import ReportedFigure
from lodestar.governance.variant_search import Found

VARIANTS = (Variant("gross", "Gross", "总额"), Variant("cancelled", "Cancelled too"), Variant("utc", "UTC"))
VALUES = {(): 100.0, ("gross",): 108.0, ("cancelled",): 104.0, ("gross", "cancelled"): 113.0, ("utc",): None}


def figure(value: float, step: float = 0.01) -> ReportedFigure:
    return ReportedFigure(
        "finance", "net", "month", date(2026, 9, 1), "total", "total", value, step, "Li", date(2026, 10, 1), "f.csv", 2
    )


@pytest.mark.parametrize(
    ("theirs", "step", "ours", "tolerance", "outcome"),
    [
        (100.0, 0.01, 100.004, Tolerance(), "agrees"),
        (100.0, 0.01, 100.006, Tolerance(), "unexplained"),
        (100.0, 1.0, 100.4, Tolerance(), "agrees"),
        (100.9, 0.01, 100.0, Tolerance(relative=0.01), "agrees"),
        (101.1, 0.01, 100.0, Tolerance(relative=0.01), "unexplained"),
        (103.0, 0.01, 100.0, Tolerance(absolute=3.0), "agrees"),
        (0.0, 0.01, None, Tolerance(absolute=3.0), "unexplained"),
    ],
)
def test_a_figure_agrees_within_the_tolerance_or_its_last_digit(theirs, step, ours, tolerance, outcome):
    assert outcome_of(figure(theirs, step), ours, tolerance) == outcome


def test_an_explanation_tells_the_part_of_each_variant():
    found = explanation(Found(("gross", "cancelled"), True, (("utc",),)), VARIANTS, VALUES.get)
    assert found is not None
    assert [(part.name, part.label_zh, part.amount) for part in found.parts] == [
        ("gross", "总额", 8.5),
        ("cancelled", "", 4.5),
    ]
    assert sum(part.amount for part in found.parts) == found.value - VALUES[()] == 13.0
    assert found.alternatives == ((VARIANTS[2],),)


def test_without_a_closest_set_there_is_no_explanation():
    assert explanation(Found((), False), VARIANTS, VALUES.get) is None


def test_parts_are_unknown_where_one_alone_has_no_value():
    values = {**VALUES, ("gross", "utc"): 120.0}
    found = explanation(Found(("gross", "utc"), True), VARIANTS, values.get)
    assert found is not None
    assert [part.amount for part in found.parts] == [None, None]


def reconciled(value: float, outcome: Outcome, found: Found | None = None) -> Reconciled:
    told = explanation(found, VARIANTS, VALUES.get) if found else None
    return Reconciled(figure(value), outcome, "Net", "净额", "CNY", ours=100.0, explanation=told, declared=4)


def test_what_remains_is_the_figure_less_what_variants_give():
    one = reconciled(113.5, Outcome.unexplained, Found(("gross", "cancelled"), False))
    assert (one.gap, one.remaining) == (13.5, 0.5)
    assert reconciled(113.5, Outcome.unexplained).remaining == 13.5


@pytest.mark.parametrize(
    ("value", "scale"), [(10_000.0, 100.0), (10_020.0, 100.0), (0.01, 0.0001), (100.2, None), (113.0, None)]
)
def test_a_figure_in_another_unit_is_told(value, scale):
    assert reconciled(value, Outcome.unexplained).scale == scale
    assert reconciled(value, Outcome.explained).scale is None


def test_sets_of_more_variants_than_are_tried_are_told():
    assert reconciled(1.0, Outcome.unexplained).is_bounded


def test_a_figure_that_agrees_is_a_target_that_must_stay():
    assert target_of(reconciled(100.0, Outcome.agrees)).agrees
    assert not target_of(reconciled(113.0, Outcome.unexplained)).agrees


def test_a_dispute_has_parts_that_sum_to_the_difference():
    one = reconciled(113.004, Outcome.explained, Found(("gross", "cancelled"), True))
    (dispute,) = disputes([one])
    assert dispute.explanation == "Gross; Cancelled too"
    assert [label for label, _ in dispute.parts] == ["Gross", "Cancelled too", "rounding of the reported figure"]
    assert sum(amount for _, amount in dispute.parts) == pytest.approx(dispute.theirs - dispute.ours)
    assert disputes([one], "zh")[0].explanation == "总额；Cancelled too"


def test_figures_that_agree_or_can_not_be_compared_are_no_disputes():
    kept = disputes([reconciled(100.0, outcome) for outcome in Outcome])
    assert len(kept) == 2


def test_a_dispute_that_nothing_explains_has_no_explanation():
    (dispute,) = disputes([reconciled(120.0, Outcome.unexplained, Found(("gross",), False))])
    assert (dispute.explanation, dispute.parts) == ("", ())
