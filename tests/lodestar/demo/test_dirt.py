"""The files hold the dirt that the truth says was planted, and nothing that the contract forbids."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.lodestar.demo.conftest import CHANGED

if TYPE_CHECKING:
    from tests.lodestar.demo.conftest import Delivered

EXTRACT = "2026-11-15 22:00:00"
TIMES = {"property_createdate", "property_lastmodifieddate", "_fivetran_synced", "property_closedate", "create_date"}
TIMES |= {"write_date", "date_order", "property_hs_submission_timestamp", "occurred_at", "received_at", "created_at"}
TIMES |= {"synced_at", "posted_at", "reacted_at", "started_at", "recorded_at"}


def tables(small: Delivered) -> list[str]:
    return [table for table in small.truth.row_counts if table != "segment.tracks"]


def test_nothing_is_later_than_the_extract_or_earlier_than_the_first_business_day(small: Delivered) -> None:
    for table in tables(small):
        for row in small.rows(table):
            times = [row[column] for column in TIMES & row.keys() if row[column]]
            assert all("2025-04-30 16:00:00" <= time <= EXTRACT for time in times), (table, row)
    for call in small.calls:
        for time in (call["timestamp"], call["receivedAt"]):
            assert "2025-04-30T16:00:00.000Z" <= time <= "2026-11-15T22:00:00.000Z", call


def test_every_system_has_rows_in_the_night_of_the_extract(small: Delivered) -> None:
    for table, column in (
        ("hubspot.contacts", "property_createdate"),
        ("hubspot.feedback_submissions", "property_hs_submission_timestamp"),
        ("odoo.sale_order", "date_order"),
        ("classroom.document_events", "occurred_at"),
        ("community.posts", "posted_at"),
        ("factory.machine_shifts", "recorded_at"),
    ):
        assert any(row[column] >= "2026-11-15 16:00:00" for row in small.rows(table)), table
    assert any(call["timestamp"] >= "2026-11-15T16:00:00.000Z" for call in small.people_calls)


def test_track_files_are_cut_by_the_utc_date_of_receipt_and_sorted(small: Delivered) -> None:
    received = [call["receivedAt"] for call in small.calls]
    assert received == sorted(received)
    by_file = Counter(f"segment/tracks/{time[:10]}.jsonl.gz" for time in received)
    planned = {name: content.rows for name, content in small.truth.files.items() if name.startswith("segment")}
    assert planned == {name: by_file[name] for name in planned}


def test_csv_files_hold_one_state_a_record_and_month_apart_from_planted_copies(small: Delivered) -> None:
    copies = 0
    for table in tables(small):
        name = table.split(".")[1]
        changed = CHANGED.get(name, "write_date")
        key = "deal_id" if name == "deals" else "id"
        seen: set[tuple[str, str]] = set()
        for row in small.rows(table):
            month = row[changed][:7]
            copies += (row[key], month) in seen
            seen.add((row[key], month))
    planted = small.truth.planted
    assert copies == planted["rows_copied_in_the_same_file"] + planted["rows_copied_in_the_next_file"]


def test_copied_events_carry_the_same_message_and_come_later(small: Delivered) -> None:
    first: dict[str, dict[str, str]] = {}
    same_file = later_file = 0
    for call in small.calls:
        original = first.setdefault(call["messageId"], call)
        if original is not call:
            assert {**call, "receivedAt": ""} == {**original, "receivedAt": ""}
            same_file += call["receivedAt"][:10] == original["receivedAt"][:10]
            later_file += call["receivedAt"][:10] != original["receivedAt"][:10]
    assert same_file == small.truth.planted["events_copied_in_the_same_file"] > 0
    assert later_file == small.truth.planted["events_copied_in_a_later_file"] > 0


def test_late_events_are_at_most_three_days_late(small: Delivered) -> None:
    first = {call["messageId"]: call for call in reversed(small.calls)}
    lags = [small.moment(call["receivedAt"]) - small.moment(call["timestamp"]) for call in first.values()]
    assert max(lags) <= timedelta(days=3)
    assert sum(lag > timedelta(minutes=1) for lag in lags) > 0.9 * small.truth.planted["events_late"] > 0
    ahead = sum(lag < -timedelta(minutes=5) for lag in lags)
    assert ahead == small.truth.planted["events_clock_hours_ahead"] > 0


def test_bots_and_visitors_are_counted(small: Delivered) -> None:
    calls = {call["messageId"]: call for call in small.calls}.values()
    bots = sum((call["userId"] or "") > "u9000000" for call in calls)
    assert bots == small.truth.planted["events_of_bots"] > 0
    assert sum(call["userId"] is None for call in calls) == small.truth.planted["events_anonymous"] > 0


def test_boundary_rows_fall_in_the_business_month_the_truth_names(small: Delivered) -> None:
    found = defaultdict(set)
    for row in small.truth.boundary:
        assert small.month(row.at) == row.business_month
        found[row.table].add(row.business_month)
        assert row.at[11:19] in {"15:59:59", "16:00:00"}
    assert {table for table, months in found.items() if len(months) >= 6} >= {
        "odoo.sale_order", "odoo.pos_order", "segment.tracks", "hubspot.feedback_submissions",
        "classroom.document_events", "community.posts",
    }  # fmt: skip
    calls = {call["messageId"]: call for call in small.calls}
    orders = {
        row["name"]: row for table in ("sale_order", "pos_order") for row in small.latest(f"odoo.{table}").values()
    }
    for row in small.truth.boundary:
        if row.table == "segment.tracks":
            assert calls[row.id]["timestamp"] == row.at
        if row.table.startswith("odoo"):
            assert orders[row.id]["date_order"] == row.at


def test_every_kind_of_dirt_is_planted_even_in_a_small_company(small: Delivered) -> None:
    expected = {
        "contacts_merged_away", "contacts_test", "contacts_deleted", "orders_left_as_cancel", "orders_left_as_draft",
        "orders_cancelled_in_a_later_month", "orders_refunded_in_full", "orders_refunded_in_part", "orders_walk_in",
        "refunds_in_a_later_month", "refunds_left_as_draft", "repeat_buyers_under_two_partners", "csat_answers",
        "customers_with_two_partners", "sessions_boundary", "sessions_over_midnight", "sessions_two_devices",
        "sessions_gap_300s", "sessions_gap_301s", "sessions_of_59s", "sessions_of_60s", "sessions_late",
        "events_of_integrations", "documents_viewed_by_another_department", "conversions_too_late",
        "documents_across_departments_over_two_months", "teachers_in_two_departments", "document_events_late",
        "accounts_back_a_day_too_late", "self_reactions", "posts_deleted", "reactions_taken_back", "reactions_too_late",
        "accounts_found_to_be_paid", "community_rows_late", "shifts_with_overtime", "shifts_unplanned",
        "merge_chains_listing_all", "merge_chains_listing_the_last", "partners_linked_later", "answers_edited",
        "shifts_corrected",
    }  # fmt: skip
    missing = {name for name in expected if small.truth.planted.get(name, 0) < 1}
    assert missing == set()


def test_comments_hold_what_a_naive_csv_reader_breaks_on(small: Delivered) -> None:
    comments = "".join(row["property_hs_content"] for row in small.rows("hubspot.feedback_submissions"))
    assert all(mark in comments for mark in ('"', ",", "\n", "孩"))
