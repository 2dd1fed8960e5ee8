"""A certification stands while a metric means what people agreed on; nothing else takes it away or gives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.contract import Contract
from lodestar.catalog.metric import Metric
from lodestar.governance.certification import certifications, owners_of
from lodestar.governance.decisions import Agreement, DecidedMetric, Decision
from lodestar.governance.fingerprints import Fingerprint
from lodestar.governance.register import Register
from lodestar.governance.teams import Team, Teams

TODAY = date(2026, 11, 5)
NOW = Fingerprint("d" * 16, "a" * 16)
OTHER_DEFINITION, OTHER_UPSTREAM = replace(NOW, definition="e" * 16), replace(NOW, upstream="b" * 16)
OTHER_BOTH = Fingerprint("e" * 16, "b" * 16)
TEAMS = Teams(
    {"shop": Team("shop", "Shop", "", ("Chen Yu", "Wang Fang")), "finance": Team("finance", "Finance", "", ("Li Na",))},
    frozenset({"metric-bot"}),
)
DECISION = Decision(
    number=4,
    title="Revenue",
    metrics=(DecidedMetric("revenue", 1, None, NOW),),
    proposed_by="Chen Yu",
    agreed_by=(Agreement("Wang Fang", "shop"),),
    decided_on=date(2026, 10, 1),
    effective_from=date(2026, 10, 1),
    why="why",
    words="",
    path="governance/decisions/0004-revenue.md",
)


def catalog(status="certified", owner="shop"):
    contract = Contract(1, status, owner, "kpi", "CNY", "up", ("month",))
    metric = Metric("revenue", "Revenue", "", "derived", contract, "m.yml", {"type_params": {}})
    simple = replace(metric, name="amount", contract=None)
    return Catalog("x", "duckdb", {}, (), {"revenue": metric, "amount": simple}, {}, None, (), {})


def stand(*decisions, now=NOW, today=TODAY, teams=TEAMS, **contract):
    found = certifications(catalog(**contract), {"revenue": now}, Register(teams, tuple(decisions)), today)
    assert set(found) == {"revenue"}
    return found["revenue"]


def decided(number, day, new=NOW, **changes):
    metrics = (DecidedMetric("revenue", 1, None, new),)
    return replace(DECISION, number=number, decided_on=day, metrics=metrics, **changes)


def test_a_metric_that_means_what_was_agreed_is_certified():
    found = stand(DECISION)

    assert (found.state, found.decision, found.moved, found.fingerprint) == ("certified", DECISION, (), NOW)
    assert found.sentence == "certified by decision 4 (2026-10-01)"


@pytest.mark.parametrize(
    ("now", "moved", "words"),
    [
        (OTHER_DEFINITION, ("definition",), "its definition"),
        (OTHER_UPSTREAM, ("upstream",), "the SQL of its models"),
        (OTHER_BOTH, ("definition", "upstream"), "its definition and the SQL of its models"),
    ],
)
def test_a_metric_that_changed_is_drifted_and_says_what_moved(now, moved, words):
    found = stand(DECISION, now=now)

    assert (found.state, found.moved, found.decision) == ("drifted", moved, DECISION)
    assert found.sentence == f"drifted: {words} changed after decision 4 (2026-10-01)"


def test_a_metric_that_nobody_decided_about_is_undecided():
    found = stand(replace(DECISION, metrics=(DecidedMetric("margin", 1, None, NOW),)))

    assert (found.state, found.decision, found.moved) == ("undecided", None, ())
    assert found.sentence == "undecided: its contract says certified, and no decision names it"


@pytest.mark.parametrize("status", ["proposed", "deprecated", "retired"])
@pytest.mark.parametrize("now", [NOW, OTHER_BOTH])
def test_what_is_not_called_certified_is_what_its_contract_says(status, now):
    found = stand(DECISION, now=now, status=status)

    assert (found.state, found.moved, found.sentence) == (status, (), status)
    assert found.decision == DECISION


def test_a_decision_counts_from_its_day_on():
    tomorrow = decided(5, date(2026, 11, 6))

    assert stand(tomorrow).state == "undecided"
    assert stand(tomorrow, today=date(2026, 11, 6)).state == "certified"
    assert stand(DECISION, decided(5, date(2026, 11, 6), OTHER_BOTH)).state == "certified"


def test_deciding_again_certifies_again():
    again = decided(5, date(2026, 11, 1), OTHER_DEFINITION)

    assert stand(DECISION, now=OTHER_DEFINITION).state == "drifted"
    assert stand(DECISION, again, now=OTHER_DEFINITION).decision == again
    assert stand(DECISION, again, now=OTHER_DEFINITION).state == "certified"


def test_the_last_decision_counts_even_when_an_older_one_would_fit():
    again = decided(5, date(2026, 11, 1), OTHER_DEFINITION)

    assert stand(again, DECISION).state == "drifted"
    assert stand(DECISION, again).decision == again


def test_of_two_decisions_of_one_day_the_greater_number_is_the_later():
    first, second = decided(5, TODAY, OTHER_BOTH), decided(6, TODAY)

    assert stand(second, first).decision == second
    assert stand(replace(first, number=7), second).state == "drifted"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"agreed_by": ()}, "nobody agreed"),
        ({"agreed_by": (Agreement("Chen Yu", "shop"),)}, "only who proposed it agreed"),
        ({"agreed_by": (Agreement("metric-bot", "shop"), Agreement("Wang Fang", "shop"))}, "an agent agreed"),
        ({"agreed_by": (Agreement("Li Na", "finance"),)}, "the owner did not agree"),
        ({"agreed_by": (Agreement("Somebody", "shop"),)}, "nobody knows who agreed"),
    ],
)
def test_a_decision_that_binds_nobody_certifies_nothing_and_ends_nothing(changes, why):
    invalid = decided(5, date(2026, 11, 1), OTHER_BOTH, **changes)

    assert stand(invalid, now=OTHER_BOTH).state == "undecided", why
    assert stand(DECISION, invalid).decision == DECISION, why


def test_owners_are_those_of_contracts():
    assert owners_of(catalog(owner="finance")) == {"revenue": "finance"}
