"""Row 16: events that come twice, and a file that comes twice."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.workflows.build import build
from tests.conftest import JANUARY, deliver

pytestmark = [pytest.mark.slow, pytest.mark.fault(16, "exact duplicate events; the same file delivered twice")]

VALUES = "select metric_name, grain, period_start, dimension, member, value from hub.metric_values order by all"


def test_16_copies_move_no_metric_and_are_counted(seen, built_shop, published):
    before = published(built_shop, VALUES)
    first = JANUARY.splitlines(keepends=True)
    deliver(built_shop, "again", JANUARY)
    deliver(built_shop, "copies", first[0] + first[1] * 3 + first[2] + first[2])

    with seen.recovery():
        intake = build(built_shop).intake

    assert (intake.files, intake.skipped, intake.duplicates) == (1, 2, 3)
    assert published(built_shop, VALUES) == before
    with duckdb.connect(str(built_shop.warehouse), read_only=True) as warehouse:
        counted = "select duplicate_count from raw._loaded_files where path = 'orders/copies.csv'"
        assert warehouse.execute(counted).fetchone() == (3,)
    seen.happened("every value unchanged; 3 copies counted, the second file skipped by its content")
