"""The demo company's raw data, and the truth that was planted in it.

    from lodestar.demo import generate
    truth = generate(Path("raw"))                         # 300,000 app events, 20,000 orders
    truth.metrics["orders"]["month"]["2026-03-01"].value

The same seed and size give the same files on every machine; nothing reads the clock.
"""

from collections.abc import Callable
from pathlib import Path

from lodestar.demo.folder import SYSTEMS
from lodestar.demo.generation import Generation
from lodestar.demo.truth import (
    GENERATOR_VERSION,
    TRUTH_FILE,
    BoundaryRow,
    Effect,
    Episode,
    FileContent,
    Measure,
    TableCount,
    Truth,
)
from lodestar.errors import UsageError

__all__ = ["BoundaryRow", "Effect", "Episode", "FileContent", "Measure", "TableCount", "Truth", "generate"]

FEWEST_EVENTS = 10_000
"""Below this the planted rates drown in rounding, and the size itself depends on a few learners."""

UNFINISHED_MARK = ".generating"
"""Stands in the folder while it is written, so that an interrupted run may be repeated and nothing else overwritten."""


def generate(
    raw_dir: Path,
    *,
    events: int = 300_000,
    seed: int = 20260101,
    progress: Callable[[str, int, int], None] | None = None,
) -> Truth:
    """Writes the raw files and `_truth.json` into `raw_dir` and returns the truth.

    `events`: distinct app events, within 10% from 20,000 on; everything else scales with it (one order per 15 events).
    Returns at once when the folder already holds this very data. Raises UsageError for a size under 10,000, or when
    the folder holds other data.
    """
    if events < FEWEST_EVENTS:
        raise UsageError(f"{events} events are too few for a company; ask for {FEWEST_EVENTS} or more.")
    if (raw_dir / TRUTH_FILE).exists():
        return _reuse(raw_dir, events, seed)
    mark = raw_dir / UNFINISHED_MARK
    foreign = [system for system in SYSTEMS if (raw_dir / system).exists()]
    if foreign and not mark.exists():
        raise UsageError(
            f"{raw_dir} holds data that the demo didn't make ({', '.join(foreign)}). Choose an empty folder."
        )
    raw_dir.mkdir(parents=True, exist_ok=True)
    mark.touch()
    truth = Generation(raw_dir, events, seed, progress).run()
    truth.write(raw_dir)
    mark.unlink()
    return truth


def _reuse(raw_dir: Path, events: int, seed: int) -> Truth:
    try:
        truth = Truth.read(raw_dir)
    except (KeyError, TypeError, ValueError):
        truth = None
    if truth is None or (truth.version, truth.events, truth.seed) != (GENERATOR_VERSION, events, seed):
        raise UsageError(
            f"{raw_dir} holds demo data of another seed, size or generator version. "
            "Choose an empty folder, or delete this one to make it anew."
        )
    return truth
