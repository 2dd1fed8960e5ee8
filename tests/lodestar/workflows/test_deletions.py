"""Whoever asks to be forgotten is gone from raw tables, marts, states, quarantine, and stays gone."""

from __future__ import annotations

import stat

import duckdb
import pytest

from lodestar.errors import ConfigurationError, UnknownNameError, UsageError
from lodestar.warehouse.quarantine import prepare_quarantine
from lodestar.workflows.build import build
from lodestar.workflows.deletions import deletions_path, forget
from tests.personal_shop import with_people

pytestmark = pytest.mark.slow

WHY = {"by": "Chen Yu", "reason": "asked by letter"}


def rows(project, sql):
    with duckdb.connect(str(project.warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def hold(project, *records):
    with duckdb.connect(str(project.warehouse)) as connection:
        prepare_quarantine(connection)
        for number, record in enumerate(records):
            connection.execute(
                "insert into quarantine.records (quarantine_id, relation, source_file, record, status) "
                "values (?, 'raw.shop__orders', 'orders/january.csv', ?, 'held')",
                [str(number), record],
            )


def test_a_member_is_gone_everywhere_at_once_and_stays_gone(shop, published):
    build(with_people(shop))
    # the cell of member_id decides, not the same text elsewhere; what can't be split is taken by a whole word
    hold(shop, "9,1,x,71.5,false,71,Ada", "71,1,x,1,false,72,Wang", '9,"71', "9,1,x,171,false,7")
    found = forget(shop, subject="member", value="71", **WHY)
    assert (found.rows, found.files) == ({"raw.shop__orders": 2}, ("orders/january.csv",))

    report = build(shop)

    assert report.is_new
    assert any("2 from raw.shop__orders" in line and "whoever keeps them" in line for line in report.intake.warnings)
    assert any("2 from quarantine.records" in line for line in report.intake.warnings)
    assert rows(shop, "select quarantine_id from quarantine.records order by 1") == [("1",), ("3",)]
    assert rows(shop, "select id from raw.shop__orders order by 1") == [(2,), (4,)]
    assert rows(shop, "select order_id from marts.fct_orders order by 1") == [(2,), (4,)]
    assert published(
        shop,
        "select value from hub.metric_values where metric_name = 'net_revenue' and grain = 'month' "
        "and dimension = 'total' order by period_start",
    ) == [(0.0,), (5.0,)]

    # delivered once more under another name, with a new order: the rows come and go in one build
    text = (shop.raw_dir / "orders" / "january.csv").read_text() + "5,1,2026-02-04 10:00:00,9.00,false,71,Ada\n"
    (shop.raw_dir / "orders" / "again.csv").write_text(text)
    build(shop)
    assert rows(shop, "select count(*) from raw.shop__orders where member_id = 71") == [(0,)]
    assert rows(shop, "select order_id from marts.fct_orders order by 1") == [(2,), (4,)]


def test_a_request_is_kept_private_and_said_once(shop):
    build(with_people(shop))
    path = forget(shop, table="raw.shop__orders", column="id", value="4", **WHY).path

    assert (path, stat.S_IMODE(path.stat().st_mode)) == (deletions_path(shop), 0o600)
    with pytest.raises(UsageError, match=r"stands in .* already"):
        forget(shop, table="raw.shop__orders", column="id", value="4", **WHY)
    with pytest.raises(UnknownNameError, match="Did you mean 'member'"):
        forget(shop, subject="members", value="4", **WHY)
    with pytest.raises(UnknownNameError, match="Did you mean 'buyer'"):
        forget(shop, table="raw.shop__orders", column="buyr", value="4", **WHY)
    with pytest.raises(UsageError, match="--subject, or with --table and --column"):
        forget(shop, value="4", **WHY)
    with pytest.raises(UsageError, match="--reason"):
        forget(shop, subject="member", value="4", by="x", reason="")


def test_a_torn_list_of_requests_stops_the_build_with_its_line(shop):
    build(with_people(shop))
    path = forget(shop, subject="member", value="71", **WHY).path
    path.write_text(path.read_text() + "2026-01-01,x\n")

    with pytest.raises(ConfigurationError, match=r"deletions\.csv, line 3: a row has 7 cells"):
        build(shop)


def test_a_held_record_names_a_person_however_json_and_csv_spell_it(shop):
    build(with_people(shop))
    held = (
        '{"buyer": "\\u738b\\u82b3"}',
        '{"id": 1, "buyer": "\\u738b\\u82b3"',
        '{"id": 1, "buyer": "王芳"}x',
        "9,王芳芳",
    )
    hold(shop, *held)
    forget(shop, table="raw.shop__orders", column="buyer", value="王芳", **WHY)
    build(shop)

    assert rows(shop, "select quarantine_id from quarantine.records") == [("3",)]
