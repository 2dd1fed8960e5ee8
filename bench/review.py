"""How long a monthly review takes at 500 metrics over 36 months. `python -m bench.review`

A release is written as a build would publish it: each metric by day, week and month, whole and for five members. Its
months are frozen one after the other; then values of a frozen month change, and the deck of the last one is drawn.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import duckdb
import yaml
from rich.console import Console

from bench.report import machine
from lodestar.report.deck import deck_rendered
from lodestar.review.months import month_before
from lodestar.settings import Project, open_project
from lodestar.workflows.freeze import freeze
from lodestar.workflows.monthly_review import monthly_review
from lodestar.workflows.restatements import restatements
from lodestar.workflows.verify_ledger import verify_ledger

__all__ = ["review_many"]

METRICS, MONTHS, MEMBERS = 500, 36, 5
FIRST = date(2024, 1, 1)
STARS, DRIVERS = 5, 12
LIMIT = 60.0
"""Seconds that a month's freeze, restatements and deck may take."""

Answer = TypeVar("Answer")


def review_many(folder: Path, metrics: int = METRICS, months: int = MONTHS) -> dict[str, float]:
    """Seconds of each part, for so many metrics and months."""
    project = _project(folder, metrics)
    last = month_before(FIRST, -(months - 1))
    _release(project, "r1", metrics, last, changed=False)
    seconds: dict[str, float] = {}
    names = [f"{month_before(FIRST, -place):%Y-%m}" for place in range(months)]
    for place, name in enumerate(names):
        at = datetime(2027, 1, 1, tzinfo=UTC).replace(minute=place)
        taken = _timed(seconds, "freeze of a month", lambda name=name, at=at: freeze(project, name, now=at))  # type: ignore[misc]
        seconds["values a month"] = taken.rows
    _release(project, "r2", metrics, last, changed=True)
    found = _timed(seconds, "restatements of a month", lambda: restatements(project, names[-1]))
    seconds["values restated"] = len(found.found)
    review = _timed(seconds, "review", lambda: monthly_review(project, names[-1]))
    _timed(seconds, "deck", lambda: deck_rendered(review, "html"))
    verified = _timed(seconds, "verify the whole ledger", lambda: verify_ledger(project))
    seconds["values in the ledger"] = verified.rows
    seconds["a month's freeze, restatements and deck"] = sum(
        seconds[part] for part in ("freeze of a month", "restatements of a month", "review", "deck")
    )
    return seconds


def _project(folder: Path, metrics: int) -> Project:
    (folder / "governance" / "trees").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text("name: bench\n", encoding="utf-8")
    teams = {"teams": {"team": {"label": "Team", "people": ["A B", "C D"]}}}
    (folder / "governance" / "teams.yml").write_text(yaml.safe_dump(teams), encoding="utf-8")
    stars = []
    for star in range(min(STARS, metrics)):
        name = f"metric_{star:03d}"
        stars.append(
            {
                "metric": name,
                "scope": f"scope {star}",
                "stage": "growth",
                "value_statement": "It lasts.",
                "effective_from": FIRST,
                "guardrails": [f"metric_{metrics - 1 - star:03d}"],
                "accounts": "store",
            }
        )
        drivers = [{"metric": f"metric_{(star + 1) * 20 + d:03d}", "team": "team"} for d in range(DRIVERS)]
        tree = {"metric": name, "drivers": drivers}
        (folder / "governance" / "trees" / f"{name}.yml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    text = yaml.safe_dump({"north_stars": stars}, sort_keys=False)
    (folder / "governance" / "north_stars.yml").write_text(text, encoding="utf-8")
    return open_project(folder)


def _release(project: Project, name: str, metrics: int, last: date, *, changed: bool) -> None:
    """A published release; `changed`: one value in a hundred is another one."""
    folder = project.releases_dir / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    end = month_before(last, -1)
    days = f"range(date '{FIRST}', date '{end}', interval 1 day)"
    weeks = f"range(date '{FIRST}', date '{end}' - interval 6 day, interval 7 day)"
    other = "case when hash(metric_name, period_start, member) % 100 = 0 then 1.5 else 1.0 end" if changed else "1.0"
    with duckdb.connect(str(folder / f"metrics-{name}.duckdb")) as connection:
        connection.execute("create schema hub")
        connection.execute(
            f"""create table hub.metric_values as
with periods as (
    select 'day' as grain, cast(day as date) as period_start from {days} as d (day)
    union all
    select 'week', cast(day as date) from {weeks} as d (day)
    union all
    select 'month', cast(day as date) from range(date '{FIRST}', date '{end}', interval 1 month) as d (day)
),
members as (
    select 'total' as dimension, 'total' as member
    union all
    select 'store', 'store ' || n from range({MEMBERS}) as m (n)
)
select
    'metric_' || lpad(cast(n as varchar), 3, '0') as metric_name, 1 as metric_version, grain, period_start, dimension,
    member, cast((1000 + hash(n, period_start, member) % 100) * {other} as double) as value,
    cast(null as double) as numerator, cast(null as double) as denominator, true as is_complete
from range({metrics}) as numbers (n) cross join periods cross join members"""
        )
        connection.execute(
            "create table hub.metric_catalog as select distinct metric_name, metric_name as label, '' as label_zh, "
            "'orders' as unit, 'up' as direction, 'day, week, month' as grains, 'store' as dimensions, '' as formula, "
            "'certified' as certification, '' as certification_note from hub.metric_values"
        )
    prints = {f"metric_{n:03d}": "a" * 16 for n in range(metrics)}
    facts = {"release_id": name, "fingerprints": prints, "upstream_fingerprints": prints, "project": "bench"}
    facts |= {"published_at": f"{end}T00:00:00+00:00", "checks": [], "raw": {}, "data_cut_off": f"{end} 00:00:00"}
    (folder / "release.json").write_text(json.dumps(facts), encoding="utf-8")
    pointer = project.hub_dir / "current"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(Path("releases") / name)


def _timed(seconds: dict[str, float], part: str, work: Callable[[], Answer]) -> Answer:
    begun = time.perf_counter()
    answer = work()
    seconds[part] = time.perf_counter() - begun
    return answer


def main() -> None:
    """Prints the parts; exits 1 when a month's freeze, restatements and deck take longer than they may."""
    console = Console()
    console.print(machine())
    with tempfile.TemporaryDirectory(prefix="lodestar-bench-") as folder:
        seconds = review_many(Path(folder) / "project")
    for part, taken in seconds.items():
        console.print(f"{part:42} {taken:,.2f} s" if "values" not in part else f"{part:42} {taken:,.0f}")
    sys.exit(seconds["a month's freeze, restatements and deck"] > LIMIT)


if __name__ == "__main__":
    main()
