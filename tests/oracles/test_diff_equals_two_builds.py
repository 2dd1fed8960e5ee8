"""`lodestar diff` equals two full builds, before and after, value for value: 20 and more changes of every sort.

The builds are plain dbt, whole, with nothing left of the other definition. A change that breaks a dbt test still has
values, so tests are not run: what is compared are numbers.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from lodestar.dbt import invocation
from lodestar.settings import Project, open_project
from lodestar.workflows.compile import compile_for_dbt
from lodestar.workflows.diff import diff
from tests.oracles.differences.changes import BATCHES

QUICK = "a definition and its models at once"
"""The batch that every `make test` runs; `make thorough` runs them all."""

VALUES = "metric_name, grain, period_start, dimension, member, value, is_complete"


@pytest.fixture(scope="module")
def company(demo_hub, tmp_path_factory) -> Project:
    """The demo company in a git repository of its own, built."""
    root = tmp_path_factory.mktemp("company") / "project"
    shutil.copytree(demo_hub.project.root, root, symlinks=True, ignore=shutil.ignore_patterns("target", "logs"))
    (root / ".gitignore").write_text("/hub/\n/raw/\n/target/\n", encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "before")
    return open_project(root)


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture(scope="module")
def before(company) -> Path:
    """All values of a full build before any change."""
    return full_build(company)


def full_build(project: Project) -> Path:
    """Plain dbt builds everything in a new file, which has nothing but the raw tables."""
    compile_for_dbt(project)
    warehouse = project.developer_warehouse
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("drop schema if exists states cascade")
        connection.execute("drop schema if exists metrics cascade")
        connection.execute("drop schema if exists marts cascade")
    with invocation.environment(project, warehouse):
        result = invocation._invoke(project, ["build", "--full-refresh", *invocation.WITHOUT_TESTS], None)
    assert result.success, result.said
    kept = warehouse.with_name(f"values-{len(list(warehouse.parent.glob('values-*')))}.parquet")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"copy (select {VALUES} from hub.metric_values) to '{kept}' (format parquet)")
    return kept


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name == QUICK else [pytest.mark.thorough]) for name in BATCHES]
)
def test_values_of_diff_are_those_of_two_builds(company, before, tmp_path, name):
    for edit in BATCHES[name]:
        edit.apply(company.root)
    try:
        found = diff(company, rows_to=tmp_path / "rows.parquet")
        after = full_build(company)
    finally:
        git(company.root, "checkout", "--quiet", ".")
    notes = {change.name: change.values_note for change in found.of_meaning if change.values_note}
    changed = [change.name for change in found.of_meaning]

    assert not notes
    assert changed
    with duckdb.connect() as connection:
        built = pairs(connection, before, after)
        assert set(changed) >= differing(connection, built), "a number differs that diff does not name"
        told = f"(select * from '{tmp_path / 'rows.parquet'}')"
        columns = "metric_name, grain, period_start, dimension, member, old, new, is_complete, has_old, has_new"
        ours = f"select {columns} from {told}"
        theirs = f"select {columns} from {built} where metric_name in (select metric_name from {told})"
        assert count(connection, ours) == count(connection, theirs) > 0
        assert count(connection, unequal(ours, theirs)) == 0


def pairs(connection: duckdb.DuckDBPyConnection, before: Path, after: Path) -> str:
    return f"""(
select
    metric_name, grain, period_start, dimension, member,
    cast(o.value as double) as old, cast(n.value as double) as new,
    coalesce(n.is_complete, o.is_complete) as is_complete,
    o.metric_name is not null as has_old, n.metric_name is not null as has_new
from '{before}' as o full outer join '{after}' as n using (metric_name, grain, period_start, dimension, member)
)"""


def unequal(ours: str, theirs: str) -> str:
    """Rows that are not the same on both sides, to 12 digits."""
    same = " and ".join(
        f"((mine.{side} is null and their.{side} is null) or abs(mine.{side} - their.{side}) "
        f"<= 1e-12 * greatest(abs(mine.{side}), abs(their.{side})))"
        for side in ("old", "new")
    )
    return f"""select 1 from ({ours}) as mine
full outer join ({theirs}) as their using (metric_name, grain, period_start, dimension, member)
where not coalesce(
    {same} and mine.is_complete = their.is_complete
    and mine.has_old = their.has_old and mine.has_new = their.has_new, false)"""


def differing(connection: duckdb.DuckDBPyConnection, built: str) -> set[str]:
    rows = connection.execute(
        f"select distinct metric_name from {built} where not (has_old and has_new) or (old is null) <> (new is null) "
        "or abs(old - new) > 1e-12 * greatest(abs(old), abs(new))"
    ).fetchall()
    return {name for (name,) in rows}


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return connection.execute(f"select count(*) from ({query})").fetchone()[0]
