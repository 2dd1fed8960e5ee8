"""Row 4: readers loop while builds run, publish and remove old releases."""

from __future__ import annotations

import json
import time
from datetime import date
from functools import partial

import duckdb
import pytest

from lodestar.settings import open_project
from lodestar.workflows import read
from lodestar.workflows.build import build
from tests.faults.forked import Forked, wait_until
from tests.faults.shop import HEADER, deliver, read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(4, "20 readers looping during build and publish")]

MONTH = date(2026, 2, 1)

OF_METRICS = (
    "select metric_name, value, numerator, denominator from {} "
    f"where grain = 'month' and dimension = 'total' and period_start = date '{MONTH}'"
)


def read_directly(project):
    """As a BI tool reads: `hub/current` is resolved once, then the database and the Parquet file below it."""
    folder = (project.hub_dir / "current").resolve(strict=True)
    with duckdb.connect(str(folder / f"metrics-{folder.name}.duckdb"), read_only=True) as connection:
        ids = [row[0] for row in connection.execute("select release_id from hub.release").fetchall()]
        found = connection.execute(OF_METRICS.format("hub.metric_values")).fetchall()
        beside = connection.execute(OF_METRICS.format(f"'{folder / 'parquet' / 'metric_values.parquet'}'")).fetchall()
        (_, *said) = connection.execute("select 1, release_id from hub.check_results group by all").fetchall()[0]
    assert ids == said == [folder.name]
    assert sorted(map(str, found)) == sorted(map(str, beside))
    return folder.name, {name: values for name, *values in found}


def read_by_command(project):
    """As `lodestar query` reads."""
    answer = read.query(project, ["net_revenue", "average_order_value"], grain="month", start=MONTH, end=MONTH)
    return answer.release_id, {row.metric_name: [row.value, row.numerator, row.denominator] for row in answer.values}


def loop(how, root, results, stop):
    """Reads until it is told to stop, and writes down what it got: release, revenue, orders."""
    project = open_project(root)
    with results.open("w", encoding="utf-8") as file:
        while not stop.exists():
            release_id, metrics = how(project)
            revenue, orders = metrics["net_revenue"][0], metrics["average_order_value"][2]
            file.write(json.dumps([release_id, float(revenue), float(orders)]) + "\n")
            file.flush()
            time.sleep(0.05)


@pytest.mark.parametrize(("readers", "releases"), [(4, 3), pytest.param(20, 10, marks=pytest.mark.thorough)])
def test_04_readers_never_fail_and_each_result_is_of_one_release(seen, built_shop, readers, releases):
    settings = built_shop.root / "dbt_project.yml"  # old releases are removed while they are read
    settings.write_text(settings.read_text().replace("vars:\n", "vars:\n  keep_releases: 1\n  keep_days: 0\n"))
    truth = {read_whole(built_shop): (35.5, 2.0)}
    stop, folder = built_shop.root / "stop", built_shop.root / "readers"
    folder.mkdir()
    results = [folder / f"{i}.jsonl" for i in range(readers)]
    children = [
        Forked(
            partial(loop, (read_directly, read_by_command)[i % 2], built_shop.root, path, stop),
            path.with_suffix(".said"),
            stuck=1800,
        )
        for i, path in enumerate(results)
    ]
    try:
        wait_until(lambda: all(path.exists() and path.stat().st_size for path in results))
        for number in range(1, releases + 1):
            order = f"{100 + number},1,2026-02-10 00:00:00,{10 * number},false\n"
            deliver(built_shop, f"number{number}", HEADER + order)
            said = built_shop.root / "said"
            assert Forked(partial(build, open_project(built_shop.root)), said).wait() == 0, said.read_text()
            _, revenue, orders = (0, *list(truth.values())[-1])
            truth[read_whole(built_shop)] = (revenue + 10 * number, orders + 1)
    finally:
        time.sleep(0.5)
        stop.touch()
        codes = [child.wait() for child in children]

    said = [path.with_suffix(".said").read_text() for path in results]
    assert codes == [0] * readers, said
    assert said == [""] * readers  # not a warning either
    assert len(truth) == releases + 1
    read_by = [[json.loads(line) for line in path.read_text().splitlines()] for path in results]
    for lines in read_by:
        for release_id, revenue, orders in lines:
            assert (revenue, orders) == truth[release_id]
        order_read = [list(truth).index(release_id) for release_id, *_ in lines]
        assert order_read == sorted(order_read)  # nobody goes back to an older one
        assert lines[-1][0] == list(truth)[-1]
    assert {release_id for lines in read_by for release_id, *_ in lines} == set(truth)
    assert len(list(built_shop.releases_dir.iterdir())) < len(truth)
    reads = sum(map(len, read_by))
    seen.happened(f"{readers} readers, {reads:,} reads, {releases} releases: 0 errors, each read of one release")
