"""Compiling writes dbt models that plain dbt builds, the same for the same project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from lodestar.errors import ConfigurationError
from lodestar.workflows.build import build
from lodestar.workflows.compile import compile_for_dbt, compile_metric_tables

pytestmark = pytest.mark.slow


def generated(project):
    return {path.name: path.read_bytes() for path in sorted(project.metric_tables_dir.iterdir())}


def test_the_same_project_gives_the_same_files(shop):
    compile_metric_tables(shop)
    first = generated(shop)

    compile_metric_tables(shop)

    assert generated(shop) == first
    assert {"metric_values.sql", "metric_catalog.sql", "store_scorecard.sql"} <= set(first)


def test_a_metric_that_is_gone_leaves_no_model_behind(shop):
    compile_metric_tables(shop)
    text = (shop.root / "metrics/shop.yml").read_text()
    start, end = text.index("  - name: returned_share"), text.index("saved_queries:")
    (shop.root / "metrics/shop.yml").write_text(text[:start] + text[end:])

    compile_metric_tables(shop)

    assert "returned_share" not in "".join(map(str, generated(shop).values()))


def test_a_refused_contract_leaves_the_generated_models_as_they_were(shop):
    compile_metric_tables(shop)
    before = generated(shop)
    text = (shop.root / "metrics/shop.yml").read_text()
    (shop.root / "metrics/shop.yml").write_text(text.replace("grains: [day, month]", "grains: [fortnight]"))

    with pytest.raises(ConfigurationError, match="grain 'fortnight' is not one of"):
        compile_metric_tables(shop)

    assert generated(shop) == before


def test_what_a_description_says_never_reaches_jinja_or_sql(shop, published):
    text = (shop.root / "metrics/shop.yml").read_text()
    evil = "It's {{ 1 + 1 }} {% raw %} '; drop table x; -- 中文"
    (shop.root / "metrics/shop.yml").write_text(
        text.replace(
            "description: Order amount per order.", 'description: |-\n      {{ "' + evil.replace('"', "") + '" }}'
        ).replace("label: Returned share", "label: \"Returned {{ '{{' }} 'share'\"")
    )

    build(shop)

    rows = dict(published(shop, "select metric_name, description from hub.metric_catalog"))
    assert "drop table x" in rows["average_order_value"]


def test_plain_dbt_build_makes_the_metric_tables(built_shop):
    shop = built_shop
    compile_for_dbt(shop)
    with duckdb.connect(str(shop.developer_warehouse)) as connection:
        connection.execute("drop view hub.metric_values")

    dbt = Path(sys.executable).with_name("dbt")
    subprocess.run([dbt, "build", "--quiet"], cwd=shop.root, check=True, capture_output=True, timeout=120)

    with duckdb.connect(str(shop.developer_warehouse), read_only=True) as connection:
        assert connection.execute("select count(*) > 0 from hub.metric_values").fetchone() == (True,)
