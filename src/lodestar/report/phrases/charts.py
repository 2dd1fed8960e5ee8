"""Legends of charts."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["CHARTS"]

CHARTS: Phrases = {
    "tree_good": ("good", "良好"),
    "tree_watch": ("watch", "留意"),
    "tree_bad": ("bad", "不佳"),
    "tree_unknown": ("not known", "未知"),
    "tree_component": ("component: adds up by arithmetic", "组成：按公式合成"),
    "tree_influence": ("influence: agreed, not computed", "影响：约定关系，非计算"),
}
