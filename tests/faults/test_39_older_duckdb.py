"""Row 39: a BI tool with an older DuckDB opens a release."""

from __future__ import annotations

import json
import struct
import subprocess
import sys

import duckdb
import pytest

from tests.faults.shop import read_whole

pytestmark = [pytest.mark.slow, pytest.mark.fault(39, "a BI tool on an older DuckDB opens the release")]

NEWEST_THAT_1_4_READS = 67
"""DuckDB 1.4.0 says of a newer file: "we can only read versions between 64 and 67"."""

COUNT = """
import json, sys, duckdb
database, parquet = sys.argv[1:]
connection = duckdb.connect(database, read_only=True)
tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'hub'").fetchall()
names = [row[0] for row in tables]
counts = {name: len(connection.execute(f'select * from hub."{name}"').fetchall()) for name in names}
beside = {name: len(connection.execute(f"select * from '{parquet}/{name}.parquet'").fetchall()) for name in names}
revenue = connection.execute(
    "select cast(value as double) from hub.metric_values where metric_name = 'net_revenue' and grain = 'month' "
    "and dimension = 'total' order by period_start"
).fetchall()
print(json.dumps([duckdb.__version__, counts, beside, revenue]))
"""


def storage_version(path):
    """Of a DuckDB file, by its header: eight bytes of checksum, `DUCK`, then the version."""
    header = path.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    return struct.unpack("<Q", header[12:])[0]


def database_of(project):
    folder = project.releases_dir / read_whole(project)
    return folder / f"metrics-{folder.name}.duckdb"


def test_39_a_release_is_written_as_1_4_reads_it_where_the_default_is_not(seen, built_shop, tmp_path):
    duckdb.connect(str(tmp_path / "default.duckdb")).execute("create table t as select 1").close()

    assert storage_version(tmp_path / "default.duckdb") > NEWEST_THAT_1_4_READS
    assert storage_version(database_of(built_shop)) <= NEWEST_THAT_1_4_READS
    seen.happened(f"storage version {storage_version(database_of(built_shop))} by the file's own header")


@pytest.mark.thorough
def test_39_duckdb_1_4_reads_every_row_of_it(seen, built_shop, tmp_path):
    python = tmp_path / "old" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "old")], check=True)
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "duckdb==1.4.0"],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        pytest.skip("DuckDB 1.4 can't be installed here: " + installed.stderr.strip().splitlines()[-1])
    database = database_of(built_shop)

    answer = subprocess.run(
        [python, "-I", "-c", COUNT, str(database), str(database.parent / "parquet")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stderr
    version, counts, beside, revenue = json.loads(answer.stdout)
    promised = json.loads((database.parent / "release.json").read_text())["row_counts"]
    assert version == "1.4.0"
    assert counts == beside == promised
    assert [value for (value,) in revenue if value] == [10.0, 35.5]
    seen.happened(f"DuckDB {version} read {sum(counts.values()):,} rows of {len(counts)} tables, and their Parquet")
