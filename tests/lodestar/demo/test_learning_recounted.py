"""Counts the learning metrics again from the written files, by the definitions and in plain Python.

Catches a generator whose truth and files disagree; does not catch a definition misread in the same way twice.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.lodestar.demo.conftest import Delivered

LEARNING = {"Lesson Started", "Lesson Progressed", "Exercise Answered", "Video Played"}
LAST_DAY = date(2026, 11, 15)

Studied = dict[tuple[str, date], int]
"""Effective milliseconds by learner and business day, where there are any."""


def event_time(small: Delivered, call: dict[str, Any]) -> datetime:
    timestamp, received = small.moment(call["timestamp"]), small.moment(call["receivedAt"])
    return received if timestamp - received > timedelta(minutes=5) else timestamp


@pytest.fixture(scope="module")
def studied(small: Delivered) -> Studied:
    lines: defaultdict[tuple[str, date], list[datetime]] = defaultdict(list)
    for call in small.people_calls:
        if call["event"] in LEARNING:
            local = event_time(small, call) + timedelta(hours=8)
            lines[call["userId"], local.date()].append(local)
    result: Studied = {}
    for key, moments in lines.items():
        sessions: list[list[datetime]] = []
        for at in sorted(moments):
            if sessions and at - sessions[-1][-1] <= timedelta(seconds=300):
                sessions[-1].append(at)
            else:
                sessions.append([at])
        lengths = [session[-1] - session[0] for session in sessions]
        counted = sum((length for length in lengths if length >= timedelta(seconds=60)), timedelta())
        if counted:
            result[key] = counted // timedelta(milliseconds=1)
    return result


def monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def first_of_month(day: date) -> str:
    return day.replace(day=1).isoformat()


def test_weekly_effective_learning_minutes_in_the_files_are_the_planted_ones(
    small: Delivered, studied: Studied
) -> None:
    sums: defaultdict[str, int] = defaultdict(int)
    active: defaultdict[str, set[str]] = defaultdict(set)
    for (learner, day), counted in studied.items():
        sums[monday(day)] += counted
        active[monday(day)].add(learner)
    found = {week: (total, len(active[week])) for week, total in sums.items()}
    assert found == small.planted("weekly_effective_learning_minutes", "week")


@pytest.mark.parametrize(
    ("metric", "grain"),
    [("daily_active_learners", "day"), ("weekly_active_learners", "week"), ("monthly_active_learners", "month")],
)
def test_active_learners_in_the_files_are_the_planted_ones(
    small: Delivered, studied: Studied, metric: str, grain: str
) -> None:
    start = {"day": date.isoformat, "week": monday, "month": first_of_month}[grain]
    active: defaultdict[str, set[str]] = defaultdict(set)
    for learner, day in studied:
        active[start(day)].add(learner)
    assert {period: (len(each), None) for period, each in active.items()} == small.planted(metric, grain)


def test_new_learner_retention_in_the_files_is_the_planted_one(small: Delivered, studied: Studied) -> None:
    days: defaultdict[str, list[date]] = defaultdict(list)
    for learner, day in sorted(studied):
        days[learner].append(day)
    cohorts: defaultdict[str, list[bool]] = defaultdict(list)
    for each in days.values():
        if each[0] + timedelta(days=7) <= LAST_DAY:
            cohorts[first_of_month(each[0])].append(any(1 <= (day - each[0]).days <= 7 for day in each))
    found = {month: (sum(each), len(each)) for month, each in cohorts.items()}
    assert found == small.planted("new_learner_retention_7d")


def test_course_completion_in_the_files_is_the_planted_one(small: Delivered) -> None:
    first: dict[str, dict[tuple[str, str], date]] = {"Course Enrolled": {}, "Course Completed": {}}
    for call in small.people_calls:
        if call["event"] in first:
            key = call["userId"], call["properties"]["course_id"]
            day = (event_time(small, call) + timedelta(hours=8)).date()
            first[call["event"]][key] = min(day, first[call["event"]].get(key, day))
    cohorts: defaultdict[str, list[bool]] = defaultdict(list)
    for key, enrolled in first["Course Enrolled"].items():
        if enrolled + timedelta(days=30) <= LAST_DAY:
            completed = first["Course Completed"].get(key)
            cohorts[first_of_month(enrolled)].append(completed is not None and 0 <= (completed - enrolled).days <= 30)
    found = {month: (sum(each), len(each)) for month, each in cohorts.items()}
    assert found == small.planted("course_completion_rate")
