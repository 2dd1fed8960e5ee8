"""The history of checks holds every build, says which were published, and quotes no row."""

import gzip

import duckdb

from lodestar.quality.result import CheckResult
from lodestar.releases.check_log import check_history, log_checks
from lodestar.warehouse.publication import write_release_tables

CHECK = CheckResult("lodestar", "raw.orders", "r", "block", "failed", 3, "e.g. Li Na", ("sales", "orders")).as_dict()
AT = "2026-11-22 12:00:00"


def rows(tmp_path):
    folder = tmp_path / f"out{len(list(tmp_path.glob('out*')))}"
    folder.mkdir()
    build = tmp_path / "build.duckdb"
    duckdb.connect(str(build)).close()
    facts = {"check_history": check_history(tmp_path / "hub")}
    write_release_tables(build, folder / "r.duckdb", folder / "parquet", [], facts)
    with duckdb.connect(str(folder / "r.duckdb"), read_only=True) as connection:
        return connection.execute("select * exclude (checked_at) from hub.check_history order by all").fetchall()


def publish(hub, release_id):
    (hub / "releases" / release_id).mkdir(parents=True)


def test_published_and_stopped_builds_are_kept_without_what_a_check_found(tmp_path):
    hub = tmp_path / "hub"
    log_checks(hub, "b1", AT, [CHECK], release_id="r1")
    publish(hub, "r1")
    log_checks(hub, "b2", AT, [{**CHECK, "metrics": []}])

    assert rows(tmp_path) == [
        ("r1", "b1", "lodestar", "raw.orders", "r", "block", "failed", 3, "sales,orders", ""),
        (None, "b2", "lodestar", "raw.orders", "r", "block", "failed", 3, "", ""),
    ]
    assert "Li Na" not in "".join(gzip.decompress(path.read_bytes()).decode() for path in (hub / "checks").iterdir())


def test_a_build_that_is_written_again_replaces_itself(tmp_path):
    hub = tmp_path / "hub"
    log_checks(hub, "b1", AT, [CHECK])
    log_checks(hub, "b1", AT, [CHECK], release_id="r1")

    assert [row[0] for row in rows(tmp_path)] == ["r1"]


def test_a_release_that_never_came_is_taken_back_by_the_next_build(tmp_path):
    hub = tmp_path / "hub"
    for build, release in (("b1", "r1"), ("b2", "r2")):
        log_checks(hub, build, AT, [CHECK], release_id=release)
        if release == "r1":
            publish(hub, release)
    log_checks(hub, "b3", AT, [CHECK], release_id="r3")  # r2 died before it was there

    assert [row[0] for row in rows(tmp_path)] == ["r1", "r3", None]


def test_a_release_that_was_removed_for_its_age_stays_in_the_history(tmp_path):
    hub = tmp_path / "hub"
    log_checks(hub, "b1", AT, [CHECK], release_id="r1")
    publish(hub, "r2")
    log_checks(hub, "b2", AT, [CHECK], release_id="r2")
    log_checks(hub, "b3", AT, [CHECK])

    assert [row[0] for row in rows(tmp_path)] == ["r1", "r2", None]


def test_a_hub_without_any_build_has_an_empty_history(tmp_path):
    assert rows(tmp_path) == []


def test_a_torn_file_of_the_history_stops_no_release(tmp_path):
    hub = tmp_path / "hub"
    torn = log_checks(hub, "b1", AT, [CHECK])
    torn.write_bytes(torn.read_bytes()[:-9])
    log_checks(hub, "b2", AT, [CHECK])

    assert [row[1] for row in rows(tmp_path)] == ["b2"]
