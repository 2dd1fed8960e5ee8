"""North stars: one a scope, listed, driven, guarded."""

from datetime import date

import pytest

from tests.lodestar.governance.rules.company import TODAY, Company, found, star

LAST_YEAR = {"effective_from": date(2025, 1, 1), "effective_to": date(2025, 12, 31)}
NEXT_YEAR = {"effective_from": date(2027, 1, 1)}


def company_with(*stars):
    company = Company()
    company.stars = list(stars)
    return company


def test_two_stars_in_one_scope_on_one_day_are_found_at_the_later_one():
    company = company_with(star("revenue"), star("orders", effective_from=date(2026, 5, 1), line=9))

    (finding,) = found("G201", company)

    assert (finding.subject, finding.line) == ("orders", 9)
    assert "while revenue still is (without an end)" in finding.message


def test_a_star_under_an_older_one_that_lasts_longer_is_found_too():
    short = star("orders", effective_from=date(2025, 2, 1), effective_to=date(2025, 3, 1))
    late = star("order_value", effective_from=date(2025, 6, 1), effective_to=date(2025, 7, 1))

    found_at = [finding.subject for finding in found("G201", company_with(star("revenue", **LAST_YEAR), short, late))]

    assert found_at == ["orders", "order_value"]
    assert "(until 2025-12-31)" in found("G201", company_with(star("revenue", **LAST_YEAR), short))[0].message


@pytest.mark.parametrize(
    "stars",
    [
        (star("revenue"),),
        (star("orders", **LAST_YEAR), star("revenue")),
        (star("revenue", scope="shop"), star("orders", scope="school")),
    ],
)
def test_one_star_a_scope_at_a_time_is_not_found(stars):
    assert found("G201", company_with(*stars)) == []


@pytest.mark.parametrize("stars", [(), (star("revenue", **LAST_YEAR),)])
def test_a_star_by_role_that_is_not_listed_or_has_ended_is_found(stars):
    (finding,) = found("G202", company_with(*stars))

    assert (finding.subject, finding.path) == ("revenue", "metrics/revenue.yml")


@pytest.mark.parametrize("stars", [(star("revenue"),), (star("revenue", **NEXT_YEAR),)])
def test_a_star_by_role_that_is_listed_is_not_found(stars):
    assert found("G202", company_with(*stars)) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("orders", "says role driver"),
        ("revenu", "Did you mean 'revenue'?"),
        ("order_count", "a metric without a contract"),
    ],
)
def test_a_listed_star_that_is_none_is_found(name, said):
    (finding,) = found("G203", company_with(star(name)))

    assert said in finding.message


@pytest.mark.parametrize("listed", [star("revenue"), star("orders", **LAST_YEAR), star("orders", **NEXT_YEAR)])
def test_a_listed_star_that_is_one_or_was_or_will_be_is_not_found(listed):
    assert found("G203", company_with(listed)) == []


def test_a_star_that_is_to_come_must_exist():
    assert len(found("G203", company_with(star("revenu", **NEXT_YEAR)))) == 1


@pytest.mark.parametrize("drivers", [None, ()])
def test_a_star_without_drivers_is_found(drivers):
    company = Company()
    company.trees = [] if drivers is None else [type(company.trees[0])("revenue", drivers, "governance/trees/r.yml")]

    assert [finding.subject for finding in found("G204", company)] == ["revenue"]


def test_a_star_with_drivers_is_not_found():
    assert found("G204", Company()) == []


def test_a_star_without_a_guardrail_is_found():
    assert [finding.subject for finding in found("G205", company_with(star("revenue")))] == ["revenue"]


def test_a_star_with_a_guardrail_is_not_found():
    assert found("G205", Company()) == []


@pytest.mark.parametrize(
    ("name", "said"), [("orders", "says role driver"), ("return_rat", "Did you mean 'return_rate'?")]
)
def test_a_guardrail_that_is_none_is_found(name, said):
    (finding,) = found("G206", company_with(star("revenue", guardrails=(name, "return_rate"))))

    assert finding.subject == "revenue"
    assert said in finding.message


def test_a_guardrail_by_role_is_not_found():
    assert found("G206", Company()) == []


def test_a_star_is_looked_at_until_its_last_day():
    company = company_with(star("revenue", effective_to=TODAY))

    assert len(found("G205", company)) == 1
    assert found("G205", company, today=date(2026, 11, 6)) == []


@pytest.mark.parametrize("code", ["G203", "G204", "G205", "G206", "G207"])
def test_a_star_that_has_ended_is_left_alone(code):
    ended = star("downloads", guardrails=(), **LAST_YEAR)

    assert found(code, company_with(star("revenue", guardrails=("return_rate",)), ended)) == []
