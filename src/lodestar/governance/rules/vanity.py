"""Vanity numbers: those that only rise, whatever users get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lodestar.catalog.metric import Metric
from lodestar.governance.rules.facts import Facts
from lodestar.governance.rules.finding import Found
from lodestar.governance.rules.rule import rule

__all__ = ["telling_word", "vanity"]

SIGNS = re.compile(
    r"\b(sign(?:ed)? ?ups?|registr(?:ations?|ants?)|registered|downloads?|downloaded|install(?:s|ations?|ed)|"
    r"page ?views?|impressions?|followers?|gmv|gross merchandise (?:value|volume)|all ?time|cumulative)\b"
    r"|注册|下载|安装|累计|浏览量|曝光|粉丝|成交总额|交易总额"
)
"""Words of what is counted once and never lost, or before it is worth anything."""

REDEEMING = re.compile(
    r"\b(active|retained|retention|returning|repeat|paid|paying|completed|renewed)\b|活跃|留存|复购|付费|完成|续费"
)
"""Words of those who stayed or paid: sign-ups that came back are no vanity."""


@rule("G207", severity="error")
def star_is_no_vanity_number(facts: Facts) -> Iterator[Found]:
    """No north star counts sign-ups, downloads, page views, gross volume, or everything since the beginning.

    Such numbers rise with every campaign and never fall, whether users get anything or not: sign-ups tenfold, active
    users a tenth more.
    """
    for star in facts.stars:
        metric = facts.catalog.metrics.get(star.metric)
        why = vanity(metric, facts) if metric else None
        if why:
            mend = "Count those who get what the company is for: who stay, come back or pay."
            yield facts.about_star(star, f"{star.metric} is a vanity number: {why}.", mend)


def vanity(metric: Metric, facts: Facts) -> str | None:
    """What makes a metric a vanity number, through all that it counts; None for one that isn't."""
    seen: set[str] = set()
    waiting = [metric]
    while waiting:
        counted = waiting.pop()
        if counted.name in seen:
            continue
        seen.add(counted.name)
        if _is_since_the_beginning(counted):
            return f"{counted.name} adds up everything since the beginning, so it can never fall"
        word = None if counted.type in ("ratio", "conversion") else _sign(counted, with_words=counted is metric)
        if word:
            return f"{counted.name} counts {word!r}"
        waiting += [facts.catalog.metrics[name] for name in _counted_by(counted)]
    return None


def _sign(metric: Metric, *, with_words: bool) -> str | None:
    """The telling word of its name or labels, or of the sentence that says what counts."""
    label_zh = metric.contract.label_zh if metric.contract else ""
    texts = [metric.name, metric.label, label_zh]
    if with_words:
        texts.append(re.split(r"[.;:。；：]", metric.description, maxsplit=1)[0])
    return telling_word(texts)


def telling_word(texts: Iterable[str]) -> str | None:
    """The first word in names, labels or sentences that tells of a vanity number; None where none does."""
    for text in texts:
        said = text.replace("_", " ").replace("-", " ").casefold()
        found = SIGNS.search(said)
        if found and not REDEEMING.search(said):
            return found.group()
    return None


def _is_since_the_beginning(metric: Metric) -> bool:
    settings = metric.parameters.get("cumulative_type_params") or {}
    return metric.type == "cumulative" and not settings.get("window") and not settings.get("grain_to_date")


def _counted_by(metric: Metric) -> list[str]:
    """The inputs that make it large: of a quotient only what stands above."""
    parameters = metric.parameters
    conversion = parameters.get("conversion_type_params") or {}
    cumulative = parameters.get("cumulative_type_params") or {}
    inputs: list[Any] = [parameters.get("numerator"), conversion.get("conversion_metric"), cumulative.get("metric")]
    inputs += parameters.get("metrics") or []
    return [given if isinstance(given, str) else given["name"] for given in inputs if given]
