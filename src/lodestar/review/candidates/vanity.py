"""Vanity: signs that a candidate rises whatever users get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from lodestar.governance.rules.vanity import telling_word
from lodestar.releases.series import Series
from lodestar.review.candidates.grade import Grade
from lodestar.review.candidates.stability import LEAST_PERIODS, natural_variation
from lodestar.review.pairs import whole_values

__all__ = ["Sign", "Vanity", "VanitySign", "trend", "vanity"]

NEWCOMERS = re.compile(r"\bnew\b|\bfirst time\b|新增|新会员|新用户|首次")
STAYING = re.compile(r"\b(retention|retained|active|repeat)\b|留存|复购|活跃")
CLEAR = 3.0
"""Standard errors of a difference of means that are no chance."""


class Sign(StrEnum):
    """What speaks for vanity; all but the last make the grade poor."""

    counts_signs = "counts_signs"  # sign-ups, downloads, page views, gross volume
    counts_newcomers = "counts_newcomers"  # those who came, not those who stayed
    never_falls = "never_falls"
    since_the_beginning = "since_the_beginning"
    retention_falls = "retention_falls"  # it rises, and retention falls
    not_per_user = "not_per_user"  # grows with the number of users alone


@dataclass(frozen=True)
class VanitySign:
    """A sign, and the word or the metric that tells."""

    sign: Sign
    detail: str = ""


@dataclass(frozen=True)
class Vanity:
    """The signs that were found. Poor with any, fair where the only one is that it isn't divided by users."""

    grade: Grade
    signs: tuple[VanitySign, ...]


def vanity(series: Series, facts: Mapping[str, Any], retentions: Iterable[Series] = ()) -> Vanity:
    """Signs from the values and from the definition.

    Args:
        facts: the metric's row of the catalog: name, labels, description, formula.
        retentions: wholes of retention metrics, at any grain.
    """
    found: list[VanitySign] = []
    names = [str(facts.get(key) or "") for key in ("metric_name", "label", "label_zh")]
    sentence = re.split(r"[.;:。；：]", str(facts.get("description") or ""), maxsplit=1)[0]
    has_denominators = any(point.denominator is not None for point in series.points)
    word = None if has_denominators else telling_word([*names, sentence])
    if word:
        found.append(VanitySign(Sign.counts_signs, word))
    said = " ".join(names).replace("_", " ").casefold()
    newcomers = NEWCOMERS.search(said)
    if newcomers and not has_denominators and not STAYING.search(said):
        found.append(VanitySign(Sign.counts_newcomers, newcomers.group()))
    values = np.array(list(whole_values(series).values()), dtype=np.float64)
    if len(values) >= LEAST_PERIODS and values.max() > values.min() and (np.diff(values) >= 0).all():
        found.append(VanitySign(Sign.never_falls))
    if str(facts.get("formula") or "").endswith("since the beginning"):
        found.append(VanitySign(Sign.since_the_beginning))
    if trend(series) > 0:
        falling = [one.metric for one in retentions if one.metric != series.metric and trend(one) < 0]
        found += [VanitySign(Sign.retention_falls, name) for name in dict.fromkeys(falling)]
    is_hollow = bool(found)
    if not has_denominators:
        found.append(VanitySign(Sign.not_per_user))
    return Vanity(Grade.poor if is_hollow else Grade.fair if found else Grade.good, tuple(found))


def trend(series: Series) -> int:
    """1 where the later half of the final values lies clearly above the earlier, -1 below, else 0.

    Clearly: by `CLEAR` standard errors of the difference, with natural variation as the standard deviation.
    """
    values = np.array(list(whole_values(series).values()), dtype=np.float64)
    half = len(values) // 2
    if half < LEAST_PERIODS // 2:
        return 0
    step = float(values[-half:].mean() - values[:half].mean())
    error = natural_variation(values) * float(np.sqrt(2 / half))
    return int(np.sign(step)) if abs(step) > CLEAR * error else 0
