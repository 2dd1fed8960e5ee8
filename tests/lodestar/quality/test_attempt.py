"""A check that raises is told as one that failed, and hides no other."""

import pytest

from lodestar.errors import CheckError, ConfigurationError
from lodestar.quality.attempt import attempt
from lodestar.quality.result import CheckResult, require_passed

GOOD = CheckResult("lodestar", "t", "r", "block", "passed")


def test_a_check_that_answers_is_its_answer():
    assert attempt("t", "r", lambda: [GOOD]) == [GOOD]


def test_a_check_that_raises_blocks_and_is_labelled():
    (result,) = attempt("hub.metric_values", "sums of metrics", lambda: [1 / 0])

    assert (result.status, result.severity) == ("error", "block")
    with pytest.raises(CheckError, match=r"hub\.metric_values: sums of metrics: check error: ZeroDivisionError"):
        require_passed([GOOD, result])


def test_a_suite_that_is_written_wrongly_is_for_people_to_mend():
    def refuse():
        raise ConfigurationError("a suite")

    with pytest.raises(ConfigurationError):
        attempt("t", "r", refuse)


def test_a_stop_by_a_person_is_no_check_error():
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt("t", "r", stop)
