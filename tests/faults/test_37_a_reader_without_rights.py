"""Row 37: a reader without rights to a team's rows: they are not in their view, and the denial is logged."""

from __future__ import annotations

import json
import subprocess
import sys

import duckdb
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.fault(37, "a reader without rights to a team's rows")]

LODESTAR = [sys.executable, "-c", "from lodestar.cli.app import main; main()"]
ACCESS = """readers:
  Chen Yu: [shop]
  Li Na: [north]
rows:
  - {dimension: store, member: South, teams: [shop]}
  - {metric: returned_share, teams: [quality]}
  - {metric: revenue_growth, teams: [north]}
"""


def test_37_what_a_reader_may_not_read_is_in_no_view_of_theirs(seen, built_shop, tmp_path):
    (built_shop.root / "governance").mkdir()
    (built_shop.root / "governance" / "access.yml").write_text(ACCESS)

    def lodestar(*arguments):
        done = subprocess.run([*LODESTAR, *arguments], capture_output=True, text=True, cwd=built_shop.root, check=False)
        assert "Traceback" not in done.stderr
        return done

    by_store = ("query", "net_revenue", "--by", "store", "--grain", "month", "--format", "csv")
    assert "South" in lodestar(*by_store, "--reader", "Chen Yu").stdout
    theirs = lodestar(*by_store, "--reader", "Li Na")
    assert ("North" in theirs.stdout, "South" in theirs.stdout, theirs.returncode) == (True, False, 0)

    refused = lodestar("query", "returned_share", "--reader", "Li Na")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "returned_share is read by quality, shop alone" in refused.stderr
    assert lodestar(*by_store, "--member", "South", "--reader", "Li Na").returncode == 1
    assert lodestar("show", "returned_share", "--reader", "Li Na").returncode == 1
    assert "returned_share" not in lodestar("metrics", "--reader", "Li Na").stdout
    assert lodestar("metrics", "--reader", "Nobody").returncode == 1
    assert lodestar("metrics").returncode == 2

    extract = tmp_path / "li_na.duckdb"
    assert lodestar("releases", "extract", "--reader", "Li Na", "-o", str(extract)).returncode == 0
    with duckdb.connect(str(extract), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()]
        for table in tables:
            text = str(connection.execute(f"select * from hub.{table}").fetchall())
            assert "South" not in text, table
            assert "returned_share" not in text, table
        whole = "select value from hub.metric_values where metric_name = 'net_revenue' and dimension = 'total'"
        assert connection.execute(whole).fetchall()  # totals stay
        assert connection.execute("select count(*) from hub.store_scorecard").fetchone() != (0,)

    log = [json.loads(line) for line in (built_shop.hub_dir / "access.log").read_text().splitlines()]
    assert [(line["reader"], line["asked"], line["about"], line["outcome"]) for line in log] == [
        ("Li Na", "query", "store=South", "left out"),
        ("Li Na", "query", "returned_share", "refused"),
        ("Li Na", "query", "store=South", "refused"),
        ("Li Na", "show", "returned_share", "refused"),
        ("Nobody", "metrics", "", "refused: not listed"),
    ]
    seen.happened("the store and the metric are in no answer, catalog or extract; five denials are logged")
