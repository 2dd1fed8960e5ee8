"""Why a metric is on the agenda, and what the meeting is asked."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["AGENDA"]

AGENDA: Phrases = {
    "reason_disputed": (
        "{department} reports {theirs} for {where}; the hub says {ours}.",
        "{where}：{department} 报 {theirs}，指标中心是 {ours}。",
    ),
    "reason_drifted": (
        "Changed since decision {number} ({date}): {moved}.",
        "第 {number} 号决议（{date}）之后有变化：{moved}。",
    ),
    "reason_undecided": (
        "It is marked as certified, and no decision about it is on record.",
        "它标为“已认证”，却没有决议记录。",
    ),
    "reason_meaning": ("Changes now: {moved}.", "这次改动：{moved}。"),
    "reason_added": ("It is new.", "它是新指标。"),
    "reason_removed": ("It is removed.", "它被移除。"),
    "reason_words": ("Its words change: {fields}.", "文字有改动：{fields}。"),
    "reason_proposed": ("It is proposed and waits for a decision.", "它处于提议状态，等待决定。"),
    "reason_duplicated": ("It may be there twice: {message}", "可能重复：{message}"),
    "reason_review": (
        "The last decision is of {date}; a review was due on {due}.",
        "上次决议是 {date}，应在 {due} 前复审。",
    ),
    "reason_stale": (
        "Data are late: the last finished {grain} is {last}; {next} was due on {due}.",
        "数据迟到：最近完结的一期（{grain}）是 {last}，{next} 应在 {due} 前完结。",
    ),
    "ask_which_figure": (
        "Which figure is right for {where}: {ours} (the hub) or {theirs} ({department})?",
        "{where}以哪个数为准：指标中心的 {ours}，还是 {department} 的 {theirs}？",
    ),
    "ask_which_way": (
        "{department} counts in another way: {explanation}. Do we take one of the two, or give them two names?",
        "{department} 的算法不同：{explanation}。统一成一种，还是作为两个指标、各起各的名字？",
    ),
    "ask_who_finds_out": (
        "Nobody can explain the difference with {department} yet. Who finds out, and until when?",
        "与 {department} 的差异还没有查明原因。由谁查，什么时候查清？",
    ),
    "ask_keep": (
        "Do we agree to the new meaning, or go back to the one of decision {number}?",
        "接受新的含义，还是恢复第 {number} 号决议的含义？",
    ),
    "ask_version": (
        "The version was not raised (it is still {version}): is it the same metric?",
        "版本没有升级（仍是 {version}）：它还是同一个指标吗？",
    ),
    "ask_from_when": ("From which day does version {version} apply?", "版本 {version} 从哪一天起生效？"),
    "ask_models": (
        "These tables are now computed in another way: {models}. Is the change of the numbers wanted?",
        "这些数据表的计算方式变了：{models}。数值的变化是我们想要的吗？",
    ),
    "ask_no_number": (
        "No number differs today. In which case would old and new differ?",
        "目前没有数值不同。什么情况下新旧会不同？",
    ),
    "ask_targets": (
        "Target rows refer to the old definition ({targets}): restate them?",
        "有 {targets} 行目标按旧定义设定：要重新设定吗？",
    ),
    "ask_months": (
        "Months {months} are frozen with the old definition, and stay as reported. How do we explain the break?",
        "{months} 已按旧定义封存，报出的数不会再改。前后不一致如何向读者说明？",
    ),
    "ask_downstream": (
        "{metrics} are made of it and change too. Do their owners agree?",
        "{metrics} 由它计算，会一起变化。它们的负责团队同意吗？",
    ),
    "ask_exports": ("Who reads {exports}, and who tells them?", "谁在用 {exports}？由谁通知？"),
    "ask_trees": (
        "It stands in the tree of {trees}: do its drivers and their teams stay?",
        "它在 {trees} 的指标树中：驱动指标和负责团队要调整吗？",
    ),
    "ask_accept": (
        "Do we accept this definition, and does {owner} answer for it?",
        "是否接受这个定义，并由 {owner} 负责？",
    ),
    "ask_who_agrees": ("Who agrees to the definition as it stands?", "现在的定义，由谁确认？"),
    "ask_still_holds": ("Does the definition still hold?", "现在的定义还适用吗？"),
    "ask_which_stays": (
        "Which of them stays, and until when do readers move over?",
        "保留哪一个？读者在什么时候之前改用它？",
    ),
    "ask_where_stuck": ("Where are the data stuck, and who gets them moving?", "数据卡在哪里，由谁处理？"),
    "ask_instead": ("What do its readers use instead, and from which day?", "读者改用什么，从哪一天起？"),
    "ask_words": ("Do the new words say the same, only better?", "新的文字意思没变、只是更清楚吗？"),
}
