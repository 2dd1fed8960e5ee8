"""Values of one metric with some of its variants, for the periods and members that departments report.

values = VariedValues(metric, figures, marts, comparison, standing)
values.of(("with_cancelled_orders",))      # one value a figure
values.failures                            # variants that could not be computed, and why
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from lodestar.catalog.catalog import Catalog
from lodestar.catalog.metric import Metric
from lodestar.catalog.variant import Variant
from lodestar.catalog.varied import varied
from lodestar.compiler.plan import TOTAL
from lodestar.compiler.statements import value_statements
from lodestar.errors import BuildError, ConfigurationError
from lodestar.governance.fingerprints import upstream_models
from lodestar.governance.reconciliation import Failure
from lodestar.governance.reported import ReportedFigure
from lodestar.governance.variant_search import MOST_TOGETHER
from lodestar.governance.variation import Variation, together
from lodestar.warehouse.comparison import ASIDE, Comparison
from lodestar.workflows.standing import Standing
from lodestar.workflows.varied_marts import VariedMarts

__all__ = ["Chosen", "VariedValues"]

Chosen = tuple[str, ...]


class VariedValues:
    """Computes a metric with sets of its variants, each set once."""

    def __init__(
        self,
        metric: Metric,
        figures: Sequence[ReportedFigure],
        marts: VariedMarts,
        comparison: Comparison,
        standing: Standing,
    ) -> None:
        """For the grains and dimensions of the figures alone."""
        assert metric.contract is not None
        self.metric, self._contract, self.figures = metric, metric.contract, figures
        self._marts, self._comparison, self._standing = marts, comparison, standing
        self._computed: dict[Chosen, bool] = {}
        self.failures: list[Failure] = []
        marts.need(Variation(), self._upstream(standing.catalog))

    @property
    def names(self) -> list[str]:
        """The variants that the contract declares, in that order."""
        return list(self._contract.variants)

    @property
    def variants(self) -> list[Variant]:
        """What these names stand for."""
        return list(self._contract.variants.values())

    def expect_search(self) -> None:
        """Notes what marts a search over all variants can need, so that metrics share what is built."""
        for size in range(1, MOST_TOGETHER + 1):
            for chosen in combinations(self.names, size):
                variation = self._variation(chosen)
                if variation and variation.needs_models:
                    try:
                        other = self._varied(self._standing.catalog, chosen, variation)
                    except ConfigurationError:
                        continue  # said when it is its turn
                    self._marts.need(variation, self._upstream(other))

    def of(self, chosen: Chosen, figures: Sequence[ReportedFigure]) -> list[float | None] | None:
        """The values of figures; None where the variants contradict each other or can't be computed.

        A value is None where the metric has none.
        """
        if chosen not in self._computed:
            self._computed[chosen] = self._compute(chosen)
        if not self._computed[chosen]:
            return None
        return [
            self._comparison.value_of(
                self._set(chosen), self.metric.name, f.grain, f.period_start, f.dimension, f.member
            )
            for f in figures
        ]

    def is_dear(self, chosen: Chosen) -> bool:
        """Whether dbt has to run for it."""
        variation = self._variation(chosen)
        return variation is not None and variation.needs_models and not self._marts.has(variation)

    def unvaried_set(self) -> str:
        """Name of the set of values without any variant.

        Raises:
            BuildError, ConfigurationError: it can't be computed.
        """
        self._compute_set((), Variation())
        self._computed[()] = True
        return self._set(())

    def _compute(self, chosen: Chosen) -> bool:
        variation = self._variation(chosen)
        if variation is None:
            return False
        try:
            self._compute_set(chosen, variation)
        except (BuildError, ConfigurationError) as error:
            self.failures.append(Failure(chosen, str(error)))
            return False
        return True

    def _compute_set(self, chosen: Chosen, variation: Variation) -> None:
        marts = self._marts.of(variation)
        name = self.metric.name
        other = _narrowed(self._varied(marts.catalog, chosen, variation), name, self.figures)
        statements = value_statements(other, [name], week_start=marts.week_start, computed_in=ASIDE)
        self._comparison.compute({name: self._set(chosen)}, marts.database, statements)

    def _varied(self, catalog: Catalog, chosen: Chosen, variation: Variation) -> Catalog:
        # alone, a variant must name what there is; of several, one may replace the input that another one changes
        return varied(catalog, self.metric.name, variation.replace, needs_all=len(chosen) == 1)

    def _variation(self, chosen: Chosen) -> Variation | None:
        return together(self._contract.variants[name] for name in chosen)

    def _set(self, chosen: Chosen) -> str:
        return "+".join([self.metric.name, *chosen])

    def _upstream(self, catalog: Catalog) -> Iterable[str]:
        week_start = self._standing.checkout.project.week_start
        return upstream_models(catalog.metrics[self.metric.name], catalog, week_start=week_start)


def _narrowed(catalog: Catalog, name: str, figures: Sequence[ReportedFigure]) -> Catalog:
    """The metric by the grains and dimensions of the figures, and no others."""
    metric = catalog.metrics[name]
    assert metric.contract is not None
    contract = replace(
        metric.contract,
        grains=tuple(grain for grain in metric.contract.grains if any(f.grain == grain for f in figures)),
        dimensions={
            dimension: path
            for dimension, path in metric.contract.dimensions.items()
            if any(f.dimension == dimension != TOTAL for f in figures)
        },
    )
    return replace(catalog, metrics={**catalog.metrics, name: replace(metric, contract=contract)})
