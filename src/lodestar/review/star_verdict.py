"""The verdict on a north star, with all that is needed to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lodestar.governance.north_stars import NorthStar
from lodestar.review.verdict import Verdict

__all__ = ["StarVerdict"]


@dataclass(frozen=True)
class StarVerdict:
    """A star, the verdict on it in a month, and what its metrics are called.

    Attributes:
        month: the first day of the month.
        grain: by which the star is kept: values of weeks and days were brought to the month.
        catalog: metric -> its row of the release's catalog, for all metrics that the star names.
    """

    star: NorthStar
    month: date
    grain: str
    verdict: Verdict
    catalog: Mapping[str, Mapping[str, Any]]
    release_id: str
