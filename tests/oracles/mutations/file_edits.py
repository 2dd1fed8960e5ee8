"""Edits of files, as people make them, and what each must move. Edits of one batch touch different metrics."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.oracles.mutations.compiled import Compiled

Moves = Callable[[Compiled], frozenset[str]]


def nothing(_demo: Compiled) -> frozenset[str]:
    """No metric."""
    return frozenset()


@dataclass(frozen=True)
class FileEdit:
    """Another text in one file, and the metrics whose upstream or whose definition it moves."""

    path: str
    old: str
    new: str
    upstream: Moves = nothing
    definition: Moves = nothing


def rewritten(root: Path, edits: tuple[FileEdit, ...]) -> dict[str, str]:
    """Path -> text after all edits. Each must find what it changes."""
    texts: dict[str, str] = {}
    for edit in edits:
        file = root / edit.path
        before = texts.get(edit.path, file.read_text(encoding="utf-8") if file.exists() else "")
        after, count = re.subn(edit.old, edit.new, before, flags=re.MULTILINE | re.DOTALL)
        assert count, f"{edit.path} does not hold {edit.old!r}"
        texts[edit.path] = after
    return texts


def calling(macro: str) -> Moves:
    """Metrics made from models that call a macro."""
    return lambda demo: demo.readers(demo.nodes_written_with(macro=macro))


def asking(variable: str) -> Moves:
    """Metrics made from models that ask for a variable."""
    return lambda demo: demo.readers(demo.nodes_written_with(variable=variable))


def reading(unique_id: str) -> Moves:
    """Metrics made from a node."""
    return lambda demo: demo.readers([unique_id])


def these(*names: str) -> Moves:
    """The metrics themselves."""
    return lambda _demo: frozenset(names)


def weekly(demo: Compiled) -> frozenset[str]:
    """Metrics that are given by the week."""
    governed = demo.catalog.governed
    return frozenset(metric.name for metric in governed if metric.contract and "week" in metric.contract.grains)


def variable(name: str, old: str, new: str, definition: Moves = nothing, upstream: Moves | None = None) -> FileEdit:
    """An edit of a variable in `dbt_project.yml`."""
    said = rf"{name}: {re.escape(old)}"
    return FileEdit("dbt_project.yml", said, f"{name}: {new}", upstream or asking(name), definition)


ORDERS = "models/marts/commerce/fct_orders"
SESSIONS, LEARNERS = "models/marts/learning/fct_learning_sessions", "models/marts/learning/fct_learners"
DEALS = "models/marts/members/fct_deals"
AMOUNT = these("average_order_value", "net_revenue")

MEANING: dict[str, tuple[FileEdit, ...]] = {
    "a macro's tie-break": (
        FileEdit("macros/loads/latest_versions.sql", ", _source_line desc", "", calling("latest_versions")),
    ),
    "a macro's time zone": (
        FileEdit("macros/time/to_business_date.sql", "time zone 'UTC'", "time zone 'GMT'", calling("to_business_date")),
    ),
    "what is new, and a filter of a metric": (
        FileEdit("macros/loads/newly_loaded.sql", r">= \(", "> (", calling("newly_loaded")),
        FileEdit(f"{DEALS}.yml", "deal__is_won", "deal__is_lost", definition=these("school_bookings")),
        FileEdit(f"{DEALS}.yml", "- name: is_won", "- name: is_lost"),
        FileEdit(f"{DEALS}.sql", "as is_won", "as is_lost", reading("model.beacon.fct_deals")),
    ),
    "a seed, a join, numerator and denominator": (
        FileEdit("seeds/bot_user_agents.csv", r"\Z", "crawler,Another bot\n", reading("seed.beacon.bot_user_agents")),
        FileEdit(f"{ORDERS}.sql", "left join refunds_by", "inner join refunds_by", reading("model.beacon.fct_orders")),
        FileEdit(
            "metrics/commerce/return_rate.yml",
            "numerator: returned_order_count\n    denominator: order_count",
            "numerator: order_count\n    denominator: returned_order_count",
            definition=these("return_rate"),
        ),
    ),
    "a hook's macro, a union, a retention": (
        FileEdit(
            "macros/loads/delete_learner_days_missing_from.sql",
            "learner_day_id not in",
            "learner_day_id in",
            calling("delete_learner_days_missing_from"),
        ),
        FileEdit(
            "models/intermediate/commerce/int_orders_unioned.sql",
            "union all",
            "union distinct",
            reading("model.beacon.int_orders_unioned"),
        ),
        FileEdit(
            "metrics/learning/learner_retention_day_7.yml",
            "on_day: 7",
            "on_day: 8",
            definition=these("learner_retention_day_7"),
        ),
    ),
    "a unique key, a type, a window": (
        FileEdit(
            f"{SESSIONS}.sql", "key='learner_day_id'", "key='session_id'", reading("model.beacon.fct_learning_sessions")
        ),
        FileEdit(
            f"{ORDERS}.yml",
            r"(Amount before refunds\.\n +data_type: decimal)\(18, 2\)",
            r"\1(18, 4)",
            reading("model.beacon.fct_orders"),
        ),
        FileEdit(
            "metrics/learning/active_learners_28d.yml",
            "window: 28 days",
            "window: 27 days",
            definition=these("active_learners_28d", "stickiness"),
        ),
    ),
    "distinct, an aggregation, where data end": (
        FileEdit(f"{LEARNERS}.sql", "select distinct", "select", reading("model.beacon.fct_learners")),
        FileEdit(f"{ORDERS}.yml", "agg: sum", "agg: average", definition=AMOUNT),
        FileEdit(f"{DEALS}.yml", "source_name: hubspot", "source_name: odoo", definition=these("school_bookings")),
    ),
    "windows of cohorts": (
        variable("completion_window_days", "30", "31"),
        variable("retention_window_days", "7", "8"),
        variable("repeat_buyer_order_count", "2", "3"),
    ),
    "pauses and merges": (variable("idle_cutoff_seconds", "300", "301"), variable("longest_merge_chain", "20", "21")),
    "short sessions and test contacts": (
        variable("minimum_session_seconds", "60", "61"),
        variable("internal_email_domain", "beacon.test", "beacon.example"),
    ),
    "clocks and weeks": (
        variable("clock_ahead_tolerance_minutes", "5", "6"),
        variable("week_start", "monday", "sunday", definition=weekly, upstream=weekly),
    ),
    "the business time zone": (variable("business_timezone", "Asia/Shanghai", "UTC"),),
}

AVERAGE, REVENUE = "metrics/commerce/average_order_value.yml", "metrics/commerce/net_revenue.yml"
FILTER = "filter: [\"( {{Dimension('deal__is_won')}} )\"]"
RETAINED = "(is_retained_within_7_days AND is_mature)"
NEW_MODEL = "select count(*) as order_count from {{ ref('fct_orders') }}"

WORDS: tuple[FileEdit, ...] = (
    FileEdit("dbt_project.yml", "^vars:", "# what people agreed on\nvars:"),
    FileEdit("dbt_project.yml", 'calendar_end: "2031-12-31"', 'calendar_end: "2041-12-31"'),  # no metric reads it
    FileEdit("seeds/_seeds.yml", "description: ", "description: Now "),
    FileEdit("macros/time/month_start.sql", r"\A", "{#- Another word. -#}\n"),
    FileEdit("macros/time/month_start.sql", r"cast\(", "CAST( "),
    FileEdit("macros/loads/delete_learner_days_missing_from.sql", r"\A", "{#- Another word. -#}\n"),
    FileEdit(f"{ORDERS}.sql", r"\A", "-- orders, and what's left of them\n\n"),
    FileEdit(f"{ORDERS}.sql", "orders_judged", "orders_weighed"),
    FileEdit(f"{ORDERS}.sql", "is_valid and customer_id is not null", "(customer_id is not null) AND Is_Valid"),
    FileEdit(f"{ORDERS}.yml", r"description: (\w)", r"description: Now \1"),
    FileEdit(f"{ORDERS}.yml", r"^        data_tests:\n          - not_null\n(?!          - )", ""),
    FileEdit(
        f"{ORDERS}.yml", "name: order_count\n        label: Valid", "name: valid_order_count\n        label: Counted"
    ),
    FileEdit("metrics/commerce/orders.yml", "order_count", "valid_order_count"),
    FileEdit("metrics/commerce/return_rate.yml", "denominator: order_count", "denominator: {name: valid_order_count}"),
    FileEdit(AVERAGE, "denominator: order_count", "denominator: {name: valid_order_count, alias: all_orders}"),
    FileEdit(AVERAGE, r"\[day, week, month\]", "[month, day, week]"),
    FileEdit(AVERAGE, "unit: CNY per order", "unit: RMB\n          tolerance: {relative: 0.01}"),
    FileEdit(
        REVENUE,
        r"    expr: coalesce.*?- name: order_amount_total\n      - name: refund_amount_total\n",
        "    input_metrics:\n"
        "      - {name: refund_amount_total, alias: back}\n"
        "      - {alias: sold, name: order_amount_total}\n"
        "    expr: Coalesce(sold, 0)\n      - COALESCE( back, 0 )\n",
    ),
    FileEdit(REVENUE, "label: Net revenue", "label: Revenue, net"),
    FileEdit(REVENUE, "owner: commerce-analytics", "owner: finance"),
    FileEdit(f"{DEALS}.yml", r"filter: \"\{\{ Dimension\('deal__is_won'\) \}\}\"", FILTER),
    FileEdit(f"{LEARNERS}.yml", "expr: is_mature and is_retained_within_7_days", f"expr: {RETAINED}"),
    FileEdit("models/intermediate/commerce/int_orders_counted.sql", r"\A\Z", NEW_MODEL),
)
"""All at once: no fingerprint may move."""
