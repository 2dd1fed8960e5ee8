"""HubSpot feedback submissions: NPS answers, mixed with CSAT answers that must not count."""

from collections.abc import Sequence
from random import Random

from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    HOUR_MS,
    LAST_DAY,
    MINUTE_MS,
    business_day,
    first_day_of,
    local_midnight,
    month_start,
    utc_millis,
)
from lodestar.demo.chance import EvenDraws
from lodestar.demo.company import wobble
from lodestar.demo.folder import RawFolder
from lodestar.demo.people import invent_comment
from lodestar.demo.table import Row, Table, Version, flag
from lodestar.demo.tally import Tally
from lodestar.demo.truth import BoundaryRow

COLUMNS = (
    "id", "property_hs_survey_type", "property_hs_value", "property_hs_survey_channel",
    "property_hs_submission_timestamp", "contact_id", "property_hs_content", "_fivetran_deleted", "_fivetran_synced",
)  # fmt: skip

ANSWERS_PER_ORDER = 0.10
CSAT_PER_NPS = 0.5
DETRACTORS = 0.16
PROMOTERS = 0.56
WOBBLE_WEIGHT = 1.6
"""NPS moves more from month to month than a rate does."""

DELETED = 0.012
EDITED = 0.020
LAST_CHANGE_MS = EXTRACT_MS - 10 * MINUTE_MS


class Surveys:
    """Answers of known members. `boundary`: answers given beside a local midnight."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally) -> None:
        """Counts the answers that stand in the NPS of their month."""
        self.table = Table(folder, "hubspot", "feedback_submissions", COLUMNS, chance)
        self.boundary: list[BoundaryRow] = []
        self._chance = chance
        self._tally = tally
        self._scores = EvenDraws(chance.random(), 3)
        self._next_id = 700_001

    def add_month(self, month: int, orders: int, members: Sequence[int]) -> None:
        """Answers of one business month, as many as its orders allow; the last month ends with the extract's night."""
        first, end = first_day_of(month), min(first_day_of(month + 1), LAST_DAY + 1)
        span = (end - first) * DAY_MS
        promoters = PROMOTERS + WOBBLE_WEIGHT * (wobble(month, 4) - 1)
        moments = [local_midnight(first), local_midnight(end) - 1] if span > 20 * DAY_MS else []
        planted = len(moments)
        if end == LAST_DAY + 1:
            moments.append(local_midnight(end) + 2 * HOUR_MS)
        moments += [
            local_midnight(first) + int(self._chance.random() * span)
            for _ in range(max(6, round(orders * ANSWERS_PER_ORDER)))
        ]
        for place, moment in enumerate(moments):
            number = self._next_id
            self._add_nps(moment, promoters, members)
            if place < planted:
                month_of = month_start(business_day(moment))
                at = utc_millis(moment)
                self.boundary.append(BoundaryRow("hubspot.feedback_submissions", str(number), at, month_of))
        for _ in range(round(len(moments) * CSAT_PER_NPS)):
            moment = local_midnight(first) + int(self._chance.random() * span)
            self._add(moment, "CSAT", 1 + int(5 * (1 - self._chance.random() * self._chance.random())), members)
            self._tally.planted["csat_answers"] += 1

    def _add_nps(self, moment: int, promoters: float, members: Sequence[int]) -> None:
        point, within = self._scores.draw(), self._chance.random()
        if point < DETRACTORS:
            score = int(7 * (1 - within * within))
        elif point < 1 - promoters:
            score = 7 + (within < 0.6)
        else:
            score = 9 + (within < 0.55)
        score, counts = self._add(moment, "NPS", min(score, 10), members)
        if counts:
            self._tally.add("nps", month_start(business_day(moment)), (score >= 9) - (score <= 6), 1)

    def _add(self, moment: int, kind: str, value: int, members: Sequence[int]) -> tuple[int, bool]:
        """Adds an answer with its later edit or deletion; returns its last value and whether it still stands."""
        chance = self._chance
        number, self._next_id = self._next_id, self._next_id + 1
        channel = "EMAIL" if chance.random() < 0.7 else "WEB"
        contact = members[int(chance.random() * len(members))]
        comment = invent_comment(value, 10 if kind == "NPS" else 5, chance)
        best = 10 if kind == "NPS" else 5
        fate, changed = chance.random(), min(moment + int((1 + chance.random() * 40) * DAY_MS), LAST_CHANGE_MS)

        def row(at: int, score: int, deleted: bool = False) -> Row:
            synced = utc_millis(min(at + 3 * MINUTE_MS, EXTRACT_MS))
            return (number, kind, score, channel, utc_millis(moment), contact, comment, flag(deleted), synced)

        versions: list[Version] = [(moment, row(moment, value))]
        if fate < DELETED and changed > moment:
            versions.append((changed, row(changed, value, deleted=True)))
            self._tally.planted["answers_deleted"] += 1
            self.table.add(number, versions)
            return value, False
        if fate < DELETED + EDITED and changed > moment:
            value = max(best - value, 1)
            versions.append((changed, row(changed, value)))
            self._tally.planted["answers_edited"] += 1
        self.table.add(number, versions)
        return value, True
