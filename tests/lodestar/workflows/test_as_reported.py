"""A question about an earlier day is answered by what had been reported then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lodestar.errors import LedgerError, UnknownNameError
from lodestar.review.ledger import Ledger
from lodestar.settings import Project
from lodestar.workflows.as_reported import query_as_reported
from lodestar.workflows.verify_ledger import verify_ledger
from tests.lodestar.review.ledger_rows import row

FROZEN = datetime(2026, 11, 4, 17, 30, tzinfo=UTC)
"""1:30 on 5 November in Shanghai."""


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path, "x", tmp_path / "raw", tmp_path / "hub", "Asia/Shanghai", "monday", {}, {})
    stamp = FROZEN.isoformat(timespec="seconds")
    rows = [
        row(frozen_at=stamp),
        row(frozen_at=stamp, grain="day", period_start="2026-10-31", value="0.5", status="provisional"),
        row(frozen_at=stamp, dimension="store", member="West", value="1.0"),
        row(frozen_at=stamp, metric_name="orders", value="7.0"),
    ]
    Ledger(project.ledger_dir).append("2026-10", rows, {"release_id": "r1", "frozen_at": stamp})
    return project


def test_a_day_ends_at_midnight_of_the_business(project):
    with pytest.raises(LedgerError, match=r"first freeze was on 2026-11-05 at 01:30 \(Asia/Shanghai\)"):
        query_as_reported(project, ["revenue"], date(2026, 11, 4))

    found = query_as_reported(project, ["revenue"], date(2026, 11, 5))
    assert [(value.period_start, value.value) for value in found.answer.values] == [(date(2026, 10, 1), 1.5)]


def test_the_coarsest_shared_grain_is_asked_for_and_others_by_name(project):
    day = date(2026, 11, 5)
    assert query_as_reported(project, ["revenue", "orders"], day).answer.grain == "month"
    found = query_as_reported(project, ["revenue"], day, grain="day").answer
    assert [(value.value, value.is_complete) for value in found.values] == [(0.5, False)]
    found = query_as_reported(project, ["revenue"], day, dimension="store").answer
    assert [value.member for value in found.values] == ["West"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"metric_names": ["revenu"]}, "Did you mean 'revenue'"),
        ({"grain": "dy"}, "reported grain of revenue is called 'dy'"),
        ({"dimension": "stor"}, "Did you mean 'store'"),
        ({"dimension": "store", "member": "Wst"}, "Did you mean 'West'"),
    ],
)
def test_what_was_not_reported_is_told(project, asked, message):
    with pytest.raises(UnknownNameError, match=message):
        query_as_reported(project, **{"metric_names": ["revenue"], "as_of": date(2026, 11, 5), **asked})


def test_a_ledger_that_was_changed_is_told_with_its_first_broken_row(project):
    assert verify_ledger(project).rows == 4
    values = Ledger(project.ledger_dir).freezes()[0].values
    values.chmod(0o644)
    values.write_text(values.read_text().replace("7.0", "8.0"))

    with pytest.raises(LedgerError, match=r"First break: 000001-2026-10, row 4.*Restore the folder from a backup"):
        verify_ledger(project)
