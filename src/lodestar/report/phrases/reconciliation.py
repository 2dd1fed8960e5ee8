"""Reported figures beside the hub's."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["RECONCILIATION"]

RECONCILIATION: Phrases = {
    "reconciliation_title": ("Reported figures beside the hub's", "上报数值与指标中心对账"),
    "figures_of": (
        "Agree: {agrees}. Differ and are explained: {explained}. Differ without explanation: {unexplained}. "
        "Can't be compared: {refused}.",
        "一致：{agrees} 个；不一致但已解释：{explained} 个；不一致且无法解释：{unexplained} 个；"
        "无法比较：{refused} 个。",
    ),
    "none_reported": ("No department reports a figure.", "没有部门上报数值。"),
    "hub_release": ("The hub's values are those of release {id}.", "指标中心的数值取自发布版本 {id}。"),
    "hub_warehouse": (
        "Nothing is published yet: the hub's values are computed from the warehouse.",
        "尚未发布：指标中心的数值由数据仓库计算。",
    ),
    "outcome_agrees": ("agrees", "一致"),
    "outcome_explained": ("explained", "已解释"),
    "outcome_unexplained": ("NOT EXPLAINED", "无法解释"),
    "outcome_refused": ("can't be compared", "无法比较"),
    "reported": ("Reported", "上报"),
    "hub": ("Hub", "指标中心"),
    "result": ("Result", "结果"),
    "reasons": ("Reasons", "原因"),
    "together_unknown": ("parts unknown: some of them alone have no value", "各部分未知：其中有的单独计算没有数值"),
    "rest_rounding": ("rounding of the reported figure", "上报数值的取整"),
    "rest_remaining": ("not explained", "无法解释的部分"),
    "covers_all": (
        "The same reasons give every disputed figure that {department} reports of it.",
        "同样的原因可得出 {department} 上报的该指标全部有争议的数值。",
    ),
    "also_by": ("also reproduced by: {variants}", "以下原因同样可得出该数值：{variants}"),
    "closest": ("closest: {variants}, which gives {value}", "最接近的是：{variants}，得 {value}"),
    "none_closer": (
        "none of the {n} known variants, alone or together, comes much nearer",
        "已知的 {n} 种其他算法，单独或组合，都没有明显更接近",
    ),
    "no_variants": (
        "the contract declares no variants to try",
        "该指标的合约没有声明可尝试的其他算法",
    ),
    "bounded": (
        "more than {most} of the {n} variants together were not tried",
        "没有尝试同时采用 {n} 种算法中的 {most} 种以上",
    ),
    "moved": (
        "release {id} says {published}; by the definitions and rows of now it is {ours}, which is compared",
        "发布版本 {id} 为 {published}；按现在的定义和数据为 {ours}，以此比较",
    ),
    "moved_agrees": (
        "it is what release {id} says, {published}; by the definitions and rows of now it is {ours}",
        "与发布版本 {id} 的 {published} 一致；按现在的定义和数据为 {ours}",
    ),
    "unpublished": ("not published yet: computed from the working tree", "尚未发布：按当前工作区计算"),
    "incomplete": ("the period is not over or its data are not final yet", "时期未结束，或数据尚未到齐"),
    "scale": (
        "it is about {factor} times the hub's value: another unit?",
        "约为指标中心数值的 {factor} 倍：单位是否不同？",
    ),
    "not_tried": ("could not be tried: {variants}: {reason}", "无法尝试：{variants}：{reason}"),
    "unreadable": ("Rows that can't be read", "无法读取的行"),
}
