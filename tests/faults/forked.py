"""Builds in forked children: dbt, Great Expectations and DuckDB are imported once, so a build costs its own seconds.

    child = Forked(partial(build, project), said)
    child.kill(); child.wait()

They are forked by a server that has imported all of it and opened nothing: a process that has built once has threads
and locks of DuckDB and dbt, and its children would wait for them for ever. So what a child runs is a module's function.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

DEFECT = 70
"""Exit code of a child that ended with something other than one of Lodestar's own errors."""

STUCK = 240
"""Seconds after which a child says where it is, and ends."""

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(
    ["dbt.cli.main", "dbt.adapters.duckdb", "great_expectations", "lodestar.workflows.build"]
)


class Forked:
    """A child process that runs a function; its standard output and error go to `said`."""

    def __init__(self, work: Callable[[], object], said: Path, *, stuck: int = STUCK) -> None:
        self.process = _server.Process(target=_run, args=(work, said, stuck), daemon=True)
        self.process.start()

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Sends a signal, unless the child has ended already."""
        if self.process.is_alive():
            os.kill(self.process.pid, number)

    def wait(self) -> int:
        """Its exit code; minus the number of the signal that ended it."""
        self.process.join()
        return self.process.exitcode


def wait_until(happened: Callable[[], bool], seconds: float = 120) -> None:
    """Waits until something is so."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.005)


def die() -> None:
    """Ends this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(60)


def _run(work: Callable[[], object], said: Path, stuck: int) -> None:
    from lodestar.errors import LodestarError

    code = 0
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        handle = os.open(said, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(handle, 1)
        os.dup2(handle, 2)
        sys.stdout = os.fdopen(1, "w", closefd=False)
        sys.stderr = os.fdopen(2, "w", closefd=False)
        faulthandler.dump_traceback_later(stuck, exit=True, file=sys.stderr)
        work()
    except LodestarError as error:
        sys.stderr.write(f"{error}\n")
        code = error.exit_code
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = DEFECT
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
