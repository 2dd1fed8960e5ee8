"""When a record reaches us: moments after it happened, or days later when a device had no network."""

from random import Random

from lodestar.demo.calendar import DAY_MS, EXTRACT_MS, HOUR_MS

LATE = 0.03
LATEST_MS = 2 * DAY_MS + 20 * HOUR_MS
"""Less than the three days for which values are held provisional."""


class Arrivals:
    """Draws the receipt of each record of one system. `late`: how many came an hour or more after they happened."""

    def __init__(self, chance: Random) -> None:
        """Nothing has arrived."""
        self.late = 0
        self._chance = chance

    def of(self, moment: int) -> int | None:
        """Receipt (UTC ms, whole seconds) of what happened at `moment`; None when the extract ran before it."""
        if self._chance.random() >= LATE:
            received = moment + (1 + int(self._chance.random() * 20)) * 1_000
            return received if received <= EXTRACT_MS else None
        received = moment + HOUR_MS + int(self._chance.random() * (LATEST_MS - HOUR_MS)) // 1_000 * 1_000
        if received > EXTRACT_MS:
            return None
        self.late += 1
        return received
