"""Figures read as people write them, and a change is never said as none."""

from datetime import date

import pytest

from lodestar.report.figures import formatted, percent, period, short, short_signed, signed


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "CNY", "–"),
        (float("nan"), "orders", "–"),
        (float("inf"), "orders", "–"),
        (0.1234, "ratio", "12.3%"),
        (1234.0, "orders", "1,234"),
        (1234.5, "orders", "1,234.50"),
        (-0.001, "CNY", "0.00"),
        (-0.0001, "ratio", "0.0%"),
        (-1234.5, "CNY", "-1,234.50"),
    ],
)
def test_a_value_is_said_by_its_unit(value, unit, said):
    assert formatted(value, unit) == said


@pytest.mark.parametrize(
    ("change", "unit", "said"),
    [
        (None, "CNY", "–"),
        (0.0, "CNY", "0"),
        (1204.5, "CNY", "+1,204.50"),
        (-3.0, "orders", "-3"),
        (0.012, "ratio", "+1.2 pp"),
        (0.00004, "ratio", "+0.004 pp"),
        (-0.0004, "CNY", "-0.0004"),
        (1e-12, "CNY", "+<0.000001"),
    ],
)
def test_a_change_has_a_sign_and_is_never_said_as_none(change, unit, said):
    assert signed(change, unit) == said


def test_a_small_share_is_not_said_as_none():
    assert [percent(share) for share in (None, 0.123, -1.5, 0.00001)] == ["–", "+12.3%", "-150.0%", "+0.001%"]


@pytest.mark.parametrize(
    ("grain", "said"),
    [("day", "2026-11-02"), ("week", "2026-11-02"), ("month", "2026-11"), ("quarter", "2026 Q4"), ("year", "2026")],
)
def test_a_period_is_as_short_as_its_grain_allows(grain, said):
    assert period(date(2026, 11, 2), grain) == said


@pytest.mark.parametrize(
    ("value", "unit", "said", "changed"),
    [
        (9_999.5, "CNY", "9,999.50", "+9,999.50"),
        (-12_345.67, "CNY", "-12,346", "-12,346"),
        (12_345.0, "orders", "12,345", "+12,345"),
        (0.25, "ratio", "25.0%", "+25.0 pp"),
        (None, "CNY", "–", "–"),
        (float("nan"), "CNY", "–", "–"),
    ],
)
def test_charts_leave_out_the_decimals_of_large_values(value, unit, said, changed):
    assert short(value, unit) == said
    assert short_signed(value, unit) == changed
