"""The time of a metric's table in SQL: how far data reaches, the calendar, and the periods that overlap the data."""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.model_meta import DataThrough
from lodestar.compiler.layout import indented, unioned
from lodestar.compiler.metric_table import MetricTable
from lodestar.compiler.states import Facts, States
from lodestar.compiler.writer import Writer, literal

__all__ = ["TableCalendar"]


@dataclass(frozen=True)
class TableCalendar:
    """Writes the CTEs `extent`, `calendar` and `periods`."""

    table: MetricTable
    states: States
    catalog: Catalog
    writer: Writer

    def ctes(self) -> list[tuple[str, str]]:
        """All three, in order."""
        return [("extent", self.extent()), ("calendar", self.calendar()), ("periods", self.periods())]

    def extent(self) -> str:
        """First and last date of data, and the last date through which all of it has arrived.

        Marts that declare `data_through` speak for themselves; the others count as one, complete through their last
        date.
        """
        dated = [(facts.model, self._range_of(facts)) for facts in self.table.dated]
        ranges = unioned([text for _, text in dated])
        undeclared = unioned([text for model, text in dated if not model.data_through])
        declared = dict.fromkeys(model.data_through for model, _ in dated if model.data_through)
        ends = [self._through(through) for through in declared]
        if undeclared:
            ends.append(f"select max(marts.last_date) as data_through from (\n{indented(undeclared)}\n) as marts")
        through = unioned(ends)
        return f"""select
    dated.first_date,
    ends.data_through,
    case when ends.data_through > dated.last_date then ends.data_through else dated.last_date end as last_date
from (
    select min(marts.first_date) as first_date, max(marts.last_date) as last_date
    from (
{indented(ranges, 8)}
    ) as marts
) as dated
cross join (
    select min(declared.data_through) as data_through
    from (
{indented(through, 8)}
    ) as declared
) as ends"""

    def _range_of(self, facts: Facts) -> str:
        if self.table.is_answered:
            model = facts.model
            column = self.writer.native(model.time_column(facts.time_dimension), "facts")
            ref = self.writer.ref(self.catalog.models[model.model_unique_id].ref)
            return (
                f"select cast(min({column}) as date) as first_date, cast(max({column}) as date) as last_date\n"
                f"from {ref} as facts"
            )
        cube = self.writer.ref(self.states.cube(facts).name)
        return (
            "select min(cubes.day) as first_date, max(cubes.day) as last_date\n"
            f"from {cube} as cubes\nwhere cubes.dimension = 'total' and cubes.row_count > 0"
        )

    def _through(self, through: DataThrough) -> str:
        ref = self.writer.ref(self.catalog.model_named(through.model, place="data_through").ref)
        conditions = " and ".join(f"source.{column} = {self.writer.text(value)}" for column, value in through.where)
        where = f" where {conditions}" if conditions else ""
        return f"select cast(max(source.{through.column}) as date) as data_through from {ref} as source{where}"

    def calendar(self) -> str:
        """One row per grain and day of the time spine."""
        spine, day = self.writer.ref(self.table.spine[0]), f"spine.{self.table.spine[1]}"
        selects = []
        for period in self.table.periods:
            start = f"spine.{period.spine_column}" if period.spine_column else f"date_trunc('{period.grain}', {day})"
            selects.append(
                f"select {literal(period.grain)} as grain, cast({day} as date) as day, "
                f"cast({start} as date) as period_start\nfrom {spine} as spine"
            )
        return unioned(selects)

    def periods(self) -> str:
        """The periods that overlap the data. What comes before the first one counts as before, too.

        `known_end` is NULL for the calendar's last period of a custom grain: it may be cut off there.
        """
        custom = [literal(period.grain) for period in self.table.periods if period.spine_column]
        known_end = "spans.period_end"
        if custom:
            is_cut = f"spans.next_start is null and spans.grain in ({', '.join(custom)})"
            known_end = f"case when {is_cut} then null else spans.period_end end"
        over = "over (partition by calendar.grain order by calendar.period_start)"
        return f"""select
    spans.grain,
    spans.period_start,
    spans.period_end,
    spans.previous_start,
    {known_end} as known_end
from (
    select
        calendar.grain,
        calendar.period_start,
        max(calendar.day) as period_end,
        lag(calendar.period_start) {over} as previous_start,
        lead(calendar.period_start) {over} as next_start
    from calendar
    group by calendar.grain, calendar.period_start
) as spans
cross join extent
where spans.period_start <= extent.last_date and spans.period_end >= extent.first_date"""
