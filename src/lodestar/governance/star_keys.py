"""What is wrong with the keys of a north star, as `governance/north_stars.yml` gives it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

__all__ = ["OPTIONAL", "REQUIRED", "wrong_keys"]

REQUIRED = ("metric", "scope", "stage", "value_statement", "effective_from")
NAMES = ("successor", "twin", "newcomers", "volume")
LISTS = ("guardrails", "retention")
MOST = 100_000
"""Days or periods; dates that are further away can't be computed with."""

OPTIONAL = ("effective_to", "overlap_days", "outcomes", "accounts", *NAMES, *LISTS)


def wrong_keys(given: Any) -> list[str]:
    """A sentence for each thing that can't be meant."""
    if not isinstance(given, Mapping):
        return ["a north star is a mapping with metric, scope, stage, value_statement, effective_from"]
    found = [f"{key} is missing" for key in REQUIRED if key not in given]
    found += [f"{key!r} is not a key of a north star" for key in given if key not in REQUIRED + OPTIONAL]
    found += [*_wrong_texts(given), *_wrong_dates(given), *_wrong_lists(given), *_wrong_outcomes(given)]
    days = given.get("overlap_days")
    if days is not None and not _is_count(days, least=1):
        found.append("overlap_days must be a whole number of days, at least 1")
    if not found and given.get("effective_to") and given["effective_to"] < given["effective_from"]:
        found.append("effective_to is before effective_from")
    return found


def _wrong_texts(given: Mapping[str, Any]) -> Iterator[str]:
    for key in ("metric", "scope", "stage", "value_statement"):
        if key in given and not _is_text(given[key]):
            yield f"{key} must be a text that is not empty"
    for key in NAMES:
        if given.get(key) is not None and not _is_text(given[key]):
            yield f"{key} must be the name of a metric"


def _wrong_dates(given: Mapping[str, Any]) -> Iterator[str]:
    for key in ("effective_from", "effective_to"):
        is_open = key == "effective_to" and given.get(key) is None
        if key in given and not is_open and type(given[key]) is not date:
            yield f"{key} must be a date, such as 2026-01-01"


def _wrong_lists(given: Mapping[str, Any]) -> Iterator[str]:
    for key in LISTS:
        listed = [] if given.get(key) is None else given[key]
        if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
            yield f"{key} must be a list of metrics"
    accounts = given.get("accounts")
    listed = accounts if isinstance(accounts, list) else [] if accounts is None else [accounts]
    if not all(_is_text(name) for name in listed):
        yield "accounts must be a dimension, or a list of dimensions"


def _wrong_outcomes(given: Mapping[str, Any]) -> Iterator[str]:
    listed = [] if given.get("outcomes") is None else given["outcomes"]
    if not isinstance(listed, list) or not all(_is_outcome(one) for one in listed):
        yield "outcomes must be a list such as [{metric: net_revenue, lag: 1}]; a lag is a number of periods, or 0"


def _is_outcome(one: Any) -> bool:
    return (
        isinstance(one, Mapping) and set(one) == {"metric", "lag"} and _is_text(one["metric"]) and _is_count(one["lag"])
    )


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: Any, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST
