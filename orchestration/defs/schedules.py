"""When things run by themselves, in business time. Both schedules are off until somebody turns them on."""

from typing import Any

import dagster as dg

from lodestar.settings import Project
from orchestration.defs.jobs import refresh, review

__all__ = ["schedules"]

REFRESH_HOUR = 6
REVIEW_HOUR = 8
"""After the day's refresh, so that the month is frozen from the day's release."""

REVIEW_DAY = 4
"""How long a month rests at least before it is frozen: what is written on its last evening is loaded the next day."""

LAST_DAY = 28
"""The last day that every month has."""


def schedules(project: Project, closing_lag_days: int = 0) -> list[Any]:
    """The daily refresh and the monthly review, which waits until the books are closed.

    Args:
        closing_lag_days: the longest closing lag of all metrics: a month is not frozen before it has passed.

    The last tick that the scheduler missed is made up for when it is back. A review's month is the one before its tick,
    whenever that runs; if it runs twice, the second changes nothing. Months missed before that one are frozen by hand.
    """
    return [
        dg.ScheduleDefinition(
            name="daily_refresh",
            job=refresh,
            cron_schedule=f"0 {REFRESH_HOUR} * * *",
            execution_timezone=project.business_timezone,
        ),
        dg.build_schedule_from_partitioned_job(
            review,
            name="monthly_review_schedule",
            hour_of_day=REVIEW_HOUR,
            # the day's refresh ends with the day before, so a lag of N days has passed on day N + 1 at the earliest
            day_of_month=min(LAST_DAY, max(REVIEW_DAY, closing_lag_days + 2)),
        ),
    ]
