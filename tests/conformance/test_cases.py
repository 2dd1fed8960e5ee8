"""All questions of `../shared/conformance` are answered right, whoever of the two compilers answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.conformance.answers import Outcome, ask
from tests.conformance.cases import FOLDER_VARIABLE, Case, read_cases

CASES = read_cases()
LEAST_BY_PLANNER = 169
"""The planner may take more, never fewer: what falls back to MetricFlow unseen would be slow unseen."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CASES,
        reason=f"the conformance questions are not here: put them beside the repository or set {FOLDER_VARIABLE}",
    ),
]

answered = cache(ask)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_the_answer_is_the_one_computed_independently(case: Case, note_outcome: Callable[[Outcome], None]) -> None:
    outcome = answered(case)
    note_outcome(outcome)
    assert outcome.failure is None, f"{outcome.served_by}: {outcome.failure}"
    assert outcome.witness is None, f"MetricFlow answers otherwise: {outcome.witness}"


def test_the_planner_answers_as_many_as_it_did() -> None:
    assert sum(answered(case).served_by == "planner" for case in CASES) >= LEAST_BY_PLANNER
