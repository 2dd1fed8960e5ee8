"""Personal columns are followed through whatever SQL people write, and lost sight of only in the macro."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodestar.catalog.catalog import Catalog, ModelNode
from lodestar.catalog.personal import exposed_columns, personal_columns, subject_columns
from lodestar.catalog.raw_column import RawColumn
from lodestar.catalog.source import SourceTable

COLUMNS = {"id": "bigint", "email": "varchar", "city": "varchar"}
PEOPLE = SourceTable(
    "source.people", "crm", "people", "raw", "people", COLUMNS, None, "s.yml",
    contract={
        "id": RawColumn("id", "bigint", subject="member"),
        "email": RawColumn("email", "varchar", personal=True),
        "city": RawColumn("city", "varchar"),
    },
)  # fmt: skip


def model(name, sql, *parents):
    relation = f'"warehouse"."main"."{name}"'
    return ModelNode(name, name, "main", name, relation, f"models/{name}.sql", parents, "", sql, False)


def catalog(*models):
    empty = Catalog("shop", "duckdb", {}, (PEOPLE,), {}, {}, None, (), {})
    return replace(empty, models={model.unique_id: model for model in models})


RAW = '"warehouse"."raw"."people"'


def test_tags_of_sources_are_read():
    assert [(c.relation, c.column) for c in personal_columns(catalog())] == [("raw.people", "email")]
    assert [(c.relation, c.column) for c in subject_columns(catalog(), "member")] == [("raw.people", "id")]


@pytest.mark.parametrize(
    ("select", "shown"),
    [
        ("select email from {raw}", {"email"}),
        ("select * from {raw}", {"email"}),
        ("select upper(p.email) || p.city as who, city from {raw} as p", {"who"}),
        ("with a as (select * from {raw}), b as (select email as x from a) select x as y, 1 as z from b", {"y"}),
        ("select city as c from {raw} union all select email from {raw}", {"c"}),
        ("select (select max(email) from {raw}) as top, id from {raw}", {"top"}),
        ("select max(email) over (partition by city) as most from {raw}", {"most"}),
        ("select case when id = 1 then email else 'x' end as e from {raw}", {"e"}),
        ("select a.city, b.email as e from {raw} as a inner join {raw} as b on a.id = b.id", {"e"}),
        ("select lodestar_pseudonym(cast(email as varchar)) as who from {raw}", set()),
        ("select lodestar_pseudonym(email) || email as who from {raw}", {"who"}),
        ("select sha256(email) as who from {raw}", {"who"}),
        ("select count(distinct email) as n, email is null as missing from {raw} group by 2", set()),
        ("select city from {raw} where email like '%x'", set()),
        ("select id, city from {raw}", set()),
    ],
)
def test_a_column_shows_what_its_values_come_from(select, shown):
    first = model("staged", select.format(raw=RAW), "source.people")
    second = model("mart", 'select * from "warehouse"."main"."staged"', "staged")

    found = exposed_columns(catalog(second, first))

    for name in ("staged", "mart"):
        assert set(found.get(name, {})) == shown
        assert all(raw == (("raw.people", "email"),) for raw in found.get(name, {}).values())
