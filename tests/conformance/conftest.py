"""Prints who answered which question, below the results."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conformance.answers import Outcome, report

_outcomes = pytest.StashKey[list[Outcome]]()


@pytest.fixture
def note_outcome(request: pytest.FixtureRequest) -> Callable[[Outcome], None]:
    """Keeps an outcome for the report."""
    return request.config.stash.setdefault(_outcomes, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The report, when questions were asked in this process."""
    outcomes = config.stash.get(_outcomes, [])
    if outcomes:
        terminalreporter.section("conformance")
        for line in report(outcomes):
            terminalreporter.write_line(line)
