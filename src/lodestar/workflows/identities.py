"""A build tells which identities of trees its values break. A tree is a claim of people, so no number waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lodestar.governance.exact import shown
from lodestar.governance.identity import Held, equation, held, members_of
from lodestar.governance.register import read_register
from lodestar.governance.trees import Node, Tree, nodes
from lodestar.quality.result import CheckResult
from lodestar.releases.series import TOTAL, Series, read_series_at
from lodestar.settings import Project

__all__ = ["check_identities"]


def check_identities(project: Project, warehouse: Path, relation: tuple[str, str]) -> list[CheckResult]:
    """A result per identity of a tree: a warning for one that some period breaks, or that no period can show.

    Args:
        relation: schema and name of `metric_values` in the build.
    """
    declared = [(tree, node) for tree in read_register(project.root).trees for node in nodes(tree) if node.identity]
    names = {name for _, node in declared for name in members_of(node)}
    series = read_series_at(warehouse, relation, names) if names else []
    return [_result(tree, node, series, ".".join(relation)) for tree, node in declared]


def _result(tree: Tree, node: Node, series: Sequence[Series], table: str) -> CheckResult:
    seen = list(held(node, series))
    broken = sorted((one for one in seen if not one.is_held), key=_order)
    rule = f"{node.metric} = {equation(node)}"
    detail = ""
    if not seen:
        detail = f"{tree.path} says so, and they have no period in common by any grain"
    elif broken:
        detail = f"{tree.path} says so; first {_place(broken[0])}, and {len(broken):,} of {len(seen):,} values differ"
    status = "failed" if detail else "passed"
    return CheckResult("lodestar", table, rule, "warn", status, len(broken) or None, detail, (node.metric,))


def _order(one: Held) -> tuple[bool, str, str, str, str]:
    """The whole before members, and the earliest first."""
    return (one.dimension != TOTAL, one.period_start.isoformat(), one.grain, one.dimension, one.member)


def _place(one: Held) -> str:
    member = "" if one.dimension == TOTAL else f", {one.dimension} {one.member}"
    value, made, residual = (shown(number) for number in (one.value, one.computed, one.residual))
    return f"in the {one.grain} of {one.period_start}{member}: {value:g} is not {made:g}, residual {residual:.6g}"
