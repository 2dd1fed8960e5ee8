"""Counts the metrics of schools, community and factory again from the written files, in plain Python.

Catches a generator whose truth and files disagree; does not catch a definition misread in the same way twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.lodestar.demo.conftest import Delivered, Record

LAST_DAY = date(2026, 11, 15)

Shares = dict[str, tuple[int, int]]


def month_of(day: date) -> str:
    return day.replace(day=1).isoformat()


def shares(cohorts: list[tuple[date, bool]], window: int) -> Shares:
    """By month: how many of the cohort did it, and how many there are, once the window is over."""
    counted: defaultdict[str, list[bool]] = defaultdict(list)
    for day, is_counted in cohorts:
        if day + timedelta(days=window) <= LAST_DAY:
            counted[month_of(day)].append(is_counted)
    return {month: (sum(each), len(each)) for month, each in counted.items()}


@pytest.fixture(scope="module")
def events(small: Delivered) -> list[Record]:
    latest = small.latest("classroom.document_events").values()
    return [event for event in latest if event["actor_type"] == "person"]


@pytest.fixture(scope="module")
def people(small: Delivered) -> dict[str, Record]:
    latest = small.latest("community.accounts")
    return {number: account for number, account in latest.items() if account["account_kind"] == "person"}


@pytest.fixture(scope="module")
def posts(small: Delivered) -> list[Record]:
    return [post for post in small.latest("community.posts").values() if post["is_deleted"] == "false"]


@pytest.fixture(scope="module")
def reactions(small: Delivered) -> list[Record]:
    return [row for row in small.latest("community.reactions").values() if row["is_removed"] == "false"]


@pytest.fixture(scope="module")
def days(
    small: Delivered, people: dict[str, Record], posts: list[Record], reactions: list[Record]
) -> dict[str, set[date]]:
    """Days on which each person posted, liked or commented."""
    acted: dict[str, set[date]] = {number: set() for number in people}
    done = [(post["account_id"], post["posted_at"]) for post in posts]
    done += [(reaction["account_id"], reaction["reacted_at"]) for reaction in reactions]
    for number, moment in done:
        if number in people:
            acted[number].add(small.day(moment))
    return acted


def test_documents_across_departments_are_edited_by_two_in_a_month(small: Delivered, events: list[Record]) -> None:
    departments: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for event in events:
        if event["action"] == "edited":
            departments[small.month(event["occurred_at"]), event["document_id"]].add(event["department"])
    found = Counter(month for (month, _), each in departments.items() if len(each) > 1)
    assert {month: (count, None) for month, count in found.items()} == small.planted(
        "monthly_cross_department_documents"
    )


def test_schools_are_active_by_an_edit(small: Delivered, events: list[Record]) -> None:
    active = {
        (small.month(event["occurred_at"]), event["school_id"]) for event in events if event["action"] == "edited"
    }
    found = Counter(month for month, _ in active)
    assert {month: (count, None) for month, count in found.items()} == small.planted("active_schools")


def test_people_convert_within_thirty_days_of_a_free_beginning(small: Delivered, events: list[Record]) -> None:
    by_person: defaultdict[str, list[Record]] = defaultdict(list)
    for event in sorted(events, key=lambda event: (event["occurred_at"], int(event["id"]))):
        by_person[event["actor_id"]].append(event)
    cohorts = []
    for each in by_person.values():
        began = small.day(each[0]["occurred_at"])
        paid = [small.day(event["occurred_at"]) for event in each if event["plan"] == "paid"]
        if each[0]["plan"] == "free":
            cohorts.append((began, bool(paid) and min(paid) <= began + timedelta(days=30)))
    assert shares(cohorts, 30) == small.planted("paid_conversion_rate")


def test_posts_count_unless_a_bot_wrote_them(small: Delivered, posts: list[Record]) -> None:
    kinds = {number: account["account_kind"] for number, account in small.latest("community.accounts").items()}
    found = Counter(small.day(post["posted_at"]).isoformat() for post in posts if kinds[post["account_id"]] != "bot")
    assert {day: (count, None) for day, count in found.items()} == small.planted("community_posts", "day")


def test_quality_is_another_person_within_seven_days(
    small: Delivered, people: dict[str, Record], posts: list[Record], reactions: list[Record]
) -> None:
    answers: defaultdict[str, list[Record]] = defaultdict(list)
    for reaction in reactions:
        if reaction["account_id"] in people:
            answers[reaction["post_id"]].append(reaction)
    found = Counter[str]()
    for post in posts:
        posted = small.day(post["posted_at"])
        found[month_of(posted)] += post["account_id"] in people and any(
            answer["account_id"] != post["account_id"] and small.day(answer["reacted_at"]) <= posted + timedelta(days=7)
            for answer in answers[post["id"]]
        )
    assert {month: (count, None) for month, count in found.items()} == small.planted("high_quality_interactions")


def test_new_active_and_retained_accounts_are_those_of_people(
    small: Delivered, people: dict[str, Record], days: dict[str, set[date]]
) -> None:
    opened = {number: small.day(each["created_at"]) for number, each in people.items() if each["created_at"]}
    new = Counter(month_of(day) for day in opened.values())
    active = Counter(month for acted in days.values() for month in {month_of(day) for day in acted})
    cohorts = [
        (day, any(day < acted <= day + timedelta(days=7) for acted in days[number])) for number, day in opened.items()
    ]
    assert {month: (count, None) for month, count in new.items()} == small.planted("community_new_accounts")
    assert {month: (count, None) for month, count in active.items()} == small.planted("community_active_accounts")
    assert shares(cohorts, 7) == small.planted("community_retention_7d")


def test_machines_run_within_their_plan(small: Delivered) -> None:
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for shift in small.latest("factory.machine_shifts").values():
        month, planned, run = small.month(shift["started_at"]), int(shift["planned_minutes"]), int(shift["run_minutes"])
        sums[month].update(
            planned=planned,
            run=min(run, planned),
            down=int(shift["downtime_minutes"]),
            made=int(shift["units_made"]),
            bad=int(shift["units_defective"]),
        )
    for metric, top, bottom in (
        ("capacity_utilisation", "run", "planned"),
        ("downtime_share", "down", "planned"),
        ("defect_rate", "bad", "made"),
    ):
        assert {month: (each[top], each[bottom]) for month, each in sums.items()} == small.planted(metric)
