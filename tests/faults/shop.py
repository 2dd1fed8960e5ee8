"""What tests of builds that die compare: every file of the release that readers see, and every row of a hub."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from pathlib import Path

import duckdb

from lodestar.releases.release import current_release
from lodestar.settings import Project

HEADER = "id,store_id,ordered_at,amount,is_returned\n"
MORE = HEADER + "5,1,2026-02-03 00:00:00,100,false\n6,2,2026-02-04 00:00:00,7.25,true\n"

DELIVERED = 1_770_000_000
"""When every file of these tests was delivered, in seconds since 1970."""

WHEN = (
    *("_loaded_at", "_lodestar_loaded_at", "loaded_at", "published_at", "checked_at"),
    *("release_id", "build_id", "git_commit"),
)
"""Columns that say when or by which build a row was written, which no two builds share."""

OWN = {"check_history": "where release_id = (select release_id from hub.release)"}
"""Of the history of all builds, which tells of dead ones too, the checks of the release itself are compared."""


def build_until_checked(project: Project) -> None:
    """The steps of a build before publishing; then the lock is left as it is, because the process ends."""
    from lodestar.workflows import build as workflow
    from lodestar.workflows.compile import compile_metric_tables

    workflow.begin(project)
    with workflow.step(project):
        compile_metric_tables(project)
        workflow.load(project)
        workflow.transform(project)
        workflow.check(project)


def publish_checked(project: Project, *, build_id: str | None = None) -> None:
    """Publishes a build that was checked elsewhere; with an id, the one that was published last once more."""
    from lodestar.releases import lock
    from lodestar.releases.journal import Journal, read_journal, write_journal
    from lodestar.workflows import build as workflow

    lock.acquire(project.lock_path)
    lock.recovered(project.lock_path)
    if build_id:
        shutil.copyfile(project.warehouse, project.build_dir / project.warehouse.name)
        before = read_journal(project.build_dir)
        journal = Journal(build_id, "building", before.started_at, intake=before.intake, checks=before.checks)
        journal.move_to("checked")
        write_journal(project.build_dir, journal)
    with workflow.step(project):
        workflow.publish(project)


def deliver(project: Project, name: str, text: str) -> None:
    folder = project.raw_dir / "orders"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (DELIVERED, DELIVERED))  # the warehouse remembers it, and hubs are compared row for row


def read_whole(project: Project) -> str:
    """The id of the release that `hub/current` names, after every file of it was held against its checksum here."""
    folder = (project.hub_dir / "current").resolve()
    facts = json.loads((folder / "release.json").read_text())
    for name, checksum in facts["checksums"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == checksum, f"{folder.name}: {name}"
    assert facts["release_id"] == folder.name == current_release(project.hub_dir).release_id
    return folder.name


def published_rows(project: Project) -> dict[str, Counter[str]]:
    """Table -> its rows, for each table that is published; those of times and ids left out."""
    return _rows(current_release(project.hub_dir).database, {"hub"})


def mart_rows(project: Project) -> dict[str, Counter[str]]:
    """Table -> its rows, for each mart and raw table in the warehouse."""
    return _rows(project.warehouse, {"marts", "raw"})


def _rows(database: Path, schemas: set[str]) -> dict[str, Counter[str]]:
    found = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_catalog = current_database()"
        ).fetchall()
        for schema, name in tables:
            if schema in schemas:
                relation = connection.execute(f'select * from "{schema}"."{name}" {OWN.get(name, "")}')
                columns = [column[0] for column in relation.description]
                kept = [i for i, column in enumerate(columns) if column not in WHEN]
                found[f"{schema}.{name}"] = Counter(str([row[i] for i in kept]) for row in relation.fetchall())
    assert found
    return found


def nothing_is_left(project: Project) -> None:
    """No folder of a dead build, no file of one, no lock that names anybody, no check of a release that never was."""
    hub = project.hub_dir
    assert not [path for path in (hub / "releases").iterdir() if path.name.startswith(".")]
    assert not list(hub.glob(".current.*"))
    assert not (hub / "build" / "warehouse.duckdb").exists()
    assert not (hub / "build" / "warehouse.duckdb.wal").exists()
    assert (hub / "build.lock").read_text() == ""
    with duckdb.connect(str(current_release(hub).database), read_only=True) as connection:
        told = connection.execute("select distinct release_id from hub.check_history where release_id is not null")
        assert {row[0] for row in told.fetchall()} <= {build.get("release") for build in ended_builds(project)}


def build_state(project: Project) -> str | None:
    """The state of the build in `hub/build`; None while there is none."""
    try:
        return str(json.loads((project.build_dir / "journal.json").read_text())["state"])
    except FileNotFoundError:
        return None


def ended_builds(project: Project) -> list[dict[str, str]]:
    """The record of builds."""
    return [json.loads(line) for line in (project.hub_dir / "builds.jsonl").read_text().splitlines()]
