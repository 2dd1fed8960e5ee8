"""The deck of a monthly review."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["DECK"]

DECK: Phrases = {
    "deck_title": ("Monthly review {month}", "{month} 月度复盘"),
    "deck_of": ("{project}: what moved, whether it is real, and what we decide.", "{project}：变化、真实性与决定。"),
    "deck_draft": (
        "Draft: {month} is not frozen, so these numbers can still change. Freeze it with "
        "lodestar review freeze --month {month}",
        "草稿：{month} 尚未封存，数字仍可能变动。封存命令：lodestar review freeze --month {month}",
    ),
    "deck_frozen": (
        "Frozen {at} UTC from release {release}: {values} values, {provisional} of them provisional.",
        "{at}（UTC）由发布版本 {release} 封存：共 {values} 个数值，其中暂定 {provisional} 个。",
    ),
    "deck_head": (
        "Ledger ends in {head}. Whoever keeps this line can prove later that nothing was rewritten: "
        "lodestar ledger verify --head {head}",
        "台账末端哈希 {head}。保留此行即可日后证明没有改写：lodestar ledger verify --head {head}",
    ),
    "deck_data": ("Data loaded up to {at} UTC; release {release}.", "数据加载截至 {at}（UTC）；发布版本 {release}。"),
    "deck_glance": ("At a glance", "一览"),
    "deck_star": ("North star", "北极星指标"),
    "deck_scope": ("Scope", "范围"),
    "deck_value": ("Value", "数值"),
    "deck_before": ("Month before", "上月"),
    "deck_verdict": ("Is it real?", "是否真实"),
    "deck_last_months": ("Last 12 months", "近 12 个月"),
    "deck_provisional": ("{value} (provisional)", "{value}（暂定）"),
    "deck_in_unit": ("{label} ({unit})", "{label}（{unit}）"),
    "deck_no_star": ("No north star is active in {month}.", "{month} 没有生效的北极星指标。"),
    "deck_unjudged": ("{star} ({scope}) has no values in this month.", "{star}（{scope}）本月没有数值。"),
    "deck_inputs": ("Inputs: what teams work on", "投入：各团队的工作指标"),
    "deck_inputs_why": (
        "Inputs come first: they are what a team can change. A row is red where a number went the wrong way beyond its "
        "natural variation, amber where a target is missed.",
        "先看投入：这些才是团队可以改变的。红色表示超出自然波动地变差，黄色表示未达目标。",
    ),
    "deck_driver": ("Driver", "驱动指标"),
    "deck_team": ("Team", "团队"),
    "deck_moves": ("Moves", "影响"),
    "deck_normal": ("Usual range", "正常范围"),
    "deck_actions_open": ("What the team can do", "团队可以做什么"),
    "deck_months_of": ("{metric}: last 12 months", "{metric}：近 12 个月"),
    "deck_weeks_of": ("{metric}: last 6 weeks", "{metric}：近 6 周"),
    "deck_month_mean": ("A month is the mean of its weeks.", "月值为当月各周的平均。"),
    "deck_limits": (
        "The band is what varies by itself (XmR limits, from the months where it is darker); a diamond lies beyond it.",
        "色带为自然波动范围（XmR 界限，由深色各月算出）；菱形表示超出界限。",
    ),
    "deck_no_limits": (
        "Too little history for natural limits: six months are needed.",
        "历史太短，无法给出自然界限：至少需要六个月。",
    ),
    "deck_centre": ("mean", "均值"),
    "deck_target": ("target", "目标"),
    "deck_tree": ("What it follows from", "由什么决定"),
    "deck_tree_of": ("Tree of {metric}, coloured by state", "{metric} 的指标树，按状态着色"),
    "deck_influences": ("How strongly influences move it, by history", "影响强度（按历史测量）"),
    "deck_influences_note": (
        "What one percent more of the driver goes with, with its 95% interval over all lags. Two numbers that one "
        "campaign moved are related too: only an experiment proves a cause.",
        "驱动指标每增加 1% 对应的变化，及覆盖所有滞后期的 95% 区间。同一活动也会使两个数字相关：因果只有实验才能证明。",
    ),
    "deck_scale_cut": ("The scale does not begin at 0.", "横轴不从 0 开始。"),
    "deck_why": ("What moved it from {before} to {now}", "从 {before} 到 {now} 的变化由什么构成"),
    "deck_why_chart": ("From {before} to {now}: {by}", "从 {before} 到 {now}：{by}"),
    "deck_why_none": ("One of the two months has no value.", "两个月中有一个没有数值。"),
    "deck_rest": ("{n} others", "其余 {n} 项"),
    "deck_teams": ("What each team gave", "各团队的贡献"),
    "deck_unstated": ("Not stated: {reason}", "未给出：{reason}"),
    "deck_no_identity": (
        "No team has a share: the star follows from its drivers by influence alone.",
        "各团队没有可计算的贡献：驱动指标仅以影响方式作用于北极星指标。",
    ),
    "deck_signs": ("Guardrails and signs", "护栏与迹象"),
    "deck_sign": ("Sign", "迹象"),
    "deck_weight": ("Weight", "程度"),
    "deck_found": ("What was found", "发现"),
    "deck_restated": ("Reported numbers that have changed since", "上报后已变化的数字"),
    "deck_restated_none": (
        "Nothing: every value reported of {months} is the same today.",
        "没有：{months} 已上报的数值今天全部相同。",
    ),
    "deck_restated_unfrozen": ("No month was frozen before.", "此前没有封存过任何月份。"),
    "deck_restated_of": (
        "{month}: {n} values would be others, of {metrics}. What was reported stays as it was.",
        "{month}：有 {n} 个数值会不同，涉及 {metrics}。已上报的数值保持不变。",
    ),
    "deck_reported": ("Reported", "已上报"),
    "deck_today": ("Today", "今天"),
    "deck_causes": ("By cause", "按原因"),
    "deck_cause_deleted": ("rows deleted", "数据删除"),
    "deck_cause_late": ("rows arrived late", "数据迟到"),
    "deck_cause_corrected": ("rows corrected", "数据更正"),
    "deck_cause_model": ("model changed", "模型变更"),
    "deck_cause_definition": ("definition changed", "定义变更"),
    "deck_cause_model_and_definition": ("model and definition changed", "模型与定义同时变更"),
    "deck_cause_rows": ("rows changed", "数据变化"),
    "deck_cause_unsplit": ("several causes, not to be split", "多种原因，无法拆分"),
    "deck_cause_unexplained": ("not explained", "无法解释"),
    "deck_targets": ("Targets", "目标"),
    "deck_targets_none": ("No target was set for this month.", "本月没有设定目标。"),
    "deck_reached": ("Reached, of the target", "目标达成率"),
    "deck_actions": ("Actions and their outcomes", "行动与结果"),
    "deck_actions_none": ("No action is listed.", "没有登记行动。"),
    "deck_effects": (
        "Measured effects with 95% intervals; a diamond is what was expected",
        "测得效果与 95% 区间；菱形为预期",
    ),
    "deck_aimless": ("Actions without a metric", "没有对应指标的行动"),
    "deck_quality": ("Data quality", "数据质量"),
    "deck_checks": (
        "Checks of this release: {passed} passed, {failed} did not.",
        "本次发布的检查：{passed} 项通过，{failed} 项未通过。",
    ),
    "deck_stale": (
        "Values of an earlier release, because what they are made from failed its checks: {metrics}.",
        "以下指标沿用较早发布的数值，因其来源未通过检查：{metrics}。",
    ),
    "deck_provisional_note": (
        "{n} of the reported values are provisional: data that are due can still move them.",
        "已上报数值中有 {n} 个为暂定：应到而未到的数据仍可能改变它们。",
    ),
    "deck_definitions": ("Definitions changed this month", "本月变更的定义"),
    "deck_definitions_none": ("No definition was decided or changed in {month}.", "{month} 没有决定或变更任何定义。"),
    "deck_decided": ("Decision {number}, {date}: {title} ({metrics})", "决定 {number}，{date}：{title}（{metrics}）"),
    "deck_redefined": (
        "Reported by another definition or model than the month before: {metrics}.",
        "与上月所用定义或模型不同：{metrics}。",
    ),
    "deck_questions": ("To decide today", "今天要决定的事"),
    "deck_questions_none": ("Nothing waits for a decision.", "没有需要决定的事项。"),
    "question_hollow": (
        "The growth of {metric} looks hollow. Do we stop what makes it, and what do we count instead?",
        "{metric} 的增长疑似虚增。是否停止造成虚增的做法？改看什么？",
    ),
    "question_watch": (
        "Signs speak against {metric}. Who looks into them until when?",
        "{metric} 出现疑点。由谁、何时前查清？",
    ),
    "question_unknown": (
        "{metric} can't be judged. What is missing, and who brings it?",
        "{metric} 无法判断。缺什么？由谁补齐？",
    ),
    "question_driver": (
        "{metric} went the wrong way beyond its natural variation. What does {team} do?",
        "{metric} 超出自然波动地变差。{team} 怎么做？",
    ),
    "question_definition": (
        "{metric} is {note}. Do we agree to the definition as it is?",
        "{metric} 的状态为：{note}。是否同意当前定义？",
    ),
    "question_target": (
        "{metric} reached {share} of its target for {period}. Does the target stay, and what changes?",
        "{metric} 完成了 {period} 目标的 {share}。目标是否保留？做什么改变？",
    ),
    "question_action": (
        "{initiative} ({team}): {verdict}. Do we go on, change it, or stop?",
        "{initiative}（{team}）：{verdict}。继续、调整还是停止？",
    ),
    "question_aimless": (
        "{initiative} ({team}) is to move no metric. Which one, or why do we do it?",
        "{initiative}（{team}）没有对应指标。它要影响哪个指标？否则为什么做？",
    ),
    "question_restated": (
        "{n} values reported of {month} would be others today. Who has to be told?",
        "{month} 已上报的 {n} 个数值今天会不同。需要告知谁？",
    ),
}
