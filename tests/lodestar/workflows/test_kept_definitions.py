"""A release keeps the definitions that computed it, so that they can compute again without commit and without dbt."""

from __future__ import annotations

import gzip

import pytest

from lodestar.catalog.archive import archive, unarchive
from lodestar.errors import BuildError, ConfigurationError
from lodestar.releases.release import current_release
from lodestar.workflows.played_models import is_zero_where_empty, played, raw_tables, statements


@pytest.fixture(scope="module")
def kept(shop_template):
    from lodestar.settings import open_project

    return (current_release(open_project(shop_template).hub_dir).folder / "definitions.json.gz").read_bytes()


def test_what_is_kept_says_the_metrics_and_how_they_are_made(kept):
    found = unarchive(kept)
    run = played(found, ["net_revenue"])

    assert "net_revenue" in {metric.name for metric in found.catalog.governed}
    assert [model.name for model in run.models] == ["dim_dates", "dim_stores", "fct_orders"]
    assert [(table.name, table.key) for table in raw_tables(found, "net_revenue")] == [("shop__orders", ("id",))]
    assert statements(found, ["net_revenue"])[-1][0].endswith("metric_values")
    assert "is_incremental" not in next(m.sql for m in run.models if m.name == "fct_orders")
    assert "max(_loaded_at)" not in next(m.sql for m in run.models if m.name == "fct_orders"), (
        "as a full refresh has it"
    )


def test_nothing_of_the_machine_is_kept(kept, shop_template):
    text = gzip.decompress(kept).decode()

    assert str(shop_template) not in text
    assert "/tmp" not in text


def test_the_same_definitions_are_the_same_bytes(kept):
    found = unarchive(kept)
    again = archive(
        found.manifest,
        found.catalog.semantic_manifest,
        meanings=found.meanings,
        seeds=found.seeds,
        week_start=found.week_start,
    )

    assert again == kept


@pytest.mark.parametrize("content", [b"", b"x", gzip.compress(b"{}", mtime=0), gzip.compress(b"[1]", mtime=0)])
def test_what_is_no_archive_is_told(content):
    with pytest.raises(ConfigurationError, match="archive of definitions can't be read"):
        unarchive(content)


def test_nothing_to_count_is_zero_for_sums_and_unknown_for_shares(kept):
    found = unarchive(kept)
    zero = {metric.name for metric in found.catalog.governed if is_zero_where_empty(found, metric.name)}

    assert zero == {"net_revenue", "revenue_growth", "revenue_year_to_date", "selling_stores_7d"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"resource_type": "snapshot"}, "is a history of dbt's"),
        ({"language": "python"}, "more than its SQL"),
        ({"config": {"materialized": "table", "post-hook": [{"sql": "x"}]}}, "more than its SQL"),
        ({"resource_type": "seed"}, "was not kept"),
    ],
)
def test_a_model_that_is_more_than_its_sql_is_not_played(kept, given, message):
    found = unarchive(kept)
    name = next(name for name in found.manifest["nodes"] if name.endswith(".fct_orders"))
    found.manifest["nodes"][name] |= given

    with pytest.raises(BuildError, match=message):
        played(found, ["net_revenue"])
