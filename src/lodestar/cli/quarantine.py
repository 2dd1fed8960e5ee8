"""`lodestar quarantine list`, `export` and `replay`: records that were not let in, and how they get in."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lodestar.cli.console import ProjectDir, counted, err, out, print_wide, say
from lodestar.settings import open_project
from lodestar.warehouse.quarantine import HeldRecord

__all__ = ["quarantine"]

quarantine = typer.Typer(no_args_is_help=True, help="Records that were not let in: what, where, why; mend and replay.")

PERSONAL = "It holds raw values, which may be of people: only you may read it (mode 0600). Remove it when you are done."


class Format(StrEnum):
    """How `list` prints."""

    table = "table"
    csv = "csv"
    json = "json"


class Status(StrEnum):
    """Whether a record still waits."""

    held = "held"
    replayed = "replayed"
    all = "all"


OfTable = Annotated[str, typer.Option("--table", help="Only of this raw table, such as raw.shop__orders.")]
OfRule = Annotated[str, typer.Option("--rule", help="Only by this rule, such as range.")]
OfFile = Annotated[str, typer.Option("--file", help="Only from this file below raw/.")]


@quarantine.command(name="list")
def list_command(
    table: OfTable = "",
    rule: OfRule = "",
    file: OfFile = "",
    status: Annotated[Status, typer.Option(help="Which records.")] = Status.held,
    limit: Annotated[int, typer.Option(min=1, help="Records that a table shows.")] = 20,
    format: Annotated[Format, typer.Option(help="How to print. CSV and JSON hold every record.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file. Default: the terminal.")] = None,
    project_dir: ProjectDir = None,
) -> None:
    """What is held, where and why: counts per table and rule, then the records."""
    from lodestar.workflows.private_file import write_private
    from lodestar.workflows.quarantine import quarantine as find

    wanted = "" if status is Status.all else status.value
    shown = limit if format is Format.table and output is None else None
    found = find(open_project(project_dir), table=table, rule=rule, file=file, status=wanted, limit=shown)
    if format is not Format.table or output is not None:
        text = _as_json(found.records) if format is Format.json else _as_csv(found.records)
        if output is None:
            sys.stdout.write(text)
            return
        write_private(output, text)
        say(f"Wrote {counted(len(found.records), 'record')} to {output}. {PERSONAL}")
        return
    if not found.counts:
        say(f"Nothing is held, as of {found.origin}.")
        return
    counts = Table("table", "rule", header_style="bold", box=None, pad_edge=False)
    for name in ("held", "replayed"):
        counts.add_column(name, justify="right")
    for count in found.counts:
        counts.add_row(count.relation, count.rule, f"{count.held:,}", f"{count.replayed:,}")
    out.print(counts)
    out.print()
    records = Table("id", "file", header_style="bold", box=None, pad_edge=False)
    records.add_column("line", justify="right")
    for name in ("rule", "column", "reason"):
        records.add_column(name)
    for record in found.records:
        place = (record.quarantine_id, record.source_file, f"{record.source_line:,}")
        records.add_row(*place, record.rule, record.column_name or "", record.reason)
    print_wide(records)
    total = sum(count.held + count.replayed for count in found.counts)
    rest = f" The first {len(found.records)} are shown; --limit shows more." if total > len(found.records) else ""
    say(f"\n{counted(total, 'record')}, as of {found.origin}.{rest}")
    say(
        "Mend: lodestar quarantine export --table TABLE -o bad.csv, then "
        "lodestar quarantine replay bad.csv --person NAME."
    )


@quarantine.command()
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.")],
    table: OfTable = "",
    rule: OfRule = "",
    file: OfFile = "",
    project_dir: ProjectDir = None,
) -> None:
    """Held records of a table as CSV, with the source's columns as text, to be mended in a spreadsheet."""
    from lodestar.workflows.quarantine import export_quarantine

    count = export_quarantine(open_project(project_dir), output, table=table, rule=rule, file=file)
    say(f"Wrote {counted(count, 'record')} to {output}. {PERSONAL}")
    say(f"Mend the values, leave quarantine_id as it is, then: lodestar quarantine replay {output} --person NAME.")


@quarantine.command()
def replay(
    person: Annotated[str, typer.Option(help="Who answers for the values.")],
    mended: Annotated[Path | None, typer.Argument(help="A mended export. Default: records as they came.")] = None,
    ids: Annotated[list[str] | None, typer.Option("--id", help="Only this record; may be said again.")] = None,
    table: OfTable = "",
    build: Annotated[bool, typer.Option("--build", help="Build at once.")] = False,
    project_dir: ProjectDir = None,
) -> None:
    """Put mended records, or records as they came, before the gate again; the next build loads what now fits."""
    from lodestar.workflows.quarantine_replay import replay_quarantine

    project = open_project(project_dir)
    found = replay_quarantine(project, mended, ids=frozenset(ids or ()), table=table, person=person)
    said = ", ".join(f"{counted(count, 'record')} of {relation}" for relation, count in sorted(found.counts.items()))
    say(f"Wrote {said} to {found.path}. It may hold values of people: only you may read it (mode 0600).")
    if not build:
        say("The next `lodestar build` holds them to the contract again.")
        return
    from lodestar.workflows.build import build as run

    report = run(project)
    say(f"Published release {report.release.release_id}.", err)


def _as_csv(records: tuple[HeldRecord, ...]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(HeldRecord.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(record) for record in records)
    return text.getvalue()


def _as_json(records: tuple[HeldRecord, ...]) -> str:
    return json.dumps([asdict(record) for record in records], ensure_ascii=False, indent=1, default=str) + "\n"
