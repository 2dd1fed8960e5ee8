"""Changes of definitions, of every sort, as edits of files. Those of one batch touch different numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SESSIONS = "models/marts/learning/fct_learning_sessions"
EVENTS = "models/intermediate/learning/int_learner_events_delivered.sql"
ORDERS = "models/intermediate/commerce/int_orders_unioned.sql"


@dataclass(frozen=True)
class Edit:
    """One change: in a file of the project, one text takes the place of another that stands there once or more."""

    path: str
    old: str
    new: str

    def apply(self, root: Path) -> None:
        file = root / self.path
        text = file.read_text(encoding="utf-8")
        assert self.old in text, f"{self.path} has no {self.old!r}"
        file.write_text(text.replace(self.old, self.new), encoding="utf-8")


BATCHES: Mapping[str, tuple[Edit, ...]] = {
    "a filter of a model, an expression, a boundary, a metric's filter": (
        Edit(ORDERS, "in ('sale', 'done') as is_valid", "in ('sale', 'done', 'cancel') as is_valid"),
        Edit(f"{SESSIONS}.yml", "cast(effective_seconds / 60.0", "cast(session_seconds / 60.0"),
        Edit("models/marts/members/fct_nps_answers.sql", "score >= 9", "score > 9"),
        Edit("models/marts/members/fct_deals.yml", "expr: deal_amount", "expr: deal_amount / 2"),
    ),
    "variables": (
        Edit("dbt_project.yml", "minimum_session_seconds: 60", "minimum_session_seconds: 120"),
        Edit("dbt_project.yml", "completion_window_days: 30", "completion_window_days: 14"),
        Edit("dbt_project.yml", "repeat_buyer_order_count: 2", "repeat_buyer_order_count: 3"),
        Edit("dbt_project.yml", "internal_email_domain: beacon.test", "internal_email_domain: nowhere.test"),
    ),
    "the calendar": (Edit("dbt_project.yml", "business_timezone: Asia/Shanghai", "business_timezone: UTC"),),
    "definitions": (
        Edit("metrics/commerce/return_rate.yml", "denominator: order_count", "denominator: web_order_count"),
        Edit(
            "models/marts/commerce/fct_orders.yml",
            "      - name: returned_order_count",
            "      - name: web_order_count\n        label: Web orders\n        type: simple\n        agg: count\n"
            "        expr: case when is_valid then order_id end\n"
            "        filter: \"{{ Dimension('order__channel') }} = 'web'\"\n      - name: returned_order_count",
        ),
        Edit("metrics/learning/active_learners_28d.yml", "window: 28 days", "window: 14 days"),
        Edit("metrics/learning/new_learners.yml", "growth_accounting: new", "growth_accounting: retained"),
        Edit("metrics/learning/learner_retention_day_7.yml", "retention: {on_day: 7}", "retention: {within_days: 7}"),
        Edit("metrics/members/nps.yml", "channel: nps_answer__survey_channel", "how: nps_answer__survey_channel"),
        Edit("metrics/members/new_members.yml", "grains: [day, week, month]", "grains: [month, quarter]"),
        Edit("metrics/members/school_bookings.yml", "industry: company__industry", "industry: company__city"),
    ),
    "seeds, macros, incremental models, joins": (
        Edit("seeds/bot_user_agents.csv", "headless,Browsers", "safari,Browsers"),
        Edit("macros/loads/latest_versions.sql", "order by modified_at desc", "order by modified_at asc"),
        Edit(EVENTS, "'Exercise Answered', 'Video Played',", "'Exercise Answered',"),
        Edit("models/marts/commerce/fct_orders.sql", "left join partners on", "inner join partners on"),
    ),
    "a definition and its models at once": (
        Edit("metrics/commerce/average_order_value.yml", "numerator: order_amount_total", "numerator: refunded_total"),
        Edit(
            "models/marts/commerce/fct_orders.yml",
            "      - name: returned_order_count",
            "      - name: refunded_total\n        label: Refunded\n        type: simple\n        agg: sum\n"
            "        expr: order_amount - refunded_amount\n      - name: returned_order_count",
        ),
        Edit(ORDERS, "in ('paid', 'done', 'invoiced')", "in ('paid', 'invoiced')"),
        Edit("metrics/learning/stickiness.yml", "numerator: active_learner_count", "numerator: active_learners_28d"),
        Edit(f"{SESSIONS}.sql", ">= {{ var('minimum_session_seconds') }}", "> {{ var('minimum_session_seconds') }}"),
    ),
}
