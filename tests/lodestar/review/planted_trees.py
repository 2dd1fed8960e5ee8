"""Random trees with values for which every identity of them holds, for laws that hold for all trees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from lodestar.governance.identity import computed
from lodestar.governance.trees import IDENTITIES, Driver, Tree
from lodestar.releases.series import Point, Series

__all__ = ["NEW", "OLD", "PERIODS", "planted", "series_of", "trees"]

OLD, NEW = PERIODS = (date(2026, 9, 1), date(2026, 10, 1))

amounts = st.one_of(st.integers(-50, 50), st.integers(1, 1000)).map(Fraction)


@st.composite
def trees(draw: Callable[..., Any], depth: int = 3) -> tuple[Tree, dict[str, tuple[Fraction | None, Fraction | None]]]:
    """A tree, and metric -> its exact values in both periods, None where a denominator came out as zero."""
    values: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    node = _node(draw, "star", depth, values)
    return Tree("star", node.drivers, "governance/trees/star.yml", node.identity), values


def _node(draw: Any, name: str, depth: int, values: dict[str, Any], **rest: Any) -> Driver:
    team = draw(st.sampled_from(["red", "green", "blue"]))
    identity = draw(st.sampled_from([None, *IDENTITIES])) if depth and name != "star" else None
    if name == "star":
        identity = draw(st.sampled_from(IDENTITIES))
    if identity is None:
        values[name] = (draw(amounts), draw(amounts))
        below = (_node(draw, f"{name}i", 0, values),) if depth and draw(st.booleans()) else ()
        return Driver(name, team, below, **rest)
    drivers = []
    count = 2 if identity == "ratio" else draw(st.integers(1, 3))
    for number in range(count):
        given: dict[str, Any] = {"kind": "component"}
        if identity == "sum":
            given["sign"] = draw(st.sampled_from([1, -1]))
        if identity == "ratio":
            given["part"] = ("numerator", "denominator")[number]
        if identity == "weighted_mean":
            given["weight"] = f"{name}{number}w"
            values[given["weight"]] = (draw(st.integers(0, 9).map(Fraction)), draw(st.integers(0, 9).map(Fraction)))
        drivers.append(_node(draw, f"{name}{number}", depth - 1, values, **given))
    driver = Driver(name, team, tuple(drivers), identity=identity, **rest)
    values[name] = tuple(computed(driver, {metric: pair[end] for metric, pair in values.items()}) for end in (0, 1))
    return driver


def planted(values: dict[str, tuple[Fraction | None, Fraction | None]]) -> dict[str, Series]:
    """Series of the values, as doubles: what a release would hold of them."""
    return {
        name: series_of(name, *(None if value is None else float(value) for value in pair))
        for name, pair in values.items()
    }


def series_of(metric: str, old: float | None, new: float | None, *, is_final: bool = True) -> Series:
    """Two periods of one metric."""
    return Series(metric, "month", (Point(OLD, old), Point(NEW, new, is_final=is_final)))
