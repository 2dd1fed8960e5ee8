"""Tables and charts of values, with their units and grains."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["TABLES"]

TABLES: Phrases = {
    "period": ("Period", "时期"),
    "change": ("Change", "变化"),
    "relative": ("%", "变化率"),
    "provisional_note": (
        "* provisional: the period is not over or its data are not final yet",
        "* 暂定：时期未结束，或数据尚未到齐",
    ),
    "periods_differ": (
        "By {grain}: {differing} of {total} periods differ",
        "按{grain}：{total} 期中有 {differing} 期不同",
    ),
    "periods_title": ("Before and now, by {grain}", "按{grain}前后对比"),
    "rows_left_out": ("Not listed: {n}", "未列出：{n} 行"),
    "only_differing": ("Only periods that differ are listed.", "只列出有差异的时期。"),
    "members_title": ("{period} by {dimension}", "{period}，按 {dimension}"),
    "member": ("Member", "成员"),
    "share": ("Share of the change", "占总变化"),
    "unchanged_members": ("Unchanged and not listed: {n}", "没有变化、未列出：{n} 个"),
    "no_shares": (
        "No shares: the values of the members don't add up to the whole.",
        "不给出占比：各成员的数值相加不等于总体。",
    ),
    "chart_of": ("{metric} by {grain}, before and now", "{metric}，按{grain}，前后对比"),
    "bars_of": ("Change of {metric} in {period} by {dimension}", "{metric} 在 {period} 的变化，按 {dimension}"),
    "not_from_zero": ("The scale does not begin at 0.", "纵轴不从 0 开始。"),
    "hollow": ("Hollow points are provisional.", "空心点为暂定值。"),
    "first_difference": ("first difference", "最早的差异"),
    "points": ("pp", "个百分点"),
    "grain_day": ("day", "日"),
    "grain_week": ("week", "周"),
    "grain_month": ("month", "月"),
    "grain_quarter": ("quarter", "季度"),
    "grain_year": ("year", "年"),
    "week_of": ("week of {day}", "{day}当周"),
    "no_value": ("no value", "没有数值"),
}
