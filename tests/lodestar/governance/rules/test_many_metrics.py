"""Thousands of metrics are checked while one waits. How fast exactly, `python -m bench.governance` says."""

from collections import Counter

import pytest

from bench.governance import check_many

PATIENCE = 60
"""Seconds: ten times what a loaded machine takes, and far less than what a rule of quadratic cost would."""


@pytest.mark.slow
def test_two_thousand_metrics_are_checked_while_one_waits():
    measured = check_many(2_000)

    assert (measured["metrics"], measured["governed"]) == (2_000, 1_500)
    assert measured["waived"] == 38
    assert measured["active"] > 37
    assert Counter(measured["seconds"].keys()) == Counter(
        ["fingerprints", "certifications", "formula digests", "rules"]
    )
    assert measured["total"] < PATIENCE
