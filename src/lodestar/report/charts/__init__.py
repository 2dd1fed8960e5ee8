"""Charts of pages: values in, a Vega-Lite specification, and an SVG that needs nothing from anywhere.

chart = trend_chart(points, name="Net revenue by month", unit="CNY", grain="month")
chart.spec   # what it says, for tests
chart.svg    # what it looks like; a template writes {{ chart }}
"""

from __future__ import annotations

from lodestar.report.charts.bars import Bar, bar_chart
from lodestar.report.charts.chart import Chart
from lodestar.report.charts.effects import Effect, effect_chart
from lodestar.report.charts.line import Line, line_chart
from lodestar.report.charts.sparkline import sparkline
from lodestar.report.charts.targets import Attained, bars_with_targets
from lodestar.report.charts.tree import TreeNode, tree_chart
from lodestar.report.charts.trend import Limits, trend_chart
from lodestar.report.charts.waterfall import waterfall_chart

__all__ = [
    "Attained",
    "Bar",
    "Chart",
    "Effect",
    "Limits",
    "Line",
    "TreeNode",
    "bar_chart",
    "bars_with_targets",
    "effect_chart",
    "line_chart",
    "sparkline",
    "tree_chart",
    "trend_chart",
    "waterfall_chart",
]
