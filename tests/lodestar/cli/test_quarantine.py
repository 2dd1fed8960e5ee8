"""What is held is said at once, and a person's way from the list to the replay is the one that the list names."""

from __future__ import annotations

import json
import subprocess
import sys

import duckdb
import pytest

from lodestar.warehouse.quarantine import prepare_quarantine

pytestmark = pytest.mark.slow

LODESTAR = [sys.executable, "-c", "from lodestar.cli.app import main; main()"]


def lodestar(project, *arguments):
    done = subprocess.run([*LODESTAR, *arguments], capture_output=True, text=True, cwd=project.root, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_from_the_list_to_the_replay(built_shop):
    assert "Nothing is held" in lodestar(built_shop, "quarantine", "list").stdout
    with duckdb.connect(str(built_shop.warehouse)) as connection:
        prepare_quarantine(connection)
        connection.execute(
            "insert into quarantine.records values ('0123456789abcdef', 'raw.shop__orders', 'orders/january.csv', "
            "'x', 7, 'range', 'amount', 'amount is -5, which is less than 0.', '7,1,2026-02-01 10:00:00,-5,false', "
            "timestamp '2026-02-03', 'held', null)"
        )

    listed = lodestar(built_shop, "quarantine", "list").stdout
    for said in (
        "raw.shop__orders",
        "orders/january.csv",
        "amount is -5",
        "1 record, as of",
        "quarantine export --table",
    ):
        assert said in listed
    (record,) = json.loads(lodestar(built_shop, "quarantine", "list", "--format", "json").stdout)
    assert record["source_line"] == 7
    assert "mode 0600" in lodestar(built_shop, "quarantine", "export", "-o", "bad.csv").stdout
    replayed = lodestar(built_shop, "quarantine", "replay", "bad.csv", "--person", "Chen Yu")
    assert "1 record of raw.shop__orders" in replayed.stdout
    assert "next `lodestar build`" in replayed.stdout
    wrong = lodestar(built_shop, "quarantine", "list", "--rule", "rang")
    assert (wrong.returncode, "Did you mean 'range'" in wrong.stderr) == (2, True)
    # the list of releases is still a command of its own
    assert lodestar(built_shop, "releases").stdout.startswith("* ")
