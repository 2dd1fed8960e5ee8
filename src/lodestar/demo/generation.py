"""One run of the generator: month by month for CRM and ERP, day by day for the app, one by one for the others."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

from lodestar.demo.app import App
from lodestar.demo.buying import Buying
from lodestar.demo.calendar import (
    BUSINESS_MONTHS,
    EXTRACT_MS,
    FIRST_DAY,
    LAST_DAY,
    UTC_MONTHS,
    iso_day,
    iso_utc,
)
from lodestar.demo.chance import seeded
from lodestar.demo.classroom import Classroom
from lodestar.demo.community import Community
from lodestar.demo.company import EFFECTS, EPISODES, EVENTS_PER_DAILY_SIGNUP, EVENTS_PER_ORDER
from lodestar.demo.contacts import Contacts
from lodestar.demo.customers import Customers
from lodestar.demo.factory import Factory
from lodestar.demo.folder import RawFolder
from lodestar.demo.leads import add_leads
from lodestar.demo.months import Month
from lodestar.demo.orders import Orders
from lodestar.demo.refunds import Refunds
from lodestar.demo.schools import Schools
from lodestar.demo.stores import list_products, list_stores
from lodestar.demo.surveys import Surveys
from lodestar.demo.table import Table
from lodestar.demo.tally import Tally, units
from lodestar.demo.tracks import Tracks
from lodestar.demo.truth import GENERATOR_VERSION, TableCount, Truth

Progress = Callable[[str, int, int], None]
"""Called with what is being made, how many steps are done, and how many there are."""

EARLIER_CUSTOMERS_PER_ORDER = 0.09

COMMUNITY_EVENTS = 300_000
"""App events beside which the community has its usual size."""


class Generation:
    """Everything one run needs; `run` returns the truth."""

    def __init__(self, raw_dir: Path, events: int, seed: int, progress: Progress | None) -> None:
        """Arguments as of `lodestar.demo.generate`."""
        self._events, self._seed = events, seed
        self._progress = progress or _say_nothing
        self._folder = RawFolder(raw_dir)
        self._tally = Tally()
        orders = events / EVENTS_PER_ORDER
        self._orders_target = orders
        self._schools = Schools(self._folder, self._chance("schools"), self._tally, round(orders))
        self._contacts = Contacts(self._folder, self._chance("contacts"), self._tally, self._schools.count)
        self._customers = Customers(self._folder, self._chance("customers"), self._tally, self._contacts)
        self._surveys = Surveys(self._folder, self._chance("surveys"), self._tally)
        self._refunds = Refunds(self._folder, self._chance("refunds"), self._tally)
        self._orders = Orders(self._folder, self._chance("orders"), self._tally, self._refunds)
        self._tracks = Tracks(self._folder, self._chance("tracks"))
        signups_a_day = events / EVENTS_PER_DAILY_SIGNUP
        self._app = App(self._tracks, self._chance("app"), self._tally, signups_a_day)
        self._classroom = Classroom(self._folder, self._chance("classroom"), self._tally, self._schools.count)
        self._community = Community(self._folder, self._chance("community"), self._tally, events / COMMUNITY_EVENTS)
        self._factory = Factory(self._folder, self._chance("factory"), self._tally)
        self._tables: list[Table] = [
            self._contacts.table,
            self._schools.companies,
            self._schools.deals,
            self._surveys.table,
            self._customers.table,
            *self._orders.tables,
            self._refunds.table,
            list_stores(self._folder, self._chance("stores")),
            list_products(self._folder, self._chance("products")),
        ]

    def run(self) -> Truth:
        """Writes all files and returns the truth, which is not written yet."""
        self._run_months()
        self._run_days()
        self._run_others()
        return self._truth()

    def _run_months(self) -> None:
        """Plans CRM and ERP by business month. A month is written one month later: a contact may be created some days
        before its first order, and the first hours of a business month are the UTC month before."""
        buying, leads = Buying(self._chance("buying"), self._customers), self._chance("leads")
        months = [Month(month) for month in BUSINESS_MONTHS]
        size = sum(month.size for month in months)
        self._schools.add_all()
        self._customers.add_earlier(max(20, round(self._orders_target * EARLIER_CUSTOMERS_PER_ORDER)))
        for place, (month, index) in enumerate(zip(months, BUSINESS_MONTHS, strict=True)):
            orders = round(self._orders_target * month.size / size)
            add_leads(self._contacts, month, orders, leads)
            self._surveys.add_month(index, orders, self._contacts.known)
            self._orders.add_month(buying.plan(month, orders))
            for table in self._tables:
                table.flush(index - 2)
            self._progress("orders and customers", place + 1, len(months))
        for table in self._tables:
            table.flush(UTC_MONTHS[-1])

    def _run_days(self) -> None:
        """After a business day is planned, the UTC day before is complete: nothing later is received on it."""
        days = range(FIRST_DAY, LAST_DAY + 2)
        for day in days:
            self._app.run_day(day)
            self._tracks.flush(day - 1)
            self._progress("learning events", day - FIRST_DAY + 1, len(days))
        self._app.close()

    def _run_others(self) -> None:
        """The systems that share nothing with the others but the schools."""
        others: tuple[Callable[[], None], ...] = (self._classroom.run, self._community.run, self._factory.run)
        for place, run in enumerate(others):
            run()
            self._progress("schools, community and factory", place + 1, len(others))

    def _truth(self) -> Truth:
        planted: Counter[str] = Counter({"learners": self._app.learners})
        tables = [*self._tables, self._classroom.documents.table, *self._community.tables, self._factory.table]
        for source in (self._tally.planted, self._tracks.planted, *(table.planted for table in tables)):
            planted.update(source)
        parts = (
            self._schools,
            self._surveys,
            self._orders,
            self._app,
            self._classroom.documents,
            self._community.board,
        )
        counts = {f"{table.system}.{table.name}": TableCount(table.rows, table.records) for table in tables}
        return Truth(
            version=GENERATOR_VERSION,
            seed=self._seed,
            events=self._events,
            first_day=iso_day(FIRST_DAY),
            last_day=iso_day(LAST_DAY),
            extracted_at=iso_utc(EXTRACT_MS),
            metrics=self._tally.measures(),
            units=units(),
            effects=EFFECTS,
            episodes=EPISODES,
            planted=dict(planted),
            boundary=tuple(row for part in parts for row in part.boundary),
            row_counts={**counts, "segment.tracks": TableCount(self._tracks.rows, self._tracks.distinct)},
            files=self._folder.files,
            quarantined=dict(self._folder.quarantined),
        )

    def _chance(self, part: str) -> Random:
        return seeded(self._seed, part)


def _say_nothing(_what: str, _done: int, _total: int) -> None:
    """Progress for a caller who doesn't ask for it."""
