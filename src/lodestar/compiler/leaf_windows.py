"""Leaves of windows in SQL: running sums over dense days.

Distinct keys run as steps: +1 on a day that no earlier one covers, -1 when the window of a key's last day has passed.
"""

from __future__ import annotations

from lodestar.compiler.layout import indented
from lodestar.compiler.leaf_periods import FOUR
from lodestar.compiler.leaves import Additive, Window
from lodestar.compiler.state_rows import StateRows
from lodestar.compiler.states import Pairs

__all__ = ["cumulative_keys", "cumulative_sum"]


def cumulative_sum(rows: StateRows, leaf: Additive, window: Window, number: int) -> str:
    """Sums (or least, or greatest) of the days in the window that ends on each day."""
    daily = rows.cube(leaf.cube, window)
    columns = [leaf.column] + ([leaf.count_column] if leaf.count_column else [])
    sums = ", ".join(f"{leaf.combine}({daily}.{column}) as {column}" for column in columns)
    rows.ctes[f"summed_{number}"] = f"""select {daily}.dimension, {daily}.member, {daily}.day, {sums}
from {daily}
group by {daily}.dimension, {daily}.member, {daily}.day"""
    if window.months:
        rows.ctes[f"running_{number}"] = _months(rows, leaf, columns, window, number)
    else:
        rows.ctes[f"running_{number}"] = _days(rows, leaf, columns, window, number)
    value = f"running.{leaf.column}"
    if leaf.count_column:
        value = f"cast({value} as double) / nullif(running.{leaf.count_column}, 0)"
    return _closing(number, value)


def _days(rows: StateRows, leaf: Additive, columns: list[str], window: Window, number: int) -> str:
    over = _partition(window)
    running = ", ".join(f"{leaf.combine}(sums.{column}) over ({over}) as {column}" for column in columns)
    return f"""select dense.dimension, dense.member, dense.day, {running}
from (
    select members.dimension, members.member, dates.day, {_to_date_start(window)} as to_date_start
    from ({_dates(rows, window)}) as dates
    cross join {rows.members}
) as dense
left join summed_{number} as sums
    on dense.dimension = sums.dimension and dense.member = sums.member and dense.day = sums.day"""


def _months(rows: StateRows, leaf: Additive, columns: list[str], window: Window, number: int) -> str:
    """Months have no fixed number of rows, so each day meets the daily sums of its window."""
    combined = ", ".join(f"{leaf.combine}(sums.{column}) as {column}" for column in columns)
    return f"""select sums.dimension, sums.member, dates.day, {combined}
from ({_dates(rows, window)}) as dates
inner join summed_{number} as sums
    on
        sums.day <= dates.day
        and sums.day > cast(dates.day - interval '{window.months} months' as date)
group by sums.dimension, sums.member, dates.day"""


def cumulative_keys(rows: StateRows, pairs: Pairs, window: Window, number: int) -> str:
    """Distinct keys of the window that ends on each day."""
    gaps = rows.gaps(pairs, window)
    same = f"{gaps}.dimension, {gaps}.member"
    if window.is_rolling:
        ends = window.end_of(f"{gaps}.previous_day")
        # what began before the days that are read can't be ended there: its next day counts as a first one
        unread = f" or {gaps}.previous_day < {rows.since(window)}" if rows.is_incremental else ""
        is_first = f"({gaps}.previous_day is null or {ends} <= {gaps}.day{unread})"
        steps = "\nunion all\n".join(
            [
                f"select {same}, {gaps}.day, {gaps}.key_count as step from {gaps} where {is_first}",
                f"select {same}, {ends} as day, {gaps}.key_count as step from {gaps} where not {is_first}",
                f"select {same}, {window.end_of(f'{gaps}.day')} as day, -{gaps}.key_count as step from {gaps}",
            ]
        )
    else:
        start = f"cast(date_trunc('{window.to_date}', {gaps}.day) as date)"
        earlier = f" or {gaps}.previous_day < {start}" if window.to_date else ""
        steps = (
            f"select {same}, {gaps}.day, {gaps}.key_count as step from {gaps}\n"
            f"where {gaps}.previous_day is null{earlier}"
        )
    rows.ctes[f"steps_{number}"] = f"""select steps.dimension, steps.member, steps.day, sum(steps.step) as step
from (
{indented(steps)}
) as steps
group by steps.dimension, steps.member, steps.day"""
    forever = _partition(Window(to_date=window.to_date))
    rows.ctes[f"running_{number}"] = f"""select
dense.dimension, dense.member, dense.day, sum(coalesce(steps.step, 0)) over ({forever}) as key_count
from (
    select members.dimension, members.member, dates.day, {_to_date_start(window)} as to_date_start
    from ({_dates(rows, window)}) as dates
    cross join {rows.members}
) as dense
left join steps_{number} as steps
on dense.dimension = steps.dimension and dense.member = steps.member and dense.day = steps.day"""
    return _closing(number, "running.key_count")


def _closing(number: int, value: str) -> str:
    """The value of a period is that of its last day, or of the last day there is."""
    return f"""select {FOUR.format("closing", "running")}, {value} as value
from running_{number} as running
inner join (
    select days.grain, days.period_start, max(days.day) as day
    from days
    cross join extent
    where days.day <= extent.last_date
    group by days.grain, days.period_start
) as closing on running.day = closing.day"""


def _partition(window: Window) -> str:
    to_date = ", dense.to_date_start" if window.to_date else ""
    rows = f"{window.days - 1} preceding" if window.days else "unbounded preceding"
    return f"partition by dense.dimension, dense.member{to_date} order by dense.day rows between {rows} and current row"


def _to_date_start(window: Window) -> str:
    return f"cast(date_trunc('{window.to_date}', dates.day) as date)" if window.to_date else "dates.day"


def _dates(rows: StateRows, window: Window) -> str:
    """Every day from the first that the windows reach back to."""
    spine = rows.writer.ref(rows.spine[0])
    day = f"cast(spine.{rows.spine[1]} as date)"
    since = "extent.first_date"
    if rows.is_incremental and rows.since(window):
        since = f"greatest({since}, {rows.since(window)})"
    return (
        f"select {day} as day from {spine} as spine cross join extent "
        f"where {day} >= {since} and {day} <= extent.last_date"
    )
