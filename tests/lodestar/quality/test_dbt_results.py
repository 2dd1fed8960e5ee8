"""What dbt skipped has shown nothing."""

from __future__ import annotations

from lodestar.dbt.invocation import NodeResult
from lodestar.quality.dbt_results import unbuilt_tables, untested_tables


def node(name, kind, status, tested="", read=()):
    return NodeResult(f"{kind}.p.{name}", name, kind, status, "", None, tested, f"{name}.sql", 0.0, tuple(read))


def test_a_skipped_test_of_a_table_that_was_built_makes_that_table_bad():
    results = [
        node("dim", "model", "error"),
        node("fct", "model", "success"),
        node("refers", "test", "skipped", "fct"),
        node("unique", "test", "skipped", "mart"),
        node("known", "test", "skipped", "dim"),
        node("mart", "model", "skipped"),
    ]

    assert unbuilt_tables(results) == ["mart"]
    assert untested_tables(results) == {"fct": "fct: refers did not run, because something before it failed"}


def test_a_failing_test_of_two_tables_speaks_of_both():
    found = untested_tables([node("sums_agree", "test", "fail", "a", ["a", "b"])])

    assert set(found) == {"a", "b"}
    assert all("sums_agree" in reason for reason in found.values())


def test_a_test_that_only_warns_or_belongs_to_one_table_adds_nothing():
    assert untested_tables([node("x", "test", "warn", "a", ["a", "b"]), node("y", "test", "fail", "a")]) == {}
