"""Leaves that follow keys from one event to another in SQL: conversions and retention."""

from __future__ import annotations

from lodestar.compiler.facts import joined_members
from lodestar.compiler.layout import indented
from lodestar.compiler.leaf_periods import FOUR
from lodestar.compiler.leaves import Cohort, Conversion
from lodestar.compiler.members import member_text
from lodestar.compiler.state_rows import StateRows
from lodestar.compiler.states import Pairs, slice_of
from lodestar.compiler.writer import literal

__all__ = ["cohort", "conversion"]


def conversion(rows: StateRows, leaf: Conversion, number: int) -> str:
    """Each converted day goes to the last base day that is not after it."""
    # a base day before those that are read would only win where there is no later one
    base, converted = rows.keys(leaf.base), rows.keys(leaf.conversion)
    within = ""
    if leaf.days is not None:
        within = f"\n    and ordered_keys.day < ordered_keys.base_day + interval '{leaf.days} days'"
    rows.ctes[f"converted_{number}"] = f"""select distinct ordered_keys.key, ordered_keys.base_day as day
from (
    select
    marked.key,
    marked.day,
    marked.is_base,
    max(case when marked.is_base = 1 then marked.day end) over (
        partition by marked.key order by marked.day, marked.is_base desc
        rows between unbounded preceding and current row
    ) as base_day
from (
    select distinct {base}.key, {base}.day, 1 as is_base from {base}
    union all
    select distinct {converted}.key, {converted}.day, 0 as is_base from {converted}
) as marked
) as ordered_keys
where
ordered_keys.is_base = 0
and ordered_keys.base_day is not null{within}"""
    members = _key_members(rows, leaf.base, base, f"converted_{number}")
    return f"""select {FOUR.format("days", "keyed")}, count(distinct keyed.key) as value
from (
{indented(members)}
) as keyed
inner join days on keyed.day = days.day
group by {FOUR.format("days", "keyed")}"""


def cohort(rows: StateRows, leaf: Cohort) -> str:
    """Keys by the first day that the base has them, where the retention is known by now."""
    base = rows.keys(leaf.base, whole=_is_many_days(leaf.base))
    first = _first_days(rows, base)
    members = _key_members(rows, leaf.base, base, first)
    mature = f"keyed.day + interval '{leaf.retention.last_day} days' <= extent.data_through"
    active = ""
    if leaf.active is not None:
        daily = rows.keys(leaf.active)
        begin, end = (f"interval '{n} days'" for n in (leaf.retention.first_day, leaf.retention.last_day))
        active = f"""
and exists (
    select 1 from {daily}
    where
        {daily}.key = keyed.key
        and {daily}.day >= keyed.day + {begin}
        and {daily}.day <= keyed.day + {end}
)"""
        if leaf.retention.first_day == leaf.retention.last_day:
            active = f"""
and exists (
    select 1 from {daily} where {daily}.key = keyed.key and {daily}.day = cast(keyed.day + {begin} as date)
)"""
    return f"""select {FOUR.format("days", "keyed")}, count(*) as value
from (
{indented(members)}
) as keyed
inner join days on keyed.day = days.day
cross join extent
where
{mature}{active}
group by {FOUR.format("days", "keyed")}"""


def _first_days(rows: StateRows, daily: str) -> str:
    name = f"first_{daily}"
    rows.ctes[name] = f"select {daily}.key, min({daily}.day) as day from {daily} group by {daily}.key"
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
