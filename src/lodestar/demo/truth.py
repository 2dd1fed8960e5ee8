"""The truth: what the generator planted, counted while planting, as an oracle independent of any SQL."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

GENERATOR_VERSION = 3
"""Raise it with every change that changes a byte of the data."""

TRUTH_FILE = "_truth.json"

Number = int | float | str | None
"""Money is a decimal text with two places, so that it stays exact in JSON."""


@dataclass(frozen=True)
class Measure:
    """A metric in one period. A sum has no denominator; a ratio over nothing has no value."""

    value: Number
    numerator: int | str
    denominator: int | None


@dataclass(frozen=True)
class Effect:
    """From `since` on, the metric's monthly mean is `ratio` times what it was before."""

    since: str
    ratio: float


@dataclass(frozen=True)
class Episode:
    """In one period the metric is `ratio` times what it was in the period before, and not beyond it."""

    metric: str
    grain: str
    period: str
    ratio: float


@dataclass(frozen=True)
class BoundaryRow:
    """A row planted next to a local midnight at which a month begins."""

    table: str
    id: str
    at: str
    business_month: str


@dataclass(frozen=True)
class TableCount:
    """Rows delivered, and distinct records among them."""

    rows: int
    records: int


@dataclass(frozen=True)
class FileContent:
    """Good rows of a file (no header), and the digest of its text: compressed bytes depend on the build of zlib."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Truth:
    """Everything known about one generated raw folder.

    `metrics[name][grain][ISO date of the period's first day]`; `units` says what each numerator counts;
    `quarantined`: raw table -> records that no source may deliver, in its files after the good ones.
    """

    version: int
    seed: int
    events: int
    first_day: str
    last_day: str
    extracted_at: str
    metrics: dict[str, dict[str, dict[str, Measure]]]
    units: dict[str, str]
    effects: dict[str, Effect]
    episodes: tuple[Episode, ...]
    planted: dict[str, int]
    boundary: tuple[BoundaryRow, ...]
    row_counts: dict[str, TableCount]
    files: dict[str, FileContent]
    quarantined: dict[str, int]

    def write(self, raw_dir: Path) -> None:
        """Writes `_truth.json` in one step: a reader sees all of it or none."""
        text = json.dumps(asdict(self), sort_keys=True, indent=1, ensure_ascii=False) + "\n"
        draft = raw_dir / (TRUTH_FILE + ".part")
        draft.write_text(text, encoding="utf-8")
        draft.replace(raw_dir / TRUTH_FILE)

    @classmethod
    def read(cls, raw_dir: Path) -> "Truth":
        """Reads `_truth.json`. Raises FileNotFoundError when the folder holds none, KeyError or TypeError when it is
        of another version."""
        stored: dict[str, Any] = json.loads((raw_dir / TRUTH_FILE).read_text(encoding="utf-8"))
        return cls(
            **{
                **stored,
                "metrics": {
                    name: {
                        grain: {period: Measure(**measure) for period, measure in periods.items()}
                        for grain, periods in grains.items()
                    }
                    for name, grains in stored["metrics"].items()
                },
                "effects": {name: Effect(**effect) for name, effect in stored["effects"].items()},
                "episodes": tuple(Episode(**episode) for episode in stored["episodes"]),
                "boundary": tuple(BoundaryRow(**row) for row in stored["boundary"]),
                "row_counts": {name: TableCount(**count) for name, count in stored["row_counts"].items()},
                "files": {name: FileContent(**content) for name, content in stored["files"].items()},
            }
        )
