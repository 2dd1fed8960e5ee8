"""The members of a dimension, as a metric table names them, from what a state keeps."""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.facts import joined_members
from lodestar.compiler.joins import Reached
from lodestar.compiler.states import member_text, slice_of
from lodestar.compiler.writer import Writer, literal

__all__ = ["member_select"]


def member_select(
    catalog: Catalog, writer: Writer, state: str, name: str, reached: Reached, columns: str = "", where: str = ""
) -> str:
    """Selects `dimension, member` and more columns of a state's rows for one dimension.

    Args:
        state: the state's relation; its rows are called `kept`.
        columns: more columns, each with a comma before it.
        where: a further condition, with `and` before it.
    """
    head = f"select {literal(name)} as dimension, "
    condition = f"where kept.dimension = {literal(slice_of(reached)[0])}{where}"
    if reached.is_local:
        return f"{head}{member_text('kept.member')} as member{columns}\nfrom {state} as kept\n{condition}"
    joins, expression = joined_members(catalog, writer, reached, key="kept.member", day="kept.day")
    return f"{head}{member_text(expression)} as member{columns}\nfrom {state} as kept\n    {joins}\n{condition}"
