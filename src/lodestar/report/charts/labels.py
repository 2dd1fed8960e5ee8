"""Labels beside a chart, each at its value: pushed apart where they would overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lodestar.report.charts.chart import SOFT, Spec
from lodestar.report.charts.frame import text
from lodestar.report.charts.lettering import FONT_SIZE, text_width
from lodestar.report.charts.scale import Scale

__all__ = ["Label", "apart", "labels_beside", "room_beside"]

BETWEEN = FONT_SIZE + 4.0
"""Least distance between labels, in pixels."""

GAP = 8.0


@dataclass(frozen=True)
class Label:
    """A text at a value; `is_main`: larger, bold and never moved."""

    value: float
    words: str
    colour: str = SOFT
    is_main: bool = False

    @property
    def size(self) -> float:
        """Of its letters, in pixels."""
        return FONT_SIZE + 3 if self.is_main else FONT_SIZE - 1


def room_beside(labels: Sequence[Label]) -> float:
    """Room that they need, in pixels."""
    return GAP + max((text_width(one.words, one.size, bold=one.is_main) for one in labels), default=0.0)


def labels_beside(labels: Sequence[Label], scale: Scale, width: float, height: float) -> Iterator[Spec]:
    """The labels to the right of a frame of such a size; the first one stays where it is."""
    wanted = [(1 - scale.share(one.value)) * height for one in labels]
    for one, y in zip(labels, apart(wanted, height), strict=True):
        weight = 600 if one.is_main else 400
        yield text(width + GAP, y, one.words, fontSize=one.size, fontWeight=weight, color=one.colour)


def apart(wanted: Sequence[float], height: float) -> list[float]:
    """Places at least `BETWEEN` apart, each as near to the wanted one as those before it allow."""
    placed: list[float] = []
    for y in wanted:
        near = (y, *(one + side * BETWEEN for one in placed for side in (-1, 1)))
        free = [place for place in near if all(abs(place - one) >= BETWEEN - 1e-6 for one in placed)]
        inside = [place for place in free if 0 <= place <= height]
        placed.append(min(inside or free, key=lambda place: abs(place - y)))
    return placed
