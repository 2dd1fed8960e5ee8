"""The generated model of a cube: the additive parts of a mart's metrics, one row per slice, member and business day.

How it stays right, however late rows are: a day is touched when it holds a row that was written after the last one
seen, or when its count of rows differs from what the cube remembers (rows that vanished, or moved to another day).
Touched days are computed anew, all others stay. A day that lost its last row keeps a row that says so.
"""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.batches import NOTE, SCHEMA, current_batch
from lodestar.compiler.facts import FactRows
from lodestar.compiler.generated_model import GeneratedModel
from lodestar.compiler.layout import indented, listed
from lodestar.compiler.states import Cube, slice_text
from lodestar.compiler.writer import Writer, literal

__all__ = ["cube_model"]


def cube_model(cube: Cube, catalog: Catalog, writer: Writer) -> GeneratedModel:
    """The state of additive parts, one row per slice, member and business day."""
    whole = _cube_rows(cube, catalog, writer, touched=False)
    incremental = None
    if cube.facts.is_incremental:
        rows = FactRows(catalog, writer, cube.facts)
        incremental = writer.finish(
            f"""with
known as (
    select day, row_count, loaded_through from {writer.this} where dimension = 'total'
),
present as (
    select {rows.day} as day, count(*) as row_count from {rows.source} group by {rows.day}
),
touched as (
    select coalesce(present.day, known.day) as day
    from present
    full outer join known on present.day = known.day
    where
        coalesce(present.day, known.day) is not null
        and coalesce(present.row_count, 0) <> coalesce(known.row_count, 0)
    union
    select {rows.day} as day
    from {rows.source}
    where
        not coalesce({rows.loaded_at} <= (select max(known.loaded_through) from known), false)
        and {rows.day} is not null
),
computed as (
{indented(_cube_rows(cube, catalog, writer, touched=True))}
)
select * from computed
union all
select
    'total' as dimension,
    'total' as member,
    touched.day,
    0 as row_count,
    {_nulls(cube)}{current_batch(writer)} as batch,
    null as loaded_through
from touched
where touched.day not in (select computed.day from computed)"""
        )
    return GeneratedModel(
        cube.name,
        SCHEMA,
        full_sql=writer.finish(whole),
        incremental_sql=incremental,
        unique_key=("day",) if incremental else (),
        description=f"Additive parts of the metrics over {cube.facts.model.name}, by business day and slice.",
        note=NOTE,
        materialized="incremental" if incremental else "table",
    )


def _cube_rows(cube: Cube, catalog: Catalog, writer: Writer, *, touched: bool) -> str:
    rows = FactRows(catalog, writer, cube.facts)
    slices = list(cube.slices.items())
    inputs = [f"{rows.day} as day"]
    inputs += [f"{slice_text(name, rows.expression(text))} as slice_{n}" for n, (name, text) in enumerate(slices, 1)]
    for number, part in enumerate(cube.parts.values(), 1):
        inputs.append(f"{rows.measured(part.expression, part.conditions)} as part_{number}")
    loaded_through = "cast(null as timestamp)"
    if cube.facts.is_incremental:
        inputs.append(f"{rows.loaded_at} as loaded_at")
        loaded_through = "max(dated.loaded_at)"
    # one dimension at a time: metric tables never cross two
    dimension, member = "'total'", "'total'"
    if slices:
        whens = [(f"when grouping(dated.slice_{n}) = 0 then", n, name) for n, (name, _) in enumerate(slices, 1)]
        dimension = f"case {' '.join(f'{when} {literal(name)}' for when, _, name in whens)} else 'total' end"
        member = f"case {' '.join(f'{when} dated.slice_{n}' for when, n, _ in whens)} else 'total' end"
    sets = ["(dated.day)", *(f"(dated.day, dated.slice_{n})" for n in range(1, len(slices) + 1))]
    columns = [f"{dimension} as dimension", f"{member} as member", "dated.day", "count(*) as row_count"]
    columns += [f"{part.function}(dated.part_{n}) as {part.column}" for n, part in enumerate(cube.parts.values(), 1)]
    columns.append(f"{current_batch(writer)} as batch")
    columns.append(f"{loaded_through} as loaded_through")
    where = f"\n    where {rows.day} in (select touched.day from touched)" if touched else ""
    return f"""select
    {listed(columns)}
from (
    select
        {listed(inputs, 8)}
    from {rows.source}{where}
) as dated
where dated.day is not null
group by grouping sets ({", ".join(sets)})"""


def _nulls(cube: Cube) -> str:
    return "".join(f"null as {part.column},\n    " for part in cube.parts.values())
