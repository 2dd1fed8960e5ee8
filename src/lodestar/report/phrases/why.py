"""Why a metric moved, and what each team gave."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["WHY"]

WHY: Phrases = {
    "why_moved": (
        "From {from_period} to {to_period}: {old} -> {new}, change {change} ({relative})",
        "从{from_period}到{to_period}：{old} → {new}，变化 {change}（{relative}）",
    ),
    "why_provisional": (
        "One of the two values is provisional: it can still move.",
        "两个数值中有暂定值，之后还可能变动。",
    ),
    "why_by_dimension": ("By {dimension}", "按 {dimension} 分解"),
    "why_by_identity": ("By its components: {equation}", "按构成分解：{equation}"),
    "why_by_halves": ("By numerator and denominator", "按分子与分母分解"),
    "why_part": ("Part", "部分"),
    "why_old": ("Old", "期初"),
    "why_new": ("New", "期末"),
    "why_contribution": ("Contribution", "贡献"),
    "why_share": ("Share", "占比"),
    "why_rate": ("Own rate", "自身变化"),
    "why_mix": ("Mix", "结构变化"),
    "why_sum": ("Sum", "合计"),
    "why_others": ("{n} others", "其余 {n} 项"),
    "why_numerator": ("numerator", "分子"),
    "why_denominator": ("denominator", "分母"),
    "why_overlap": ("counted under several members", "重复计入多个成员"),
    "why_method_additive": ("What each adds.", "各部分直接相加。"),
    "why_method_log_mean": (
        "Divided by the log-mean Divisia index (LMDI-I).",
        "采用对数平均迪氏指数法（LMDI-I）分解。",
    ),
    "why_method_shapley": (
        "Divided by Shapley values: a value is zero or below, so logarithms don't serve.",
        "采用 Shapley 值分解：存在零或负值，无法取对数。",
    ),
    "why_method_mix_and_rate": (
        "Own rate: the member's rate moved. Mix: it weighs more or less than before, or is new or gone.",
        "自身变化：成员自身的比率变动；结构变化：成员的权重变动，或成员新增、消失。",
    ),
    "why_not": ("By {by} it can't be divided: {reason}.", "无法按 {by} 分解：{reason}。"),
    "why_way_halves": ("numerator and denominator", "分子与分母"),
    "why_way_sum": ("its components", "构成"),
    "why_way_product": ("its factors", "因子"),
    "why_way_ratio": ("its components", "构成"),
    "why_way_weighted_mean": ("its components", "构成"),
    "why_reason_not_additive": (
        "the values of the members don't make the whole",
        "各成员的数值不能合成总体",
    ),
    "why_reason_no_halves": (
        "it is a quotient, and numerator and denominator are not known",
        "它是比值，而分子与分母未知",
    ),
    "why_reason_no_denominator": ("a denominator is zero", "分母为零"),
    "why_reason_no_members": ("there is no member in these periods", "这两期没有任何成员"),
    "why_reason_too_many": ("there are too many factors, and one is zero or below", "因子过多，且存在零或负值"),
    "why_reason_broken": ("its identity does not hold in one of the periods", "恒等式在其中一期不成立"),
    "why_reason_missing": ("a component has no value in one of the periods", "某个构成在其中一期没有数值"),
    "why_nothing": ("It stands on no tree with an identity, and has no dimensions.", "它没有恒等式，也没有维度。"),
    "why_exact": ("The parts sum to the change exactly.", "各部分之和恰好等于总变化。"),
    "why_statement": ("Contributions of teams", "各团队贡献"),
    "why_team": ("Team", "团队"),
    "why_driver": ("Driver", "驱动指标"),
    "why_of_parent": ("Of the one above", "对上级的贡献"),
    "why_of_star": ("Of the whole", "对总体的贡献"),
    "why_all_final": ("All values that the change is divided by are final.", "用于分解的数值全部为最终值。"),
    "why_undivided": (
        "Nobody's share: {metric} follows from its drivers by no identity that its tree states and that holds in both "
        "periods. The drivers are influences; their own changes stand below.",
        "不计入任何团队：{metric} 在驱动树中没有两期均成立的恒等式。下列驱动指标只是影响因素，仅列出其自身变化。",
    ),
    "why_note_no_values": ("no value by this grain", "该粒度没有数值"),
    "why_note_provisional": ("provisional", "暂定值，不列出"),
    "why_note_undivided": ("not divided further", "不再细分"),
    "why_influence": ("influence", "影响因素"),
}
