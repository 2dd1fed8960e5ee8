"""Candidates for a north star, influences between metrics, and the bridge from a star to its successor."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["NORTHSTAR"]

NORTHSTAR: Phrases = {
    "northstar_title": ("Candidates for the north star", "北极星指标候选"),
    "northstar_origin": (
        "From the history in release {id}. Outcomes: {outcomes}. Retention: {retentions}.",
        "依据发布版本 {id} 中的历史数据。结果指标：{outcomes}。留存指标：{retentions}。",
    ),
    "northstar_none": ("none", "无"),
    "northstar_place": ("Place", "名次"),
    "northstar_candidate": ("Candidate", "候选指标"),
    "northstar_by": ("judged by {grain}", "按{grain}评估"),
    "northstar_criterion_coverage": ("Coverage", "覆盖"),
    "northstar_criterion_stability": ("Stability", "稳定"),
    "northstar_criterion_lead": ("Lead", "先行性"),
    "northstar_criterion_movability": ("Movability", "可推动性"),
    "northstar_criterion_vanity": ("Vanity", "虚荣程度"),
    "northstar_criterion_sensitivity": ("Sensitivity", "集中程度"),
    "northstar_grade_good": ("good", "好"),
    "northstar_grade_fair": ("fair", "中"),
    "northstar_grade_poor": ("poor", "差"),
    "northstar_grade_unknown": ("not known", "未知"),
    "northstar_known": (
        "{known} of {due} periods have a final value",
        "{due} 期中有 {known} 期有最终数值",
    ),
    "northstar_waiting": ("not final yet: {n}", "尚未确定：{n} 期"),
    "northstar_users": (
        "it counts {share} as many users as {population}",
        "所计用户数为 {population} 的 {share}",
    ),
    "northstar_users_unknown": (
        "which share of users it counts in is not known: no other metric counts them all",
        "无法得知计入了多少比例的用户：没有其他指标统计全部用户",
    ),
    "northstar_variation": (
        "natural variation from one period to the next {variation} of the mean; a change shows beyond {visible}",
        "相邻两期的自然波动为均值的 {variation}；变化超过 {visible} 才看得出来",
    ),
    "northstar_noise": ("{noise} of all its variance is such noise", "全部方差中有 {noise} 是这种噪声"),
    "northstar_few_periods": ("too few final values: {n}", "最终数值太少：{n} 个"),
    "northstar_spread": (
        "members of {dimension} ({n}) differ lastingly by {size} of the mean (share that lasts: {lasting})",
        "{dimension} 的 {n} 个成员之间持久的差异为均值的 {size}（持久部分占 {lasting}）",
    ),
    "northstar_no_spread": (
        "members can't be compared: it is no ratio, so they differ by their size",
        "各成员无法比较：不是比率，差异来自规模",
    ),
    "northstar_few_members": ("no dimension with two members or more", "没有成员达到两个的维度"),
    "northstar_shift": ("a new level since {period}: {before} → {after}", "自 {period} 起水平改变：{before} → {after}"),
    "northstar_no_shift": ("no lasting change of level the right way", "没有出现向好的持久水平变化"),
    "northstar_driving": (
        "{n} of {total} drivers that its tree names as influences have a measured one",
        "指标树列为影响的 {total} 个驱动指标中，有 {n} 个测得影响",
    ),
    "northstar_no_tree": ("no tree names an influence on it", "没有指标树列出对它的影响"),
    "northstar_no_signs": ("no sign of a vanity number", "没有虚荣指标的迹象"),
    "northstar_sign_counts_signs": (
        "its definition says {detail}: that only rises, whatever users get",
        "定义中有 {detail}：无论用户得到什么都只增不减",
    ),
    "northstar_sign_counts_newcomers": (
        "it counts who came ({detail}), not who stayed",
        "统计的是新来的（{detail}），不是留下的",
    ),
    "northstar_sign_never_falls": ("it never fell", "从未下降"),
    "northstar_sign_since_the_beginning": (
        "it adds up everything since the beginning, so it can't fall",
        "自始累计，不可能下降",
    ),
    "northstar_sign_retention_falls": ("it rose while {detail} fell", "上升的同时 {detail} 下降"),
    "northstar_sign_not_per_user": (
        "it is not divided by users, so it also rises with their number alone",
        "没有除以用户数，用户增多本身就会使其上升",
    ),
    "northstar_largest": (
        "the largest member of {dimension} ({n}) is {member} with {share}",
        "{dimension} 的 {n} 个成员中最大的是 {member}，占 {share}",
    ),
    "northstar_no_members": ("it has no members", "没有成员"),
    "northstar_measured": (
        "{metric}: 1% more goes with {elasticity} {lag} (95%: {low} to {high}; {n} periods by {grain})",
        "{metric}：每增加 1%，{lag}变化 {elasticity}（95% 区间 {low} 至 {high}；按{grain} {n} 期）",
    ),
    "northstar_indistinct": (
        "{metric}: not distinguishable from zero (1% more: {low} to {high} {lag}; {n} periods by {grain})",
        "{metric}：与零无法区分（每增加 1%，{lag}变化 {low} 至 {high}；按{grain} {n} 期）",
    ),
    "northstar_too_short": (
        "{metric}: history is too short ({n} periods by {grain})",
        "{metric}：历史太短（按{grain} {n} 期）",
    ),
    "northstar_constant": ("{metric}: one of both never changes", "{metric}：两者之一从不变化"),
    "northstar_around_zero": (
        "{metric}: values lie around zero, where percentages mean nothing",
        "{metric}：数值在零附近，百分比没有意义",
    ),
    "northstar_no_shared_grain": ("{metric}: no grain in common", "{metric}：没有共同的粒度"),
    "northstar_against": ("it gets worse: {metrics}", "反而变差：{metrics}"),
    "northstar_among_many": (
        "clear alone, not among so many outcomes: {metrics}",
        "单独看明显，但在这么多结果指标中不算明显：{metrics}",
    ),
    "northstar_lag_0": ("in the same period", "同期"),
    "northstar_lag_1": ("one period later", "下一期"),
    "northstar_lag_n": ("{lag} periods later", "{lag} 期后"),
    "northstar_rules": ("How it is graded", "评分规则"),
    "northstar_rule_order": (
        "Order: candidates with a sign of a vanity number stand last. Among the others one stands before another when "
        "it is at least as good in every criterion and better in one (not known lies between fair and poor); else "
        "they share a place. There is no score.",
        "名次：有虚荣指标迹象的排在最后。其余候选中，若一个在每项上都不差于另一个且至少一项更好（“未知”介于中与差之间），"
        "则排在其前；否则名次相同。没有总分。",
    ),
    "northstar_rule_coverage": (
        "Coverage: final values in {good} of the periods that are due is good, in {fair} fair.",
        "覆盖：应有数值的时期中，{good} 有最终数值为好，{fair} 为中。",
    ),
    "northstar_rule_stability": (
        "Stability: natural variation up to {good} of the mean is good, up to {fair} fair. A week varies more than a "
        "month.",
        "稳定：自然波动不超过均值的 {good} 为好，不超过 {fair} 为中。按周的波动大于按月。",
    ),
    "northstar_rule_lead": (
        "Lead: good when an outcome or retention clearly follows later, fair when in the same period, poor when one "
        "gets worse, or when history rules out that 1% more brings {worth}% of any of them; else not known. It is what "
        "history shows, not a proof of a cause.",
        "先行性：结果或留存明显在之后跟随为好，同期为中；有一项反而变差，或历史已排除每增加 1% 会使任何一项变化 "
        "{worth}%，为差；否则未知。这是历史所显示的，不证明因果。",
    ),
    "northstar_rule_movability": (
        "Movability: members that differ by {spread} or more, {lasting} of it lasting; a new level the right way; a "
        "driver with a measured influence: two of them are good, one is fair, none is poor, or not known where fewer "
        "than two could be looked at.",
        "可推动性：成员之间的差异达 {spread} 且其中 {lasting} 持久；出现向好的新水平；有测得影响的驱动指标："
        "三者有二为好，有一为中，全无为差；能查看的不足两项时为未知。",
    ),
    "northstar_rule_vanity": (
        "Vanity: any sign is poor; only not being divided by users is fair.",
        "虚荣程度：有任何迹象为差；仅仅没有除以用户数为中。",
    ),
    "northstar_rule_sensitivity": (
        "Sensitivity: a largest member of up to {good} is good, up to {fair} fair, among dimensions with {n} members "
        "or more.",
        "集中程度：最大成员不超过 {good} 为好，不超过 {fair} 为中，只看成员达到 {n} 个的维度。",
    ),
    "northstar_influences_title": ("Measured influences", "测得的影响"),
    "northstar_no_trees": ("No tree of a north star is declared.", "没有声明指标树。"),
    "northstar_only_components": (
        "No driver is an influence: all are components.",
        "没有影响型驱动指标：全部是组成部分。",
    ),
    "northstar_metric": ("Metric", "指标"),
    "northstar_driver": ("Driver", "驱动指标"),
    "northstar_grain": ("Grain", "粒度"),
    "northstar_lag": ("Lag", "滞后"),
    "northstar_per_percent": ("1% more", "每增加 1%"),
    "northstar_interval": ("95% interval", "95% 区间"),
    "northstar_correlation": ("Correlation", "相关"),
    "northstar_periods": ("Periods", "期数"),
    "northstar_result": ("Result", "结果"),
    "northstar_outcome_measured": ("measured", "测得"),
    "northstar_outcome_indistinct": ("not distinguishable from zero", "与零无法区分"),
    "northstar_outcome_too_short": ("history too short", "历史太短"),
    "northstar_outcome_constant": ("one of both never changes", "两者之一从不变化"),
    "northstar_outcome_around_zero": ("values around zero", "数值在零附近"),
    "northstar_outcome_no_shared_grain": ("no grain in common", "没有共同的粒度"),
    "northstar_influence_note": (
        "Each relation is shown at the lag where it is strongest; intervals allow for that choice and for how alike "
        "neighbouring periods are. The trend is taken out, and the year's season from two years of history on. It is "
        "what history shows, not a proof of a cause.",
        "每个关系取最强的滞后；区间已考虑这一选择以及相邻时期的相似。趋势已去除；历史满两年时也去除季节性。"
        "这是历史所显示的，不证明因果。",
    ),
    "northstar_bridge_title": ("From {old} to {new}", "从 {old} 到 {new}"),
    "northstar_bridge_factor": (
        "1 of {old} is {factor} of {new}: mean of {n} periods from {first} to {last}, spread {spread}.",
        "{old} 的 1 相当于 {new} 的 {factor}：{first} 至 {last} 共 {n} 期的均值，离散程度 {spread}。",
    ),
    "northstar_bridge_no_factor": (
        "No period from {first} to {last} has final values of both above 0: nothing is translated.",
        "{first} 至 {last} 没有两者均大于 0 的最终数值：无法换算。",
    ),
    "northstar_bridge_error": (
        "In the {n} periods before, for which both are known, it misses by {error} on average, by {largest} at most.",
        "此前两者均已知的 {n} 期中，平均偏差 {error}，最大 {largest}。",
    ),
    "northstar_bridge_unchecked": (
        "Before the overlap not both are known: how well it fits there can't be said.",
        "重叠期之前没有两者均已知的时期：无法得知换算是否吻合。",
    ),
    "northstar_bridge_computed": (
        "~ computed by the factor, never measured; = overlap; * provisional",
        "~ 按系数换算，并非实测；= 重叠期；* 暂定",
    ),
    "northstar_bridge_ratio": ("Ratio", "比值"),
    "northstar_bridge_in_new": ("In terms of the new", "按新指标"),
    "northstar_bridge_in_old": ("In terms of the old", "按旧指标"),
}
