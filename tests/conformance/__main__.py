"""`python -m tests.conformance`: the report alone."""

from __future__ import annotations

import logging
import sys

from tests.conformance.answers import ask, report
from tests.conformance.cases import FOLDER_VARIABLE, read_cases


def main() -> int:
    """Asks every question; 1 if an answer is wrong."""
    cases = read_cases()
    if not cases:
        sys.stdout.write(f"The conformance questions are not here. Set {FOLDER_VARIABLE} to their folder.\n")
        return 0
    logging.disable(logging.ERROR)  # MetricFlow warns of manifests that are its own
    outcomes = [ask(case) for case in cases]
    sys.stdout.write("\n".join(report(outcomes)) + "\n")
    return int(any(outcome.failure or outcome.witness for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
