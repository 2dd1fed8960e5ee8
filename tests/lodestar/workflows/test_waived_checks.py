"""A fall that a named person answers for warns until its day is over; nobody else's word counts."""

from datetime import UTC, datetime

import pytest

from lodestar.quality.result import CheckResult
from lodestar.settings import open_project
from lodestar.workflows.waived_checks import waive

FALL = CheckResult("lodestar", "raw.orders", "its rows do not fall", "block", "failed", 5, "5 fewer", code="volume")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEAMS = "teams:\n  finance:\n    label: Finance\n    label_zh: 财务\n    people: [Li Na]\nagents: [bot]\n"


@pytest.fixture
def company(tmp_path):
    def write(*rows):
        (tmp_path / "dbt_project.yml").write_text("name: shop\nvars: {business_timezone: Asia/Shanghai}\n")
        (tmp_path / "governance").mkdir(exist_ok=True)
        (tmp_path / "governance" / "teams.yml").write_text(TEAMS, encoding="utf-8")
        lines = ["rule,subject,reason,person,expires_on", *rows, ""]
        (tmp_path / "governance" / "waivers.csv").write_text("\n".join(lines))
        return open_project(tmp_path)

    return write


def test_a_persons_waiver_makes_a_warning_that_says_who_and_until_when(company):
    (result,) = waive(company("volume,raw.orders,Shop shut,Li Na,2026-11-22"), [FALL], now=NOON)

    assert (result.severity, result.status, result.bad_rows) == ("warn", "failed", 5)
    assert result.detail == "5 fewer; waived by Li Na until 2026-11-22: Shop shut"


def test_a_waiver_ends_with_its_day_in_business_time(company):
    project = company("volume,orders,Shop shut,Li Na,2026-11-22")

    (held,) = waive(project, [FALL], now=datetime(2026, 11, 22, 15, 59, tzinfo=UTC))
    (expired,) = waive(project, [FALL], now=datetime(2026, 11, 22, 16, 0, tzinfo=UTC))

    assert held.severity == "warn"
    assert (expired.severity, expired.detail) == ("block", "5 fewer; the waiver of Li Na expired on 2026-11-22")


@pytest.mark.parametrize("person", ["bot", "Somebody"])
def test_the_word_of_an_agent_or_of_a_stranger_does_not_count(company, person):
    (result,) = waive(company(f"volume,raw.orders,x,{person},2099-01-01"), [FALL], now=NOON)

    assert result.severity == "block"
    assert "does not count" in result.detail


@pytest.mark.parametrize("row", ["volume,raw.other,x,Li Na,2099-01-01", "freshness,raw.orders,x,Li Na,2099-01-01"])
def test_a_waiver_of_another_table_or_check_changes_nothing(company, row):
    (result,) = waive(company(row), [FALL], now=NOON)

    assert result.severity == "block"
    assert "governance/waivers.csv: volume,raw.orders" in result.detail


def test_only_checks_with_a_code_can_be_waived(company):
    other = CheckResult("dbt", "raw.orders", "volume", "block", "failed")
    error = CheckResult("lodestar", "raw.orders", "r", "block", "error", code="volume")

    assert waive(company("volume,raw.orders,x,Li Na,2099-01-01"), [other, error], now=NOON) == [other, error]
