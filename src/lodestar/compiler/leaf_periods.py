"""Leaves of plain periods in SQL: each is a select of `grain, period_start, dimension, member, value`."""

from __future__ import annotations

from lodestar.compiler.facts import FactRows
from lodestar.compiler.layout import unioned
from lodestar.compiler.leaves import Additive, Growth, Percentile, SemiAdditive
from lodestar.compiler.state_rows import StateRows
from lodestar.compiler.states import Pairs, member_text
from lodestar.compiler.writer import literal

__all__ = ["FOUR", "additive", "distinct", "growth", "percentile", "semi_additive"]

FOUR = "{0}.grain, {0}.period_start, {1}.dimension, {1}.member"


def additive(rows: StateRows, leaf: Additive) -> str:
    """A part of the days, added up."""
    daily = rows.cube(leaf.cube)
    return f"""select {FOUR.format("days", daily)}, {_combined(leaf, daily)} as value
from {daily}
inner join days on {daily}.day = days.day
group by {FOUR.format("days", daily)}"""


def distinct(rows: StateRows, pairs: Pairs) -> str:
    """A key counts on its first day in the period: where the day before lies outside."""
    gaps = rows.gaps(pairs)
    return _counted(gaps, f"{gaps}.previous_day is null or {gaps}.previous_day < days.period_start")


def growth(rows: StateRows, leaf: Growth) -> str:
    """Keys of the period by where their day before lies: nowhere, in the period before, or earlier."""
    gaps = rows.gaps(leaf.pairs)
    before = f"coalesce({gaps}.previous_day >= days.previous_start, false)"
    condition = {
        "new": f"{gaps}.previous_day is null",
        "retained": f"{gaps}.previous_day < days.period_start and {before}",
        "resurrected": f"{gaps}.previous_day < days.period_start and not {before}",
    }[leaf.state]
    return _counted(gaps, condition)


def _counted(gaps: str, condition: str) -> str:
    return f"""select {FOUR.format("days", gaps)}, sum({gaps}.key_count) as value
from {gaps}
inner join days on {gaps}.day = days.day
where {condition}
group by {FOUR.format("days", gaps)}"""


def semi_additive(rows: StateRows, leaf: SemiAdditive) -> str:
    """The part on the last or first day of the period that has rows, of whatever member."""
    daily = rows.cube(leaf.cube)
    cube = rows.writer.ref(leaf.cube.name)
    return f"""select {FOUR.format("closing", daily)}, sum({daily}.{leaf.column}) as value
from {daily}
inner join (
    select days.grain, days.period_start, {leaf.choice}(kept.day) as day
    from {cube} as kept
    inner join days on kept.day = days.day
    where kept.dimension = 'total' and kept.row_count > 0
    group by days.grain, days.period_start
) as closing on {daily}.day = closing.day
group by {FOUR.format("closing", daily)}"""


def percentile(rows: StateRows, leaf: Percentile) -> str:
    """A percentile of the rows themselves: nothing smaller says it."""
    ways = rows.ways(leaf.facts)
    daily = FactRows(rows.catalog, rows.writer, leaf.facts, joins=[r.joins for _, r in ways])
    measured = daily.measured(leaf.expression, leaf.conditions)
    if not leaf.is_discrete:
        measured = f"cast({measured} as double)"  # between two decimals lies more than a decimal holds
    members = [("'total'", "'total'"), *((literal(name), member_text(daily.reached(r))) for name, r in ways)]
    since = f"\n    where {daily.day} >= (select horizon.day from horizon)" if rows.is_incremental else ""
    function = "percentile_disc" if leaf.is_discrete else "percentile_cont"
    inputs = ", ".join([f"{member} as member_{n}" for n, (_, member) in enumerate(members)])
    dated = f"(select {daily.day} as day, {measured} as part, {inputs} from {daily.source}{since}) as dated"
    selects = []
    for period in rows.plan.periods:
        # an expression is cheaper than a join of every row with the calendar
        start = f"cast(date_trunc('{period.grain}', dated.day) as date)"
        # read anew by each: in one pass all of them would hold every value at once
        source = dated
        if period.spine_column:
            start = "days.period_start"
            source = f"{dated}\ninner join days on dated.day = days.day and days.grain = {literal(period.grain)}"
        selects += [
            f"""select {literal(period.grain)} as grain, parts.period_start, {name} as dimension, parts.member,
    {function}({leaf.fraction!r}) within group (order by parts.part) as value
from (
    select {start} as period_start, dated.member_{n} as member, dated.part
    from {source}
    where dated.part is not null
) as parts
group by parts.period_start, parts.member"""
            for n, (name, _) in enumerate(members)
        ]
    return unioned(selects)


def _combined(leaf: Additive, rows: str) -> str:
    value = f"{leaf.combine}({rows}.{leaf.column})"
    return f"cast({value} as double) / nullif(sum({rows}.{leaf.count_column}), 0)" if leaf.count_column else value
