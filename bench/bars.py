"""The rows of the table: each figure beside its bar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Row", "rows_of_project", "rows_of_size"]

GIGABYTE = 1024**3


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        ours, by_hand, metricflow: seconds; None where it isn't measured.
        figure: what the bar is about, as a number; None when nothing could be measured.
        unit: `x` for a ratio, `%`, `s`, `GB`.
        bar: the most (or, when `at_least`, the least) that the figure may be; None for information alone.
    """

    what: str
    figure: float | None
    unit: str
    bar: float | None = None
    at_least: bool = False
    ours: float | None = None
    by_hand: float | None = None
    metricflow: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """`reached`, `missed`, or nothing where there is no bar."""
        if self.bar is None:
            return ""
        if self.figure is None:
            return "missed"
        return "reached" if (self.figure >= self.bar if self.at_least else self.figure <= self.bar) else "missed"

    def as_json(self) -> dict[str, Any]:
        """The row with its verdict."""
        return {**asdict(self), "verdict": self.verdict}


def rows_of_size(measured: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of one size; what was not measured has none."""
    full = measured.get("full_build")
    if full:
        ratio = full["ours"] / full["by_hand"]
        seconds = {key: full[key] for key in ("ours", "by_hand")}
        yield Row("full build of all metric tables", ratio, "x", 1.3, **seconds, note=f"{full['rows']:,} rows")
    yield from _single_metrics(measured)
    yield from _one_more_day(measured)
    if "memory" in measured:
        peak = measured["memory"]["peak_bytes"] / GIGABYTE
        yield Row("peak memory of a full build", peak, "GB", 4)


def _single_metrics(measured: Mapping[str, Any]) -> Iterator[Row]:
    for name, at_least, bar in (
        ("rolling_28_day_sum", True, 50),
        ("rolling_28_day_distinct", True, 20),
        ("revenue", False, 1),
        ("paid_share", False, 1),
        ("revenue_whole", False, 1),
        ("paid_share_whole", False, 1),
    ):
        one = measured.get(name)
        if not one:
            continue
        what = name.replace("_whole", ", all grains and dimensions").replace("_", " ")
        seconds = {key: one.get(key) for key in ("ours", "by_hand", "metricflow")}
        other = one["metricflow"] or one.get("metricflow_limit")
        note = "" if one["metricflow"] else f"MetricFlow was stopped after {other:.0f} s"
        figure = other / one["ours"] if at_least else one["ours"] / other
        unit = "x faster than MetricFlow" if at_least else "x MetricFlow's time"
        yield Row(what, figure, unit, bar, at_least, **seconds, note=note)
        if name == "rolling_28_day_distinct" and "daily_distinct_users" in measured:
            plain = measured["daily_distinct_users"]["by_hand"]
            note = f"plain daily distinct users: {plain:.3f} s"
            seconds = {key: one[key] for key in ("ours", "by_hand")}
            yield Row(what, one["ours"] / plain, "x daily distinct", 3, **seconds, note=note)


def _one_more_day(measured: Mapping[str, Any]) -> Iterator[Row]:
    histories = measured.get("one_more_day") or {}
    if not histories:
        return
    longest = histories[max(histories)]
    share = 100 * longest["one_more_day"] / longest["full"]
    yield Row("one more day after all years", share, "% of a full build", 3, ours=longest["one_more_day"])
    late = 100 * longest["with_late_rows"] / longest["full"]
    yield Row("one more day with late rows", late, "% of a full build", ours=longest["with_late_rows"])
    if len(histories) > 1:
        seconds = [histories[years]["one_more_day"] for years in sorted(histories)]
        note = ", ".join(f"{years} y: {found['one_more_day']:.3f} s" for years, found in sorted(histories.items()))
        yield Row("one more day, longest against shortest", max(seconds) / min(seconds), "x", 1.2, note=note)


def rows_of_project(measured: Mapping[str, Any]) -> Iterator[Row]:
    """The rows that don't depend on a size."""
    if "compile" in measured:
        note = f"{measured['compile']['metrics']} metrics x 3 grains, {measured['compile']['models']} models"
        yield Row("compiling", measured["compile"]["seconds"], "s", 1, note=note)
    if "nothing_new" in measured:
        nothing = measured["nothing_new"]
        note = f"dbt's own parse: {nothing['dbt_parse']:.1f} s"
        yield Row("lodestar build with nothing new", nothing["seconds"], "s", 6, note=note)
