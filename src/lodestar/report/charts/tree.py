"""A tree of metrics coloured by state, level by level: HTML alone, so that any number of boxes finds its room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from lodestar.report.template import render
from lodestar.report.words import Words

__all__ = ["Edge", "State", "TreeNode", "tree_chart"]

State = Literal["good", "watch", "bad", "unknown"]
Edge = Literal["component", "influence"]

SIGNS: dict[State, str] = {"good": "●", "watch": "▲", "bad": "■", "unknown": "○"}
"""A shape for each state: colours alone say nothing in grey, or to the colour-blind."""


@dataclass(frozen=True)
class TreeNode:
    """A metric of the tree. Its texts are in the page's language, and shown as they are.

    Attributes:
        value, change: as people read them; may be empty.
        edge: how it moves its parent: as a component (by arithmetic) or by influence (by agreement).
        note: a short remark under the figures, such as its weight; may be empty.
    """

    label: str
    state: State
    value: str = ""
    change: str = ""
    edge: Edge = "component"
    note: str = ""
    children: tuple[TreeNode, ...] = ()


def tree_chart(root: TreeNode, words: Words, *, name: str) -> Markup:
    """The tree with its legend. A page that shows it includes `tree.css.j2` in its style.

    Args:
        name: what it shows, for those who can't see it.
    """
    used = list(_nodes(root))
    states = [state for state in SIGNS if any(node.state == state for node in used)]
    edges = [edge for edge in ("component", "influence") if any(node.edge == edge for node in used[1:])]
    return Markup(render("tree.html.j2", words, root=root, title=name, signs=SIGNS, states=states, edges=edges))


def _nodes(node: TreeNode) -> list[TreeNode]:
    return [node, *(below for child in node.children for below in _nodes(child))]
