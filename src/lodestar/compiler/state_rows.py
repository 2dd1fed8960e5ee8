"""Rows of states as a metric table reads them: in the table's own dimensions, from as far back as it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from lodestar.catalog.catalog import Catalog
from lodestar.compiler.gaps_table import gaps_name, joined_gaps_name
from lodestar.compiler.joins import Reached
from lodestar.compiler.layout import unioned
from lodestar.compiler.leaves import Leaf, Percentile, Window
from lodestar.compiler.members import member_select
from lodestar.compiler.metric_table import MetricPlan
from lodestar.compiler.plan import TOTAL
from lodestar.compiler.states import Cube, Facts, Pairs, member_text, path_of, slice_of
from lodestar.compiler.writer import Writer, literal

__all__ = ["StateRows"]


@dataclass
class StateRows:
    """CTEs over states, each written once for all metrics of a table; `plan` is the metric at hand.

    `ctes` grows in the order in which they may stand, behind CTEs `extent`, `days`, `members` and, in an incremental
    statement, `horizon`.
    """

    plan: MetricPlan
    spine: tuple[str, str]
    catalog: Catalog
    writer: Writer
    is_incremental: bool
    ctes: dict[str, str] = field(default_factory=dict)
    _names: dict[tuple[str, object], str] = field(default_factory=dict)

    def cube(self, cube: Cube, window: Window | None = None) -> str:
        """The CTE with a cube's rows; with a window, from as far back as that reaches."""

        def write() -> str:
            columns = "".join(f", kept.{part.column}" for part in cube.parts.values())
            where = self._where("kept.day", window)
            relation = self.writer.ref(cube.name)
            total = (
                f"select 'total' as dimension, 'total' as member, kept.day{columns}\nfrom {relation} as kept\n"
                f"where kept.dimension = 'total' and kept.row_count > 0{where}"
            )
            return "\nunion all\n".join(
                [
                    total,
                    *(
                        member_select(self.catalog, self.writer, relation, name, way, f", kept.day{columns}", where)
                        for name, way in self.ways(cube.facts)
                    ),
                ]
            )

        return self._shared("daily", (cube.name, window, *self.plan.dimensions), write)

    def gaps(self, pairs: Pairs, window: Window | None = None) -> str:
        """The CTE with gaps: changes of counts, which whoever reads them sums."""

        def write() -> str:
            where = self._where("kept.day", window)
            columns = "kept.day, kept.previous_day, kept.key_count"
            selects = [
                f"select 'total' as dimension, 'total' as member, {columns}\n"
                f"from {self.writer.ref(gaps_name(pairs))} as kept\nwhere kept.dimension = 'total'{where}"
            ]
            for name, reached in self.ways(pairs.facts):
                table = joined_gaps_name(pairs) if reached.joins else gaps_name(pairs)
                kept_as = path_of(reached) if reached.joins else slice_of(reached)[0]
                selects.append(
                    f"select {literal(name)} as dimension, {member_text('kept.member')} as member, {columns}\n"
                    f"from {self.writer.ref(table)} as kept\nwhere kept.dimension = {literal(kept_as)}{where}"
                )
            return unioned(selects)

        return self._shared("gaps", (pairs.name, window, *self.plan.dimensions), write)

    def keys(self, pairs: Pairs, *, whole: bool = False) -> str:
        """The pairs there are; from the first day on that an incremental statement needs, unless the `whole` is."""

        def write() -> str:
            names = ", ".join(["day", *(f"slice_{n}" for n in range(1, len(pairs.slices) + 1)), "key"])
            log = self.writer.ref(f"{pairs.name}__pairs")
            if not self.is_incremental and not pairs.facts.is_incremental:
                return f"select {names} from {log} as log"
            since = ""
            if self.is_incremental and not whole:
                since = " and log.day >= (select horizon.day from horizon)"
            # few keys ever lose a pair: only their histories have to be summed
            gone = f"log.key in (select gone.key from {log} as gone where gone.change < 0)"
            return f"""select {names} from {log} as log
where not {gone}{since}
union all
select {names} from {log} as log
where {gone}{since}
group by {names}
having sum(log.change) > 0"""

        return self._shared("keys", (pairs.name, whole), write)

    def ways(self, facts: Facts) -> list[tuple[str, Reached]]:
        """The metric's dimensions, and how each is reached from these rows."""
        return [(name, ways[facts.model.name]) for name, ways in self.plan.dimensions.items()]

    def leaf(self, leaf: Leaf, write: Callable[[int], str]) -> str:
        """The CTE of a leaf, for the dimensions and periods of the metric at hand."""
        number = sum(1 for kind, _ in self._names if kind == "leaf") + 1
        periods = self.plan.periods if isinstance(leaf, Percentile) else ()
        return self._shared("leaf", (leaf, periods, *self.plan.dimensions), lambda: write(number))

    @property
    def members(self) -> str:
        """The members that the metric at hand has."""
        names = ", ".join(literal(name) for name in (TOTAL, *self.plan.dimensions))
        return f"(select * from members where members.dimension in ({names})) as members"

    def since(self, window: Window | None) -> str:
        """The earliest day that an incremental statement has to read; empty for all."""
        horizon = "(select horizon.day from horizon)"
        if window is None:
            return horizon
        if window.days:
            return f"cast({horizon} - interval '{window.days - 1} days' as date)"
        if window.months:
            return f"cast({horizon} - interval '{window.months} months' as date)"
        if window.to_date:
            return f"cast(date_trunc('{window.to_date}', {horizon}) as date)"
        return ""

    def _where(self, day: str, window: Window | None) -> str:
        if not self.is_incremental or not self.since(window):
            return ""
        return f" and {day} >= {self.since(window)}"

    def _shared(self, prefix: str, key: object, write: Callable[[], str]) -> str:
        if (prefix, key) not in self._names:
            name = f"{prefix}_{sum(1 for kind, _ in self._names if kind == prefix) + 1}"
            self._names[prefix, key] = name  # before it is written, because that asks for others
            self.ctes[name] = write()
        return self._names[prefix, key]
