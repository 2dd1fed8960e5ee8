"""A check that raises is a check that failed: it is told as `check error`, and the others run all the same."""

from __future__ import annotations

from collections.abc import Callable

from lodestar.errors import ConfigurationError
from lodestar.quality.result import CheckResult

__all__ = ["attempt"]


def attempt(
    table: str, rule: str, check: Callable[[], list[CheckResult]], *, runner: str = "lodestar"
) -> list[CheckResult]:
    """The results of `check`; when it raises, one that blocks and says why.

    Args:
        table: what it is about, for the sentence.
        rule: what it would have told.

    Raises:
        ConfigurationError: the check can't be run as it is declared, which is for people to mend and no finding.
    """
    try:
        return check()
    except ConfigurationError:
        raise
    except Exception as error:
        words = " ".join(str(error).split())[:300] or "it gives no reason"
        return [CheckResult(runner, table, rule, "block", "error", None, f"{type(error).__name__}: {words}")]
