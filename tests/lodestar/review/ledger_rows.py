"""Rows for tests of the ledger."""

from lodestar.review.row import Row


def row(**given: str) -> Row:
    """A final value of October's revenue, or whatever is given."""
    cells = {
        "metric_name": "revenue",
        "metric_version": "1",
        "unit": "CNY",
        "fingerprint": "abc",
        "upstream_fingerprint": "def",
        "grain": "month",
        "period_start": "2026-10-01",
        "dimension": "total",
        "member": "total",
        "value": "1.5",
        "numerator": "",
        "denominator": "",
        "status": "final",
        "month": "2026-10",
        "release_id": "r1",
        "data_cut_off": "2026-11-04 06:00:00",
        "frozen_at": "2026-11-04T08:00:00+00:00",
    }
    return Row(**{**cells, **given})
