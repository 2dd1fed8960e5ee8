"""Alerts: what a bad day's message says."""

from lodestar.report.phrases.phrase import Phrases

__all__ = ["ALERTS"]

ALERTS: Phrases = {
    "alert_title": ("Lodestar {project}: {event}", "Lodestar 提醒（{project}）：{event}"),
    "alert_build_failed": ("the build failed, nothing was published", "构建失败，没有发布任何内容"),
    "alert_release_partial": (
        "a release was published, and some metrics in it are stale",
        "已发布新版本，但部分指标仍是旧数据",
    ),
    "alert_release_damaged": ("a published release is damaged", "已发布的版本文件受损"),
    "alert_freshness": ("data are late", "数据未按时到达"),
    "alert_quarantine": ("rows were held back", "部分数据行被隔离"),
    "alert_doctor": ("the hub needs a person", "指标库需要人工处理"),
    "alert_test": ("this is a test, nothing has happened", "这是一条测试消息，没有发生任何问题"),
    "alertcause_checks": ("Checks said no:", "以下检查未通过："),
    "alertcause_intake": ("A raw file could not be loaded.", "有原始文件无法加载。"),
    "alertcause_dbt": ("dbt could not build the models.", "dbt 未能构建模型。"),
    "alertcause_configuration": ("A file of the project is wrong.", "项目中有文件写错了。"),
    "alertcause_disk": ("The release could not be read or written: is the disk full?", "版本无法读写：磁盘是否已满？"),
    "alertcause_other": ("The reason is in the log of the build.", "原因见构建日志。"),
    "alert_check": ("- {table}: {rule}", "- {table}：{rule}"),
    "alert_check_rows": ("- {table}: {rule} (rows: {rows})", "- {table}：{rule}：{rows} 行"),
    "alert_more_checks": ("- and {n} more checks", "- 另有 {n} 项检查"),
    "alertnames_tables": ("Tables: {names}", "数据表：{names}"),
    "alertnames_metrics": ("Metrics: {names}", "指标：{names}"),
    "alertnames_files": ("Files: {names}", "文件：{names}"),
    "alert_and_more": ("{names} and {n} more", "{names} 等，另有 {n} 个"),
    "alert_rows": ("Rows: {rows}", "行数：{rows}"),
    "alert_served": ("Meanwhile people read release {release}.", "期间仍使用版本 {release}。"),
    "alert_served_partial": (
        "People read release {release}; what is named here keeps earlier values in it.",
        "目前使用版本 {release}，其中上述指标和数据表仍是之前的数值。",
    ),
    "alert_served_none": ("Nothing is published yet.", "目前还没有已发布的版本。"),
    "alertnext_build_failed": (
        "Next: mend what is named here, then `lodestar build`. hub/data_docs/index.html shows the checks.",
        "下一步：修复上述问题后运行 `lodestar build`。检查详情见 hub/data_docs/index.html。",
    ),
    "alertnext_release_partial": (
        "Next: mend what is named here, then `lodestar build`. `lodestar metrics` shows which metrics are stale.",
        "下一步：修复上述问题后运行 `lodestar build`。`lodestar metrics` 会列出仍是旧数据的指标。",
    ),
    "alertnext_release_damaged": (
        "Next: `lodestar doctor` shows what is damaged and moves readers to the last good release.",
        "下一步：运行 `lodestar doctor` 查看受损内容，并切换到最近的完好版本。",
    ),
    "alertnext_freshness": (
        "Next: ask who delivers these data. When they arrive, `lodestar build` loads them.",
        "下一步：联系数据提供方。数据到达后运行 `lodestar build` 加载。",
    ),
    "alertnext_quarantine": (
        "Next: `lodestar quarantine list` shows file, line and reason; mended rows can be replayed.",
        "下一步：运行 `lodestar quarantine list` 查看文件、行号和原因；修复后可以重放。",
    ),
    "alertnext_doctor": (
        "Next: `lodestar doctor` says what is wrong and what to do.",
        "下一步：运行 `lodestar doctor`，查看问题和处理办法。",
    ),
    "alertnext_test": ("Next: nothing to do.", "下一步：无需处理。"),
    "alert_occasion": ("About: {occasion}", "编号：{occasion}"),
}
