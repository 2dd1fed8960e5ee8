"""Arguments of commands that read: exit code 0, 1, 2 or 130, one plain message, and no answer for what is not there."""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lodestar.cli import console
from lodestar.cli.app import app
from lodestar.errors import LodestarError
from tests.fuzz.choices import Choices
from tests.fuzz.mutations import ODD_TEXTS

if TYPE_CHECKING:
    from tests.fuzz.targets import Bench

__all__ = ["fuzz_commands", "run"]

METRICS = (
    "net_revenue",
    "average_order_value",
    "returned_share",
    "revenue_year_to_date",
    "revenue_growth",
    "selling_stores_7d",
)
GOOD = (*METRICS, "day", "week", "month", "store", "North", "2026-01", "2026-01-01", "2026-02-01", "csv", "json", "en")
COMMANDS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("query", "<metric>"): ("--grain", "--by", "--member", "--start", "--end", "--as-of", "--format"),
    ("metrics",): (),
    ("show", "<metric>"): (),
    ("why", "<metric>"): ("--from", "--to", "--grain", "--by", "--format", "--lang"),
    ("why", "<metric>", "--teams"): ("--from", "--to", "--grain"),
    ("verdict",): ("--month", "--format", "--lang"),
    ("verdict", "<metric>"): ("--month", "--format"),
    ("targets",): ("--month", "--lang"),
    ("actions",): ("--month", "--lang"),
    ("panorama",): ("--month", "--format"),
    ("releases",): (),
    ("rollback", "<release>"): (),
    ("restatements",): ("--month", "--format"),
    ("ledger", "verify"): ("--head",),
    ("northstar", "backtest", "<metric>", "<metric>"): ("--outcomes", "--retention", "--format"),
    ("review", "freeze"): ("--month",),
    ("review", "render", "-o", "deck.html"): ("--month", "--lang", "--format"),
}
EXIT_CODES = {0, 1, 2, 130}


def fuzz_commands(bench: Bench, data: bytes) -> None:
    """One command with some of its options, most of them wrong."""
    choices = Choices(data)
    shape = choices.one_of(list(COMMANDS))
    arguments = [_argument(choices) if part.startswith("<") else part for part in shape]
    for option in COMMANDS[shape]:
        if choices.below(3) == 0:
            arguments += [option, _argument(choices)]
    if choices.below(12) == 0:
        arguments.append(_argument(choices))
    named = [part for part, kind in zip(arguments, shape, strict=False) if kind == "<metric>"]
    code, said, told = run(bench.shop, arguments)
    assert code in EXIT_CODES, (arguments, code)
    assert "Traceback" not in said + told, (arguments, told)
    if code:
        assert said.strip() or told.strip(), (arguments, "says nothing")
        bench.refused += 1
        return
    bench.accepted += 1
    for name in named:
        for one in name.split(",") if shape[0] == "query" else [name]:
            assert not one.strip() or one.strip() in METRICS or _is_help(arguments), (arguments, said[:500])


def run(shop: Path, arguments: list[str]) -> tuple[int, str, str]:
    """Exit code, output and errors of a command, as `main` runs it; any exception but its own is let out."""
    out, err = io.StringIO(), io.StringIO()
    folder = Path.cwd()
    consoles = [(console.out, out), (console.err, err)]
    before = [one._file for one, _ in consoles]
    try:
        for one, stream in consoles:
            one._file = stream
        os.chdir(shop)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = app(args=arguments, standalone_mode=False)
            except LodestarError as error:
                print(error, file=err)
                return error.exit_code, out.getvalue(), err.getvalue()
            except typer.Abort:
                return 130, out.getvalue(), err.getvalue()
            except Exception as error:
                if not hasattr(error, "format_message"):
                    raise
                print(error.format_message(), file=err)
                return 2, out.getvalue(), err.getvalue() or "usage"
    finally:
        os.chdir(folder)
        for (one, _), file in zip(consoles, before, strict=True):
            one._file = file
    return code if isinstance(code, int) else 0, out.getvalue(), err.getvalue()


def _argument(choices: Choices) -> str:
    way = choices.below(6)
    if way <= 1:
        return choices.one_of(GOOD)
    if way <= 3:
        return choices.one_of(ODD_TEXTS)
    if way == 4:
        return f"{choices.one_of(GOOD)},{choices.one_of((*GOOD, *ODD_TEXTS))}"
    letters = choices.bytes(choices.below(24)).decode("utf-8", "surrogateescape")
    return re.sub("\0", "", letters)  # no process is handed a NUL


def _is_help(arguments: list[str]) -> bool:
    return any(one in ("--help", "-h") for one in arguments)
