"""The bridge between two north stars, in the format that was asked for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, fields

from lodestar.errors import UsageError
from lodestar.report.clean import markdown
from lodestar.report.columns import columns, wrapped
from lodestar.report.figures import NOTHING, formatted, percent, period
from lodestar.report.words import Words
from lodestar.review.succession import Bridge, BridgeRow

__all__ = ["bridge_rendered"]

FORMAT = 1
"""Of the JSON: counts up when a key changes its meaning or goes."""


def bridge_rendered(
    bridge: Bridge, units: Mapping[str, str], format: str, *, lang: str = "en", cells: int = 120
) -> str:
    """The bridge as `text`, `md`, `csv` or `json`.

    Args:
        units: metric -> unit.

    Raises:
        UsageError: another format or language.
    """
    if format == "csv":
        return _csv(bridge)
    if format == "json":
        document = {"format": FORMAT, **asdict(bridge)}
        return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False, default=str) + "\n"
    words = Words(lang)
    header = (
        words("period"),
        bridge.old,
        bridge.new,
        words("northstar_bridge_ratio"),
        words("northstar_bridge_in_new"),
        words("northstar_bridge_in_old"),
    )
    rows = [_cells(row, bridge, units) for row in bridge.rows]
    said = [*_sentences(bridge, words), words("northstar_bridge_computed")]
    if format == "text":
        notes = [line for sentence in said for line in wrapped(sentence, cells)]
        return "\n".join([*columns(header, rows), "", *notes]) + "\n"
    if format == "md":
        title = words("northstar_bridge_title", old=bridge.old, new=bridge.new)
        table = [f"| {' | '.join(markdown(cell) for cell in row)} |" for row in (header, *rows)]
        table.insert(1, "| --- | ---: | ---: | ---: | ---: | ---: |")
        notes = [f"- {markdown(sentence)}" for sentence in said]
        return "\n".join([f"### {markdown(title)}", "", *table, "", *notes]) + "\n"
    raise UsageError(f"A bridge is written as text, md, csv or json, not as {format!r}.")


def _sentences(bridge: Bridge, words: Words) -> list[str]:
    first, last = (period(day, bridge.grain) for day in (bridge.first, bridge.last))
    if bridge.factor is None:
        return [words("northstar_bridge_no_factor", first=first, last=last)]
    spread = f"{bridge.spread:.1%}" if bridge.spread is not None else NOTHING
    factor = f"{bridge.factor:.6g}"
    values = {"old": bridge.old, "new": bridge.new, "factor": factor, "first": first, "last": last, "spread": spread}
    said = [words("northstar_bridge_factor", n=bridge.periods, **values)]
    if bridge.error is None:
        return [*said, words("northstar_bridge_unchecked")]
    error, largest = f"{bridge.error:.1%}", percent(bridge.largest_error)
    return [*said, words("northstar_bridge_error", n=bridge.checked, error=error, largest=largest)]


def _cells(row: BridgeRow, bridge: Bridge, units: Mapping[str, str]) -> tuple[str, ...]:
    old_unit, new_unit = units.get(bridge.old, ""), units.get(bridge.new, "")
    marks = ("=" if row.in_overlap else "") + ("" if row.is_final else "*")
    return (
        f"{period(row.period_start, bridge.grain)} {marks}".rstrip(),
        formatted(row.old, old_unit),
        formatted(row.new, new_unit),
        f"{row.ratio:.4g}" if row.ratio is not None else NOTHING,
        ("~ " if row.is_in_new_computed else "") + formatted(row.in_new, new_unit),
        ("~ " if row.is_in_old_computed else "") + formatted(row.in_old, old_unit),
    )


def _csv(bridge: Bridge) -> str:
    """Every value unformatted; what is unknown is empty."""
    text = io.StringIO()
    names = [field.name for field in fields(BridgeRow)]
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    for row in bridge.rows:
        written = {name: getattr(row, name) for name in names}
        writer.writerow({k: str(v).lower() if isinstance(v, bool) else v for k, v in written.items()})
    return text.getvalue()
