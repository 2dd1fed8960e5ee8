"""Leaves that follow keys from one event to another in SQL: conversions and retention."""

from __future__ import annotations

from lodestar.compiler.facts import joined_members
from lodestar.compiler.layout import indented
from lodestar.compiler.leaf_periods import FOUR
from lodestar.compiler.leaves import Cohort, Conversion
from lodestar.compiler.state_rows import StateRows
from lodestar.compiler.states import Pairs, member_text, slice_of
from lodestar.compiler.writer import literal

__all__ = ["cohort", "conversion"]


def conversion(rows: StateRows, leaf: Conversion, number: int) -> str:
    """Each converted day goes to the last base day that is not after it."""
    # a base day before those that are read would only win where there is no later one
    base, converted = rows.keys(leaf.base), rows.keys(leaf.conversion)
    if not _is_many_days(leaf.base):
        days = _once(base, converted, leaf.days)
    elif leaf.days is None:
        days = _last_ever(base, converted)
    else:
        days = _last_within(base, converted, leaf.days)
    rows.ctes[f"converted_{number}"] = days
    members = _key_members(rows, leaf.base, base, f"converted_{number}")
    previous = "cast(null as date)"
    if _is_many_days(leaf.base):
        # as with gaps: a key counts on its first day in the period
        previous = "lag(keyed.day) over (partition by keyed.dimension, keyed.member, keyed.key order by keyed.day)"
    return f"""select {FOUR.format("days", "daily")}, sum(daily.key_count) as value
from (
    select
        ordered_keys.dimension,
        ordered_keys.member,
        ordered_keys.day,
        ordered_keys.previous_day,
        count(*) as key_count
    from (
        select keyed.dimension, keyed.member, keyed.day, {previous} as previous_day
        from (
{indented(members, 12)}
        ) as keyed
    ) as ordered_keys
    group by ordered_keys.dimension, ordered_keys.member, ordered_keys.day, ordered_keys.previous_day
) as daily
inner join days on daily.day = days.day
where daily.previous_day is null or daily.previous_day < days.period_start
group by {FOUR.format("days", "daily")}"""


def _once(base: str, converted: str, days: int | None) -> str:
    """A key with one base day: any later day in the window will do."""
    within = "" if days is None else f" and {converted}.day < {base}.day + interval '{days} days'"
    return f"""select distinct {base}.key, {base}.day
from {base}
inner join {converted} on {base}.key = {converted}.key and {converted}.day >= {base}.day{within}"""


def _last_within(base: str, converted: str, days: int) -> str:
    """A key with several base days: the last of them before a conversion is the last of those within the window."""
    return f"""select distinct attributed.key, attributed.day
from (
    select {converted}.key, {converted}.day as converted_day, max({base}.day) as day
    from {converted}
    inner join {base}
        on
            {converted}.key = {base}.key
            and {base}.day <= {converted}.day
            and {base}.day > {converted}.day - interval '{days} days'
    group by {converted}.key, {converted}.day
) as attributed"""


def _last_ever(base: str, converted: str) -> str:
    """Without a window every conversion may meet every base day of its key, so they are walked in order instead."""
    return f"""select distinct walked.key, walked.base_day as day
from (
    select
        marked.key,
        marked.is_base,
        max(case when marked.is_base = 1 then marked.day end) over (
            partition by marked.key order by marked.day, marked.is_base desc
            rows between unbounded preceding and current row
        ) as base_day
    from (
        select {base}.key, {base}.day, 1 as is_base from {base}
        union all
        select {converted}.key, {converted}.day, 0 as is_base from {converted}
    ) as marked
) as walked
where walked.is_base = 0 and walked.base_day is not null"""


def cohort(rows: StateRows, leaf: Cohort, number: int) -> str:
    """Keys by the first day that the base has them, where the retention is known by now."""
    base = rows.keys(leaf.base, whole=_is_many_days(leaf.base))
    first = _first_days(rows, leaf, base)
    chosen = first if leaf.active is None else _returned(rows, leaf, first, number)
    return f"""select {FOUR.format("days", "daily")}, sum(daily.key_count) as value
from (
    select keyed.dimension, keyed.member, keyed.day, count(*) as key_count
    from (
{indented(_key_members(rows, leaf.base, base, chosen), 8)}
    ) as keyed
    group by keyed.dimension, keyed.member, keyed.day
) as daily
inner join days on daily.day = days.day
group by {FOUR.format("days", "daily")}"""


def _returned(rows: StateRows, leaf: Cohort, first: str, number: int) -> str:
    """Those who were active again."""
    assert leaf.active is not None
    daily = rows.keys(leaf.active)
    begin, end = (f"interval '{n} days'" for n in (leaf.retention.first_day, leaf.retention.last_day))
    name = f"returned_{number}"
    same = f"{daily}.key = {first}.key"
    if leaf.retention.first_day == leaf.retention.last_day:
        again = f"{daily}.day = cast({first}.day + {begin} as date)"
    else:
        again = f"{daily}.day >= {first}.day + {begin} and {daily}.day <= {first}.day + {end}"
    rows.ctes[name] = f"""select distinct {first}.key, {first}.day
from {first}
inner join {daily} on {same} and {again}"""
    return name


def _first_days(rows: StateRows, leaf: Cohort, daily: str) -> str:
    """Keys with their cohort day, once it is mature."""
    name = f"first_{daily}_{leaf.retention.last_day}"
    first = f"select distinct {daily}.key, {daily}.day from {daily}"
    if _is_many_days(leaf.base):
        first = f"select {daily}.key, min({daily}.day) as day from {daily} group by {daily}.key"
    since = ""
    if rows.is_incremental:
        since = "\n    and firsts.day >= (select horizon.day from horizon)"
    rows.ctes[name] = f"""select firsts.key, firsts.day
from (
{indented(first)}
) as firsts
cross join extent
where
    firsts.day + interval '{leaf.retention.last_day} days' <= extent.data_through{since}"""
    return name


def _key_members(rows: StateRows, pairs: Pairs, daily: str, chosen: str) -> str:
    """`dimension, member, key, day` of the chosen (key, day), each member once."""
    selects = [f"select 'total' as dimension, 'total' as member, {chosen}.key, {chosen}.day from {chosen}"]
    for name, reached in rows.ways(pairs.facts):
        column = f"{daily}.slice_{list(pairs.slices).index(slice_of(reached)[0]) + 1}"
        joins, member = "", column
        if reached.joins:
            joins, member = joined_members(rows.catalog, rows.writer, reached, key=column, day=f"{daily}.day")
        columns = f"{literal(name)} as dimension, {member_text(member)} as member, {daily}.key, {daily}.day"
        same = f"{chosen}.key = {daily}.key and {chosen}.day = {daily}.day"
        selects.append(f"select distinct {columns}\nfrom {chosen}\ninner join {daily} on {same}\n{joins}")
    return "\nunion all\n".join(selects)


def _is_many_days(pairs: Pairs) -> bool:
    """Whether a key can have more than one day: not when it is the mart's own primary key."""
    entities = pairs.facts.model.definition["entities"]
    own = {str(e.get("expr") or e["name"]) for e in entities if e["type"] in ("primary", "unique")}
    return pairs.expression not in own
