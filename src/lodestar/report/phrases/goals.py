"""Targets, actions and the growth panorama."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["GOALS"]

GOALS: Phrases = {
    "targets_of": (
        "Targets of {month}; data up to {through}, release {release}.",
        "{month} 的目标；数据截至 {through}，发布版本 {release}。",
    ),
    "targets_none": ("No period that ends in {month} has a target.", "{month} 没有设定目标。"),
    "target_value": ("value", "数值"),
    "target_goal": ("target", "目标"),
    "target_share": ("reached", "达成率"),
    "target_expected": ("run rate", "按进度推算"),
    "target_distance": ("distance", "差距"),
    "target_state": ("state", "状态"),
    "standing_met": ("met", "达成"),
    "standing_missed": ("missed", "未达成"),
    "standing_on_track": ("on track", "进度正常"),
    "standing_behind": ("behind", "落后"),
    "standing_running": ("still runs", "进行中"),
    "standing_provisional": ("provisional", "暂定"),
    "standing_no_value": ("no value", "没有数值"),
    "target_counts": (
        "Met: {met}, missed: {missed}, on track: {on_track}, behind: {behind}, still runs: {running}, provisional: "
        "{provisional}, "
        "without a value: {no_value}.",
        "达成 {met}，未达成 {missed}，进度正常 {on_track}，落后 {behind}，进行中 {running}，暂定 {provisional}，"
        "没有数值 {no_value}。",
    ),
    "target_run_rate": (
        "Of a period that still runs, the run rate is what sums come to if they go on so; a rate is not judged before "
        "its period is over.",
        "时期未结束时，可累加的指标按已过天数推算全期数值；比率要到时期结束后才判断。",
    ),
    "goals_unread": ("What could not be read", "未能读取的内容"),
    "actions_until": (
        "Effects of actions, by final values up to {until}, release {release}.",
        "行动效果，使用截至 {until} 的最终数值，发布版本 {release}。",
    ),
    "actions_none": ("No action is listed in {path}.", "{path} 中没有行动。"),
    "action_initiative": ("initiative", "举措"),
    "action_starts": ("starts", "开始"),
    "action_expected": ("expected", "预期"),
    "action_effect": ("effect", "效果"),
    "action_interval": ("95% interval", "95% 区间"),
    "action_verdict": ("verdict", "判断"),
    "action_interval_of": ("{low} to {high}", "{low} 至 {high}"),
    "verdict_as_expected": ("as expected", "符合预期"),
    "verdict_more": ("more than expected", "高于预期"),
    "verdict_less": ("less than expected", "低于预期"),
    "verdict_unclear": ("can't be told yet", "尚无法判断"),
    "verdict_nothing": ("not what was expected", "未见预期效果"),
    "verdict_wrong_way": ("the wrong way", "方向相反"),
    "verdict_moved": ("moved, nothing was expected", "有变化，但没有设定预期"),
    "verdict_none": ("not measured", "未测量"),
    "method_differences": (
        "against {untouched} that it did not reach (by {grain}: {before} periods before, {after} after)",
        "与未受影响的 {untouched} 对比（按{grain}，之前 {before} 期，之后 {after} 期）",
    ),
    "method_difference_series": (
        "period by period against {untouched} that it did not reach (by {grain}: {before} periods before, "
        "{after} after)",
        "与未受影响的 {untouched} 逐期对比（按{grain}，之前 {before} 期，之后 {after} 期）",
    ),
    "method_interrupted": (
        "the series alone (by {grain}: {before} periods before, {after} after), for all were reached",
        "只看自身前后变化（按{grain}，之前 {before} 期，之后 {after} 期）：全体都受影响，没有对照",
    ),
    "members_counted": ("{n} members", "{n} 个成员"),
    "method_trend": ("less the trend that was there before", "已扣除原有趋势"),
    "method_season": ("less the season", "已扣除季节因素"),
    "method_shared": (
        "not to be told apart from {others}, which began meanwhile",
        "与同期开始的 {others} 无法区分",
    ),
    "refusal_no_metric": ("no metric", "没有对应指标"),
    "refusal_not_begun": ("it begins on {day}, after these data", "{day} 才开始，晚于这些数据"),
    "refusal_no_values": ("its metric has no values", "指标没有数值"),
    "refusal_unknown_members": ("its metric has no member {members}", "指标没有成员 {members}"),
    "refusal_too_few_before": (
        "too few final values before it (by {grain}: {found} periods, and {least} are the least)",
        "开始之前的最终数值太少：按{grain}有 {found} 期，至少需要 {least} 期",
    ),
    "refusal_too_few_after": (
        "too few final values since it began (by {grain}: {found} periods, and {least} are the least)",
        "开始之后的最终数值太少：按{grain}有 {found} 期，至少需要 {least} 期",
    ),
    "refusal_no_variation": (
        "values by {grain} never differ, or lie around 0, so there is nothing to judge an effect by",
        "按{grain}的数值没有波动或在 0 附近，无从判断效果",
    ),
    "actions_without": (
        "Actions without a metric: nobody can say whether they help",
        "没有对应指标的行动：无法判断是否有用",
    ),
    "action_line": ("{initiative} ({team}, {owner}), {dates}", "{initiative}（{team} 的 {owner}），{dates}"),
    "action_dates": ("{start} to {end}", "{start} 至 {end}"),
    "action_runs": ("since {start}", "{start} 起"),
    "panorama_title": ("Growth panorama", "增长全景图"),
    "panorama_until": (
        "Final values up to {until}, release {release}.",
        "使用截至 {until} 的最终数值，发布版本 {release}。",
    ),
    "panorama_direction": ("Direction", "方向"),
    "panorama_opportunity": ("Opportunity and headroom", "机会与空间"),
    "panorama_initiative": ("Initiative", "举措"),
    "panorama_result": ("Result", "结果"),
    "panorama_star_at": ("{value} in {period}", "{period} 为 {value}"),
    "panorama_no_star": ("Directions that lead to no north star", "没有通向北极星指标的方向"),
    "panorama_no_star_text": (
        "None of their metrics stands in the tree of a star.",
        "它们的指标都不在任何北极星指标的分解树里。",
    ),
    "panorama_none": ("No action is listed for it.", "还没有为它列出行动。"),
    "panorama_off_tree": (
        "Metrics of actions that stand in no tree: {metrics}. What they move reaches no star on paper.",
        "不在任何分解树里的行动指标：{metrics}。它们与北极星指标的联系还没有写明。",
    ),
    "panorama_expected": ("expected {effect}", "预期 {effect}"),
    "panorama_expected_none": ("nothing expected", "没有设定预期"),
    "panorama_reaches": ("reaches {members}", "覆盖 {members}"),
    "room_quarter": (
        "If all reached the best quarter by {dimension} ({quarter}), the whole would change by {change}.",
        "若全部达到最好四分之一的水平（按 {dimension}，{quarter}），整体变化 {change}。",
    ),
    "room_best": (
        "Best: {member} with {value} and {share} of the whole; all at that level: {change}.",
        "最好的是 {member}：{value}，占整体 {share}；全部达到该水平：{change}。",
    ),
    "room_stands_out": ("It stands out from the others.", "它明显好于其他成员。"),
    "room_chance": ("That it is the best may be chance.", "它排第一可能只是偶然。"),
    "room_goal": (
        "The goal of {goal}: {there} of {all} are there already, with {share} of the whole.",
        "目标 {goal}：{all} 个成员中已有 {there} 个达到，占整体 {share}。",
    ),
    "room_none": (
        "No headroom can be told: the metric is no rate with members to compare.",
        "无法给出空间：指标不是可按成员比较的比率。",
    ),
    "reading_headroom": (
        "Headroom: what the whole would gain if every member did as well as the best quarter of it does. It shows what "
        "is possible, and is no forecast. Half a year is taken together.",
        "空间：如果所有成员都达到其中最好四分之一的水平，整体会变化多少。它说明什么是可能的，不是预测。取最近半年合计。",
    ),
    "reading_effect": (
        "Result: the change that the action made, relative to what there would have been without it. The bar is the "
        "95% interval (an arrow where it goes on), the point the estimate, the diamond what was expected, the line 0.",
        "结果：与没有这项行动相比的相对变化。横条为 95% 区间（箭头表示超出图面），圆点为估计值，菱形为预期，竖线为 0。",
    ),
    "reading_alone": (
        "Where all were reached there is nothing to compare with: whatever else happened at that time is in the "
        "result.",
        "全体都受影响时没有对照，同期发生的其他变化也会算进结果里。",
    ),
    "chart_of_effect": (
        "{initiative}: effect {effect}, 95% interval {low} to {high}",
        "{initiative}：效果 {effect}，95% 区间 {low} 至 {high}",
    ),
}
