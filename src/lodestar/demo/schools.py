"""HubSpot companies and deals: schools that book the app for whole classes."""

from random import Random

from lodestar.demo.calendar import (
    DAY_MS,
    EXTRACT_MS,
    FIRST_DAY,
    HOUR_MS,
    LAST_DAY,
    MINUTE_MS,
    START_MS,
    business_day,
    iso_day,
    local_midnight,
    month_start,
    utc_millis,
)
from lodestar.demo.chance import EvenDraws
from lodestar.demo.folder import RawFolder
from lodestar.demo.people import SCHOOL_CITIES, SCHOOL_KINDS
from lodestar.demo.table import Row, Table, flag, money
from lodestar.demo.tally import Tally
from lodestar.demo.truth import BoundaryRow

COMPANY_COLUMNS = (
    "id", "property_name", "property_industry", "property_city", "property_country", "property_createdate",
    "is_deleted", "_fivetran_synced",
)  # fmt: skip
DEAL_COLUMNS = (
    "deal_id", "property_dealname", "deal_pipeline_stage_id", "property_amount", "property_createdate",
    "property_closedate", "company_id", "owner_id", "is_deleted", "_fivetran_synced",
)  # fmt: skip

EARLY_COMPANIES = 0.6
"""Share of the companies known from the first day on; only they have deals."""

SYNC_LAG_MS = 4 * MINUTE_MS
LAST_CHANGE_MS = EXTRACT_MS - 10 * MINUTE_MS


class Schools:
    """Companies with ids 1..n and their deals. `boundary`: deals closed beside a local midnight."""

    def __init__(self, folder: RawFolder, chance: Random, tally: Tally, orders: int) -> None:
        """`orders`: of the whole range, the size of the company."""
        self.count = max(8, orders // 180)
        self.companies = Table(folder, "hubspot", "companies", COMPANY_COLUMNS, chance)
        self.deals = Table(folder, "hubspot", "deals", DEAL_COLUMNS, chance)
        self.boundary: list[BoundaryRow] = []
        self._deal_count = max(60, orders // 60)
        self._chance = chance
        self._tally = tally

    def add_all(self) -> None:
        """Adds every company and deal of the whole range; they are few."""
        for number in range(1, self.count + 1):
            self._add_company(number)
        stages = EvenDraws(self._chance.random(), 1)
        span = LAST_DAY - FIRST_DAY
        for number in range(1, self._deal_count + 1):
            day = FIRST_DAY + (number - 1) * span // self._deal_count
            self._add_deal(number, local_midnight(day) + self._office_hour(), stages.draw())

    def _add_company(self, number: int) -> None:
        chance = self._chance
        city = SCHOOL_CITIES[int(chance.random() * len(SCHOOL_CITIES))]
        name = f"{city} {SCHOOL_KINDS[int(chance.random() * len(SCHOOL_KINDS))]}"
        if chance.random() < 0.1:
            name += f", Campus {1 + int(chance.random() * 3)}"
        industry = "PRIMARY_SECONDARY_EDUCATION" if chance.random() < 0.8 else "EDUCATION_MANAGEMENT"
        late = number > EARLY_COMPANIES * self.count
        created = START_MS + (int(chance.random() * 500 * DAY_MS) if late else number * 1_000)
        states = [(created, False)]
        if chance.random() < 0.03:
            states.append((min(created + int((5 + chance.random() * 200) * DAY_MS), LAST_CHANGE_MS), True))
            self._tally.planted["companies_deleted"] += 1

        def row(changed: int, deleted: bool) -> Row:
            synced = utc_millis(changed + SYNC_LAG_MS)
            return (number, name, industry, city, "China", utc_millis(created), flag(deleted), synced)

        self.companies.add(number, [(changed, row(changed, deleted)) for changed, deleted in states])

    def _add_deal(self, number: int, created: int, fate: float) -> None:
        """`fate` in [0, 1): won below 0.55, then won and reopened, won and deleted, lost, still open."""
        chance = self._chance
        amount = (15_000 + int(chance.random() * chance.random() * 400) * 1_000) * 100
        company, owner = 1 + int(chance.random() * EARLY_COMPANIES * self.count), 501 + int(chance.random() * 8)
        sent = created + int((2 + chance.random() * 20) * DAY_MS)
        closed = business_day(sent) + 3 + int(chance.random() * 45)
        closed_ms = local_midnight(closed) + self._office_hour()
        if fate < 0.55 and number % 12 == 0:
            # the last second of a month's last day
            while iso_day(closed + 1)[8:] != "01":
                closed += 1
            closed_ms = local_midnight(closed + 1) - 1
        later = min(closed_ms + int((10 + chance.random() * 60) * DAY_MS), LAST_CHANGE_MS)
        won = fate < 0.55 and closed_ms <= LAST_CHANGE_MS

        states: list[tuple[int, str, int | None, bool]] = [(created, "appointmentscheduled", None, False)]
        states.append((sent, "contractsent", None, False))
        if fate < 0.90:
            states.append((closed_ms, "closedwon" if fate < 0.63 else "closedlost", closed_ms, False))
        if closed_ms <= LAST_CHANGE_MS and 0.55 <= fate < 0.59:
            states.append((later, "closedlost", later, False))
            self._tally.planted["deals_won_then_lost"] += 1
        if closed_ms <= LAST_CHANGE_MS and 0.59 <= fate < 0.63:
            states.append((later, "closedwon", closed_ms, True))
            self._tally.planted["deals_won_then_deleted"] += 1
        states = [state for state in states if state[0] <= LAST_CHANGE_MS]

        def row(changed: int, stage: str, close: int | None, deleted: bool) -> Row:
            closed_at = None if close is None else utc_millis(close)
            synced = utc_millis(changed + SYNC_LAG_MS)
            name = f"Class licences {iso_day(business_day(created))[:7]}, deal {number}"
            return (
                number,
                name,
                stage,
                money(amount),
                utc_millis(created),
                closed_at,
                company,
                owner,
                flag(deleted),
                synced,
            )

        self.deals.add(number, [(state[0], row(*state)) for state in states])
        if won:
            month = month_start(business_day(closed_ms))
            self._tally.add("school_bookings", month, amount)
            if closed_ms % 1_000:
                self.boundary.append(BoundaryRow("hubspot.deals", str(number), utc_millis(closed_ms), month))

    def _office_hour(self) -> int:
        return 9 * HOUR_MS + int(self._chance.random() * 9 * 3_600) * 1_000
