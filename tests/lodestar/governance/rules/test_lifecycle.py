"""Growing old."""

from datetime import date

import pytest

from tests.lodestar.governance.rules.company import TODAY, Company, driver, found, star

DEPRECATED = {"status": "deprecated", "replaced_by": "revenue", "last_date": date(2027, 3, 31)}


def use(company, kind, name="order_value"):
    """Something of that kind uses a metric."""
    if kind == "metric":
        company.derived("twice", f"{name} * 2", [name])
    elif kind == "saved query":
        company.saved_queries["scorecard"] = [name]
    elif kind == "tree":
        company.trees = [type(company.trees[0])("revenue", (driver("orders", driver(name)),), "governance/trees/r.yml")]
    elif kind == "guardrail":
        company.stars = [star("revenue", guardrails=(name,))]
    elif kind == "twin":
        company.stars = [star("revenue", twin=name)]
    else:
        company.stars = [star(name)]


USES = [
    ("metric", "twice", "metrics/twice.yml"),
    ("saved query", "scorecard", "metrics/scorecard.yml"),
    ("tree", "revenue", "governance/trees/r.yml"),
    ("guardrail", "revenue", "governance/north_stars.yml"),
    ("twin", "revenue", "governance/north_stars.yml"),
    ("north star", "order_value", "governance/north_stars.yml"),
]


@pytest.mark.parametrize(("kind", "subject", "path"), USES)
def test_whatever_uses_a_deprecated_metric_is_found_as_a_warning(kind, subject, path):
    company = Company()
    company.change("order_value", **DEPRECATED)
    use(company, kind)

    (finding,) = found("G501", company)

    assert (finding.subject, finding.path, finding.severity) == (subject, path, "warning")
    assert finding.mend == "Use revenue instead."


@pytest.mark.parametrize("status", ["deprecated", "retired"])
def test_what_is_leaving_itself_may_use_a_deprecated_metric(status):
    company = Company()
    company.change("order_value", **DEPRECATED)
    use(company, "metric")
    company.change("twice", status=status)

    assert found("G501", company) == []


def test_a_deprecated_metric_that_nobody_uses_is_not_found():
    company = Company()
    company.change("order_value", **DEPRECATED)

    assert found("G501", company) == []


def test_a_deprecated_metric_after_its_last_date_is_found():
    company = Company()
    company.change("order_value", **(DEPRECATED | {"last_date": date(2026, 11, 4)}))

    assert [finding.subject for finding in found("G502", company)] == ["order_value"]


def test_a_deprecated_metric_on_its_last_date_is_not_found():
    company = Company()
    company.change("order_value", **(DEPRECATED | {"last_date": TODAY}))

    assert found("G502", company) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("order_valu", "Did you mean 'order_value'?"),
        ("order_count", "without a contract"),
        ("order_value", "deprecated itself"),
        ("return_rate", "retired itself"),
    ],
)
def test_a_replacement_that_can_not_take_over_is_found(name, said):
    company = Company()
    company.change("return_rate", status="retired")
    company.change("order_value", **(DEPRECATED | {"replaced_by": name}))

    (finding,) = found("G503", company)

    assert said in finding.message


@pytest.mark.parametrize("status", ["certified", "proposed"])
def test_a_replacement_that_can_take_over_is_not_found(status):
    company = Company()
    company.change("revenue", status=status)
    company.change("order_value", **DEPRECATED)

    assert found("G503", company) == []


@pytest.mark.parametrize(("kind", "subject", "path"), USES)
def test_whatever_uses_a_retired_metric_is_found(kind, subject, path):
    company = Company()
    company.change("order_value", status="retired")
    use(company, kind)

    (finding,) = found("G504", company)

    assert (finding.subject, finding.path, finding.severity) == (subject, path, "error")


def test_a_retired_metric_may_use_another_and_a_deprecated_one_may_not():
    company = Company()
    company.change("order_value", status="retired")
    use(company, "metric")
    company.change("twice", status="retired")
    assert found("G504", company) == []

    company.change("twice", **DEPRECATED)
    assert [finding.subject for finding in found("G504", company)] == ["twice"]


def test_a_definition_that_nobody_has_looked_at_for_too_long_is_found():
    company = Company()
    company.change("orders", review_days=30)

    (finding,) = found("G505", company)

    assert (finding.subject, finding.severity) == ("orders", "warning")
    assert "that was due on 2026-10-31" in finding.message


@pytest.mark.parametrize("contract", [{"review_days": 35}, {"review_days": 30, "status": "proposed"}])
def test_a_definition_on_its_day_of_review_or_only_proposed_is_not_found(contract):
    company = Company()
    company.change("orders", **contract)

    assert found("G505", company) == []
