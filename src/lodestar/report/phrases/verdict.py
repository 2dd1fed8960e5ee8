"""Whether the growth of a north star is real."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["VERDICT"]

VERDICT: Phrases = {
    "verdict_title": ("{star} ({scope}): {state}", "{star}（{scope}）的判定：{state}"),
    "verdict_state_healthy": ("HEALTHY", "健康"),
    "verdict_state_steady": ("STEADY", "平稳"),
    "verdict_state_watch": ("WATCH", "观察"),
    "verdict_state_hollow": ("HOLLOW", "虚增"),
    "verdict_state_unknown": ("UNKNOWN", "未知"),
    "verdict_because_healthy": ("It has grown, and nothing speaks against it.", "有增长，且没有发现疑点。"),
    "verdict_because_still": (
        "It has not grown beyond its natural variation; in what could be judged, nothing went wrong.",
        "增长未超出自然波动；可判断的各项中没有发现问题。",
    ),
    "verdict_because_watch": ("Weak signs that speak against it: {n}.", "有 {n} 个较弱的疑点。"),
    "verdict_because_hollow": ("Strong signs that the growth is not real: {n}.", "有 {n} 个强疑点表明增长不真实。"),
    "verdict_because_unknown": ("The star itself can't be judged: {reason}.", "北极星指标本身无法判断：{reason}。"),
    "verdict_moved_up": ("up beyond its natural variation", "上升，超出自然波动"),
    "verdict_moved_down": ("down beyond its natural variation", "下降，超出自然波动"),
    "verdict_moved_within": ("within its natural variation", "在自然波动之内"),
    "verdict_star": (
        "{now} in {month}, {before} on average from {first} to {last}: {growth}, {moved} ({lower} to {upper}).",
        "{month} 为 {now}，{first} 至 {last} 平均为 {before}：{growth}，{moved}（{lower} 至 {upper}）。",
    ),
    "verdict_volume": (
        "Volume, {metric}: {now}, {before} before: {growth}, {moved} ({lower} to {upper}).",
        "总量 {metric}：{now}，此前 {before}：{growth}，{moved}（{lower} 至 {upper}）。",
    ),
    "verdict_recent": (
        "With the two months before it, {recent} on average: that is beyond what varies naturally.",
        "连同此前两个月平均为 {recent}：超出自然波动。",
    ),
    "verdict_brought": (
        "Values by the {grain} are brought to the month in which the {grain} ends.",
        "按{grain}的数值归入该{grain}结束所在的月份。",
    ),
    "verdict_weight_strong": ("STRONG", "强"),
    "verdict_weight_weak": ("weak", "弱"),
    "verdict_weight_clear": ("clear", "正常"),
    "verdict_weight_open": ("open", "未判"),
    "verdict_sign_guardrail": ("guardrail", "护栏"),
    "verdict_sign_retention": ("retention", "留存"),
    "verdict_sign_twin": ("twin", "孪生指标"),
    "verdict_sign_volume": ("volume", "总量"),
    "verdict_sign_concentration": ("concentration", "集中"),
    "verdict_sign_burst": ("burst", "突增"),
    "verdict_sign_newcomers": ("newcomers", "新用户"),
    "verdict_sign_outcome": ("outcome", "业务结果"),
    "verdict_sign_denominator": ("denominator", "分母"),
    "verdict_told_change": (
        "{metric}: {before} before, {now} now, {growth}; naturally {lower} to {upper}.",
        "{metric}：此前 {before}，现在 {now}，{growth}；自然范围 {lower} 至 {upper}。",
    ),
    "verdict_told_twin": (
        "{metric} {growth}, the star {star_growth}; twin over star {before} before, {now} now, naturally {lower} to "
        "{upper}.",
        "{metric} {growth}，北极星指标 {star_growth}；二者之比此前 {before}，现在 {now}，自然范围 {lower} 至 {upper}。",
    ),
    "verdict_told_volume": (
        "{metric} {growth}, the star {star_growth}: it is {now} of them now, {before} before, naturally {lower} to "
        "{upper}.",
        "{metric} {growth}，北极星指标 {star_growth}：占比现在 {now}，此前 {before}，自然范围 {lower} 至 {upper}。",
    ),
    "verdict_told_spread": (
        "{metric} by {dimension}, {growth}: no few of them carry most of it.",
        "{metric} 按 {dimension}，{growth}：没有少数几个贡献大部分增量。",
    ),
    "verdict_told_concentration": (
        "{metric} by {dimension}, {growth}: {n} of {members} carry {carried} of the rise, what is usual left out; they "
        "had {share} of it all before. Without that {without}. They are: {accounts}.",
        "{metric} 按 {dimension}，{growth}：{members} 个中的 {n} 个贡献了 {carried} 的增量（已扣除平常的部分），"
        "此前占总体 {share}；去除后为 {without}。它们是：{accounts}。",
    ),
    "verdict_and_more": ("{names} and {n} more", "{names} 等，另有 {n} 个"),
    "verdict_told_no_burst": (
        "{metric}: no {grain} carries much of the rise; the highest is {top}, {growth} above the usual.",
        "{metric}：没有哪一{grain}贡献大部分增量；最高的是 {top}，比平常 {growth}。",
    ),
    "verdict_told_burst": (
        "{metric}: {first} to {last} carry {share} of the rise, what is usual left out; {after}. {growth} on {top}.",
        "{metric}：{first} 至 {last} 贡献了 {share} 的增量（已扣除平常的部分），{after}；{top} {growth}。",
    ),
    "verdict_after_fell": ("it has fallen back", "之后已回落"),
    "verdict_after_open": ("it is too early to see whether it stays", "是否保持尚待观察"),
    "verdict_told_no_wave": (
        "{metric}: {before} before, {now} now, {growth}: no wave of newcomers.",
        "{metric}：此前 {before}，现在 {now}，{growth}：没有新用户激增。",
    ),
    "verdict_told_newcomers": (
        "{metric} {growth}, {came} more came; {stayed} {stayed_growth}, {more} more are there: {share}.",
        "{metric} {growth}，多来了 {came}；{stayed} {stayed_growth}，多留下 {more}：占 {share}。",
    ),
    "verdict_told_outcome": (
        "{metric} {growth} (naturally up to {reach}); the star had grown {star_growth} in {month}, so {due} was due.",
        "{metric} {growth}（自然波动 {reach} 以内）；北极星指标在 {month} 增长 {star_growth}，应随之 {due}。",
    ),
    "verdict_told_denominator": (
        "{metric} {star_growth}: numerator {above}, denominator {below}; the denominator makes {share} of it.",
        "{metric} {star_growth}：分子 {above}，分母 {below}；分母贡献了其中的 {share}。",
    ),
    "verdict_not_told": ("{metric}: {reason}.", "{metric} 未判断：{reason}。"),
    "verdict_why_absent": ("no value", "没有数值"),
    "verdict_why_provisional": ("its value is provisional", "数值为暂定值"),
    "verdict_why_too_short": ("fewer than six final months before", "此前的最终数值不足六个月"),
    "verdict_why_not_grown": ("there is no growth to explain", "没有需要解释的增长"),
    "verdict_why_too_early": ("the star has grown too lately for it to follow", "北极星指标增长不久，尚未到跟随的时候"),
    "verdict_why_few_members": ("fewer than five members", "成员不足五个"),
    "verdict_why_no_count": ("many more came, and no count says who stayed", "新用户大增，但没有留下人数的指标"),
    "verdict_why_too_noisy": (
        "{growth}, with natural variation of {reach}, where {due} was due: it may have followed the star, or not",
        "{growth}，自然波动 {reach}，应随之 {due}：无法判断是否跟随",
    ),
    "verdict_why_no_finer": ("it has no days or weeks", "没有按日或按周的数值"),
}
