"""The generated models of gaps: how many keys were active on a day whose active day before was such and such.

Gaps are sums: an incremental build adds what changed for the keys that the log of pairs names, those of the new history
less those of the old.
"""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.batches import NOTE, SCHEMA, current_batch
from lodestar.compiler.facts import joined_members
from lodestar.compiler.generated_model import GeneratedModel
from lodestar.compiler.layout import indented, unioned
from lodestar.compiler.pairs_table import pair_columns
from lodestar.compiler.states import Pairs, is_key, member_text
from lodestar.compiler.writer import Writer, literal

__all__ = ["gaps_model", "gaps_name", "joined_gaps_model", "joined_gaps_name"]


def gaps_name(pairs: Pairs) -> str:
    """The table of gaps for slices that the mart itself holds."""
    return f"{pairs.name}__gaps"


def joined_gaps_name(pairs: Pairs) -> str:
    """The table of gaps for slices that other tables hold."""
    return f"{pairs.name}__joined"


def gaps_model(pairs: Pairs, writer: Writer) -> GeneratedModel:
    """Gaps of the whole and of the slices that the mart itself holds."""
    log = writer.ref(f"{pairs.name}__pairs")
    batch = current_batch(writer)
    incremental = None
    full = _gaps_of(pairs, f"{log} as log", batch)
    if pairs.facts.is_incremental:
        names = ", ".join(pair_columns(pairs))
        changes = []
        for history, sign in (("after_changes", 1), ("before_changes", -1)):
            counted = indented(_gaps_of(pairs, f"{history} as log", batch))
            changes.append(f"select gaps.*, {sign} * gaps.key_count as change from (\n{counted}\n) as gaps")
        incremental = writer.finish(
            f"""with
seen as (
    select coalesce(max(known.batch), 0) as batch from {writer.this} as known
),
changed as (
    select distinct log.key from {log} as log where log.batch > (select seen.batch from seen)
),
history as (
    select log.* from {log} as log where log.key in (select changed.key from changed)
),
after_changes as (
    select {names} from history group by {names} having sum(history.change) > 0
),
before_changes as (
    select {names}
    from history
    where history.batch <= (select seen.batch from seen)
    group by {names}
    having sum(history.change) > 0
),
changes as (
{indented(unioned(changes))}
)
select
    {batch} as batch,
    changes.dimension,
    changes.member,
    changes.day,
    changes.previous_day,
    cast(sum(changes.change) as bigint) as key_count
from changes
group by changes.dimension, changes.member, changes.day, changes.previous_day
having sum(changes.change) <> 0"""
        )
    return GeneratedModel(
        gaps_name(pairs),
        SCHEMA,
        full_sql=writer.finish(full),
        incremental_sql=incremental,
        description="How many keys were active on a day, by the active day before (NULL: none). Sum them.",
        note=NOTE,
        materialized="incremental" if incremental else "table",
    )


def _gaps_of(pairs: Pairs, log: str, batch: str) -> str:
    """Gaps of the whole and of each slice that the log holds.

    A key with several rows on a day (other slices) has gaps of no days between them: they are left out, so nothing
    needs to be made distinct first.
    """
    local = [("'total'", "'total'")]
    local += [(literal(name), f"log.slice_{n}") for n, name in enumerate(pairs.slices, 1) if not is_key(name)]
    return unioned([_counted_gaps(batch, dimension, member, log) for dimension, member in local])


def _counted_gaps(batch: str, dimension: str, member: str, source: str) -> str:
    if member == "'total'":
        ordered, previous = "log.day", "lag(log.day) over (partition by log.key order by log.day)"
    else:
        # ordered by member within the key, because to partition by a text costs more
        ordered = f"{member} as member, log.day"
        window = f"(partition by log.key order by {member}, log.day)"
        previous = (
            f"case when lag({member}) over {window} is not distinct from {member} then lag(log.day) over {window} end"
        )
    named = member if member == "'total'" else "in_order.member"
    grouped = "" if member == "'total'" else "in_order.member, "
    return f"""select
    {batch} as batch,
    {dimension} as dimension,
    {named} as member,
    in_order.day,
    in_order.previous_day,
    count(*) as key_count
from (
    select {ordered}, {previous} as previous_day
    from {source}
) as in_order
where in_order.previous_day is null or in_order.previous_day < in_order.day
group by {grouped}in_order.day, in_order.previous_day"""


def joined_gaps_model(pairs: Pairs, catalog: Catalog, writer: Writer) -> GeneratedModel:
    """Gaps of slices that other tables hold."""
    log = writer.ref(f"{pairs.name}__pairs")
    batch = current_batch(writer)
    names = ", ".join(pair_columns(pairs))
    parts = []
    for path, reached in pairs.joined.items():
        number = list(pairs.slices).index(f"entity {reached.joins[0].entity}") + 1
        joins, member = joined_members(catalog, writer, reached, key=f"kept.slice_{number}", day="kept.day")
        text = member_text(member)
        chosen = f"select distinct {text} as slice_0, kept.day, kept.key\n        from kept\n        {joins}"
        source = f"(\n        {chosen}\n    ) as log"
        parts.append(_counted_gaps(batch, literal(path), "log.slice_0", source))
    sql = f"""with
kept as (
    select {names} from {log} as log group by {names} having sum(log.change) > 0
)
{unioned(parts)}"""
    return GeneratedModel(
        joined_gaps_name(pairs),
        SCHEMA,
        full_sql=writer.finish(sql),
        description="Gaps of slices that other tables hold; rebuilt each time, because those tables change.",
        note=NOTE,
    )
