"""What faults reach, on random graphs against brute force: every path from every fault, walked one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodestar.quality.circuit_breaker import Graph, reason_of, tainted_by
from lodestar.quality.result import CheckResult

TABLES = [f"s.t{number}" for number in range(9)]


def bad(table, *, metrics=(), severity="block", status="failed", rule="rule", rows=None, runner="lodestar"):
    return CheckResult(runner, table, rule, severity, status, rows, "e.g. anna@example.com", tuple(metrics))


@st.composite
def graphs(draw):
    """Tables in an order in which each reads only earlier ones; metrics over any of them."""
    parents = {
        table: frozenset(draw(st.sets(st.sampled_from(TABLES[:place]), max_size=2)) if place else ())
        for place, table in enumerate(TABLES)
    }
    metrics = {
        f"m{number}": frozenset(draw(st.sets(st.sampled_from(TABLES), min_size=1, max_size=3))) for number in range(4)
    }
    exports = {"s.t8": frozenset(draw(st.sets(st.sampled_from(sorted(metrics)), max_size=2)))}
    return Graph(parents, metrics, exports, names={table.removeprefix("s."): frozenset({table}) for table in TABLES})


def paths(graph, table):
    """Every way from a table to something that it is made of, each a list of tables."""
    yield [table]
    for parent in graph.parents[table]:
        for way in paths(graph, parent):
            yield [table, *way]


def brute(graph, faults, tables):
    """The nearest fault on any way from the tables: (steps, reason), or None."""
    ends = [(len(way) - 1, faults[way[-1]]) for table in tables for way in paths(graph, table) if way[-1] in faults]
    return min(ends) if ends else None


@given(graphs(), st.sets(st.sampled_from(TABLES), max_size=3), st.booleans())
def test_a_metric_is_tainted_by_the_nearest_fault_on_any_way_to_it_and_by_nothing_else(graph, faulty, bare):
    checks = [bad(table.removeprefix("s.") if bare else table) for table in sorted(faulty)]
    faults = {table: reason_of(check) for table, check in zip(sorted(faulty), checks, strict=True)}

    found = tainted_by(graph, checks)

    expected = {name: brute(graph, faults, tables) for name, tables in graph.metrics.items()}
    assert set(found.metrics) == {name for name, nearest in expected.items() if nearest}
    for name, reason in found.metrics.items():
        steps = expected[name][0]
        nearest = {
            faults[way[-1]]
            for table in graph.metrics[name]
            for way in paths(graph, table)
            if len(way) - 1 == steps and way[-1] in faults
        }
        assert reason in nearest
    own = brute(graph, faults, ["s.t8"])
    assert ("s.t8" in found.tables) == bool(own or graph.exports["s.t8"] & set(found.metrics))
    assert found.is_total == (set(found.metrics) == set(graph.metrics))


def test_a_fault_reaches_as_far_as_the_chain_goes():
    parents = {
        table: frozenset(TABLES[place - 1 : place]) if place else frozenset() for place, table in enumerate(TABLES)
    }

    assert set(tainted_by(Graph(parents, {"m": frozenset({"s.t8"})}), [bad("s.t0")]).metrics) == {"m"}


@given(graphs(), st.sets(st.sampled_from(TABLES), max_size=2), st.sets(st.sampled_from(TABLES), max_size=2))
def test_more_faults_never_taint_less(graph, some, others):
    few = tainted_by(graph, [bad(table) for table in sorted(some)])
    more = tainted_by(graph, [bad(table) for table in sorted(some)], dict.fromkeys(others, "refused"))

    assert set(few.metrics) <= set(more.metrics)
    assert set(few.tables) <= set(more.tables)


@given(graphs(), st.sets(st.sampled_from(TABLES), max_size=4))
def test_checks_that_passed_or_only_warn_taint_nothing(graph, tables):
    checks = [bad(table, severity="warn") for table in tables] + [bad(table, status="passed") for table in tables]

    assert tainted_by(graph, checks) == tainted_by(graph, [])
    assert not tainted_by(graph, []).metrics


CHAIN = Graph(
    parents={
        "raw.a": frozenset(),
        "raw.b": frozenset(),
        "marts.a": frozenset({"raw.a"}),
        "marts.b": frozenset({"raw.b"}),
        "m.both": frozenset({"marts.a", "marts.b"}),
        "d.days": frozenset(),
        "hub.metric_values": frozenset(),
        "hub.months": frozenset({"marts.a"}),
    },
    metrics={"of_a": frozenset({"marts.a", "m.both"}), "of_b": frozenset({"marts.b", "m.both"})},
    exports={"hub.months": frozenset({"of_b"})},
    everyones=frozenset({"d.days", "hub.metric_values"}),
    shared=frozenset({"m.both"}),
    names={"a": frozenset({"marts.a"}), "both": frozenset({"m.both"})},
)
"""Two sources; two metrics that happen to stand in one table; an export over both."""


def test_a_fault_does_not_reach_a_metric_that_only_shares_a_table_with_one_that_it_reaches():
    found = tainted_by(CHAIN, [bad("raw.a", rows=12)])

    assert found.metrics == {"of_a": "raw.a: rule: 12 bad rows"}
    assert found.tables == {"hub.months": "raw.a: rule: 12 bad rows"}


def test_a_fault_of_the_shared_table_itself_reaches_both():
    assert set(tainted_by(CHAIN, [bad("m.both")]).metrics) == {"of_a", "of_b"}


def test_a_skipped_table_says_why_what_it_is_made_of_failed():
    found = tainted_by(CHAIN, [bad("a", runner="dbt", status="error", rule="is built")], unbuilt=["both"])

    assert found.metrics == dict.fromkeys(["of_a", "of_b"], "a could not be built")


def test_a_table_that_was_skipped_for_no_known_reason_is_a_fault_of_its_own():
    assert tainted_by(CHAIN, [], unbuilt=["a"]).metrics == {"of_a": "a was not built"}


@pytest.mark.parametrize("table", ["d.days", "hub.metric_values", "project", "gone.table"])
def test_what_belongs_to_everybody_or_to_nothing_known_taints_everything(table):
    found = tainted_by(CHAIN, [bad(table)])

    assert set(found.metrics) == {"of_a", "of_b"}
    assert found.is_total


def test_a_check_of_one_metric_taints_that_one_alone_whatever_table_it_is_on():
    found = tainted_by(CHAIN, [bad("hub.metric_values", metrics=["of_b"])])

    assert found.metrics == {"of_b": "hub.metric_values: rule: failed"}
    assert found.tables == {"hub.months": "hub.metric_values: rule: failed"}


def test_a_check_of_a_metric_that_nobody_knows_taints_everything():
    assert tainted_by(CHAIN, [bad("hub.metric_values", metrics=["gone"])]).is_total


def test_a_table_that_is_read_for_one_row_of_many_reaches_a_metric_by_its_own_faults_alone():
    graph = replace(CHAIN, metrics={"of_b": frozenset({"marts.b"})}, watched={"of_b": frozenset({"marts.a"})})

    assert not tainted_by(graph, [bad("raw.a")]).metrics
    assert tainted_by(graph, [bad("marts.a")]).metrics == {"of_b": "marts.a: rule: failed"}
    assert tainted_by(graph, [], unbuilt=["a"]).metrics == {"of_b": "a was not built"}


def test_the_nearest_of_two_reasons_is_said():
    found = tainted_by(CHAIN, [replace(bad("raw.a"), rule="far"), replace(bad("marts.a"), rule="near")])

    assert found.metrics["of_a"] == "marts.a: near: failed"


def test_a_reason_quotes_no_values_because_it_is_published():
    assert "anna" not in reason_of(bad("raw.a", rows=2))
    assert "anna" not in reason_of(bad("raw.a", status="error"))
