"""The generated model of distinct keys: a log of changes.

What a touched day has now and had not gets +1, what it had and has no more gets -1; a pair is there while its changes
sum to more than zero. Whoever reads the log can tell what was before a batch, and what is after it.
"""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.batches import NOTE, SCHEMA, current_batch
from lodestar.compiler.facts import FactRows
from lodestar.compiler.generated_model import GeneratedModel
from lodestar.compiler.layout import indented, listed
from lodestar.compiler.states import Cube, Pairs, slice_text
from lodestar.compiler.writer import Writer

__all__ = ["pair_columns", "pairs_model"]


def pair_columns(pairs: Pairs) -> list[str]:
    """Columns of a pair: day, slices, key."""
    return ["day", *(f"slice_{n}" for n in range(1, len(pairs.slices) + 1)), "key"]


def pairs_model(pairs: Pairs, cube: Cube, catalog: Catalog, writer: Writer) -> GeneratedModel:
    """The log of distinct keys. `cube` is the one that knows which days were touched."""
    rows = FactRows(catalog, writer, pairs.facts)
    inputs = [f"{rows.day} as day"]
    inputs += [
        f"{slice_text(name, rows.expression(t))} as slice_{n}" for n, (name, t) in enumerate(pairs.slices.items(), 1)
    ]
    inputs.append(f"{rows.measured(pairs.expression, pairs.conditions)} as key")
    names = listed(pair_columns(pairs))
    batch = current_batch(writer)
    dated = f"(\n    select\n        {listed(inputs, 8)}\n    from {rows.source}"
    known = "where dated.key is not null and dated.day is not null"
    full = f"""select {batch} as batch, 1 as change, distinct_keys.*
from (
    select distinct
        {listed(pair_columns(pairs), 8)}
    from {indented(dated).strip()}
    ) as dated
    {known}
) as distinct_keys"""
    incremental = None
    if pairs.facts.is_incremental:
        incremental = writer.finish(
            f"""with
touched as (
    select cubes.day from {writer.ref(cube.name)} as cubes
    where
        cubes.dimension = 'total'
        and cubes.batch > (select coalesce(max(known.batch), 0) from {writer.this} as known)
),
present as (
    select distinct {names}
    from {dated}
    where {rows.day} in (select touched.day from touched)
    ) as dated
    {known}
),
kept as (
    select {names}
    from {writer.this} as known
    where known.day in (select touched.day from touched)
    group by {names}
    having sum(known.change) > 0
),
added as (
    select {names} from present
    except
    select {names} from kept
),
removed as (
    select {names} from kept
    except
    select {names} from present
)
select {batch} as batch, 1 as change, added.* from added
union all
select {batch} as batch, -1 as change, removed.* from removed"""
        )
    return GeneratedModel(
        f"{pairs.name}__pairs",
        SCHEMA,
        full_sql=writer.finish(full),
        incremental_sql=incremental,
        description="Distinct keys by business day and slices, as a log of changes: +1 came, -1 went.",
        note=NOTE,
        materialized="incremental" if incremental else "table",
    )
