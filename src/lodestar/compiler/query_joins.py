"""The tables that a query reads a mart with: the mart, what is joined to it, and the calendar of custom grains."""

from __future__ import annotations

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import SemanticModel
from lodestar.compiler.joins import Join, NotPlannable
from lodestar.compiler.query_items import GRAINS
from lodestar.compiler.writer import Writer

__all__ = ["QueryTables"]


class QueryTables:
    """A FROM clause that grows. Texts that come and go are SQL in the project's dialect."""

    def __init__(self, catalog: Catalog, writer: Writer, model: SemanticModel, time_dimension: str) -> None:
        """The mart alone; `time_dimension` says at which time its rows find those of a history."""
        self._catalog, self._writer, self._model = catalog, writer, model
        self.time = writer.qualified(model.time_column(time_dimension), "mart")
        self.time_grain = model.granularity(time_dimension)
        self._chains: dict[tuple[tuple[str, str], ...], tuple[str, ...]] = {}
        self._passable: set[tuple[tuple[str, str], ...]] = set()
        self._spines: dict[str, str] = {}
        self._lines = [f"{self._ref(model)} as mart"]

    @property
    def clause(self) -> str:
        """The mart with the joins so far."""
        return "\n    ".join(self._lines)

    def alias(self, joins: tuple[Join, ...]) -> str:
        """The alias of the last model of a way, which is joined if it was not."""
        return self._chain(joins)[-1] if joins else "mart"

    def cut(self, native: str, grain: str, declared: str) -> str:
        """A time at a grain: its beginning, or what the time spine says of its day."""
        spine = self._catalog.time_spine
        if grain in GRAINS:
            if GRAINS.index(grain) < GRAINS.index(declared):
                raise NotPlannable(f"grain {grain} of what is dated by {declared}")
            return f"date_trunc('{grain}', {native})"
        if spine is None or grain not in spine.custom_grains or GRAINS.index(declared) > GRAINS.index("day"):
            raise NotPlannable(f"grain {grain} of what is dated by {declared}")
        if native not in self._spines:
            alias = self._spines[native] = f"spine_{len(self._spines) + 1}"
            day = self._writer.native(f"date_trunc('day', {native})")
            ref = self._writer.ref(self._catalog.model_of(spine.relation_name).ref)
            column = self._writer.native(spine.column, alias)
            self._lines.append(f"left join {ref} as {alias}\n        on {day} = {column}")
        return self._writer.qualified(spine.custom_grains[grain], self._spines[native])

    def _chain(self, joins: tuple[Join, ...]) -> tuple[str, ...]:
        """Aliases of the joined models; two ways that part are joined apart, as MetricFlow does.

        What is joined to what is joined stands in brackets: it is found first, and then the mart's row finds it or not.
        """
        key = tuple((join.entity, join.model.name) for join in joins)
        for known, aliases in self._chains.items():
            if known == key or (known[: len(key)] == key and known in self._passable):
                return aliases[: len(key)]
        first = sum(map(len, self._chains.values())) + 1
        self._chains[key] = aliases = tuple(f"joined_{first + number}" for number in range(len(joins)))
        if not any(join.validity or any(not part.holder for part in join.partitions) for join in joins[1:]):
            # a row of the mart finds the nearer models whether or not the farther ones are there
            self._passable.add(key)
        native, held = self._writer.native, ("mart", *aliases)
        of_mart = [f"{native(joins[0].left, 'mart')} = {native(joins[0].right, aliases[0])}"]
        tables = [f"{self._ref(joins[0].model)} as {aliases[0]}"]
        for number, join in enumerate(joins):
            alias = aliases[number]
            among = [f"{native(join.left, held[number])} = {native(join.right, alias)}"] if number else []
            for partition in join.partitions:
                sides = [(partition.left, held[partition.holder]), (partition.right, alias)]
                texts = [self._writer.qualified(text, side) for text, side in sides]
                if partition.grain:
                    texts = [self.cut(text, partition.grain, partition.grain) for text in texts]
                (among if partition.holder else of_mart).append(" = ".join(map(native, texts)))
            if join.validity:
                of_mart += self._holds(join, alias)
            if number:
                tables.append(f"left join {self._ref(join.model)} as {alias}\n        on {' and '.join(among)}")
        bracketed = tables[0] if len(tables) == 1 else "(\n        " + "\n        ".join(tables) + "\n    )"
        self._lines.append(f"left join {bracketed}\n        on {' and '.join(of_mart)}")
        return aliases

    def _holds(self, join: Join, alias: str) -> list[str]:
        """The row of a history that holds at metric time."""
        assert join.validity is not None
        if self.time_grain != "day":
            raise NotPlannable(f"{join.model.name} changes over time, and {self._model.name} is not dated by day")
        day = self._writer.native(self.cut(self.time, "day", "day"))
        start, end = (self._writer.native(text, alias) for text in join.validity)
        return [f"{day} >= {start}", f"({day} < {end} or {end} is null)"]

    def _ref(self, model: SemanticModel) -> str:
        return self._writer.ref(self._catalog.models[model.model_unique_id].ref)
