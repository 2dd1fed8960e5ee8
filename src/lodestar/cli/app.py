"""The command `lodestar`: arguments in, workflows called, answers out.

Exit codes: 0 good; 1 a check or gate said no; 2 wrong use or configuration. No traceback reaches a user.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from lodestar import __version__
from lodestar.cli import build, check, diff, goals, progress, read, reconcile, restatements
from lodestar.cli.alerts import alerts
from lodestar.cli.consensus import consensus
from lodestar.cli.console import err, say
from lodestar.cli.doctor import doctor
from lodestar.cli.forget import forget
from lodestar.cli.ledger import ledger
from lodestar.cli.northstar import northstar
from lodestar.cli.osi import osi
from lodestar.cli.quarantine import quarantine
from lodestar.cli.releases import releases
from lodestar.cli.review import review
from lodestar.cli.verdict import verdict
from lodestar.cli.why import why
from lodestar.errors import LodestarError

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

STOPPED = 130
"""Exit code after Ctrl-C or a stop, as shells have it."""


@app.callback(invoke_without_command=True)
def version(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """A governed metric hub on dbt: one shared definition for every metric, checked, then published."""
    if show_version:
        say(f"lodestar {__version__}")
        raise typer.Exit


app.command()(build.build)
app.command(name="compile")(build.compile_command)
app.command()(read.query)
app.command()(read.metrics)
app.command()(read.show)
app.command()(why)
app.command()(check.check)
app.command()(diff.diff)
app.add_typer(consensus, name="consensus")
app.command()(reconcile.reconcile)
app.command()(goals.targets)
app.command()(goals.actions)
app.command()(goals.panorama)
releases.command()(read.extract)
app.add_typer(releases, name="releases")
app.command()(read.checks)
app.command()(read.rollback)
app.add_typer(review, name="review")
app.add_typer(ledger, name="ledger")
app.command()(restatements.restatements)
app.add_typer(northstar, name="northstar")
app.command()(verdict)
app.add_typer(osi, name="osi")
app.add_typer(alerts, name="alerts")
app.command()(doctor)
app.command()(forget)
app.add_typer(quarantine, name="quarantine")
app.command()(build.demo)


def main() -> NoReturn:
    """Runs the command and ends the process with its exit code."""
    signal.signal(signal.SIGTERM, _stopped)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # in the background, shells have it ignored
        signal.signal(signal.SIGINT, _stopped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese letters shows the rest
    _end(_run())


def _run() -> int:
    code: object = 0
    try:
        code = app(standalone_mode=False)  # for `raise Exit` and Ctrl-C typer returns the exit code
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except BrokenPipeError:
        return 0
    except Exception as error:
        if progress.is_stopping():  # DuckDB makes `RuntimeError: Query interrupted` of it
            code = STOPPED
        elif isinstance(error, LodestarError):
            say(str(error), err, style="red")
            return error.exit_code
        else:
            return _usage_or_defect(error)
    if code == STOPPED:
        say("Stopped. What was published is unchanged.", err, style="red")
    return code if isinstance(code, int) else 0


def _usage_or_defect(error: Exception) -> int:
    format_message = getattr(error, "format_message", None)
    if format_message:  # click's usage errors
        if format_message():  # empty after help that nobody asked for in words
            say(f"{format_message().rstrip('.')}. See `lodestar --help`.", err, style="red")
        return 2
    log = Path.cwd() / "lodestar-error.log"
    import traceback

    with contextlib.suppress(OSError):
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    say(
        f"Lodestar itself failed: {type(error).__name__}: {error}. What was published is unchanged. "
        f"Please report it with {log.name}.",
        err,
        style="red",
    )
    return 1


def _end(code: int) -> NoReturn:
    """Ends without tearing the interpreter down: DuckDB's binding would print its own leak report to every user."""
    if sys.modules.keys() & {"dbt", "great_expectations"}:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _stopped(_number: int, _frame: FrameType | None) -> NoReturn:
    progress.stop()  # a library may swallow the interrupt; the next step of the work will not
    raise KeyboardInterrupt
