"""When a message is tried again: later each time, never all at once, and not for ever."""

from __future__ import annotations

import random

__all__ = ["MOST_ATTEMPTS", "seconds_to_wait"]

FIRST = 30.0
LONGEST = 3600.0
MOST_ATTEMPTS = 30
"""After about a day a message is given up; it stays in the list."""


def seconds_to_wait(attempts: int, asked: float | None = None) -> float:
    """Seconds until the next try: doubled with each try up to an hour, less a random part of up to a half.

    Args:
        attempts: how often it was tried, 1 or more.
        asked: the wait that the channel asks for; never less than that.
    """
    doubled = min(LONGEST, FIRST * 2.0 ** min(attempts - 1, 20))
    return max(doubled * random.uniform(0.5, 1.0), asked or 0.0)
