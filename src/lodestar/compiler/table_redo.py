"""What an incremental statement of a metric's table computes anew: from which period on, and which days it reads.

Per grain that is the first period that a touched day can move, that was not complete, or that is the last one known.
"""

from __future__ import annotations

from dataclasses import dataclass

from lodestar.compiler.layout import indented, unioned
from lodestar.compiler.leaves import Cohort, Conversion, Growth, Leaf, shifted
from lodestar.compiler.metric_table import MetricTable
from lodestar.compiler.states import States
from lodestar.compiler.writer import Writer

__all__ = ["TableRedo"]


@dataclass(frozen=True)
class TableRedo:
    """Writes the CTEs `touched`, `redo` and `horizon`."""

    table: MetricTable
    states: States
    writer: Writer

    def ctes(self) -> list[tuple[str, str]]:
        """All three, in order."""
        return [("touched", self.touched()), ("redo", self.redo()), ("horizon", self.horizon())]

    def touched(self) -> str:
        """The first day that any state has computed anew since this table was."""
        this = self.writer.this
        days = unioned(
            [
                f"select cubes.day from {self.writer.ref(self.states.cube(facts).name)} as cubes\n"
                "where cubes.dimension = 'total' and cubes.batch > (select seen.batch from seen)"
                for facts in self.table.dated
            ]
        )
        ahead = max(_looks_ahead(given.leaf) for given in self.table.inputs)
        return f"""with seen as (
    select coalesce(max(known._batch), 0) as batch from {this} as known
)
select cast(min(moved.day) - interval '{ahead} days' as date) as day from (
{indented(days)}
) as moved"""

    def redo(self) -> str:
        """Per grain, the first period to compute anew."""
        this = self.writer.this
        # what was complete is so no more when a source takes its word back
        maturity = max(plan.contract.days_until_final for plan in self.table.plans)
        return f"""select starts.grain, min(starts.period_start) as period_start
from (
    select known.grain, min(known.period_start) as period_start from {this} as known
    where not known.is_complete
    group by known.grain
    union all
    select known.grain, max(known.period_start) as period_start from {this} as known
    group by known.grain
    union all
    select periods.grain, min(periods.period_start) as period_start
    from periods
    cross join touched
    where periods.period_end >= touched.day
    group by periods.grain
    union all
    select periods.grain, min(periods.period_start) as period_start
    from periods
    cross join extent
    where extent.data_through is null or periods.period_end + interval '{maturity} days' > extent.data_through
    group by periods.grain
    union all
    select periods.grain, min(periods.period_start) as period_start
    from periods
    where periods.grain not in (select known.grain from {this} as known)
    group by periods.grain
) as starts
group by starts.grain"""

    def horizon(self) -> str:
        """The earliest day that has to be read: of the periods themselves, and of those that they look back to."""
        days = ["periods.period_start"]
        for given in self.table.inputs:
            if given.offset and given.offset.count:
                days.append(f"cast({shifted(given.offset, 'periods.period_start')} as date)")
        if any(given.offset and not given.offset.count for given in self.table.inputs) or any(
            isinstance(given.leaf, Growth) for given in self.table.inputs
        ):
            days.append("coalesce(periods.previous_start, periods.period_start)")
        earliest = days[0] if len(days) == 1 else f"least({', '.join(days)})"
        return (
            f"select min({earliest}) as day\nfrom redo\n"
            "inner join periods on redo.grain = periods.grain and redo.period_start = periods.period_start"
        )


def _looks_ahead(leaf: Leaf) -> int:
    """How many days after its own a value still depends on."""
    if isinstance(leaf, Cohort):
        return leaf.retention.last_day
    return leaf.days or 0 if isinstance(leaf, Conversion) else 0
