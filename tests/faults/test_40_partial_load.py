"""Row 40: half a file is a file that can be read, so only its history tells that rows are missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lodestar.errors import CheckError
from lodestar.releases.release import list_releases
from lodestar.workflows.build import build
from tests.conftest import deliver

pytestmark = [pytest.mark.slow, pytest.mark.thorough, pytest.mark.fault(40, "partial load")]

TEAMS = """\
teams:
  finance:
    label: Finance
    label_zh: 财务
    people: [Li Na]
"""
HEADER = "id,store_id,ordered_at,amount,is_returned"
VALUES = "select metric_name, grain, period_start, dimension, member, value from hub.metric_values order by all"


def week(number: int, rows: int) -> str:
    """Orders of a week in February and March, each with an id of its own."""
    day = date(2026, 2, 4) + timedelta(days=3 * number)
    return "\n".join([HEADER, *(f"{1000 * (number + 1) + n},1,{day} 10:00:00,10.00,false" for n in range(rows)), ""])


def waive(shop, until: str) -> None:
    folder = shop.root / "governance"
    folder.mkdir(exist_ok=True)
    (folder / "teams.yml").write_text(TEAMS)
    row = f"volume,raw.shop__orders,The store was shut,Li Na,{until}"
    (folder / "waivers.csv").write_text(f"rule,subject,reason,person,expires_on\n{row}\n")


def test_40_a_partial_load_blocks_until_a_named_person_answers_for_it(seen, built_shop, published):
    for number in range(9):
        deliver(built_shop, f"part-{number}", week(number, 100 + number % 3))
    build(built_shop)
    before, count = published(built_shop, VALUES), len(list_releases(built_shop.releases_dir))

    deliver(built_shop, "part-9", week(9, 50))
    said = r"raw\.shop__orders: .*orders/part-9\.csv has 50 rows, 50\.5% fewer than 101"
    with pytest.raises(CheckError, match=said):
        build(built_shop)
    assert published(built_shop, VALUES) == before

    waive(built_shop, "2026-01-31")
    with pytest.raises(CheckError, match=r"50\.5% fewer than 101; the waiver of Li Na expired on 2026-01-31"):
        build(built_shop)
    assert published(built_shop, VALUES) == before

    waive(built_shop, "2099-12-31")
    with seen.recovery():
        report = build(built_shop)
    (waived,) = [check for check in report.checks if "waived by" in check.detail]
    assert (waived.severity, waived.table) == ("warn", "raw.shop__orders")
    assert "waived by Li Na until 2099-12-31: The store was shut" in waived.detail
    assert len(list_releases(built_shop.releases_dir)) == count + 1
    history = published(
        built_shop,
        "select release_id is null, severity, sum(bad_rows) from hub.check_history "
        "where status = 'failed' and rule like 'a new file has not%' group by all order by all",
    )
    assert history == [(False, "warn", 51), (True, "block", 102)]
    seen.happened("blocked with both counts; an expired waiver said so; a waiver of a person let it pass, as a warning")
