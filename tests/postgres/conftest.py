"""A PostgreSQL server of the tests' own: made in a folder of its own, reached by a socket there, gone afterwards.

`make postgres` installs Debian's package; without its binaries the tests are skipped.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

DEBIAN = Path("/usr/lib/postgresql")
USER = "lodestar"
PORT = 5432  # part of the socket's name alone: nothing listens on the network
SECONDS = 30

QUICK = {"listen_addresses": "", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""What is in it is lost with the tests anyway."""


def server_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, the newest there is."""
    folders = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    return max(
        folders, key=lambda folder: float(folder.parent.name) if folder.parent.name.isdigit() else 0, default=None
    )


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Runs SQL on the server and answers rows."""
    binaries = server_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL server here: `make postgres` installs it")
    dbapi = pytest.importorskip("pg8000.dbapi", reason="no pg8000 here: it is part of the extra `dev`")
    folder = Path(tempfile.mkdtemp(prefix="lodestar_pg_"))  # pytest's own folders are closed to other users
    account = _account()
    if account:
        os.chown(folder, account["user"], account["group"])
    started: subprocess.Popen[bytes] | None = None
    try:
        started = _start(binaries, folder, account)
        connection = _connect(dbapi, folder, started)
        yield _runner(connection)
        connection.close()
    finally:
        if started:
            started.send_signal(signal.SIGINT)  # "fast shutdown": it does not wait for clients
            started.wait(SECONDS)
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _start(binaries: Path, folder: Path, account: dict[str, Any]) -> subprocess.Popen[bytes]:
    data = folder / "data"
    made = subprocess.run(
        [binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        cwd=folder,
        capture_output=True,
        check=False,
        **account,
    )
    assert made.returncode == 0, made.stderr.decode()
    settings = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
    return subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", folder, "-p", str(PORT), *settings],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("wb"),
        **account,
    )


def _connect(dbapi: Any, folder: Path, started: subprocess.Popen[bytes]) -> Any:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            connection = dbapi.connect(USER, unix_sock=str(folder / f".s.PGSQL.{PORT}"), database="postgres")
        except (dbapi.Error, OSError):
            if started.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL does not start:\n{(folder / 'log').read_text(errors='replace')}")
            time.sleep(0.05)
        else:
            connection.autocommit = True
            return connection


def _runner(connection: Any) -> Callable[[str], list[tuple[Any, ...]]]:
    def run(sql: str) -> list[tuple[Any, ...]]:
        cursor = connection.cursor()
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

    return run
