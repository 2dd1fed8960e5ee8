"""Row 15: a source delivers a column that nobody knows."""

from __future__ import annotations

import pytest

from lodestar.workflows.build import build
from tests.conftest import JANUARY, deliver

pytestmark = [pytest.mark.slow, pytest.mark.fault(15, "new column at the source")]


def test_15_a_new_column_is_a_warning_and_the_build_goes_on(seen, shop):
    deliver(shop, "january", JANUARY.replace("\n", ",x\n").replace("is_returned,x", "is_returned,mood"))

    with seen.recovery():
        report = build(shop)

    assert report.release is not None
    assert report.intake.rows == 4
    assert any("new column 'mood'" in warning for warning in report.intake.warnings)
    seen.happened("a warning names the column; the release is published without it")
