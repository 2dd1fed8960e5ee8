"""Every fixed word of texts, pages and packs, in English and Chinese.

words = Words("zh")
words("largest")                     # "变化最大的时期"
words("size", differing=3, total=8)  # with values
words.all_of(("a", "b"))             # "a、b"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from string import Formatter

from lodestar.errors import UsageError
from lodestar.report.figures import period

__all__ = ["LANGUAGES", "PHRASES", "Words"]

LANGUAGES = ("en", "zh")

PHRASES: Mapping[str, tuple[str, str]] = {
    # a difference
    "difference_title": ("What changes in the metrics", "指标变化"),
    "compared": ("{base} compared with {new}.", "{base} 对比 {new}。"),
    "side_working_tree": ("the working tree", "当前工作区"),
    "data_release": ("The values are computed from the data of release {id}.", "数值按发布版本 {id} 的数据计算。"),
    "data_warehouse": ("The values are computed from the data in the warehouse.", "数值按数据仓库中的数据计算。"),
    "data_other": ("About the values: {data}.", "关于数值：{data}。"),
    "data_none": ("No values are shown: no data has been built yet.", "没有数值：数据还没有构建。"),
    "counts": (
        "Changed in meaning: {meaning}. New: {added}. Removed: {removed}. Changed in words alone: {words}. "
        "Unchanged: {unchanged}.",
        "含义变化：{meaning} 个；新增：{added} 个；移除：{removed} 个；仅文字变化：{words} 个；未变：{unchanged} 个。",
    ),
    "nothing_changed": ("No metric differs.", "没有指标发生变化。"),
    "kind": ("Kind", "类型"),
    "kind_meaning": ("meaning changed", "含义变化"),
    "kind_words": ("words changed", "文字变化"),
    "kind_added": ("new", "新增"),
    "kind_removed": ("removed", "移除"),
    "metric": ("Metric", "指标"),
    # what changed
    "what_changed": ("What changed", "改了什么"),
    "moved_definition": ("the definition", "指标定义"),
    "moved_upstream": (
        "how the tables (models) below it are computed",
        "底层数据表（模型）的计算方式",
    ),
    "models": ("{moved}: {models}", "{moved}：{models}"),
    "formula": ("Formula", "计算公式"),
    "before": ("Before", "原来"),
    "now": ("Now", "现在"),
    "difference": ("Difference", "差异"),
    "unit": ("unit: {unit}", "单位：{unit}"),
    "owned_by": ("owner: {team}", "负责团队：{team}"),
    "definition_reads_same": (
        "the definition (its formula reads the same: grains, dimensions, dates or joins changed)",
        "指标定义（公式文字没变，变的是粒度、维度、日期或关联方式）",
    ),
    "size_title": ("Size", "影响范围"),
    "differing": ("Values differ", "不同的数值"),
    "size": (
        "{differing} of {total} values differ, counting every period and every member",
        "{total} 个数值中有 {differing} 个不同（各时期、各成员都算在内）",
    ),
    "size_rows": ("; {old} values before, {new} now", "；原有 {old} 个数值，现有 {new} 个"),
    "no_number": (
        "The meaning changed, and no number differs on these data.",
        "含义变了，但用现有数据计算，没有任何数值不同。",
    ),
    "whole_same": (
        "the whole is the same in every {grain}; parts of it differ",
        "各{grain}的总体数值都没变，变的是其中的部分",
    ),
    "first": ("First period that differs", "最早出现差异的时期"),
    "largest": ("Largest change", "变化最大的时期"),
    "largest_short": ("{period}: {change}", "{period}：{change}"),
    "largest_text": ("{period}: {old} → {new} ({change})", "{period}：{old} → {new}（{change}）"),
    "cause": ("Where the change of {period} comes from", "{period} 的变化来自"),
    "by_definition": ("Definition", "定义"),
    "by_models": ("Tables", "数据表"),
    "cause_text": (
        "the definition {definition}, the tables (models) below it {models}",
        "定义 {definition}，底层数据表（模型）{models}",
    ),
    "cause_unknown": (
        "can't be split: the new definition does not run on the old tables, nor the old one on the new",
        "无法拆分：新定义不能用旧数据表计算，旧定义也不能用新数据表计算",
    ),
    "given_no_more": ("No longer given by", "不再提供"),
    "given_newly": ("Newly given by", "新增提供"),
    "no_values": ("No values", "没有数值"),
    "version": ("Version", "版本"),
    "version_raised": ("{old} → {new}", "{old} → {new}"),
    "version_same": (
        "still {version}, not raised: one version number would stand for two meanings",
        "仍是 {version}，没有升级：同一个版本号会代表两种含义",
    ),
    "version_kept": ("still {version}", "仍是 {version}"),
    "version_lowered": ("{old} → {new}: lower than before", "{old} → {new}：比原来还低"),
    "version_short": ("{version}, not raised", "{version}，未升级"),
    "fingerprint": ("Fingerprint", "指纹"),
    "fingerprint_text": ("definition {definition}; tables {models}", "定义 {definition}；数据表 {models}"),
    "same_print": ("{print} (same)", "{print}（未变）"),
    "touched_metrics": ("Metrics made of it", "由它计算的指标"),
    "touched_exports": ("Exported tables with it", "包含它的导出表"),
    "touched_trees": ("North-star trees with it", "包含它的北极星指标树"),
    "touched_targets": ("Target rows", "目标行数"),
    "touched_months": ("Months frozen with the old meaning", "已按原含义封存的月份"),
    "months_more": ("{first} to {last} ({n} months)", "{first} 至 {last}（共 {n} 个月）"),
    # tables of values
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
    # words that changed
    "field_label": ("label", "名称"),
    "field_label_zh": ("Chinese label", "中文名"),
    "field_description": ("description", "说明"),
    "field_owner": ("owner", "负责团队"),
    "field_role": ("role", "角色"),
    "field_status": ("status", "状态"),
    "field_unit": ("unit", "单位"),
    "field_direction": ("direction", "好的方向"),
    "field_visibility": ("who may read it", "可见范围"),
    "field_tolerance": ("tolerance", "容差"),
    "field_closing_lag_days": ("days until values are final", "数值定稿所需天数"),
    "field_review_days": ("days until the next review", "复审间隔天数"),
    "field_replaced_by": ("replaced by", "替代指标"),
    "field_last_date": ("last date", "最后服务日期"),
    "field_variants": ("known variants", "已知的其他算法"),
    "field_version": ("version", "版本"),
    # the pack
    "pack_title": ("Data-consensus meeting", "数据共识会"),
    "pack_of": ("{project}, {date}", "{project}，{date}"),
    "titled": ("{title}: {text}", "{title}：{text}"),
    "pack_compared": (
        "Changes run from an earlier state of the files, {base}, to the present one.",
        "“变化”指从文件的早先状态 {base} 到现在的状态。",
    ),
    "agenda": ("Agenda", "议题"),
    "agenda_empty": (
        "Nothing waits for a decision: no metric is proposed, changed, disputed or stale.",
        "没有需要决定的事项：没有指标处于提议、变化、有争议或过期状态。",
    ),
    "agenda_count": ("Metrics to talk about: {n}.", "需要讨论的指标：{n} 个。"),
    "why_here": ("Why it is here", "为什么讨论"),
    "owner": ("Owner", "负责团队"),
    "not_computed": ("What could not be found out", "未能查明的内容"),
    "no_release": (
        "Nothing is published yet: there are no checks and no data to look at.",
        "还没有发布任何版本：没有检查结果，也没有数据可看。",
    ),
    "reading": ("How to read these pages", "阅读说明"),
    "reading_definition": (
        "Definition: what counts and what doesn't. Two people who follow it get the same number.",
        "定义（口径）：什么算、什么不算。两个人照着它算，会得到同一个数。",
    ),
    "reading_version": (
        "Version: a number that goes up when the meaning changes, so that old and new are not mixed up.",
        "版本：含义一变，版本号就加一，新旧不会混淆。",
    ),
    "reading_fingerprint": (
        "Fingerprint: a short code of the definition. It changes when the definition changes, so nobody can change it "
        "unseen. A decision holds for exactly one fingerprint.",
        "指纹：由定义算出的一串短码。定义一变，指纹就变，所以改动瞒不住。一项决议只对一个指纹有效。",
    ),
    "reading_provisional": (
        "Provisional: the period is not over, or late data may still change the value.",
        "暂定：时期还没结束，或迟到的数据还可能改变数值。",
    ),
    "reading_before": (
        "Before and now: both are computed from the same data, so every difference comes from the definition or from "
        "the tables below it.",
        "原来与现在：用同一份数据计算，所以差异只来自定义或底层数据表。",
    ),
    "meaning": ("What it means", "含义"),
    "facts": ("In short", "基本信息"),
    "role": ("Role", "角色"),
    "role_north_star": ("north star", "北极星指标"),
    "role_driver": ("driver", "驱动指标"),
    "role_guardrail": ("guardrail", "护栏指标"),
    "role_outcome": ("outcome", "结果指标"),
    "role_kpi": ("KPI", "关键绩效指标"),
    "status": ("Status", "状态"),
    "state_certified": ("certified: people agreed to it as it is", "已认证：大家同意现在的定义"),
    "state_drifted": ("drifted: it changed after people agreed to it", "已偏离：达成一致之后又变了"),
    "state_undecided": ("undecided: nobody has agreed to it on record", "未决议：没有达成一致的记录"),
    "state_proposed": ("proposed", "提议中"),
    "state_deprecated": ("deprecated: it will go", "已弃用：即将下线"),
    "state_retired": ("retired: it is not computed any more", "已停用：不再计算"),
    "unit_title": ("Unit", "单位"),
    "unit_ratio": ("ratio", "比率"),
    "direction": ("Good is", "好的方向"),
    "direction_up": ("up", "上升"),
    "direction_down": ("down", "下降"),
    "direction_none": ("neither", "不分升降"),
    "grains": ("Given by", "时间粒度"),
    "dimensions": ("Split by", "可拆分维度"),
    "none": ("none", "无"),
    "file": ("File", "文件"),
    "lineage": ("Where the number comes from", "数据来源"),
    "lineage_marts": ("Tables it is computed from", "直接计算所用的表"),
    "raw_table": ("Raw table", "原始表"),
    "raw_columns": ("Columns that the value is made of", "数值取自的列"),
    "only_joined": ("read to join and to choose rows", "用于关联和筛选"),
    "lineage_tables_only": (
        "Columns are known after a build; these are the tables.",
        "构建之后才知道具体的列，这里先列出表。",
    ),
    "quality": ("Have the data been checked?", "数据检查过吗"),
    "quality_counts": (
        "{passed} of {total} checks passed in release {release}.",
        "发布版本 {release} 中，{total} 项检查通过 {passed} 项。",
    ),
    "quality_none": ("No release has checks of this metric.", "没有发布版本检查过这个指标。"),
    "table": ("Table", "表"),
    "checks": ("Checks", "检查数"),
    "passed": ("Passed", "通过"),
    "not_passed": ("Not passed: {checks}", "未通过：{checks}"),
    "history": ("What was decided before", "以往决议"),
    "history_none": ("No decision about it yet.", "还没有关于它的决议。"),
    "decision": ("Decision", "决议"),
    "decided_on": ("Decided on", "决定日期"),
    "effective_from": ("Applies from", "生效日期"),
    "agreed_by": ("Agreed by", "同意人"),
    "why": ("Why", "理由"),
    "binds": ("Holds?", "是否有效"),
    "binds_now": ("yes, for the present definition", "有效，就是现在的定义"),
    "binds_then": ("for an earlier definition", "针对之前的定义"),
    "rules": ("What the rules object to", "规则检查提出的问题"),
    "binds_nobody": ("no: {reason}", "无效：{reason}"),
    "impact": ("What would change", "会有什么变化"),
    "disputes": ("Figures that don't agree", "对不上的数"),
    "department": ("Reported by", "报数部门"),
    "ours": ("The hub", "指标中心"),
    "theirs": ("Reported", "部门报数"),
    "off_by": ("Difference", "差额"),
    "explained": ("Explanation", "原因"),
    "questions": ("Questions to answer", "需要回答的问题"),
    "outcome": ("Outcome", "会议结论"),
    "outcome_agreed": ("agreed as it is", "按现状通过"),
    "outcome_changed": ("agreed with changes", "修改后通过"),
    "outcome_rejected": ("not agreed", "不通过"),
    "outcome_later": ("later, until", "推迟到"),
    "outcome_who": ("Who agreed, and for which team", "同意人及所代表的团队"),
    "outcome_note": ("Notes", "备注"),
    "record": ("To record the decision", "记录决议"),
    "record_text": (
        "Fill in the words in capitals and run this command in the project's folder:",
        "把大写的部分换成实际内容，在项目目录里运行：",
    ),
    "record_version": (
        "First raise version to {version} in {file}: the command refuses a new meaning under an old version.",
        "请先在 {file} 中把 version 升到 {version}：新的含义不能沿用旧版本号。",
    ),
    "record_status": ("Then set status: certified in {file}.", "然后在 {file} 中把 status 改为 certified。"),
    "record_people": ("Who may agree for {team}: {people}.", "可以代表 {team} 表态的人：{people}。"),
    "record_nobody": (
        "Nobody may agree for {team} yet: add the team to governance/teams.yml.",
        "还没有人可以代表 {team} 表态：请在 governance/teams.yml 中登记这个团队。",
    ),
    # reasons
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
    # questions
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
"""Key -> English, Chinese. Both have the same {values}."""


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """Takes `en` or `zh`.

        Raises:
            UsageError: another language.
        """
        if language not in LANGUAGES:
            raise UsageError(f"Pages are written in {' or '.join(LANGUAGES)}, not in {language!r}.")
        self.language = language
        self._place = LANGUAGES.index(language)

    def __call__(self, key: str, **values: object) -> str:
        """The phrase, with its values in place."""
        phrase = PHRASES[key][self._place]
        return _spaced(phrase, values) if self.language == "zh" else phrase.format_map(values)

    def period(self, start: date, grain: str) -> str:
        """A period within a sentence: `2026-10`, `week of 2026-10-05`."""
        said = period(start, grain)
        return self("week_of", day=said) if grain == "week" else said

    def known(self, group: str, name: str) -> str:
        """The phrase `<group>_<name>`; the name itself where there is none, as for a grain of the project's own."""
        return self(f"{group}_{name}") if f"{group}_{name}" in PHRASES else name

    def all_of(self, parts: Iterable[str]) -> str:
        """Things one after the other."""
        return ("、" if self.language == "zh" else ", ").join(parts)

    def apart(self, parts: Iterable[str]) -> str:
        """Longer things one after the other."""
        return ("；" if self.language == "zh" else "; ").join(parts)

    def heading(self, text: str) -> str:
        """The text as a heading: its first letter is large."""
        return text[:1].upper() + text[1:]

    def label(self, english: str, chinese: str) -> str:
        """A metric's label, in the language where there is one."""
        return chinese if self.language == "zh" and chinese else english


def _spaced(phrase: str, values: Mapping[str, object]) -> str:
    """A Chinese phrase with its values: a space stands between Chinese and other letters, and between Chinese none."""
    text = ""
    for literal, name, _, _ in Formatter().parse(phrase):
        text = _joined(text, literal)
        if name:
            text = _joined(text, str(values[name]))
    return text


def _joined(before: str, after: str) -> str:
    left, right = before.rstrip(" "), after.lstrip(" ")
    if not left or not right:
        return before + after
    chinese = [_is_chinese(left[-1]), _is_chinese(right[0])]
    if not any(chinese):
        return before + after
    beside = right[0] if chinese[0] else left[-1]
    return f"{left}{'' if all(chinese) or beside in CLOSE else ' '}{right}"


CLOSE = frozenset("，。：；？！、（）“”")
"""Chinese punctuation has its room in itself."""


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
