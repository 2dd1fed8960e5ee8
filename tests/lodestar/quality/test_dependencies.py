"""What metrics of the demo company depend on, held against dbt's own graph."""

from __future__ import annotations

import pytest

from lodestar.catalog.catalog import read_catalog
from lodestar.catalog.lineage import raw_tables_by_metric
from lodestar.quality.circuit_breaker import tainted_by
from lodestar.quality.dependencies import graph_of
from lodestar.quality.result import CheckResult

pytestmark = pytest.mark.slow


def test_a_bad_raw_table_reaches_all_that_is_made_of_it_and_never_the_whole_company(demo_hub):
    catalog = read_catalog(demo_hub.project.build_dir)
    graph = graph_of(catalog, week_start=demo_hub.project.week_start)
    made_of = raw_tables_by_metric(catalog)
    sliced = {metric.name for metric in catalog.governed if metric.contract and metric.contract.dimensions}

    for table in catalog.sources:
        fault = CheckResult("great_expectations", table.relation, "rule", "block", "failed", 1)
        found = tainted_by(graph, [fault])

        computed = {name for name, tables in made_of.items() if table.relation in tables} & set(graph.metrics)
        assert computed <= set(found.metrics), table.relation
        assert set(found.metrics) - computed <= sliced, "a dimension of another table is the only other way"
        assert not found.is_total, table.relation


def test_a_fault_of_the_union_of_the_catalog_or_of_the_calendar_reaches_every_metric(demo_hub):
    catalog = read_catalog(demo_hub.project.build_dir)
    graph = graph_of(catalog, week_start=demo_hub.project.week_start)
    calendar = catalog.model_of(catalog.time_spine.relation_name).relation

    for table in ("hub.metric_values", "hub.metric_catalog", calendar):
        assert tainted_by(graph, [CheckResult("lodestar", table, "rule", "block", "failed")]).is_total, table
