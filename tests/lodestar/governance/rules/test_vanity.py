"""Vanity numbers are known by their words, in two languages, and by what they add up."""

import pytest

from tests.lodestar.governance.rules.company import Company, found, star


def company_with_star(name):
    company = Company()
    company.stars = [star(name)]
    return company


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("registered_users", {}),
        ("new_sign_ups", {}),
        ("app_downloads", {}),
        ("growth", {"label": "GMV"}),
        ("growth", {"label_zh": "累计用户"}),
        ("growth", {"label_zh": "注册用户数"}),
        ("growth", {"description": "People who signed up in the week. Robots don't count."}),
    ],
)
def test_a_star_that_counts_what_only_rises_is_found_by_its_words(name, words):
    company = company_with_star(name)
    company.derived(name, "order_count", role="north_star", **words)

    (finding,) = found("G207", company)

    assert (finding.subject, finding.severity) == (name, "error")


def test_a_star_is_found_through_its_inputs():
    company = company_with_star("growth")
    company.simple("sign_up_count", "count")
    company.derived("growth", "sign_up_count * 2", ["sign_up_count"], role="north_star")

    (finding,) = found("G207", company)

    assert "sign_up_count counts 'sign up'" in finding.message


def test_a_ratio_is_judged_by_what_stands_above():
    company = company_with_star("per_order")
    company.simple("download_count", "count")
    company.simple("downloads", "count")
    company.ratio("per_order", "downloads", "order_count", role="north_star")
    per_download = company_with_star("per_download")
    per_download.simple("downloads", "count")
    per_download.ratio("per_download", "order_count", "downloads", role="north_star")

    assert [finding.subject for finding in found("G207", company)] == ["per_order"]
    assert found("G207", per_download) == []


@pytest.mark.parametrize("kind", ["cumulative", "conversion", "conversion above"])
def test_a_window_and_a_conversion_are_judged_by_what_they_count(kind):
    company = company_with_star("growth")
    company.simple("download_count", "count")
    if kind == "cumulative":
        company.cumulative("growth", "download_count", window={"count": 7, "granularity": "day"})
    elif kind == "conversion":
        company.conversion("growth", "order_count", "download_count")
    else:
        company.conversion("growth", "download_count", "order_count")

    assert len(found("G207", company)) == (kind != "conversion above")


def test_only_the_star_s_own_description_is_judged():
    company = company_with_star("growth")
    company.derived("buyers", "order_count", description="Registered people who ordered.")
    company.derived("growth", "buyers * 2", ["buyers"], role="north_star")

    assert found("G207", company) == []


def test_a_total_since_the_beginning_can_never_fall():
    company = company_with_star("sold")
    company.cumulative("sold", "order_count", role="north_star")

    (finding,) = found("G207", company)

    assert "since the beginning" in finding.message


@pytest.mark.parametrize("span", [{"window": {"count": 28, "granularity": "day"}}, {"grain_to_date": "year"}])
def test_a_window_or_a_year_to_date_can_fall(span):
    company = company_with_star("sold")
    company.cumulative("sold", "order_count", role="north_star", **span)

    assert found("G207", company) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("revenue", {}),
        ("retained_sign_ups", {}),
        ("paying", {"label_zh": "注册用户付费数"}),
        ("learners", {"description": "Learners of the week. People who only registered don't count."}),
        ("setups", {}),
    ],
)
def test_who_stayed_or_paid_is_no_vanity(name, words):
    company = company_with_star(name)
    company.derived(name, "order_count", role="north_star", **words)

    assert found("G207", company) == []


def test_a_driver_may_count_downloads():
    company = Company()
    company.derived("downloads", "order_count", role="driver")

    assert found("G207", company) == []
