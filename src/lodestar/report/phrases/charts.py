"""Legends of charts."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["CHARTS"]

CHARTS: Phrases = {
    "tree_good": ("as usual or better", "正常或更好"),
    "tree_watch": ("misses its target", "未达目标"),
    "tree_bad": ("worse than usual", "差于正常"),
    "tree_unknown": ("not known", "未知"),
    "tree_component": ("component: adds up by arithmetic", "组成：按公式合成"),
    "tree_influence": ("influence: agreed, not computed", "影响：约定关系，非计算"),
}
