"""The sensor requests one refresh for each new listing of raw files, and says why when it doesn't."""

from __future__ import annotations

import os
import time

import dagster as dg
import pytest

LONG_AGO = 1_700_000_000


@pytest.fixture
def look(shop):
    """Evaluates the sensor as its daemon does, with the cursor of the evaluation before."""
    from orchestration.definitions import definitions_of

    sensor = definitions_of(shop).resolve_sensor_def("new_raw_files")

    def evaluate(cursor=None):
        return sensor.evaluate_tick(dg.build_sensor_context(cursor=cursor))

    return evaluate


@pytest.fixture
def arrive(shop, deliver):
    """A file that arrived whole some time ago."""

    def file(name, orders, at=LONG_AGO):
        deliver(shop, name, orders)
        os.utime(shop.raw_dir / "orders" / f"{name}.csv", (at, at))

    return file


def test_a_new_listing_requests_one_refresh_by_a_key_that_stays(look, arrive):
    arrive("january", "1,1,2026-01-30 10:00:00,10.00,false\n")

    first, again = look(), look()

    (request,) = first.run_requests
    assert request.run_key == first.cursor
    assert [r.run_key for r in again.run_requests] == [request.run_key]


def test_the_same_listing_is_skipped_with_a_reason(look, arrive):
    arrive("january", "1,1,2026-01-30 10:00:00,10.00,false\n")

    tick = look(look().cursor)

    assert not tick.run_requests
    assert tick.skip_message == "No new file: the same 1 as at the last request."


@pytest.mark.parametrize(
    ("name", "orders", "at"),
    [
        ("february", "1,1,2026-01-30 10:00:00,10.00,false\n", LONG_AGO),
        ("january", "1,1,2026-01-30 10:00:00,10.00,false\n", LONG_AGO + 1),
        ("january", "1,1,2026-01-30 10:00:00,9.00,false\n", LONG_AGO),
    ],
    ids=["another name", "another time", "another size"],
)
def test_every_change_of_the_listing_is_a_run_of_its_own(look, arrive, name, orders, at):
    arrive("january", "1,1,2026-01-30 10:00:00,10.00,false\n")
    before = look()
    arrive(name, orders, at)

    after = look(before.cursor)

    assert len(after.run_requests) == 1
    assert after.run_requests[0].run_key != before.run_requests[0].run_key


def test_a_file_that_may_still_be_arriving_waits_for_the_next_look(look, arrive):
    arrive("january", "1,1,2026-01-30 10:00:00,10.00,false\n")
    cursor = look().cursor
    arrive("february", "", at=time.time())

    early = look(cursor)
    arrive("february", "", at=time.time() - 60)
    later = look(cursor)

    assert not early.run_requests
    assert early.skip_message == "orders/february.csv may still be arriving: it changed just now."
    assert len(later.run_requests) == 1


def test_files_that_no_source_declares_are_not_seen(look, arrive, shop):
    arrive("january", "1,1,2026-01-30 10:00:00,10.00,false\n")
    cursor = look().cursor
    (shop.raw_dir / "_truth.json").write_text("{}")
    os.utime(shop.raw_dir / "_truth.json", (LONG_AGO, LONG_AGO))

    assert not look(cursor).run_requests


def test_an_empty_folder_is_skipped_with_a_reason(look, shop):
    tick = look()

    assert not tick.run_requests
    assert tick.skip_message == f"No file that a source declares is in {shop.raw_dir}."
