"""A model's file is rewritten around its own text, so that its Jinja and its settings work as before."""

from pathlib import Path

import duckdb
import pytest

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.dbt.overridden import overridden
from lodestar.errors import BuildError, ConfigurationError

MODEL = """{{ config(materialized='table') }}

with recursive n as (
    select 1 as x
    union all
    select x + 1 from n where x < 4
)

select * from n  -- all of n
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "n.sql").write_text(MODEL, encoding="utf-8")
    (tmp_path / "closed.sql").write_text("select 1 as x;\n", encoding="utf-8")
    (tmp_path / "bots.csv").write_text("pattern\nbot\nhead\n", encoding="utf-8")
    nodes = [
        ("model.x.n", "n.sql"),
        ("model.x.closed", "closed.sql"),
        ("seed.x.bots", "bots.csv"),
        ("model.x.learned", "learned.py"),
        ("snapshot.x.kept", "kept.sql"),
        ("model.other.theirs", "n.sql"),
    ]
    models = {
        unique_id: ModelNode(unique_id, unique_id.split(".")[2], "m", "m", "m", path, (), "", "", False)
        for unique_id, path in nodes
    }
    return Catalog("x", "duckdb", models, (), {}, {}, None, (), {})


def answered(text: str) -> list[int]:
    rendered = text.replace("{{ config(materialized='table') }}", "")
    with duckdb.connect() as connection:
        return [row[0] for row in connection.execute(f"select * from ({rendered}) order by 1").fetchall()]


def test_the_rows_of_a_model_become_those_of_the_query(catalog, tmp_path):
    texts = overridden(catalog, tmp_path, [("n", "select x * 10 as x from this where x > 2")])
    assert list(texts) == ["n.sql"]
    assert "{{ config(materialized='table') }}" in texts["n.sql"]
    assert answered(texts["n.sql"]) == [30, 40]


def test_a_second_query_reads_what_the_first_gave(catalog, tmp_path):
    first, second = "select x * 10 as x from this", "with kept as (select * from this where x > 20) select * from kept"
    assert answered(overridden(catalog, tmp_path, [("n", first), ("n", second)])["n.sql"]) == [30, 40]
    assert answered(overridden(catalog, tmp_path, [("n", second), ("n", first)])["n.sql"]) == []


def test_semicolons_at_the_end_do_no_harm(catalog, tmp_path):
    assert answered(
        overridden(catalog, tmp_path, [("closed", "select x + 1 as x from {{ this }};")])["closed.sql"]
    ) == [2]


def test_the_rows_of_a_seed_are_chosen_in_its_file(catalog, tmp_path):
    queries = [
        ("bots", "select * from this where pattern <> 'head'"),
        ("bots", "select * from this union all select 'x'"),
    ]
    assert overridden(catalog, tmp_path, queries) == {"bots.csv": "pattern\nbot\nx\n"}


@pytest.mark.parametrize(
    ("name", "query", "message"),
    [
        ("m", "select * from this", "no model called 'm'"),
        ("n", "select * from ", "does not read its rows: write `from this`"),
        ("theirs", "select * from this", "belongs to the package other"),
        ("learned", "select * from this", "no SQL model and no seed"),
        ("kept", "select * from this", "no SQL model and no seed"),
    ],
)
def test_what_can_not_be_rewritten_is_told(catalog, tmp_path, name, query, message):
    with pytest.raises(ConfigurationError, match=message):
        overridden(catalog, tmp_path, [(name, query)])


def test_a_query_that_no_seed_can_answer_is_told_with_its_name(catalog, tmp_path):
    with pytest.raises(BuildError, match=r"the query over bots can't be run: .*nowhere"):
        overridden(catalog, tmp_path, [("bots", "select nowhere from this")])
