"""A built and published shop with governance files, for the targets that read a hub."""

from __future__ import annotations

import shutil
from pathlib import Path

from lodestar.settings import open_project
from lodestar.workflows.build import build
from tests.conftest import JANUARY, SHOP, deliver

__all__ = ["add_governance", "build_shop"]

FILES = {
    "governance/teams.yml": "teams: {shop: {label: Shop, label_zh: 商店, people: [An Na, Bo Li]}}\n",
    "governance/north_stars.yml": (
        "north_stars:\n  - metric: net_revenue\n    scope: company\n    stage: growth\n"
        "    value_statement: Who stays.\n"
        "    effective_from: 2026-01-01\n    guardrails: [returned_share]\n    accounts: [store]\n"
    ),
    "governance/trees/net_revenue.yml": (
        "metric: net_revenue\ndrivers:\n"
        "  [{metric: average_order_value, team: shop}, {metric: returned_share, team: shop}]\n"
    ),
    "seeds/targets.csv": (
        "metric,dimension,member,grain,period_start,target\nnet_revenue,,,month,2026-01-01,10\n"
        "net_revenue,store,North,month,2026-02-01,5\n"
    ),
    "seeds/actions.csv": (
        "initiative,team,owner,metric,dimension,members,opportunity,direction,starts_on,ends_on,expected_effect,note\n"
        "Plan,shop,An Na,net_revenue,,,Gain,Bet,2026-01-15,,0.1,\n"
    ),
}


def build_shop(folder: Path) -> Path:
    """The folder of a shop that was built there."""
    shutil.copytree(SHOP, folder / "shop")
    project = open_project(folder / "shop")
    deliver(project, "january", JANUARY)
    build(project)
    return add_governance(folder / "shop")


def add_governance(root: Path) -> Path:
    """Puts teams, a star, a tree, targets and actions into a shop."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root
