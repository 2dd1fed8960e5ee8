"""An exported expression computes what the hub publishes: the demo's metrics, whole, at each grain they are agreed for.

It is asked as a reader of OSI would ask: the expression over the dataset's table, grouped by its time. Metrics over two
datasets (net revenue) and by dimensions of other datasets are not asked here.
"""

from __future__ import annotations

import json

import duckdb
import pytest

from lodestar.catalog.catalog import read_catalog
from lodestar.osi.export import export
from lodestar.osi.formats import DRAFT, format_of
from lodestar.releases.release import current_release


@pytest.mark.slow
def test_exported_expressions_compute_the_published_values(demo_hub):
    project = demo_hub.project
    catalog = read_catalog(project.target_dir)
    nodes = json.loads((project.target_dir / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    document = export(catalog, nodes, format_of(DRAFT)).document
    sources = {dataset["name"]: dataset["source"] for dataset in document["datasets"]}
    expressions = {m["name"]: m["expression"]["dialects"][0]["expression"] for m in document["metrics"]}
    compared = []
    with duckdb.connect(str(project.warehouse), read_only=True) as marts:
        release = current_release(project.hub_dir).database
        marts.execute(f"attach '{release}' as published (read_only)")
        for metric in catalog.governed:
            dated = catalog.measured_by(metric)
            if metric.name not in expressions or len(dated) > 1:
                continue
            mart, time = dated[0]
            for grain in metric.contract.grains:
                asked = f"""
                    with read as (
                        select cast(date_trunc('{grain}', {time}) as date) as period_start,
                               {expressions[metric.name]} as value
                        from {sources[mart.name]} as {mart.name}
                        group by all
                    )
                    select count(*), count(*) filter (where
                        abs(coalesce(read.value, 0) - coalesce(told.value, 0)) > 1e-9 * greatest(1, abs(told.value)))
                    from published.hub.metric_values as told
                    left join read using (period_start)
                    where metric_name = '{metric.name}' and grain = '{grain}' and dimension = 'total'
                """
                periods, wrong = marts.execute(asked).fetchone()
                assert (metric.name, grain, wrong) == (metric.name, grain, 0)
                assert periods > 0
                compared.append((metric.name, grain))
    assert len({name for name, _ in compared}) == 27
