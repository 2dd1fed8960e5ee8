"""What a star names beside itself is there, and its successor begins when it ends."""

from datetime import date

import pytest

from lodestar.governance.north_stars import ExpectedOutcome
from tests.lodestar.governance.rules.company import Company, found, star

ENDED = {"effective_from": date(2025, 1, 1), "effective_to": date(2025, 12, 31)}


def company_with(*stars):
    company = Company()
    company.stars = list(stars)
    return company


@pytest.mark.parametrize("key", ["twin", "newcomers", "volume", "retention", "outcomes"])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("oders", "Did you mean 'orders'?"),
        ("order_count", "a metric without a contract"),
        ("revenue", "is the star itself"),
    ],
)
def test_a_metric_that_a_star_names_and_that_is_none_is_found(key, name, said):
    given = {"retention": (name,), "outcomes": (ExpectedOutcome(name, 1),)}.get(key, name)

    (finding,) = found("G212", company_with(star("revenue", line=7, **{key: given})))

    assert (finding.subject, finding.line) == ("revenue", 7)
    assert finding.message.startswith(f"{key} of revenue")
    assert said in finding.message


def test_governed_metrics_that_a_star_names_are_not_found():
    named = star("revenue", twin="orders", retention=("return_rate",), outcomes=(ExpectedOutcome("order_value", 0),))

    assert found("G212", company_with(named)) == []


@pytest.mark.parametrize(
    ("former", "later", "said"),
    [
        ({"successor": "revenue"}, {}, "and no end"),
        ({"successor": "revenu", **ENDED}, {}, "Did you mean 'revenue'?"),
        ({"successor": "revenue", **ENDED}, {"effective_from": date(2026, 1, 2)}, "of company from 2026-01-02"),
        ({"successor": "revenue", **ENDED}, {"scope": "shop"}, "of shop from 2026-01-01"),
    ],
)
def test_a_successor_that_does_not_take_over_is_found(former, later, said):
    (finding,) = found("G213", company_with(star("orders", **former), star("revenue", **later)))

    assert finding.subject == "orders"
    assert said in finding.message


def test_a_successor_from_the_next_day_is_not_found():
    assert found("G213", company_with(star("orders", successor="revenue", **ENDED), star("revenue"))) == []


def test_accounts_that_no_named_metric_has_are_found():
    company = company_with(star("revenue", guardrails=("return_rate",), accounts=("store", "shop")))
    company.change("return_rate", dimensions={"store": "store__name"})

    (finding,) = found("G214", company)

    assert "'shop'" in finding.message
    assert "Write one of store." in finding.mend


@pytest.mark.parametrize("holder", ["revenue", "orders"])
def test_accounts_of_the_star_or_of_a_metric_that_it_names_are_not_found(holder):
    company = company_with(star("revenue", volume="orders", accounts=("store",)))
    company.change(holder, dimensions={"store": "store__name"})

    assert found("G214", company) == []
