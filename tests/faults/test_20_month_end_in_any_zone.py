"""Row 20: the last millisecond of a month and the first of the next, wherever host and session believe to be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from lodestar.settings import open_project

pytestmark = [
    pytest.mark.slow,
    pytest.mark.fault(20, "23:59:59.999 and 00:00 at month end, any zone of host and session"),
]

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
LODESTAR = [sys.executable, "-c", "from lodestar.cli.app import main; main()"]
MONTHS = {"Asia/Shanghai": (2, 3, 8), "America/New_York": (2, 3, 4, 11, 12)}
"""Months before whose first midnight, and at it, orders are placed. New York's clocks change on 8 March and, two hours
after the midnight that begins the month, on 1 November."""


def orders(zone):
    """Orders as raw rows in UTC, and the revenue of each local month. Every amount is another power of 2."""
    rows, truth, amount = [], {}, 1
    for month in MONTHS[zone]:
        midnight = datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for at in (midnight - timedelta(milliseconds=1), midnight):
            local = at.astimezone(ZoneInfo(zone))
            truth[local.month] = truth.get(local.month, 0) + amount
            rows.append(f"{len(rows) + 1},1,{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d},{amount},false")
            amount *= 2
    return HEADER + "\n".join(rows) + "\n", {month: Decimal(total) for month, total in truth.items()}


QUICK = [("America/New_York", "Pacific/Kiritimati", "Asia/Tokyo")]
ALL = [
    ("Asia/Shanghai", "America/Los_Angeles", None),
    ("Asia/Shanghai", "Pacific/Kiritimati", "America/New_York"),
    ("Asia/Shanghai", "UTC", "UTC"),
    ("America/New_York", "Asia/Shanghai", None),
    ("America/New_York", "Europe/London", "Australia/Lord_Howe"),
]


@pytest.mark.parametrize(
    ("business", "host", "session"), [*QUICK, *(pytest.param(*zones, marks=pytest.mark.thorough) for zones in ALL)]
)
def test_20_orders_on_either_side_of_midnight_are_in_the_right_month(seen, shop, published, business, host, session):
    declared, profile = shop.root / "dbt_project.yml", shop.root / "profiles.yml"
    declared.write_text(declared.read_text().replace("Asia/Shanghai", business))
    said = profile.read_text()
    assert "TimeZone: UTC" in said
    other = f"settings: {{TimeZone: {session}}}" if session else ""  # without it, the session has the host's zone
    profile.write_text(re.sub(r"settings: \{TimeZone: UTC\}", other, said))
    raw, truth = orders(business)
    (shop.raw_dir / "orders" / "january.csv").write_text(raw)

    environment = {**os.environ, "TZ": host, "PGTZ": host}
    built = subprocess.run(
        [*LODESTAR, "build", "-q", "--project-dir", str(shop.root)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert built.returncode == 0, built.stderr
    rows = published(
        open_project(shop.root),
        "select month(period_start), value from hub.metric_values where metric_name = 'net_revenue' "
        "and grain = 'month' and dimension = 'total' and value <> 0",
    )
    assert {month: Decimal(value) for month, value in rows} == truth
    seen.happened(f"{business} on a host in {host}, session in {session or 'the same'}: every order in its month")
