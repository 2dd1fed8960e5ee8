"""Late, corrected, deleted and copied raw rows are told apart, and each subset holds what it says."""

from __future__ import annotations

import duckdb
import pytest

from lodestar.warehouse.raw_changes import KeyedTable, RawChanges, Subset, raw_changes, subset_condition
from lodestar.warehouse.raw_state import raw_digests, raw_state

ORDERS = KeyedTable("raw", "orders", ("id",), "is_gone")
THEN = "timestamp '2026-11-01 00:00:00'"
LATER = "timestamp '2026-11-02 00:00:00'"


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    execute(
        path,
        "create schema raw",
        "create table raw.orders (id integer, amount integer, is_gone boolean, _loaded_at timestamp)",
        f"insert into raw.orders values (1, 10, false, {THEN}), (2, 20, false, {THEN}), (3, 30, null, {THEN})",
    )
    return path


def execute(path, *statements):
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)


def changes(path, then, table=ORDERS):
    digests = raw_digests(path, then)
    return raw_changes(path, table, then["raw.orders"], has_other_rows=digests != changes.before)


def noted(path):
    then = raw_state(path, [("raw", "orders")])
    changes.before = raw_digests(path, then)
    return then


def rows_of(path, then, subset):
    condition = subset_condition(ORDERS, then, subset)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as origin (read_only)")
        found = connection.execute(f"select id, amount from origin.raw.orders as raw where {condition} order by all")
        return found.fetchall()


def test_each_kind_of_row_is_counted_as_what_it_is(warehouse):
    then = noted(warehouse)
    execute(
        warehouse,
        f"insert into raw.orders values (4, 40, false, {LATER}), (1, 11, false, {LATER}), (2, 20, false, {LATER}), "
        f"(3, 30, true, {LATER})",
        f"delete from raw.orders where id = 2 and _loaded_at = {THEN}",
        f"insert into raw.orders values (1, 10, false, {LATER})",
    )

    # order 2 was deleted and delivered again, so it came late; what order 1 was before it was corrected is a copy
    assert changes(warehouse, then) == RawChanges(late=2, corrected=1, deleted=1, said_deleted=1, copies=1)


def test_a_correction_that_is_taken_back_is_a_correction(warehouse):
    execute(warehouse, f"insert into raw.orders values (1, 20, false, {THEN} + interval 1 hour)")
    then = noted(warehouse)
    execute(warehouse, f"insert into raw.orders values (1, 10, false, {LATER})")

    assert changes(warehouse, then) == RawChanges(corrected=1)


def test_a_deletion_delivered_twice_hides_no_correction(warehouse):
    execute(warehouse, f"insert into raw.orders values (3, 30, true, {THEN} + interval 1 hour)")
    then = noted(warehouse)
    execute(warehouse, f"insert into raw.orders values (3, 30, true, {LATER}), (1, 11, false, {LATER})")

    assert changes(warehouse, then) == RawChanges(corrected=1, copies=1)


def test_rows_without_a_key_are_never_known_and_an_empty_cell_is_like_another(warehouse):
    execute(warehouse, f"insert into raw.orders values (null, 1, null, {THEN})")
    then = noted(warehouse)
    execute(warehouse, f"insert into raw.orders values (null, 2, null, {LATER}), (3, 30, null, {LATER})")

    assert changes(warehouse, then) == RawChanges(late=1, copies=1)
    assert len(rows_of(warehouse, then, Subset.with_late)) == 5


def test_a_table_that_was_loaded_anew_can_not_be_told_apart(warehouse):
    then = noted(warehouse)
    execute(warehouse, f"update raw.orders set _loaded_at = {LATER}")

    assert changes(warehouse, then) == RawChanges(overwritten=True, is_told_apart=False)


def test_rows_that_come_into_an_empty_table_are_late(warehouse):
    execute(warehouse, "delete from raw.orders")
    then = noted(warehouse)
    execute(warehouse, f"insert into raw.orders values (1, 10, false, {LATER})")

    assert changes(warehouse, then) == RawChanges(late=1)
    assert rows_of(warehouse, then, Subset.kept) == []


def test_a_column_that_is_new_changes_no_row_of_then(warehouse):
    then = noted(warehouse)
    execute(warehouse, "alter table raw.orders add column note varchar")

    assert changes(warehouse, then) == RawChanges()


def test_a_table_that_does_not_say_when_rows_came_is_one_change_or_none(warehouse):
    execute(warehouse, "alter table raw.orders drop column _loaded_at")
    then = noted(warehouse)
    assert changes(warehouse, then) == RawChanges(is_told_apart=False)
    execute(warehouse, "insert into raw.orders values (9, 1, false)")

    assert changes(warehouse, then) == RawChanges(overwritten=True, is_told_apart=False)


def test_nothing_happened_to_rows_that_are_as_they_were(warehouse):
    assert changes(warehouse, noted(warehouse)) == RawChanges()


def test_rows_that_were_overwritten_are_found_by_their_digest(warehouse):
    then = noted(warehouse)
    execute(warehouse, "update raw.orders set amount = 99 where id = 1")

    assert changes(warehouse, then) == RawChanges(overwritten=True)


def test_without_a_key_every_new_row_is_late(warehouse):
    then = noted(warehouse)
    execute(warehouse, f"insert into raw.orders values (1, 11, false, {LATER}), (2, 20, false, {LATER})")

    assert changes(warehouse, then, KeyedTable("raw", "orders")) == RawChanges(late=2)


def test_a_table_that_is_gone_lost_all_its_rows(warehouse):
    then = noted(warehouse)
    execute(warehouse, "drop table raw.orders")

    assert changes(warehouse, then).deleted == 3


def test_each_subset_holds_the_one_before_and_one_kind_more(warehouse):
    then = noted(warehouse)
    execute(
        warehouse,
        f"insert into raw.orders values (4, 40, false, {LATER}), (1, 11, false, {LATER}), (3, 30, true, {LATER})",
        "delete from raw.orders where id = 2",
    )

    kept = [(1, 10), (3, 30)]
    assert rows_of(warehouse, then, Subset.kept) == kept
    assert rows_of(warehouse, then, Subset.with_late) == [*kept, (4, 40)]
    assert rows_of(warehouse, then, Subset.with_corrected) == sorted([*kept, (4, 40), (1, 11)])
    assert rows_of(warehouse, then, Subset.everything) == sorted([*kept, (3, 30), (4, 40), (1, 11)])
