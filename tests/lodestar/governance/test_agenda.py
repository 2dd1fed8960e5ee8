"""The agenda holds every metric that waits for people, once, and asks what its facts ask."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lodestar.governance.agenda import agenda
from lodestar.governance.difference import Difference, MetricChange, Touched, ValueDifference, WordChange
from lodestar.governance.dispute import Dispute
from lodestar.governance.late_data import finest, late_data
from lodestar.governance.rules.finding import Finding
from lodestar.governance.targets import Target
from tests.lodestar.governance.rules.company import DECIDED_ON, TODAY, Company

NOTHING_DIFFERS = ValueDifference(9, 9, 0, "month", None, None, None, (), ())

FOUR_TARGETS = tuple(
    Target("orders", "total", "total", "month", date(2026, month, 1), 100.0, month) for month in range(1, 5)
)


def items(company, *, today=TODAY, targets=(), **rest):
    facts = company.facts(today)
    register = replace(facts.register, targets=targets)
    return agenda(facts.catalog, register, facts.certifications, today=today, **rest)


def dispute(metric="orders", **rest):
    given = {"ours": 10.0, "theirs": 12.0} | rest
    return Dispute(metric, "finance", "month", date(2026, 9, 1), "total", "total", **given)


def change(name="orders", kind="meaning", **rest):
    given = {"version_old": 1, "version_new": 1, "moved": ("definition",) if kind == "meaning" else ()} | rest
    return MetricChange(
        name, name, "", "orders", kind, "commerce", fingerprint_old=None, fingerprint_new=None, formula_old="a",
        formula_new="b", **given,
    )  # fmt: skip


def difference(*changes):
    return Difference("main", "working tree", changes, 0, "the rows of release r1")


def codes(points):
    return [point.code for point in points]


def only(found):
    assert len(found) == 1
    return found[0]


def test_nothing_waits_where_everything_is_agreed():
    assert items(Company()) == ()


def test_a_metric_is_on_the_agenda_once_with_all_its_reasons_the_most_urgent_first():
    company = Company()
    company.agree()
    company.upstream["orders"] = "f" * 16

    found = only(items(company, difference=difference(change()), disputes=[dispute(), dispute(theirs=9.0)]))

    assert found.metric == "orders"
    assert codes(found.reasons) == ["disputed", "disputed", "drifted", "meaning"]  # models drifted; now the definition
    assert len(found.disputes) == 2


def test_what_drifted_from_its_decision_is_not_said_to_change_as_well():
    company = Company()
    company.agree()
    company.upstream["orders"] = "f" * 16

    found = only(items(company, difference=difference(change(moved=("upstream",)))))

    assert codes(found.reasons) == ["drifted"]
    assert found.change is not None


def test_models_that_move_no_number_are_not_asked_about():
    moved = change(moved=("upstream",), changed_models=("fct_orders",), values=NOTHING_DIFFERS)

    assert codes(only(items(Company(), difference=difference(moved))).questions) == ["no_number"]


def test_north_stars_in_trouble_come_first_then_roles_then_reasons():
    company = Company()
    company.change("revenue", status="proposed")  # a north star that is only proposed
    company.change("order_value", role="north_star")
    company.agree()
    company.upstream |= {"orders": "f" * 16, "order_value": "f" * 16}

    found = items(company, disputes=[dispute("return_rate")])

    assert [item.metric for item in found] == ["order_value", "revenue", "orders", "return_rate"]


def test_a_star_of_the_register_is_a_north_star_whatever_its_contract_says():
    company = Company()
    company.change("revenue", role="kpi", status="proposed")
    company.change("orders", status="proposed")

    assert [item.metric for item in items(company)] == ["revenue", "orders"]


def test_within_a_role_a_dispute_comes_before_a_proposal():
    company = Company()
    company.change("orders", role="kpi", status="proposed")

    assert [item.metric for item in items(company, disputes=[dispute("order_value")])] == ["order_value", "orders"]


def test_a_dispute_asks_which_figure_is_right_and_why_they_differ():
    known, unknown = dispute(explanation="counts later refunds"), dispute()

    assert codes(only(items(Company(), disputes=[known])).questions) == ["which_figure", "which_way"]
    assert codes(only(items(Company(), disputes=[unknown])).questions) == ["which_figure", "who_finds_out"]


def test_what_drifted_under_the_same_version_is_asked_whether_it_is_the_same_metric():
    company = Company()
    company.agree()
    company.derived("orders", "returned_count", role="driver", label_zh="订单数")
    same = only(items(company))
    company.change("orders", version=2)
    raised = only(items(company))

    assert codes(same.reasons) == codes(raised.reasons) == ["drifted"]
    assert codes(same.questions) == ["keep", "version"]
    assert codes(raised.questions) == ["keep", "from_when"]
    assert same.questions[1].values == {"version": 1}


def test_models_that_changed_need_no_version_and_are_named():
    company = Company()
    company.agree()
    company.upstream["orders"] = "f" * 16
    moved = change(moved=("upstream",), changed_models=("fct_orders",))

    assert codes(only(items(company, difference=difference(moved))).questions) == ["keep", "models"]


def test_everything_that_hangs_on_a_changed_metric_is_asked_about():
    touched = Touched(("order_value",), ("scorecard",), ("revenue",), 4, ("2026-08",))
    moved = change(version_new=2, touched=touched, values=NOTHING_DIFFERS)

    found = only(items(Company(), difference=difference(moved), targets=FOUR_TARGETS))

    assert codes(found.questions) == ["version", "no_number", "months", "downstream", "exports", "trees", "targets"]
    assert found.questions[-1].values == {"targets": 4}


def test_words_alone_ask_for_a_look_and_touch_nothing():
    words = change(kind="words", words=(WordChange("label", "a", "b"),), touched=Touched(frozen_months=("2026-08",)))

    found = only(items(Company(), difference=difference(words)))

    assert codes(found.reasons) == codes(found.questions) == ["words"]
    assert found.reasons[0].values == {"fields": ("label",)}


@pytest.mark.parametrize(
    ("status", "agreed", "reason", "question"),
    [("proposed", True, "proposed", "accept"), ("certified", False, "undecided", "who_agrees")],
)
def test_what_nobody_has_agreed_to_waits(status, agreed, reason, question):
    company = Company()
    company.change("orders", status=status)
    if not agreed:
        company.agree()
        kept = tuple(metric for metric in company.decisions[0].metrics if metric.name != "orders")
        company.decisions = [replace(company.decisions[0], metrics=kept)]

    found = only(items(company))

    assert (codes(found.reasons), codes(found.questions)) == ([reason], [question])


def test_a_new_proposal_is_asked_about_once():
    company = Company()
    company.change("orders", status="proposed")

    found = only(items(company, difference=difference(change(kind="added"))))

    assert codes(found.reasons) == ["added", "proposed"]
    assert codes(found.questions) == ["accept"]
    assert found.questions[0].values == {"owner": "commerce"}


def test_a_metric_that_goes_is_on_the_agenda_though_the_catalog_lacks_it():
    found = only(items(Company(), difference=difference(change("gone", kind="removed"))))

    assert (found.metric, codes(found.questions)) == ("gone", ["instead"])


def test_duplicates_of_the_rules_are_asked_about_and_other_findings_are_not():
    findings = [
        Finding(code, "error", "metrics/orders.yml", 1, "orders", f"said by {code}.", "Mend it.")
        for code in ("G301", "G302", "G101")
    ]

    found = only(items(Company(), findings=findings))

    assert [reason.values["message"] for reason in found.reasons] == ["said by G301.", "said by G302."]
    assert codes(found.questions) == ["which_stays"]


def test_a_decision_is_looked_at_again_after_its_review_days_and_not_before():
    due = DECIDED_ON + timedelta(days=365)

    assert items(Company(), today=due) == ()
    found = items(Company(), today=due + timedelta(days=1))
    assert {code for item in found for code in codes(item.reasons)} == {"review"}
    assert found[0].reasons[0].values == {"date": DECIDED_ON, "due": due}


def test_late_data_are_asked_about_last():
    late = late_data("orders", "day", date(2026, 10, 1), 0, TODAY)

    found = only(items(Company(), difference=difference(change()), late=[late]))

    assert codes(found.questions) == ["version", "where_stuck"]


@pytest.mark.parametrize(
    ("grain", "last", "days", "today", "due"),
    [
        ("day", date(2026, 10, 1), 0, date(2026, 10, 7), date(2026, 10, 3)),
        ("day", date(2026, 10, 1), 0, date(2026, 10, 6), None),
        ("day", date(2026, 10, 1), 7, date(2026, 10, 13), None),
        ("week", date(2026, 9, 28), 0, date(2026, 10, 16), date(2026, 10, 12)),
        ("month", date(2026, 11, 1), 0, date(2027, 1, 5), date(2027, 1, 1)),
        ("quarter", date(2026, 7, 1), 0, date(2027, 1, 4), None),
        ("year", date(2024, 1, 1), 0, date(2026, 1, 5), date(2026, 1, 1)),
        ("business_week", date(2020, 1, 1), 0, date(2026, 1, 5), None),
    ],
)
def test_data_are_late_three_days_after_the_next_period_could_be_known(grain, last, days, today, due):
    found = late_data("orders", grain, last, days, today)

    assert (found.due if found else None) == due


def test_the_finest_grain_tells_soonest():
    assert finest(("month", "business_week", "week")) == "week"
    assert finest(("business_week",)) is None
