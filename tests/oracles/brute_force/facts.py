"""The marts as lists of rows: each row with its business day and with what it joins to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
"""Mart -> rows; `stores`, `store_tiers` and `load_progress` too."""

LOADED_BY = {"tills": "purchases", "web": "clicks"}
"""System -> the mart that it fills."""

NEW_YORK = ZoneInfo("America/New_York")
NOT_SET = "(not set)"
TOTAL = "total"
DAY_COLUMNS = {
    "events": "event_date",
    "clicks": "clicked_at",
    "signups": "signed_up_date",
    "purchases": "purchased_date",
    "stock": "stock_date",
}


class Facts:
    """All rows that have a business day, in its order; each with its `day` and with what it joins to."""

    def __init__(self, tables: Tables) -> None:
        self._rows = {mart: self._dated(mart, tables) for mart in DAY_COLUMNS}
        self._sliced: dict[tuple[str, str, str], tuple[list[date], list[Row]]] = {}
        self._through: dict[str, date] = {}
        for progress in tables["load_progress"]:
            self._through[LOADED_BY[progress["system"]]] = progress["through_date"]

    def members(self, marts: Sequence[str], dimension: str) -> list[str]:
        """All members that the dimension has in any row of the marts."""
        if dimension == TOTAL:
            return [TOTAL]
        return sorted({_member(row[dimension]) for mart in marts for row in self._rows[mart]})

    def between(self, mart: str, dimension: str, member: str, first: date, last: date) -> list[Row]:
        """Rows of a member whose day is not before `first` and not after `last`."""
        key = (mart, dimension, member)
        if key not in self._sliced:
            rows = [row for row in self._rows[mart] if dimension == TOTAL or _member(row[dimension]) == member]
            self._sliced[key] = ([row["day"] for row in rows], rows)
        days, rows = self._sliced[key]
        return rows[bisect_left(days, first) : bisect_right(days, last)]

    def data_range(self, marts: Sequence[str]) -> tuple[date, date, date] | None:
        """First day, last day, and the day through which all data has arrived; None without data.

        Purchases and clicks arrive through the day that `load_progress` says; the others count as one, through their
        last day.
        """
        days = [row["day"] for mart in marts for row in self._rows[mart]]
        if not days:
            return None
        ends = [self._through[mart] for mart in marts if mart in self._through]
        others = [row["day"] for mart in marts for row in self._rows[mart] if mart not in self._through]
        if others:
            ends.append(max(others))
        through = min(ends)
        return min(days), max(*days, through), through

    def _dated(self, mart: str, tables: Tables) -> list[Row]:
        rows = []
        for row in tables[mart]:
            moment = row[DAY_COLUMNS[mart]]
            if moment is None:
                continue
            day = moment.replace(tzinfo=UTC).astimezone(NEW_YORK).date() if isinstance(moment, datetime) else moment
            rows.append({**row, "day": day, **_joined(row, day, mart, tables)})
        return sorted(rows, key=lambda row: row["day"])


def _joined(row: Row, day: date, mart: str, tables: Tables) -> dict[str, Any]:
    joined = {"region": None, "tier": None, "paid": row.get("is_paid")}
    for store in tables["stores"]:
        if store["store_id"] == row.get("store_id"):
            joined["region"] = store["region"]
    for tier in tables["store_tiers"]:
        has_begun = tier["valid_from"] <= day
        has_ended = tier["valid_to"] is not None and tier["valid_to"] <= day
        if tier["store_id"] == row.get("store_id") and has_begun and not has_ended:
            joined["tier"] = tier["tier"]
    if mart != "signups":
        joined["channel"] = None
        for signup in tables["signups"]:
            if signup["user_id"] == row.get("user_id"):
                joined["channel"] = signup["channel"]
    return joined


def _member(value: str | bool | None) -> str:
    if value is None:
        return NOT_SET
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value
