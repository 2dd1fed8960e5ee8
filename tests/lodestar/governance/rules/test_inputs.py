"""What metrics are made of, as rules ask for it."""

import pytest

from lodestar.governance.rules.inputs import PERIOD, Grain, Inputs, is_filtered, origin, reference
from tests.lodestar.governance.rules.company import Company, where

MONTH = {"count": 1, "granularity": "month"}
ONLY = {"name": "order_count"}


@pytest.mark.parametrize(
    ("expr", "given"),
    [
        ("order_count", [ONLY]),
        (" order_count ", [ONLY]),
        (None, [ONLY]),
        ("bought", [ONLY | {"alias": "bought"}]),
        ("orders", [{"name": "orders"}]),
    ],
)
def test_a_metric_that_passes_one_input_on_is_another_name_of_it(expr, given):
    company = Company()
    company.derived("sales", expr, given)

    assert origin(company.metrics["sales"], company.metrics).name == "order_count"


@pytest.mark.parametrize(
    ("expr", "given", "rest"),
    [
        ("order_count * 2", [ONLY], {}),
        ("order_count", [ONLY, {"name": "amount_total"}], {}),
        ("order_count", [ONLY | {"filter": where("x")}], {}),
        ("order_count", [ONLY | {"offset_window": MONTH}], {}),
        ("order_count", [ONLY | {"offset_to_grain": "month"}], {}),
        ("order_count", [ONLY], {"growth_accounting": "new"}),
    ],
)
def test_a_metric_that_changes_its_input_is_none_but_itself(expr, given, rest):
    company = Company()
    company.derived("sales", expr, given, **rest)

    assert origin(company.metrics["sales"], company.metrics).name == "sales"


def test_a_metric_with_a_filter_of_its_own_is_none_but_itself():
    company = Company()
    company.derived("sales", "order_count")
    company.metrics["sales"].definition["filter"] = where("x")

    assert origin(company.metrics["sales"], company.metrics).name == "sales"


@pytest.mark.parametrize("name", ["order_value", "order_count"])
def test_what_is_not_derived_is_none_but_itself(name):
    company = Company()

    assert origin(company.metrics[name], company.metrics).name == name


def test_an_input_may_be_a_name_alone_or_not_be_there():
    company = Company()
    company.define("share", "ratio", numerator="orders", denominator=None)
    share = company.metrics["share"]

    assert (reference(share, "numerator"), reference(share, "denominator")) == ({"name": "orders"}, None)
    assert reference(share, "base_metric") is None


@pytest.mark.parametrize(("holder", "answer"), [(None, False), ({}, False), ({"filter": where("x")}, True)])
def test_what_has_a_filter_is_filtered(holder, answer):
    assert is_filtered(holder) is answer


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"window": {"count": 28, "granularity": "day"}}, "the last 28 days"),
        ({"window": {"count": 1, "granularity": "months"}}, "the last 1 month"),
        ({"grain_to_date": "year"}, "since the start of the year"),
        ({}, "since the beginning"),
    ],
)
def test_a_cumulative_metric_covers_what_it_says(settings, words):
    company = Company()
    company.cumulative("made", "order_count", **settings)

    assert Inputs(company.catalog()).windows({"name": "made"}) == {words}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (ONLY, PERIOD),
        (ONLY | {"offset_window": MONTH}, "1 month before"),
        (ONLY | {"offset_to_grain": "month"}, "the start of the month"),
    ],
)
def test_an_input_covers_the_period_unless_it_is_offset(given, words):
    assert Inputs(Company().catalog()).windows(given) == {words}


def test_what_is_made_of_several_covers_all_that_they_cover():
    company = Company()
    company.cumulative("to_date", "order_count", grain_to_date="year")
    company.conversion("rate", "order_count", "returned_count")
    company.ratio("share", "to_date", "order_count")
    company.derived("made", "share - rate + before", ["share", "rate", ONLY | {"offset_window": MONTH}])
    inputs = Inputs(company.catalog())

    assert inputs.windows({"name": "share"}) == {PERIOD, "since the start of the year"}
    assert inputs.windows({"name": "made"}) == {PERIOD, "since the start of the year", "1 month before"}


def test_grains_are_those_of_all_rows_behind_a_metric():
    company = Company()
    company.mart("customer_months", "month", "month")
    company.simple("buyer_count", "count", mart="customer_months")
    company.ratio("share", "buyer_count", "orders")
    company.cumulative("made", "buyer_count")
    inputs = Inputs(company.catalog())

    assert inputs.grains("share") == {Grain("month", "customer_months"), Grain("day", "orders")}
    assert inputs.grains("made") == {Grain("month", "customer_months")}


def test_what_is_worked_out_once_is_not_worked_out_again():
    class Counted(dict):
        asked = 0

        def __getitem__(self, name):
            Counted.asked += 1
            return super().__getitem__(name)

    company = Company()
    for number in range(40):  # each twice the one below: two to the forty ways down
        below = f"level_{number - 1}" if number else "order_count"
        company.ratio(f"level_{number}", below, below)
    company.metrics = Counted(company.metrics)
    catalog = company.catalog()
    inputs = Inputs(type(catalog)(**{**catalog.__dict__, "metrics": company.metrics}))

    assert inputs.grains("level_39") == {Grain("day", "orders")}
    assert inputs.windows({"name": "level_39"}) == {PERIOD}
    assert Counted.asked < 200
